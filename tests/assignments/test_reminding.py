"""Units are reminded three days before, on and after the last day: each stage once, one notice for all that is due."""

import datetime as dt

import pytest

from mingjing.assignments import reminding, services
from mingjing.assignments.models import Assignment, Reminder
from mingjing.core.models import uuid7
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Notice, NoticeReceipt
from tests.catalogue.factories import AT, DAY, house, official, unit

TODAY = dt.date(2026, 3, 2)
DUE = dt.date(2026, 3, 10)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return house()


@pytest.fixture
def office():
    return official("lgo", "lgo_clerk", of=unit("130600LGO", "领导小组办公室", nature="office"))


def give(office, place, **said) -> Assignment:
    columns = {"title": "限期改正", "basis": "ACC-13-a", "due_on": DUE, **said}
    return services.assign(place, **columns, by=office, at=AT)


def sweep(on: dt.date) -> int:
    return reminding.sweep(today=on, at=AT + (on - TODAY))


@pytest.mark.article("ACC-13-a")
def test_each_stage_is_told_once(home, office):
    row = give(office, home.unit)
    told = {day: (sweep(day), sweep(day)) for day in (DUE + n * DAY for n in range(-5, 4))}
    assert {day for day, times in told.items() if times == (1, 0)} == {DUE - 3 * DAY, DUE, DUE + DAY}
    assert sum(map(sum, told.values())) == 3
    assert list(Reminder.objects.order_by("sent_on").values_list("stage", flat=True)) == [
        "ahead",
        "last_day",
        "overdue",
    ]
    assert [entry.step for entry in ledger.of_case(row)] == ["下达", "提醒", "提醒", "提醒"]
    assert list(NoticeReceipt.objects.values_list("unit", flat=True).distinct()) == [home.unit.pk]


def test_a_missed_day_is_made_up_for_and_no_stage_is_told_late(home, office):
    give(office, home.unit)
    assert sweep(DUE - DAY) == 1  # the worker was down two days
    assert sweep(DUE + 9 * DAY) == 1
    assert set(Reminder.objects.values_list("stage", flat=True)) == {"ahead", "overdue"}


def test_one_notice_names_all_that_is_due_for_a_unit(home, office):
    rows = [give(office, home.unit, title=f"第{n}项") for n in range(25)]
    give(office, unit("130600SJ", "审计局"))
    assert sweep(DUE) == 26
    assert Notice.objects.count() == 2
    body = Notice.objects.get(receipts__unit=home.unit).body
    assert rows[0].number in body
    assert "另有 5 项" in body


def test_the_notice_does_not_tell_everybody_what_a_case_of_accountability_asks(home, office):
    row = give(office, home.unit, title="写出书面检查", about=("accountability", uuid7()))
    assert sweep(DUE) == 1
    body = Notice.objects.get().body
    assert row.number in body
    assert "书面检查" not in body


def test_what_is_reported_withdrawn_or_given_at_the_last_moment_is_not_told_of_ahead(home, office):
    reported, withdrawn = give(office, home.unit), give(office, home.unit, title="撤回的")
    services.report(reported, text="已改正。", by=home.clerk, today=TODAY, at=AT)
    services.withdraw(withdrawn, reason="下达错误", by=office, today=TODAY, at=AT)
    give(office, home.unit, title="后天到期", due_on=TODAY + 2 * DAY)
    assert sweep(TODAY) == 0
    assert sweep(TODAY + 2 * DAY) == 1


def test_a_unit_that_is_closed_is_told_nothing(home, office):
    give(office, home.unit)
    home.unit.active_to = TODAY
    home.unit.save()
    assert sweep(DUE) == 0
