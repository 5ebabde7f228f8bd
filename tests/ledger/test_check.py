"""`mingjing ledger check` names what a person with full database rights did to the ledger."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mingjing.ledger import selectors, services
from mingjing.regulations.workflow import ACTIVATE, RETIRE
from tests.ledger.conftest import AT


@pytest.fixture
def moved(case):
    """A case with three entries: opened, activated, retired."""
    services.write(case, "登记", by=None, at=AT, after={"status": "draft"})
    services.take(ACTIVATE, case, by=None, at=AT)
    services.take(RETIRE, case, by=None, at=AT)
    return case


def tamper(sql: str) -> None:
    """Do as the owner of the database could: switch the triggers off, then write."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE ledger_chain DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_a_whole_ledger_has_no_faults(moved):
    assert list(selectors.faults()) == []


@pytest.mark.article("X-01")
@pytest.mark.parametrize(
    ("sql", "seq", "what"),
    [
        ("UPDATE ledger_entry SET reason = '改' WHERE seq = 2", 2, "被改过"),
        ("UPDATE ledger_entry SET at = at - interval '1 day' WHERE seq = 3", 3, "被改过"),
        ("DELETE FROM ledger_entry WHERE seq = 2", 3, "缺少第2条"),
        ("DELETE FROM ledger_entry WHERE seq = 3", 2, "末尾被删"),
        ("DELETE FROM ledger_entry", None, "全部被删除"),
        ("DELETE FROM ledger_chain", 3, "没有链头"),
        ("UPDATE regulations_regulation SET status = 'active'", None, "绕过台账"),
        ("DELETE FROM regulations_regulation", None, "事项本身被删除"),
        (
            "INSERT INTO ledger_entry SELECT gen_random_uuid(), kind, case_id, number, 4, step, basis, by_id, by,"
            " reason, before, after, at, digest, digest FROM ledger_entry WHERE seq = 3",
            4,
            "被改过",
        ),
    ],
)
def test_each_kind_of_tampering_is_named(moved, sql, seq, what):
    tamper(sql)
    faults = list(selectors.faults())
    assert any(fault.seq == seq and what in fault.what for fault in faults), faults
    assert all(str(fault.case_id) == str(moved.pk) for fault in faults)


def test_the_command_fails_and_counts(moved):
    tamper("DELETE FROM ledger_entry WHERE seq = 1")
    with pytest.raises(CommandError, match="fault"):
        call_command("ledger", "check")


def test_the_command_says_how_many_entries_are_whole(moved, capsys):
    call_command("ledger", "check")
    assert "3 entries" in capsys.readouterr().out
