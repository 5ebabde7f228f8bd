"""Before, on and after the last day: each term and stage once, one notice for all who share a day."""

import pytest

from mingjing.filings import tasks
from mingjing.filings.models import Reminder
from mingjing.filings.services import handling, reminding
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Notice, Unit
from tests.casework.signals import in_force
from tests.catalogue.factories import house
from tests.filings.factories import DAY, DUE, SENT, ad_hoc, at, file, filing_of, office, on, send_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law():
    in_force()


@pytest.fixture
def home():
    return house()


def sweep(day) -> int:
    return reminding.sweep(today=day, at=at(day))


def test_a_unit_is_told_seven_and_two_days_before_on_the_day_and_after_it_once_each(home):
    row = filing_of(ad_hoc(home), home)
    days = [SENT + n * DAY for n in range((DUE - SENT).days + 10)]
    told = {day: sweep(day) + sweep(day) for day in days}
    assert {day for day, count in told.items() if count} == {DUE - 7 * DAY, DUE - 2 * DAY, DUE, DUE + DAY}
    assert set(told.values()) == {0, 1}
    assert list(Reminder.objects.values_list("stage", flat=True)) == ["week", "two_days", "last_day", "overdue"]
    assert [entry.step for entry in ledger.of_case(row)][1:] == ["提醒报送"] * 4


def test_the_notice_says_what_by_when_and_on_which_ground(home):
    task = ad_hoc(home)
    sweep(DUE - 2 * DAY)
    notice = Notice.objects.get()
    assert notice.title == "报送提醒（还有 2 天）：报送流程图清单"
    assert f"{task.number}，ACC-8-2" in notice.body
    assert "2026-01-31" in notice.body
    assert notice.sent_by is None
    assert [receipt.unit for receipt in notice.receipts.all()] == [home.unit]


def test_a_worker_that_was_down_tells_late_and_only_the_nearest(home):
    ad_hoc(home)
    assert sweep(DUE - DAY) == 1
    assert Reminder.objects.get().stage == "two_days"


def test_who_is_asked_within_days_is_not_told_the_same_next_morning(home):
    ad_hoc(home, due=SENT + 5 * DAY)
    assert sweep(SENT) == sweep(SENT + DAY) == 0
    assert sweep(SENT + 3 * DAY) == 1


def test_units_of_one_day_share_a_notice_and_who_handed_in_is_left_alone(home):
    other, third = house("130600SJ", "审计局"), house("130600GL", "公路局")
    task = ad_hoc(home, other, third)
    row = filing_of(task, third)
    handling.withdraw(filing_of(task, other), reason="不需要", by=office(), today=SENT, at=at(SENT))
    assert sweep(DUE) == 2
    file(row, DUE)
    assert sweep(DUE + DAY) == 1
    assert [notice.receipts.count() for notice in Notice.objects.order_by("sent_at")] == [2, 1]


def test_a_new_last_day_is_told_anew(home):
    row = filing_of(ad_hoc(home), home)
    sweep(DUE)
    file(row, DUE)
    send_back(row, DUE, due_on=DUE + 10 * DAY)
    assert sweep(DUE + 3 * DAY) == 1
    assert sweep(DUE + 10 * DAY) == 1


def test_the_clock_reminds_as_of_now(home, time_machine):
    time_machine.move_to(at(DUE), tick=False)
    ad_hoc(home)
    tasks.remind(0)
    assert Reminder.objects.get().stage == "last_day"


def test_a_unit_that_is_no_more_stops_nothing(home):
    other = house("130600SJ", "审计局")
    ad_hoc(home, other)
    Unit.objects.filter(pk=other.unit.pk).update(active_to=on("2026-01-20"))
    assert sweep(DUE) == 1
