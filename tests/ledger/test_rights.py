"""`mingjing rights`: what the serving role cannot do, whatever its code says."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from config import postgres

pytestmark = pytest.mark.django_db
CASES = ("complaint", "paper", "sealedfile", "receipt", "grant", "forward", "approval", "delivery", "message", "call")


def may(table: str, what: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [postgres.APP, table, what])
        return cursor.fetchone()[0]


@pytest.fixture
def granted():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [postgres.APP])
        if not cursor.fetchone():
            pytest.skip("the database has no serving role")
    call_command("rights", postgres.APP, stdout=StringIO())


@pytest.mark.article("X-01")
def test_the_server_neither_changes_nor_removes_what_is_append_only(granted):
    for table in ("ledger_entry", "complaints_paper", "transparency_batch"):
        assert may(table, "INSERT")
        assert not may(table, "UPDATE")
        assert not may(table, "DELETE")


@pytest.mark.article("CMP-8-a")
@pytest.mark.parametrize("name", CASES)
def test_the_server_removes_nothing_of_a_complaint(granted, name):
    assert may(f"complaints_{name}", "SELECT")
    assert not may(f"complaints_{name}", "DELETE")
    assert not may(f"complaints_{name}", "TRUNCATE")


def test_nor_openings_keys_and_slots_but_it_does_clear_what_is_no_case(granted):
    for table in ("sealing_opening", "sealing_personkey", "sealing_custodian", "transparency_slot"):
        assert not may(table, "DELETE")
    assert may("complaints_stray", "DELETE")
    assert may("django_session", "DELETE")
