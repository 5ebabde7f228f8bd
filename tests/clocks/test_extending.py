"""An approved new last day: given once, before the old one has passed, and moved by no recount."""

import datetime as dt
from dataclasses import replace

import pytest

from mingjing.clocks import selectors, services
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.rules.calendar import SpecialDay, WorkCalendar
from tests.clocks.conftest import AT, INFORM
from tests.clocks.test_clocks import start

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2026, 3, 20)


def extend(clock, until=UNTIL) -> None:
    services.extend(clock, until, basis="CMP-7-4a", by=None, at=AT)


def test_the_new_day_stands_and_the_file_says_from_which_to_which(case, calendar):
    clock = start(case, calendar)
    before = clock.due_on
    extend(clock)
    clock.refresh_from_db()
    assert (clock.due_on, clock.other_on, clock.extended_to) == (UNTIL, None, UNTIL)
    entry = Entry.objects.get(case_id=clock.pk, step="延期")
    assert (entry.before["due_on"], entry.after["due_on"]) == (before.isoformat(), UNTIL.isoformat())
    assert not services.mark_breaches(today=UNTIL, at=AT)
    assert services.mark_breaches(today=UNTIL + dt.timedelta(days=1), at=AT) == 1


def test_it_is_given_once_and_only_later(case, calendar):
    clock = start(case, calendar)
    with pytest.raises(Refused, match="晚于"):
        extend(clock, clock.due_on)
    extend(clock)
    with pytest.raises(Refused, match="已经延期"):
        extend(clock, dt.date(2026, 4, 1))


def test_a_breach_stays_and_cannot_be_extended_away(case, calendar):
    clock = start(case, calendar)
    services.mark_breaches(today=dt.date(2026, 4, 1), at=AT)
    clock.refresh_from_db()
    with pytest.raises(Refused, match="不在计时"):
        extend(clock)


def test_no_recount_and_no_other_reading_moves_an_approved_day(case, calendar):
    clock = start(case, calendar)
    extend(clock)
    off = SpecialDay(dt.date(2026, 3, 19), False, "调休")
    other = WorkCalendar.from_rows("v2", [*calendar.special.values(), off], calendar.years)
    assert services.recount(other, at=AT) == []
    limit = INFORM.read_as(INFORM.alternative)
    assert services.reread(limit, pack=clock.pack, calendar=calendar, at=AT) == []
    clock.refresh_from_db()
    assert clock.due_on == UNTIL


def test_another_round_is_read_anew_with_the_first(case, calendar):
    one = start(case, calendar)
    two = start(case, calendar, limit=replace(INFORM, id=f"{INFORM.id}·2"))
    assert selectors.limit_of(one).alternative
    limit = INFORM.read_as(INFORM.alternative)
    moved = services.reread(limit, pack=one.pack, calendar=calendar, at=AT)
    assert {line.clock.pk for line in moved} == {one.pk, two.pk}
