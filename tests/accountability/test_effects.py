"""What an approved decision sets going, and what its written notice does (ACC-4-4b, ACC-11)."""

import datetime as dt

import pytest

from mingjing.accountability.selectors import effects as reads
from mingjing.accountability.services import effects
from mingjing.assignments.models import Assignment
from mingjing.core.errors import Refused
from mingjing.people.models import MeritBar
from mingjing.people.selectors.merit import barred
from tests.accountability.factories import AT, TODAY, cast, person
from tests.accountability.followed import DUE, followed
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    in_force()
    return cast()


@pytest.mark.article("ACC-4-4b", "ACC-13-a")
def test_a_decision_gives_the_unit_a_task_to_correct_with_a_last_day(people):
    told = followed(people, handler=("ACC-11-1a",))
    task = told.tasks["ACC-13-a"]
    assert (task.unit, task.due_on, task.given_by) == (people.unit, DUE, people.head)
    assert "限期改正。" in task.asked
    assert people.handler.name not in task.title + task.asked  # everybody of the unit reads the list


@pytest.mark.article("ACC-4-4b")
def test_no_task_where_the_decision_says_why_not(people):
    told = followed(people, handler=("ACC-11-1a",), rectify=False, rectify_by=None, no_rectify_for="事项已经取消。")
    assert told.tasks == {}


@pytest.mark.article("ACC-11-1c", "ACC-11-2c", "ACC-11-3b")
@pytest.mark.parametrize(
    ("unit", "handler", "bases"),
    [
        ((), ("ACC-11-1a", "ACC-11-1c"), {"ACC-11-1c", "ACC-13-a"}),
        (("ACC-11-2a",), ("ACC-11-2c",), {"ACC-11-2c", "ACC-13-a"}),
        (("ACC-11-3b",), (), {"ACC-11-3b"}),  # the order to the unit is its task to correct
        (("ACC-11-3b",), ("ACC-11-2c", "ACC-11-2d"), {"ACC-11-3b", "ACC-11-2c"}),
    ],
)
def test_each_measure_with_a_last_day_is_a_task_of_the_unit(people, unit, handler, bases):
    tasks = followed(people, unit=unit, handler=handler).tasks
    assert set(tasks) == bases
    assert {task.due_on for task in tasks.values()} == {DUE}


@pytest.mark.article("ACC-11-1c")
def test_a_measure_without_its_last_day_is_refused(people):
    told = followed(people, handler=("ACC-11-1c",), begun=False)
    told.measures["ACC-11-1c"].__class__.objects.update(due_on=None)
    with pytest.raises(Refused, match="没有期限"):
        effects.begin(told.decision, by=people.head, today=TODAY, at=AT)
    assert not Assignment.objects.exists()


def test_what_the_leading_group_approved_is_given_by_the_system_and_once(people):
    told = followed(people, unit=("ACC-11-3b",), begun=False)
    for _ in range(2):
        effects.begin(told.decision, by=people.member, today=TODAY, at=AT)
    assert Assignment.objects.get().given_by is None


def test_every_unit_of_those_held_to_account_corrects(people):
    told = followed(people, handler=("ACC-11-1a",), begun=False)
    other = cast("130600SJ", "审计局")
    subject = person(told.case, other.handler, unit=other.unit)
    told.decision.measures.create(subject=subject, measure="ACC-11-1a", severity="ACC-11-1")
    effects.begin(told.decision, by=people.head, today=TODAY, at=AT)
    assert set(Assignment.objects.values_list("unit__code", flat=True)) == {people.unit.code, other.unit.code}


@pytest.mark.article("ACC-11-2d", "ACC-11-3c")
def test_the_written_notice_bars_for_the_year_of_the_decision_and_the_approval_does_not_yet(people):
    told = followed(people, unit=("ACC-11-3c",), handler=("ACC-11-2d",), status="notified")
    assert not MeritBar.objects.exists()
    later = dt.date(2027, 1, 5)  # told after new year: the year is the decision's
    effects.notified(told.case, by=people.lgo, today=later, at=AT)
    assert barred(official=people.handler, year=2026).get().basis == "ACC-11-2d"
    assert barred(unit=people.unit, year=2026).get().basis == "ACC-11-3c"
    assert not barred(official=people.handler, year=2027)
    assert all(one.done for one in reads.standings(told.case, today=TODAY))


def test_one_without_account_is_barred_by_name(people):
    told = followed(people, status="notified")
    subject = person(told.case, "王五")
    told.decision.measures.create(subject=subject, measure="ACC-11-2d", severity="ACC-11-2")
    effects.notified(told.case, by=people.lgo, today=TODAY, at=AT)
    assert barred(unit=people.unit, name="王五", year=2026)


def test_a_case_without_bars_or_decision_bars_nobody(people):
    told = followed(people, handler=("ACC-11-1a",), status="notified")
    assert effects.notified(told.case, by=people.lgo, today=TODAY, at=AT) == []
    told.decision.__class__.objects.update(approved_on=None)
    assert effects.notified(told.case, by=people.lgo, today=TODAY, at=AT) == []
