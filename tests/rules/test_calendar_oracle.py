"""The seed calendar and the counting against an independent library, day by day."""

from datetime import date, timedelta
from functools import cache

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.rules.calendar_seed import YEARS, notices, rows, seed
from mingjing.rules.limits import CountUnit, Limit

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)


@cache
def oracle() -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=range(2004, 2027))


def days() -> list[date]:
    return [date.fromordinal(n) for n in range(FIRST.toordinal(), LAST.toordinal() + 1)]


@pytest.mark.article("X-04")
@pytest.mark.slow
def test_every_day_is_worked_or_off_as_the_second_library_has_it(calendar):
    assert [day for day in days() if calendar.is_working(day) != oracle().is_working_day(day)] == []


@pytest.mark.article("X-04", "GAP-01")
@pytest.mark.slow
def test_every_receipt_day_and_every_length_up_to_ninety(calendar):
    """8,401 days x 90 lengths, by walking the other library's days one by one."""
    worked = [oracle().is_working_day(day) for day in days()]
    next_worked, ahead = [0] * len(worked), len(worked)
    for place in reversed(range(len(worked))):
        ahead = place if worked[place] else ahead
        next_worked[place] = ahead
    for start in range(len(worked) - 1):
        walked = [n for n in range(start + 1, min(start + 200, len(worked))) if worked[n]][:90]
        received = date.fromordinal(FIRST.toordinal() + start)
        counted = [
            calendar.working_day_after(received, n).toordinal() - FIRST.toordinal() for n in range(1, len(walked) + 1)
        ]
        assert counted == walked, received
        for length in range(1, 91):
            end = start + length
            if end < len(worked) and next_worked[end] < len(worked):
                last = calendar.first_working_day(received + DAY * length)
                assert last.toordinal() - FIRST.toordinal() == next_worked[end], (received, length)


@given(
    st.dates(FIRST, date(2026, 6, 30)),
    st.integers(1, 90),
    st.sampled_from([CountUnit.WORKING_DAYS, CountUnit.DAYS]),
)
def test_a_deadline_explains_itself_by_exactly_its_length(received, length, unit):
    deadline = Limit("CMP-7-3", "CMP", "第七条第三项", length, unit).after(received, seed())
    assert sum(day.counted for day in deadline.days) == length
    assert oracle().is_working_day(deadline.on)
    assert (deadline.days[0].day, deadline.days[-1].day) == (received, deadline.on)
    assert not deadline.provisional


@given(st.dates(date(2026, 1, 1), date(2026, 10, 31)), st.sampled_from([5, 7]))
def test_meeting_the_calendar_reading_meets_both(received, length):
    as_days = Limit("CMP-7-5", "CMP", "第七条第五项", length, CountUnit.DAYS, alternative=CountUnit.WORKING_DAYS)
    deadline = as_days.after(received, seed())
    assert deadline.on <= deadline.other.on


def test_each_year_of_the_seed_names_its_notice():
    assert set(notices()) == set(YEARS)
    assert str(notices()[2011]) == "国务院办公厅关于2011年部分节假日安排的通知（国办发明电〔2010〕40号）"
    assert "chinesecalendar" in str(notices()[2004])


def test_every_special_day_says_why():
    assert all(row.why for row in rows())
    assert {row.why for row in rows() if row.day == date(2026, 2, 14)} == {"春节调休上班"}
    assert {row.why for row in rows() if row.day == date(2015, 9, 3)} == {"抗战胜利七十周年纪念日放假"}
