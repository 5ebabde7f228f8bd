"""Last days to be heard and to object, round 春节 and at the end of months: a table for whoever knows the calendar."""

from datetime import date

import pytest

from mingjing.rules import calendar_seed, packs


def last_day(identifier: str, received: str) -> date:
    return packs.load("baoding-2010").limits[identifier].after(date.fromisoformat(received), calendar_seed.seed()).on


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-02-06", "2026-02-13"),  # Friday: a plain week
        ("2026-02-09", "2026-02-14"),  # Monday: the fifth day is Saturday 2月14日, which is worked
        ("2026-02-10", "2026-02-24"),  # four days before 春节 (2月15日 to 23日), one after
        ("2026-02-13", "2026-02-27"),  # 2月14日 and then 24日 to 27日
        ("2026-02-16", "2026-02-28"),  # received in 春节: 24日 to 27日 and Saturday 2月28日, which is worked
        ("2026-02-27", "2026-03-05"),  # over the end of the month: 2月28日 is worked, 3月1日 is not
        ("2026-04-30", "2026-05-11"),  # 劳动节 to 5月5日; Saturday 5月9日 is worked
        ("2026-09-30", "2026-10-13"),  # 国庆节 to 10月7日; Saturday 10月10日 is worked
    ],
)
def test_a_statement_may_come_within_five_working_days(received, last):
    assert last_day("ACC-12-c", received) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-01-15", "2026-02-14"),  # the thirtieth day is a worked Saturday
        ("2026-01-16", "2026-02-24"),  # it is the first day of 春节: the first working day after it
        ("2026-01-31", "2026-03-02"),  # thirty days, not a month: February has 28
        ("2026-03-02", "2026-04-01"),  # March has 31
        ("2026-09-01", "2026-10-08"),  # it is 国庆节
        ("2026-12-02", "2027-01-04"),  # it is 元旦, a Friday, and a weekend follows
    ],
)
def test_an_objection_may_come_within_thirty_days(received, last):
    assert last_day("GAP-07", received) == date.fromisoformat(last)


@pytest.mark.parametrize("identifier", ["ACC-12-c", "GAP-07"])
def test_both_lengths_are_the_offices_own_choice_for_the_text_has_none(identifier):
    limit = packs.load("baoding-2010").limits[identifier]
    assert limit.local_policy
    assert limit.note
