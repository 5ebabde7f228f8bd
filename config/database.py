"""Where the database is: DATABASE_URL, else the private cluster under the data directory.

Two roles: the server works as one that cannot rewrite append-only tables; migrations run as the owner
(MIGRATE_DATABASE_URL, which defaults to DATABASE_URL).
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from config import postgres

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("MINGJING_DATA", BASE_DIR / ".data"))
PLANNED = "-c jit=off -c max_parallel_workers_per_gather=0"


def app_url(data_dir: Path) -> str:
    """How the server connects."""
    return os.environ.get("DATABASE_URL") or postgres.at(data_dir).url(postgres.APP)


def keys_url(data_dir: Path) -> str:
    """How the server connects to the database of wrapped keys: one of its own, so that it has backups of its own.

    Without KEYS_DATABASE_URL it lies beside the main one; in production name another cluster.
    """
    if given := os.environ.get("KEYS_DATABASE_URL"):
        return given
    beside = urlsplit(app_url(data_dir))
    return urlunsplit(beside._replace(path=f"{beside.path}{postgres.KEYS_SUFFIX}"))


def owner_url(data_dir: Path) -> str:
    """How migrations connect."""
    given = os.environ.get("MIGRATE_DATABASE_URL") or os.environ.get("DATABASE_URL")
    return given or postgres.at(data_dir).url(postgres.OWNER)


@contextmanager
def available(data_dir: Path) -> Iterator[None]:
    """Keep the private cluster up for as long as the block runs; nothing to do where DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with postgres.running(postgres.at(data_dir)):
        yield


def reset(data_dir: Path) -> None:
    """Throw the private cluster and every file made from it away; the secret key stays.

    Raises:
        DatabaseUnavailable: it is in use, or DATABASE_URL names a database that is not ours to empty.
    """
    if os.environ.get("DATABASE_URL"):
        raise postgres.DatabaseUnavailable("Starting over is for the private database: empty DATABASE_URL's yourself.")
    postgres.reset(postgres.at(data_dir))
    for made in ("public", "media", "staticfiles", "demo-custodians"):
        shutil.rmtree(data_dir / made, ignore_errors=True)


def from_env(data_dir: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES."""
    return {"default": parse(app_url(data_dir)), "keys": parse(keys_url(data_dir))}


def parse(address: str) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// address.

    Unless the address has `options` of its own, queries are neither compiled nor shared among processes: a page that
    counts fifty thousand powers waited longer for the compiler than for the rows, and workers cost half as much again.
    """
    url = urlsplit(address)
    options = {"options": PLANNED, **dict(parse_qsl(url.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")) or postgres.DATABASE,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or options.pop("host", ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def secret_key(data_dir: Path) -> str:
    """SECRET_KEY from the environment, else one made once and kept in the data directory (0600)."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
