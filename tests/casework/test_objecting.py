"""Objections (异议) to a record under publicity: taken in without a name, answered with a reason, kept from others."""

import datetime as dt
from itertools import product

import pytest

from mingjing.casework import access
from mingjing.casework.covering import Cover
from mingjing.casework.models import Objection
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import objecting, publicising
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.ledger.models import Entry
from tests.casework.registers import Register
from tests.casework.signals import on
from tests.catalogue.factories import house, official, unit

pytestmark = pytest.mark.django_db
TEXT, CONTACT = "CANARY 审查时没有核查车辆", "CANARY 13812345678"


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def objection(register) -> Objection:
    return objecting.object_to(register.publicised(), text=TEXT, contact=CONTACT, at=on("2026-05-08"))


def test_an_objection_has_a_number_a_last_day_and_a_file_without_its_words(objection):
    assert objection.number.endswith("-0001-异1")
    assert (objection.status, str(objection.due_on)) == ("open", "2026-05-14")  # 9 May is a worked Saturday
    assert "CANARY" not in str(list(Entry.objects.values_list("after", "before", "reason", "number")))
    assert [entry.by for entry in ledger.of_case(objection)] == ["系统"]


@pytest.mark.article("ASM-5-4-2b")
def test_it_reaches_the_clerk_and_the_leader_of_the_unit(register, objection):
    for person in (register.home.clerk, register.home.leader):
        assert list(selectors.to_answer(person)) == [objection]


ROLES = ("unit_clerk", "unit_leader", "secrecy_reviewer", "system_admin", "lgo_clerk", "lgo_head")
SEE = {("unit_clerk", True), ("unit_leader", True), *product(("lgo_clerk", "lgo_head"), (True, False))}
REACH = {("unit_clerk", True), ("unit_leader", True)}


@pytest.mark.parametrize(("role", "own"), list(product(ROLES, (True, False))))
def test_who_sees_its_words_and_who_the_contact(register, objection, role, own):
    person = official("someone", role, of=register.home.unit if own else unit("130600SJ", "审计局"))
    assert access.objections_visible_to(person).exists() is ((role, own) in SEE)
    assert access.may_see_contact(person, objection.record) is ((role, own) in REACH)


def test_it_is_answered_once_with_a_reason_by_the_clerk(register, objection):
    how = {"upheld": True, "by": register.home.clerk, "at": on("2026-05-11")}
    with pytest.raises(Refused, match="答复和理由"):
        objecting.answer(objection, text=" ", **how)
    for who in (register.home.leader, house("130600SJ", "审计局").clerk):
        with pytest.raises(Refused, match="经办人"):
            objecting.answer(objection, text="经查属实", **how | {"by": who})
    objecting.answer(objection, text="经查属实，已更正", **how)
    assert (objection.status, objection.upheld, objection.answered_by) == ("answered", True, register.home.clerk)
    with pytest.raises(Refused, match="状态已变化"):
        objecting.answer(objection, text="再答复一次", **how)


@pytest.mark.parametrize("day", ["2026-05-05", "2026-05-14"])
def test_only_while_publicity_runs(register, day):
    with pytest.raises(Refused, match="不在公示期内"):
        objecting.object_to(register.publicised(), text=TEXT, at=on(day))


def test_not_after_the_record_was_returned(register):
    record = register.publicised()
    publicising.send_back(record, reason="补正", by=register.home.leader, at=on("2026-05-07"))
    with pytest.raises(Refused, match="不在公示期内"):
        objecting.object_to(record, text=TEXT, at=on("2026-05-08"))


@pytest.mark.parametrize(
    ("text", "contact"), [("短", ""), ("长" * 2001, ""), (TEXT, "9" * 121), ("有空字符\x00的", "")]
)
def test_words_that_are_not_taken(register, text, contact):
    record = register.publicised()
    with pytest.raises(Refused):
        objecting.object_to(record, text=text, contact=contact, at=on("2026-05-08"))


def test_too_many_waiting_objections_are_sent_to_the_phone(register, objection, monkeypatch):
    monkeypatch.setattr(objecting, "MOST_OPEN", 1)
    with pytest.raises(Refused, match="投诉电话"):
        objecting.object_to(objection.record, text=TEXT, at=on("2026-05-08"))


def test_what_is_counted(register, objection):
    found = selectors.public(dt.date(2026, 5, 8)).get()
    assert (found.objected, found.answered) == (1, 0)
    objecting.answer(objection, upheld=False, text="已核查，见附件", by=register.home.clerk, at=on("2026-05-11"))
    assert selectors.public(dt.date(2026, 5, 11)).get().answered == 1


@pytest.mark.parametrize(
    ("name", "personal", "text", "shown"),
    [
        ("张三", True, "张三申请许可", ("张*", "张*申请许可")),
        ("张三、李四光", True, "李四光与张三", ("张*、李**", "李**与张*")),
        ("保定某某运输有限公司", False, "保定某某运输有限公司", ("保定某某运输有限公司", "保定某某运输有限公司")),
        ("", True, "电话13812345678", ("", "电话138****5678")),
        ("张三13812345678", True, "张三称", ("张*138****5678", "张*称")),
    ],
)
def test_what_the_public_reads(name, personal, text, shown):
    cover = Cover(name, personal=personal)
    assert (cover.name(), cover.text(text)) == shown
