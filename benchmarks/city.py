"""A city of a benchmark's own: a private PostgreSQL in a folder, with every table and nothing in it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any


@contextmanager
def private_city(keep: str | None = None) -> Iterator[tuple[Path, Any]]:
    """Its folder and its running cluster, Django set up on it. `keep`: the folder it stays in, else it goes after."""
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        Path(name).mkdir(exist_ok=True)
        Path(name).chmod(0o755)
        os.environ |= {"MINGJING_DATA": name, "DJANGO_SETTINGS_MODULE": "config.settings"}
        from config import database, postgres

        cluster = postgres.at(database.DATA_DIR)
        with postgres.running(cluster):
            os.environ["DATABASE_URL"] = cluster.url(postgres.OWNER)
            import django
            from django.conf import settings
            from django.core.management import call_command

            django.setup()
            for alias in settings.DATABASES:
                call_command("migrate", database=alias, verbosity=0)
            yield Path(name), cluster
