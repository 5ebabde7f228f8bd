"""异议: within the period, by whom it concerns, against a decision that reached them (GAP-07)."""

import datetime as dt

import pytest

from mingjing.accountability.models import Delivery, Objection
from mingjing.accountability.selectors import objections
from mingjing.accountability.services import objecting
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger.models import Entry
from tests.accountability import factories as make
from tests.accountability.factories import AT, DAY, TODAY, Cast, cast
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 4, 1)  # thirty days after 2 March
PAPER = Kept("异议书.pdf", "application/pdf", "a" * 64, 10, False)


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


@pytest.fixture
def subject(people):
    """The handler, who received the notice of a decision on 2 March."""
    case = make.case(people, "rectifying")
    one = make.person(case, people.handler)
    make.decision(
        case, {one: ["ACC-11-1a"]}, checked_by=people.legal, approved_by=people.head, approved_on=TODAY,
        drafted_by=people.lgo,
    )  # fmt: skip
    received(make.letter(case, one), people)
    return one


def received(letter, people: Cast, on: dt.date = TODAY) -> None:
    Delivery.objects.create(
        letter=letter, way="in_person", received_on=on, received_by="本人", recorded_by=people.lgo, recorded_at=AT
    )


def file(subject, by, **said) -> Objection:
    columns = {"text": "处理过重", "today": TODAY, "at": AT, **said}
    return objecting.file(subject, by=by, **columns)


def test_a_subject_objects_to_the_decision_that_reached_them(people, subject):
    row = file(subject, people.handler, files=[PAPER])
    assert (row.number, row.status, row.late, row.due_on) == ("异〔2026〕00001", "filed", False, LAST)
    assert (row.decision.approved_by, row.letter.subject, row.filed_by) == (people.head, subject, people.handler)
    assert row.files.get().name == "异议书.pdf"
    assert objections.counted(row).on == LAST
    with pytest.raises(Refused, match="已经提出过异议"):
        file(subject, people.handler)
    assert file(another(people), people.handler).number == "异〔2026〕00002"  # what was refused left no gap


def another(people: Cast):
    case = make.case(people, "notified")
    one = make.person(case, people.handler)
    make.decision(case, {}, approved_by=people.head, approved_on=TODAY, drafted_by=people.lgo)
    received(make.letter(case, one), people)
    return one


@pytest.mark.parametrize(("after", "late"), [(0, False), (1, True)])
def test_one_that_comes_after_the_last_day_is_kept_with_a_mark(people, subject, after, late):
    day = LAST + after * DAY
    row = file(subject, people.handler, today=day)
    assert (row.filed_on, row.due_on, row.late) == (day, LAST, late)


def test_the_office_records_one_on_paper_by_the_day_it_came(people, subject):
    row = file(subject, people.lgo, today=LAST + DAY, came_on=LAST)
    assert (row.filed_on, row.late, row.filed_by) == (LAST, False, people.lgo)


def test_a_day_that_a_subject_names_themselves_does_not_count(people, subject):
    assert file(subject, people.handler, today=LAST + DAY, came_on=TODAY).late


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": " "}, "哪一点有异议"),
        ({"came_on": TODAY + DAY}, "还没有到"),
        ({"came_on": TODAY - DAY}, "不能早于收到书面通知"),
    ],
)
def test_one_that_says_too_little_is_refused(people, subject, said, why):
    with pytest.raises(Refused, match=why):
        file(subject, people.lgo, **said)
    assert not Objection.objects.exists()


def test_nobody_else_objects(people, subject):
    for who in (people.chief, people.clerk, people.leader, people.head, people.member, people.legal):
        with pytest.raises(Refused, match="本人或者本单位"):
            file(subject, who)


def test_a_units_own_clerk_and_leader_object_for_it(people):
    case = make.case(people, "notified")
    one = make.accused(case)
    make.decision(case, {}, approved_by=people.head, approved_on=TODAY, drafted_by=people.lgo)
    received(make.letter(case, one), people)
    assert file(one, people.leader).subject == one


def test_without_a_notice_received_there_is_nothing_to_object_to(people):
    case = make.case(people, "notified")
    one = make.person(case, people.handler)
    make.decision(case, {}, approved_by=people.head, approved_on=TODAY, drafted_by=people.lgo)
    letter = make.letter(case, one)
    with pytest.raises(Refused, match="没有已经送达"):
        file(one, people.handler)
    received(letter, people)
    type(case).objects.filter(pk=case.pk).update(status="divided")
    with pytest.raises(Refused, match="没有已经送达"):
        file(one, people.handler)


def test_a_notice_of_an_earlier_decision_is_not_one_of_the_next(people, subject):
    later = TODAY + 20 * DAY
    make.decision(subject.case, {}, approved_by=people.head, approved_on=later, drafted_by=people.lgo, drafted_on=later)
    with pytest.raises(Refused, match="没有已经送达"):
        file(subject, people.handler, today=later)
    received(make.letter(subject.case, subject, issued_on=later), people, later)
    assert file(subject, people.handler, today=later).due_on == dt.date(2026, 4, 21)


def test_the_ledger_tells_that_there_is_one_and_not_what_it_says(people, subject):
    row = file(subject, people.handler, text="秘密的异议")
    entry = Entry.objects.get(case_id=row.pk)
    assert (entry.step, entry.basis, entry.after) == ("提出异议", "GAP-07", {"status": "filed", "late": False})
