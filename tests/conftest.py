"""What every test may use, and the PostgreSQL they all run on."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import pgtrigger
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from config import database, postgres
from mingjing.sealing import vault

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BROWSER = "tests/e2e/"
RUN = "MINGJING_TEST_RUN"  # set by the process that starts the run, read by its parallel workers
TEMPLATE = "template_mingjing_"

held = ExitStack()

# A change lands or not by its own faults: the same examples each time. `make explore` draws new ones.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.load_profile("same")


class OneCity(LoadScopeScheduling):
    """Every test for itself, but those of the browser together in one process: they share a city."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneCity:
    """Deal the tests out to the processes of `-n`."""
    return OneCity(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Start the private test cluster (DATABASE_URL names another instead), one database for each run and worker."""
    files = held.enter_context(tempfile.TemporaryDirectory(prefix="mingjing-test-"))
    settings.PUBLIC_DIR, settings.MEDIA_ROOT = Path(files, "public"), Path(files, "media")
    settings.STATIC_ROOT, settings.KEY_FOLDER = Path(files, "static"), Path(files, "keys")
    settings.DEMO_CUSTODIANS = Path(files, "demo-custodians")
    settings.STATIC_ROOT.mkdir()
    os.environ.setdefault(RUN, str(os.getpid()))
    address = os.environ.get("DATABASE_URL")
    if not address:
        cluster = postgres.at(database.DATA_DIR, "postgres-test", durable=False)
        held.enter_context(postgres.running(cluster))
        address = cluster.url(postgres.OWNER)
    for name in connections.settings:
        entry = connections.settings[name]
        entry.update(database.parse(address))
        entry["TEST"]["NAME"] = f"test_mingjing_{name}_{os.environ[RUN]}"
        entry["TEST"]["MIGRATE"] = name == "default"  # the other one has a single table: no need to replay history
    connections.settings["default"]["TEST"]["TEMPLATE"] = template()
    if not hasattr(config, "workerinput"):
        migrate(address, template())


def template() -> str:
    """The name of a database with every migration, of which each worker's is a copy; another when one changes."""
    files = [*sorted(ROOT.glob("mingjing/*/migrations/*.py")), *sorted(ROOT.glob("requirements/*.txt"))]
    history = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return f"{TEMPLATE}{history[:16]}"


def migrate(address: str, name: str) -> None:
    """Make the database that the others are copied from, unless an earlier run left it; drop what it replaces."""
    making = f"{TEMPLATE}new"
    with psycopg.connect(urlunsplit(urlsplit(address)._replace(path="/postgres")), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        known = [row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()]
        if name in known:
            return
        for old in (one for one in known if one.startswith(TEMPLATE)):
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
        target = urlunsplit(urlsplit(address)._replace(path=f"/{making}"))
        environment = os.environ | {"DATABASE_URL": target, "MIGRATE_DATABASE_URL": target}
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
        server.execute(rename)


def pytest_unconfigure(config: pytest.Config) -> None:
    connections.close_all()
    held.close()


@pytest.fixture(scope="session", autouse=True)
def flush_that_empties_append_only_tables() -> Iterator[None]:
    """Transactional tests clean up by TRUNCATE, which the ledger's triggers forbid to everybody else."""
    flush = DatabaseOperations.execute_sql_flush

    def unguarded(operations: DatabaseOperations, statements: list[str]) -> Any:
        with pgtrigger.ignore():
            return flush(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", unguarded)
        yield


@pytest.fixture(autouse=True)
def nothing_published_yet() -> None:
    """No page that an earlier test published is served to this one."""
    shutil.rmtree(settings.PUBLIC_DIR, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def cheap_passphrases() -> Iterator[None]:
    """Unlocking takes 0.4 s and 128 MB on purpose; a test waits for neither."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "OPS", vault.argon2id.OPSLIMIT_MIN)
        patch.setattr(vault, "MEMORY", vault.argon2id.MEMLIMIT_MIN)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing leaves this machine."""
    connect = socket.socket.connect

    def local_only(this: socket.socket, address: Any) -> None:
        if this.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise OSError(f"tests may not reach {address[0]}")
        connect(this, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", local_only)
        yield


@pytest.fixture(scope="session")
def shared() -> Iterator[Path]:
    """Reference data beside the checkout: real logs, oracles, the regulation's text. Skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the reference data in {SHARED.name}/ beside the checkout")
    yield SHARED
