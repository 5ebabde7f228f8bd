"""Forwarding: a package of its own for the unit concerned, on time, never to the accused, followed to its answer."""

import datetime as dt

import pytest

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import ComplaintStatus, ForwardStatus, PaperKind
from mingjing.complaints.models import Complaint, Forward, Message
from mingjing.complaints.selectors import inbox, opening
from mingjing.complaints.services import forwarding
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Notice, Unit
from mingjing.sealing.models import PersonKey
from tests.catalogue.factories import house, unit
from tests.complaints.factories import AT, filed, keyed, keys, unlocked

pytestmark = pytest.mark.django_db(databases="__all__")
LAST, LATE = dt.date(2026, 2, 25), dt.date(2026, 2, 26)
SENT = dt.date(2026, 2, 12)


@pytest.fixture
def audit(centre):
    """The audit bureau, with a clerk who has a sealing key."""
    found = house("130600SJ", "审计局")
    keyed(found.clerk)
    return found


def forward(centre, complaint, to: Unit, *, today=SENT, **changes) -> Forward:
    said = {"text": "住建局窗口另外要求图纸。", "request": "请查明并于期限内答复。", **changes}
    with access.shown_to(centre.clerk):
        return forwarding.forward(
            complaint, unit=to, keys=keys(complaint, centre.clerk), by=centre.clerk, today=today, at=AT, **said
        )


@pytest.mark.article("CMP-7-3")
@pytest.mark.parametrize(("day", "state", "breached"), [(LAST, "stopped", None), (LATE, "closed_late", LATE)])
def test_the_last_day_is_on_time_and_the_day_after_is_late_for_good(centre, audit, day, state, breached):
    made = filed(centre).complaint
    found = forward(centre, made, audit.unit, today=day)
    clock = Clock.objects.get(case_id=made.pk, limit="CMP-7-3")
    assert (clock.due_on, clock.status, clock.breached_on) == (LAST, state, breached)
    assert found.number == "转〔2026〕00001"
    with seeing(SYSTEM):
        assert Complaint.objects.get().status == ComplaintStatus.FORWARDED


@pytest.mark.article("CMP-7-3")
def test_the_package_opens_for_the_unit_and_for_whoever_has_the_case_and_nobody_else(centre, audit):
    made = filed(centre).complaint
    found = forward(centre, made, audit.unit)
    assert inbox.opened(found, unlocked(audit.clerk)).text == "住建局窗口另外要求图纸。"
    with access.shown_to(centre.second):
        (package,) = inbox.of_case(made, keys(made, centre.second))
        assert package.request == "请查明并于期限内答复。"
    with pytest.raises(Refused, match="没有封给您"):
        inbox.opened(found, unlocked(centre.accused_clerk))
    with access.shown_to(audit.clerk):
        assert inbox.received(audit.clerk).get() == found
        assert not Complaint.objects.exists()
    with access.shown_to(centre.accused_clerk):
        assert not inbox.received(centre.accused_clerk).exists()


@pytest.mark.article("CMP-7-3", "CMP-5")
def test_the_accused_unit_its_parts_and_the_units_of_people_named_are_refused(centre, audit):
    part = unit("130600ZJ1", "住建局服务窗口", parent=centre.accused)
    made = filed(centre, persons=f"经办人{audit.clerk.name}").complaint
    for to in (centre.accused, part, audit.unit):
        with pytest.raises(Refused, match="回避"):
            forward(centre, made, to)
    assert not Message.objects.exists()


def test_a_unit_in_which_nobody_can_open_it_is_refused_and_told_what_to_do(centre):
    with pytest.raises(Refused, match="封存口令"):
        forward(centre, filed(centre).complaint, unit("130600CZ", "财政局"))


@pytest.mark.article("CMP-8-b")
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"needs_identity": True}, "启封"),
        ({"text": " "}, "写明"),
        ({"request": ""}, "写明"),
        ({"text": "我的电话13912345678"}, "手机号码"),
        ({"text": "长" * 20_001}, "删减"),
    ],
)
def test_what_may_not_go_with_it(centre, audit, changes, told):
    with pytest.raises(Refused, match=told):
        forward(centre, filed(centre).complaint, audit.unit, **changes)


def test_a_case_is_forwarded_once_at_a_time(centre, audit):
    made = filed(centre).complaint
    forward(centre, made, audit.unit)
    with pytest.raises(Refused, match="已转办"):
        forward(centre, made, audit.unit)


def test_the_text_offered_is_the_statement_with_personal_data_masked(centre):
    made = filed(centre, text="我的手机13912345678，住建局不办。").complaint
    with access.shown_to(centre.clerk):
        papers = opening.read(made, keys(made, centre.clerk), [PaperKind.STATEMENT])
    assert inbox.prefilled(papers) == "我的手机139****5678，住建局不办。"


@pytest.mark.article("CMP-7-3")
def test_the_unit_signs_and_answers_and_the_centre_reads_it(centre, audit):
    made = filed(centre).complaint
    found = forward(centre, made, audit.unit)
    key = inbox.opened(found, unlocked(audit.clerk)).key
    said = {"by": audit.clerk, "today": dt.date(2026, 2, 13), "at": AT}
    with access.shown_to(audit.clerk):
        with pytest.raises(Refused, match="已发出"):
            forwarding.answer(found, text="已查明。", key=key, **said)
        forwarding.receive(found, **said)
        with pytest.raises(Refused, match="写明"):
            forwarding.answer(found, text=" ", key=key, **said)
        forwarding.answer(found, text="窗口已纠正。", key=key, **said)
    with access.shown_to(centre.second):
        (package,) = inbox.of_case(made, keys(made, centre.second))
        assert package.answer == "窗口已纠正。"
    assert Clock.objects.get(case_id=found.pk, limit="CMP-7-3-answer").status == "stopped"
    assert "窗口" not in str(list(ledger.of_case(found).values("before", "after", "reason", "by")))


@pytest.mark.article("CMP-7-3")
def test_a_wrong_package_goes_back_within_five_working_days_and_can_be_forwarded_anew(centre, audit):
    made = filed(centre).complaint
    found = forward(centre, made, audit.unit)
    key = inbox.opened(found, unlocked(audit.clerk)).key
    said = {"key": key, "by": audit.clerk, "at": AT}
    last = inbox.may_return_until(found, SENT)
    assert last == dt.date(2026, 2, 26)  # 14 February is worked, 15 to 23 February are off
    with access.shown_to(audit.clerk):
        with pytest.raises(Refused, match="理由"):
            forwarding.give_back(found, reason="", today=SENT, **said)
        with pytest.raises(Refused, match="已经过了"):
            forwarding.give_back(found, reason="归交通局管", today=dt.date(2026, 2, 27), **said)
        forwarding.give_back(found, reason="归交通局管", today=last, **said)
    assert found.status == ForwardStatus.RETURNED
    with access.shown_to(centre.clerk):
        assert Complaint.objects.get().status == ComplaintStatus.REGISTERED
        (package,) = inbox.of_case(made, keys(made, centre.clerk))
        assert package.answer == "归交通局管"
    with seeing(SYSTEM):
        made.refresh_from_db()
    assert forward(centre, made, audit.unit, today=LATE).number == "转〔2026〕00002"


def test_only_the_units_own_clerk_may_act_on_a_package(centre, audit):
    found = forward(centre, filed(centre).complaint, audit.unit)
    for stranger in (centre.accused_clerk, audit.leader, centre.clerk):
        with pytest.raises(Refused, match="单位经办人"):
            forwarding.receive(found, by=stranger, today=SENT, at=AT)


def test_a_chase_tells_nothing_and_is_counted(centre, audit):
    found = forward(centre, filed(centre).complaint, audit.unit)
    with pytest.raises(Refused, match="权限"):
        forwarding.chase(found, by=audit.clerk, at=AT)
    forwarding.chase(found, by=centre.clerk, at=AT)
    assert ledger.of_case(found).filter(step="督办").count() == 1
    assert {row.holder for row in Message.objects.all()} == {tag_of(audit.clerk)}
    assert not Notice.objects.exists()  # everybody in the unit and the office would read one
    found.status = ForwardStatus.ANSWERED
    with pytest.raises(Refused, match="不用督办"):
        forwarding.chase(found, by=centre.clerk, at=AT)


def test_the_package_is_sealed_again_for_a_clerk_who_came_later(centre, audit):
    found = forward(centre, filed(centre).complaint, audit.unit)
    key = inbox.opened(found, unlocked(audit.clerk)).key
    keyed(audit.leader)
    with pytest.raises(Refused):
        inbox.opened(found, unlocked(audit.leader))
    with access.shown_to(centre.clerk):
        assert forwarding.seal_again(found, key=key, by=centre.clerk, at=AT) == 2
    assert inbox.opened(found, unlocked(audit.leader)).key == key
    PersonKey.objects.filter(official__in=(audit.clerk, audit.leader)).update(retired_at=AT)
    with access.shown_to(centre.clerk), pytest.raises(Refused, match="没有设置"):
        forwarding.seal_again(found, key=key, by=centre.clerk, at=AT)
