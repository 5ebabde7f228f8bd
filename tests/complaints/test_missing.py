"""`mingjing ledger check` names what an owner of the database took from complaints, and keys that were put in."""

import pytest
from django.db import connection

from mingjing.complaints.enums import Addressee
from mingjing.complaints.services import marking
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.selectors import faults
from mingjing.rules.complaints import Arrival
from tests.complaints.factories import AT, RECEIVED, filed, pair

pytestmark = pytest.mark.django_db(databases="__all__")
TABLES = (
    "complaints_complaint", "complaints_paper", "complaints_grant", "ledger_entry", "ledger_chain", "clocks_clock",
    "transparency_slot", "sealing_personkey", "sealing_custodian",
)  # fmt: skip
GONE = """
DELETE FROM complaints_grant WHERE complaint_id = %(case)s;
DELETE FROM complaints_paper WHERE complaint_id = %(case)s;
DELETE FROM ledger_entry WHERE case_id = %(case)s OR case_id IN (SELECT id FROM clocks_clock WHERE case_id = %(case)s);
DELETE FROM ledger_chain WHERE case_id = %(case)s OR case_id IN (SELECT id FROM clocks_clock WHERE case_id = %(case)s);
DELETE FROM clocks_clock WHERE case_id = %(case)s;
DELETE FROM complaints_complaint WHERE id = %(case)s;
"""


def tamper(sql: str, **said: object) -> None:
    """As the owner of the database could: without triggers and policies."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(sql, said)


def found() -> str:
    return "\n".join(map(str, faults()))


@pytest.mark.article("CMP-7-1c")
def test_a_whole_house_has_no_faults(centre):
    filed(centre)
    filed(centre)
    came = Arrival("letter", RECEIVED, opened_on=RECEIVED)
    marking.mark(came, Addressee.DISCIPLINE, by=centre.clerk, today=RECEIVED, at=AT)  # a slip: nobody has a code
    assert found() == ""


@pytest.mark.article("CMP-7-1c")
def test_a_case_taken_away_with_everything_leaves_a_gap_and_its_proof(centre):
    first, _second = filed(centre), filed(centre)
    tamper(GONE, case=first.complaint.pk)
    told = found()
    assert "投〔2026〕00001" in told
    assert "编号断开" in told
    assert "有收件的承诺格，没有这一件" in told


@pytest.mark.article("CMP-7-1c")
def test_the_last_case_taken_away_with_its_slot_still_leaves_its_number(centre):
    made = filed(centre)
    tamper(GONE + "DELETE FROM transparency_slot WHERE case_id = %(case)s", case=made.complaint.pk)
    assert "投〔2026〕00001" in found()


@pytest.mark.article("CMP-8-a")
def test_a_slot_or_a_paper_taken_away_is_named(centre):
    made = filed(centre)
    tamper("DELETE FROM transparency_slot WHERE case_id = %(case)s", case=made.complaint.pk)
    assert "没有收件的承诺格" in found()
    tamper("UPDATE complaints_paper SET place = 2 WHERE complaint_id = %(case)s", case=made.complaint.pk)
    assert "材料应有 2 份" in found()


@pytest.mark.article("CMP-8-b")
@pytest.mark.parametrize("table", ["sealing_personkey", "sealing_custodian"])
def test_a_public_key_put_in_behind_the_ledger_is_named(centre, table):
    column = {"sealing_personkey": "public", "sealing_custodian": "recipient"}[table]
    mine = pair("thief").public if column == "public" else "age1thief"
    tamper(f"UPDATE {table} SET {column} = %(mine)s", mine=mine)  # noqa: S608
    assert "公钥与台账记载的指纹不符" in found()
    with seeing(SYSTEM):
        assert found().count("公钥") >= 3
