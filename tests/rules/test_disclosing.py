"""定期、逐段、随时公开: the arithmetic of due dates, and how far a disclosure reaches."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.rules import disclosing
from mingjing.rules.calendar import DAY
from mingjing.rules.calendar_seed import seed
from mingjing.rules.disclosing import Cycle, RestDay, Rhythm
from mingjing.rules.limits import add_months

CALENDAR = seed()
RHYTHMS = st.sampled_from(Cycle).flatmap(
    lambda cycle: st.builds(
        Rhythm,
        st.just(cycle),
        st.integers(1, cycle.months),
        st.integers(1, 31),
        st.sampled_from(RestDay),
    )
)
DAYS = st.dates(date(2010, 1, 1), date(2026, 12, 31))


def dues(rhythm: Rhythm, since: str, until: str) -> list[str]:
    found = disclosing.periods(rhythm, date.fromisoformat(since), date.fromisoformat(until), CALENDAR)
    return [period.due.isoformat() for period in found]


@pytest.mark.parametrize(
    ("rhythm", "since", "until", "expected"),
    [
        (Rhythm(Cycle.MONTH, 1, 10), "2026-01-01", "2026-03-31", ["2026-01-12", "2026-02-10", "2026-03-10"]),
        (
            Rhythm(Cycle.MONTH, 1, 31, RestDay.STAY),
            "2026-02-01",
            "2026-04-30",
            ["2026-02-28", "2026-03-31", "2026-04-30"],
        ),
        (Rhythm(Cycle.MONTH, 1, 10, RestDay.PREVIOUS), "2026-01-01", "2026-01-31", ["2026-01-09"]),
        (
            Rhythm(Cycle.QUARTER, 1, 15),
            "2026-01-01",
            "2026-12-31",
            ["2026-01-15", "2026-04-15", "2026-07-15", "2026-10-15"],
        ),
        (Rhythm(Cycle.HALF_YEAR, 2, 1, RestDay.STAY), "2026-01-01", "2026-12-31", ["2026-02-01", "2026-08-01"]),
        (Rhythm(Cycle.YEAR, 1, 31), "2026-01-01", "2026-12-31", ["2026-02-02"]),  # 1月31日 is a Saturday
        (Rhythm(Cycle.YEAR, 12, 31, RestDay.STAY), "2026-01-01", "2026-12-31", ["2026-12-31"]),
    ],
)
def test_due_dates_of_a_cycle(rhythm, since, until, expected):
    assert dues(rhythm, since, until) == expected


@pytest.mark.article("ASM-5-3-3a")
@given(RHYTHMS, st.integers(2010, 2026))
def test_a_year_has_as_many_turns_as_the_cycle_says(rhythm, year):
    found = disclosing.periods(rhythm, date(year - 1, 11, 1), date(year + 1, 2, 28), CALENDAR)
    assert sum(period.first.year == year for period in found) == 12 // rhythm.cycle.months


@given(RHYTHMS, DAYS, st.integers(0, 800))
def test_due_dates_lie_in_the_time_asked_for_in_order_and_name_their_turn(rhythm, since, length):
    until = since + length * DAY
    found = disclosing.periods(rhythm, since, until, CALENDAR)
    assert [period.due for period in found] == sorted(period.due for period in found)
    assert len({period.first for period in found}) == len(found)
    for period in found:
        assert since <= period.due <= until
        assert period.first == disclosing.period_of(rhythm.cycle, period.first)
        if rhythm.rest is not RestDay.STAY:
            assert CALENDAR.is_working(period.due)


@given(RHYTHMS, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_two_stretches_have_the_due_dates_of_the_whole(rhythm, since, one, two):
    middle, until = since + one * DAY, since + (one + two + 1) * DAY
    halves = (
        *disclosing.periods(rhythm, since, middle, CALENDAR),
        *disclosing.periods(rhythm, middle + DAY, until, CALENDAR),
    )
    assert halves == disclosing.periods(rhythm, since, until, CALENDAR)


@pytest.mark.article("ASM-5-3-3c")
def test_an_event_with_a_limit_of_one_working_day_is_due_on_the_next(pack, calendar):
    limit = pack.limits["ASM-5-3-3c"]
    assert limit.after(date(2026, 2, 11), calendar).on == date(2026, 2, 12)
    assert limit.after(date(2026, 2, 14), calendar).on == date(2026, 2, 24)  # 春节 follows
    assert limit.local_policy


@pytest.mark.article("ACC-6-1c")
def test_information_formed_is_due_in_twenty_working_days(pack, calendar):
    due = pack.limits["ACC-6-1c"].after(date(2026, 2, 11), calendar).on
    assert due == date(2026, 3, 17)
    assert disclosing.days_late(due, date(2026, 3, 18)) == 1
    assert disclosing.days_late(due, date(2026, 3, 17)) == 0


@given(DAYS, st.integers(1, 24))
def test_a_page_is_stale_the_day_after_its_cycle(updated, months):
    stale = disclosing.stale_from(updated, months)
    assert stale - DAY == add_months(updated, months)
    assert stale > updated


def test_the_page_cycle_is_the_packs(pack):
    limit = pack.limits["ASM-5-3-4b"]
    assert (limit.length, limit.counted_in, limit.local_policy) == (12, "months", True)


@given(st.lists(st.sampled_from(disclosing.SCOPES), min_size=1), st.sampled_from(disclosing.SCOPES))
def test_the_widest_channel_decides(actual, planned):
    widest = disclosing.widest(actual, disclosing.SCOPES)
    short = disclosing.falls_short(planned, widest, disclosing.SCOPES)
    assert short is all(disclosing.falls_short(planned, one, disclosing.SCOPES) for one in actual)


@pytest.mark.parametrize(
    ("affected", "disclosed", "short"),
    [
        ("county", "village", True),
        ("county", "county", False),
        ("village", "city", False),
        ("persons", "village", False),
    ],
)
def test_a_disclosure_must_reach_whom_the_power_touches(affected, disclosed, short):
    assert disclosing.falls_short(affected, disclosed, disclosing.REACHES) is short
