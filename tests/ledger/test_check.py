"""`mingjing ledger check` names what a person with full database rights did to the ledger."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mingjing.ledger import selectors, services
from mingjing.regulations.models import Regulation
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
        ("DELETE FROM ledger_entry; DELETE FROM ledger_chain", None, "整条链被删除"),
        ("UPDATE ledger_entry SET digest = repeat('0', 64) WHERE seq = 1", 2, "与前一条接不上"),
        ("UPDATE ledger_entry SET previous = digest WHERE seq = 2", 2, "与前一条接不上"),
        ("UPDATE ledger_entry SET seq = seq + 10", 11, "前面缺少第1条"),
        ("UPDATE ledger_chain SET length = 2", 3, "链头记着 2 条，现有 3 条"),
        ("UPDATE ledger_chain SET head = repeat('0', 64)", 3, "末尾被删、被改或被添加"),
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


COLUMNS = ("kind", "number", "step", "basis", "by", "reason", "before", "after", "by_id", "at")


@pytest.mark.article("X-01")
@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_an_entry_is_under_the_digest(moved, column):
    new = {"before": "'{\"x\": 1}'", "after": "'{\"x\": 1}'", "by_id": "gen_random_uuid()", "at": "now()"}
    value = new.get(column, "'x'")
    tamper(f"UPDATE ledger_entry SET {column} = {value} WHERE seq = 2")
    assert [(fault.seq, fault.what) for fault in selectors.faults()][0] == (2, "内容与摘要不符，被改过")


@pytest.mark.article("X-01")
def test_an_entry_moved_to_another_case_is_missed_there_and_found_here(moved):
    tamper("UPDATE ledger_entry SET case_id = gen_random_uuid() WHERE seq = 3")
    found = [(fault.case_id == moved.pk, fault.what) for fault in selectors.faults()]
    assert (True, "链头记着 3 条，现有 2 条，末尾被删、被改或被添加") in found
    assert (False, "没有链头，是插入的") in found


def test_a_case_added_behind_the_ledger_is_named(moved):
    Regulation.objects.create(number="x", status="draft", title="x", issuer="x", issued_on="2010-01-26", trial=True)
    assert ["x" in str(fault) and "绕过台账新增" in fault.what for fault in selectors.faults()] == [True]


def test_the_command_fails_and_counts(moved):
    tamper("DELETE FROM ledger_entry WHERE seq = 1")
    with pytest.raises(CommandError, match="fault"):
        call_command("ledger", "check")


def test_the_command_says_how_many_entries_are_whole(moved, capsys):
    call_command("ledger", "check")
    assert "3 entries" in capsys.readouterr().out
