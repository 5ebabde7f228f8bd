"""Fixtures every test may use."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference data beside the checkout: real logs, oracles, the regulation's text. Skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the reference data in {SHARED.name}/ beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, where tests that commit may empty the ledger between them: the guard has its own test."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_entry_no_truncate%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE ledger_entry DISABLE TRIGGER "{name}"')
