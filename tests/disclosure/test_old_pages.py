"""Old pages counted at the database: the same as when each page is looked up by itself (ASM-5-3-4b)."""

import datetime as dt

import pytest

from mingjing.disclosure.selectors import freshness
from mingjing.disclosure.services import recording
from mingjing.people.models import Unit
from tests.catalogue.factories import DAY, amended, house, published
from tests.disclosure.factories import at, on, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulation")]


@pytest.fixture
def city():
    """Powers that were left alone, revised, read again, or have a cycle of their own; and a unit that rests."""
    home, other = house(), house("130600SJ", "审计局")
    left, revised, read, monthly = (published(home, name) for name in ("放着的", "修订的", "核对的", "每月的"))
    published(other, "审计")
    amended(revised, home, at=at("2026-09-01"), promised_length=5)
    recording.confirm(unit=home.unit, items=[read.item], by=home.clerk, on=on("2026-08-01"), at=at("2026-08-01"))
    plan(home, "每月公布", item=monthly.item, cycle="month")
    plan(home, "政策解读", starts_on=on("2026-01-01"))
    return left.item


def old(day: dt.date) -> list[freshness.Page]:
    return sorted(freshness.stale(Unit.objects.all(), today=day), key=lambda page: (page.stale, page.title))


@pytest.mark.parametrize("day", ["2026-03-20", "2026-04-02", "2026-04-03", "2027-03-03", "2027-08-02", "2027-09-02"])
@pytest.mark.parametrize("most", [1, 3, 200])
def test_the_oldest_are_the_first_of_all_that_are_old(city, day, most):
    pages = old(on(day))
    assert freshness.oldest(Unit.objects.all(), today=on(day), most=most) == (len(pages), pages[:most])


def test_what_is_old_is_what_its_own_page_says_is(city):
    for days in range(0, 700, 7):
        today = on("2026-03-01") + days * DAY
        powers = {row.pk for row in freshness.powers(today) if freshness.of_power(row, today).is_stale(today)}
        cards = {row.pk for row in Unit.objects.all() if freshness.of_card(row, today).is_stale(today)}
        found = old(today)
        assert {page.item.pk for page in found if page.item} == powers
        assert {page.unit.pk for page in found if not page.item and not page.plan} == cards


@pytest.mark.parametrize("count", [1, 12])
def test_many_old_pages_cost_what_one_does(count, django_assert_num_queries):
    home = house()
    for n in range(count):
        published(home, f"职权{n}")
    with django_assert_num_queries(5):
        assert freshness.oldest(Unit.objects.all(), today=on("2027-06-01"), most=5)[0] == count + 2  # and two cards
