"""The red signal on a late revision: raised after the last day, kept when revised late, gone if nothing was due."""

import datetime as dt

import pytest

from mingjing.assignments import services as assignments
from mingjing.assignments.enums import Outcome
from mingjing.casework.models import Signal
from mingjing.casework.services.sweeping import sweep
from mingjing.catalogue.enums import ChangeKind
from mingjing.catalogue.models import ChangeEvent
from mingjing.catalogue.services import changes
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, DAY, amended, basis, house, official, published, unit

TODAY = dt.date(2026, 3, 2)
LAST = dt.date(2026, 3, 17)  # twenty working days from 11 February on, round 春节
LATE = LAST + DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    in_force()
    return house()


@pytest.fixture
def office():
    return official("lgo", "lgo_clerk", of=unit("130600LGO", "领导小组办公室", nature="office"))


@pytest.fixture
def task(home, office):
    published(home)
    event = ChangeEvent(
        kind=ChangeKind.LAW_AMENDED, changed_on=dt.date(2026, 2, 11), document="主席令第九号", basis=basis()
    )
    return changes.record(event, by=office, today=TODAY, at=AT).revisions.get().assignment


def at(day: dt.date) -> dt.datetime:
    return AT + (day - TODAY)


def told() -> list[tuple[str, dt.date]]:
    rows = Signal.objects.filter(kind="unrevised").order_by("raised_on")
    return [(row.status, row.due_on) for row in rows]


def say_needless(task, home, day: dt.date) -> None:
    said = {"outcome": Outcome.NOT_NEEDED, "text": "没有涉及所引条文。"}
    assignments.report(task, by=home.clerk, today=day, at=at(day), **said)


@pytest.mark.article("ACC-6-4a")
def test_the_signal_comes_the_day_after_the_last_day_and_once(task):
    sweep(today=LAST, at=at(LAST))
    assert told() == []
    sweep(today=LATE, at=at(LATE))
    sweep(today=LATE + DAY, at=at(LATE + DAY))
    assert told() == [("open", LAST)]


def test_a_task_taken_back_in_time_raises_nothing(task, home, office):
    changes.withdraw(task.revision.event, reason="看错文号", by=office, today=TODAY, at=AT)
    sweep(today=LATE, at=at(LATE))
    assert told() == []


def test_an_answer_in_time_is_not_late_while_the_office_reads_it(task, home, office):
    say_needless(task, home, LAST)
    sweep(today=LATE, at=at(LATE))
    assert told() == []
    assignments.send_back(task, reason="涉及第十二条", by=office, at=at(LATE))
    sweep(today=LATE, at=at(LATE))
    assert told() == [("open", LAST)]


def test_a_late_answer_leaves_the_signal_until_the_office_agrees_that_nothing_was_due(task, home, office):
    sweep(today=LATE, at=at(LATE))
    say_needless(task, home, LATE)
    sweep(today=LATE + DAY, at=at(LATE + DAY))
    assert told() == [("open", LAST)]
    assignments.accept(task, by=office, today=LATE + DAY, at=at(LATE + DAY))
    sweep(today=LATE + 2 * DAY, at=at(LATE + 2 * DAY))
    assert told() == [("withdrawn", LAST)]


def test_revising_late_leaves_the_signal_on_record(task, home):
    sweep(today=LATE, at=at(LATE))
    amended(task.revision.version, home, at=at(LATE + DAY))
    task.refresh_from_db()
    sweep(today=LATE + 2 * DAY, at=at(LATE + 2 * DAY))
    assert (task.status, task.days_late(LATE + 9 * DAY)) == ("fulfilled", 2)
    assert told() == [("open", LAST)]
