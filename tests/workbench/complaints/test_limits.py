"""The office changes a reading or a local limit: open complaints are counted again, closed ones are not."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.clocks import services as clocks
from mingjing.clocks.models import Clock
from mingjing.complaints.services import clocking
from mingjing.ledger.models import Entry
from mingjing.regulations.selectors import law
from mingjing.rules import packs
from tests.complaints.factories import AT, WHO, filed
from tests.workbench.changing import office

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = reverse("workbench:regulation", args=["baoding-2010"])
DAY = AT.date()


def choose(enter, limit, length, counted_in):
    said = {"act": "policy", "limit": limit, "length": length, "counted_in": counted_in, "why": "办公室选定"}
    return enter(office()).post(PAGE, said)


@pytest.mark.article("GAP-01", "CMP-7-5")
def test_the_other_reading_of_a_day_counts_open_items_again_with_an_entry_each(centre, enter):
    one, two = (filed(centre, identity=WHO).complaint for _n in range(2))
    done = Clock.objects.get(case_id=two.pk, limit="CMP-7-5")
    clocks.stop(done, on=DAY, by=None, at=AT)
    assert choose(enter, "CMP-7-5", 7, "working_days").status_code == 302
    found = Clock.objects.get(case_id=one.pk, limit="CMP-7-5")
    assert (found.due_on, found.other_on) == (dt.date(2026, 2, 27), dt.date(2026, 2, 24))
    done.refresh_from_db()
    assert (done.due_on, done.status) == (dt.date(2026, 2, 24), "stopped")
    (entry,) = Entry.objects.filter(step="重新计算")
    assert (entry.case_id, entry.basis, entry.after["due_on"]) == (found.pk, "GAP-01", "2026-02-27")


@pytest.mark.article("GAP-03")
def test_the_whole_limit_can_be_fifteen_working_days(centre, enter):
    made = filed(centre).complaint
    clock = clocking.start(made, "CMP-7-2c", rules=law(DAY), on=DAY, by=None, at=AT)
    assert clock.due_on == dt.date(2026, 4, 13)  # 60 days, the last a Sunday
    assert choose(enter, "CMP-7-2c", 15, "working_days").status_code == 302
    clock.refresh_from_db()
    assert clock.due_on == dt.date(2026, 3, 10)  # 14 and 28 February are worked


@pytest.mark.article("GAP-18")
def test_every_local_limit_stands_on_the_page_that_the_office_prints(centre, enter):
    page = enter(office()).get(PAGE).text
    local = [limit for limit in packs.load("baoding-2010").limits.values() if limit.local_policy]
    ours = {"CMP-7-3-answer", "CMP-7-3-return", "GAP-22", "GAP-03", "CMP-7-4a", "CMP-7-4b", "CMP-7-2c", "CMP-7-2d"}
    assert ours <= {limit.id for limit in local}
    assert [limit.id for limit in local if limit.name not in page or str(limit) not in page] == []
    assert page.count("本地政策") >= len(local)
