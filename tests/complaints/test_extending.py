"""Extensions: before the last day, once, with reason and approval; reporter and unit are told, each on its clock."""

import datetime as dt

import pytest

from mingjing.clocks import services as clocks
from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import ComplaintStatus, NoticeKind, Way
from mingjing.complaints.models import Complaint, Message
from mingjing.complaints.selectors import course
from mingjing.complaints.selectors import extending as selectors
from mingjing.complaints.services import clocking, extending, lookup, ruling, telling
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.people.models import NoticeReceipt
from mingjing.regulations.selectors import law
from tests.catalogue.factories import house
from tests.complaints.factories import AT, filed, keys

pytestmark = pytest.mark.django_db(databases="__all__")
ACCEPTED, LAST = dt.date(2026, 2, 12), dt.date(2026, 4, 13)  # 60 days
UNTIL, CAP = dt.date(2026, 5, 11), dt.date(2026, 5, 13)  # 30 days on
TODAY = dt.date(2026, 4, 10)
REASON = "需要等待鉴定意见"


class Case:
    """An accepted case, with its code."""

    def __init__(self, centre) -> None:
        self.centre, self.made = centre, filed(centre)
        with seeing(SYSTEM):
            Complaint.objects.update(status=ComplaintStatus.ACCEPTED, accepted_on=ACCEPTED, classified_on=ACCEPTED)
            self.case = Complaint.objects.get(pk=self.made.complaint.pk)
            clocking.start(self.case, "CMP-7-2c", rules=law(ACCEPTED), on=ACCEPTED, by=centre.clerk, at=AT)

    def ask(self, until=UNTIL, *, reason=REASON, today=TODAY, units=()):
        clerk = self.centre.clerk
        with access.shown_to(clerk):
            keyed = keys(self.case, clerk)
            return extending.ask(
                self.case, until=until, reason=reason, units=units, keys=keyed, by=clerk, today=today, at=AT
            )

    def decide(self, approval, *, granted=True, today=TODAY, by=None) -> None:
        head = by or self.centre.head
        with access.shown_to(head):
            approval.complaint = self.case
            keyed = keys(self.case, head)
            ruling.decide(approval, granted=granted, opinion="同意。", keys=keyed, by=head, today=today, at=AT)
        with seeing(SYSTEM):
            self.case.refresh_from_db()

    def clock(self, limit) -> Clock | None:
        return Clock.objects.filter(case_id=self.case.pk, limit=limit).first()


def is_told(person, today) -> bool:
    with seeing(SYSTEM):
        rows = list(selectors.told(today))
    return any(selectors.concerns(person, row.sealed, about=row.approval_id) for row in rows)


@pytest.fixture
def case(centre) -> Case:
    return Case(centre)


@pytest.mark.article("CMP-7-4a", "CMP-7-4b", "GAP-03")
def test_an_approved_extension_moves_the_day_and_starts_two_clocks(case):
    audit = house("130600SJ", "审计局")
    case.decide(case.ask(units=[audit.unit]))
    assert (case.clock("CMP-7-2c").due_on, case.case.extended_to) == (UNTIL, UNTIL)
    with seeing(SYSTEM):
        row = case.case.extensions.get()
    assert (row.due_before, row.due_after) == (LAST, UNTIL)
    assert case.clock("CMP-7-4a").due_on == case.clock("CMP-7-4b").due_on == dt.date(2026, 4, 15)
    said = {"by": case.centre.clerk, "today": TODAY, "at": AT}
    with access.shown_to(case.centre.clerk):
        assert extending.tell_units(case.case, **said) == [audit.unit]
        with pytest.raises(Refused, match="已经说明"):
            extending.tell_units(case.case, **said)
    assert not NoticeReceipt.objects.exists()  # a notice would tell the office and everybody in the unit
    told = {audit.clerk, audit.leader}
    assert set(Message.objects.values_list("holder", flat=True)) == {tag_of(person) for person in told}
    for person in (*told, case.centre.accused_clerk):
        assert is_told(person, TODAY) is (person in told)
    assert not is_told(audit.clerk, TODAY + selectors.TOLD_FOR)
    assert (case.clock("CMP-7-4b").status, case.clock("CMP-7-4a").status) == ("stopped", "running")


@pytest.mark.article("CMP-7-4a")
def test_the_reporter_sees_the_new_day_and_the_reason(case):
    case.decide(case.ask())
    clerk = case.centre.clerk
    with access.shown_to(clerk):
        assert telling.fits(case.case, NoticeKind.EXTENDED)
        telling.tell(
            case.case, NoticeKind.EXTENDED, text=f"延期原因：{REASON}", way=Way.MAILBOX, keys=keys(case.case, clerk),
            by=clerk, today=TODAY, at=AT,
        )  # fmt: skip
        assert not telling.fits(case.case, NoticeKind.EXTENDED)
        assert case.case.extensions.get().told_reporter_on == TODAY
    assert case.clock("CMP-7-4a").status == "stopped"
    assert case.clock("CMP-7-4b") is None  # no unit is concerned
    with lookup.holding(case.made.code) as held:
        (delay,) = course.of(held.complaints[0], held.keys[case.case.pk]).delays
    assert (delay.after, delay.why) == (UNTIL, f"延期原因：{REASON}")


@pytest.mark.article("CMP-7-4a", "GAP-03")
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"reason": " "}, "特殊原因"),
        ({"until": LAST}, "之后"),
        ({"until": CAP + dt.timedelta(days=1)}, "最迟"),
        ({"today": LAST + dt.timedelta(days=1)}, "已经过了"),
    ],
)
def test_without_a_reason_beyond_the_cap_or_after_the_last_day_it_is_refused(case, said, told):
    with pytest.raises(Refused, match=told):
        case.ask(**said)


@pytest.mark.article("GAP-03")
def test_the_cap_itself_is_possible_and_once_is_enough(case):
    case.decide(case.ask(CAP))
    with pytest.raises(Refused, match="只能延期一次"):
        case.ask(dt.date(2026, 5, 20))


@pytest.mark.article("CMP-7-4a")
def test_an_approval_after_the_last_day_comes_too_late_and_the_breach_stays(case):
    approval = case.ask()
    late = LAST + dt.timedelta(days=1)
    clocks.mark_breaches(today=late, at=AT)
    with pytest.raises(Refused, match="已经过了"):
        case.decide(approval, today=late)
    assert case.clock("CMP-7-2c").status == "breached"


def test_a_refusal_changes_nothing_and_the_accused_unit_is_never_told(case):
    case.decide(case.ask(), granted=False)
    assert (case.case.extended_to, case.clock("CMP-7-2c").due_on) == (None, LAST)
    with pytest.raises(Refused, match="回避"):
        case.ask(units=[case.centre.accused])
    with access.shown_to(case.centre.clerk), pytest.raises(Refused, match="没有要说明"):
        extending.tell_units(case.case, by=case.centre.clerk, today=TODAY, at=AT)


def test_before_acceptance_there_is_nothing_to_extend(centre):
    made = filed(centre).complaint
    with access.shown_to(centre.clerk), pytest.raises(Refused, match="没有起算"):
        extending.ask(
            made, until=UNTIL, reason=REASON, keys=keys(made, centre.clerk), by=centre.clerk, today=TODAY, at=AT
        )
