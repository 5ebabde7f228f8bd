"""Notices: numbered, sealed, readable by code, each ending its own clock; nobody reached needs a reason."""

import datetime as dt

import pytest

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.enums import ComplaintStatus, NoticeKind, Way
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import course
from mingjing.complaints.services import clocking, lookup, telling
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger import selectors as ledger
from mingjing.regulations.selectors import law
from mingjing.transparency.models import Slot
from tests.complaints.factories import AT, WHO, filed, keys

pytestmark = pytest.mark.django_db(databases="__all__")
LAST, LATE = dt.date(2026, 2, 24), dt.date(2026, 2, 25)
TEXT = "来信人：\n您反映的事项正在核实。"


def tell(centre, complaint, kind=NoticeKind.STATE, *, today=LAST, way=Way.LETTER, by=None, **changes):
    by = by or centre.clerk
    said = {"text": TEXT, "told_on": today, **changes}
    with access.shown_to(by):
        return telling.tell(complaint, kind, way=way, **said, keys=keys(complaint, by), by=by, today=today, at=AT)


def now(complaint, status) -> Complaint:
    """The case, as if it had come to another state."""
    with seeing(SYSTEM):
        Complaint.objects.filter(pk=complaint.pk).update(status=status)
        return Complaint.objects.get(pk=complaint.pk)


def clock(complaint, limit) -> Clock:
    return Clock.objects.get(case_id=complaint.pk, limit=limit)


@pytest.mark.article("CMP-7-5")
@pytest.mark.parametrize(("day", "state"), [(LAST, "stopped"), (LATE, "closed_late")])
def test_an_interim_letter_ends_only_the_clock_of_real_names(centre, day, state):
    made = filed(centre, identity=WHO).complaint
    before = clock(made, "GAP-21").status
    tell(centre, made, today=day)
    found = clock(made, "CMP-7-5")
    assert (found.due_on, found.other_on, found.status) == (LAST, dt.date(2026, 2, 27), state)
    assert (clock(made, "GAP-21").status, clock(made, "CMP-7-3").status) == (before, "running")


@pytest.mark.article("CMP-7-5")
def test_a_telephone_call_is_no_writing(centre):
    made = filed(centre, identity=WHO).complaint
    with pytest.raises(Refused, match="书面"):
        tell(centre, made, way=Way.PHONE)
    assert tell(centre, filed(centre).complaint, way=Way.PHONE).way == Way.PHONE


@pytest.mark.article("GAP-06", "CMP-7-2d")
def test_state_and_result_are_owed_under_two_clocks(centre):
    made = filed(centre, identity=WHO).complaint
    tell(centre, made, today=dt.date(2026, 2, 13))
    done = now(made, ComplaintStatus.CONCLUDED)
    clocking.start(done, "CMP-7-2d", rules=law(LAST), on=LAST, by=centre.clerk, at=AT)
    assert (clock(made, "CMP-7-5").status, clock(made, "CMP-7-2d").status) == ("stopped", "running")
    tell(centre, done, NoticeKind.RESULT, today=dt.date(2026, 2, 26))
    assert clock(made, "CMP-7-2d").status == "stopped"


@pytest.mark.article("CMP-7-2d")
def test_the_reporter_reads_it_by_the_code_and_can_prove_its_day(centre):
    made = filed(centre)
    delivery = tell(centre, made.complaint, way=Way.MAILBOX, told_on=None)
    assert (delivery.number, delivery.told_on) == ("告〔2026〕00001", LAST)
    with lookup.holding(made.code) as held:
        shown = course.of(held.complaints[0], held.keys[made.complaint.pk])
        assert [(letter.number, letter.paper.text) for letter in shown.letters] == [(delivery.number, TEXT)]
    assert Slot.objects.filter(case_id=made.complaint.pk, event="told", day=LAST).exists()
    entry = ledger.of_case(made.complaint).get(step="告知")
    assert entry.after == {"kind": "state", "number": delivery.number, "way": "mailbox", "told_on": "2026-02-24"}


@pytest.mark.article("CMP-7-2d")
def test_nobody_reached_needs_a_reason_and_keeps_it_sealed(centre):
    made = filed(centre).complaint
    with pytest.raises(Refused, match="理由"):
        tell(centre, made, way=Way.NONE)
    delivery = tell(centre, made, way=Way.NONE, why_not="匿名来信，收件码从未使用")
    assert (delivery.told_on, delivery.why_not.purpose) == (None, "work")
    assert not Slot.objects.filter(case_id=made.pk, event="told").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": " "}, "正文"),
        ({"text": "长" * 20_001}, "删减"),
        ({"told_on": None}, "告知的日期"),
        ({"told_on": dt.date(2026, 2, 10)}, "告知日期"),
        ({"told_on": dt.date(2026, 2, 25)}, "告知日期"),
        ({"kind": NoticeKind.RESULT}, "没有可以出具"),
        ({"kind": NoticeKind.DECLINED}, "没有可以出具"),
        ({"kind": NoticeKind.ACCEPTED}, "没有可以出具"),
        ({"kind": NoticeKind.EXTENDED}, "没有可以出具"),
        ({"kind": NoticeKind.CLARIFIED}, "没有可以出具"),
    ],
)
def test_what_cannot_be_told(centre, changes, told):
    with pytest.raises(Refused, match=told):
        tell(centre, filed(centre).complaint, **changes)


def test_only_the_centre_tells(centre):
    made = filed(centre).complaint
    with seeing(SYSTEM), pytest.raises(Refused, match="权限"):
        telling.tell(
            made, NoticeKind.STATE, text=TEXT, way=Way.MAILBOX, keys=keys(made, centre.clerk),
            by=centre.accused_clerk, today=LAST, at=AT,
        )  # fmt: skip


@pytest.mark.article("CMP-7-6")
def test_the_refusal_ends_its_clock_and_that_of_real_names(centre):
    made = now(filed(centre, identity=WHO).complaint, ComplaintStatus.DECLINED)
    tell(centre, made, NoticeKind.DECLINED)
    assert clock(made, "CMP-7-5").status == "stopped"
