"""The demo's filings: most reports in time, some late, one sent back, one ad hoc task that runs."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from mingjing.demo.seeding import filings, masters
from mingjing.demo.seeding.diary import Years
from mingjing.filings.models import Filing, FilingTask
from mingjing.filings.selectors import listing
from mingjing.ledger import selectors as ledger
from mingjing.rules.calendar_seed import seed

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 16, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("now", [NOW, NOW.replace(month=1, day=12)])
def test_reports_were_asked_for_and_a_second_start_asks_for_nothing_more(now):
    masters.found(at=now)
    years = Years(now, seed())
    count = filings.ask(years)
    assert filings.ask(years) == count
    annual, ad_hoc = FilingTask.objects.order_by("-kind")
    assert (annual.year, ad_hoc.year) == (now.year - 1, None)
    running = listing.progress(ad_hoc, today=years.today)
    assert 0 < running.filed < running.asked
    assert running.overdue == 0
    assert not list(ledger.faults())


def test_in_autumn_most_reports_are_in_some_were_late_and_one_was_sent_back():
    masters.found(at=NOW)
    filings.ask(Years(NOW, seed()))
    task = FilingTask.objects.get(kind="annual")
    progress = listing.progress(task, today=NOW.date())
    assert progress.accepted > progress.asked * 0.7
    assert progress.overdue >= 2
    assert progress.late > progress.overdue
    own = Filing.objects.get(task=task, unit__code="130600JT")
    assert (own.status, own.submissions.count()) == ("accepted", 2)
    assert Filing.objects.filter(excused=True).count() == 1
