"""How days are counted: the table of test dates, months, rest days, pauses, years without data."""

from datetime import date

import pytest

from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.limits import CountUnit, Limit, Pause, add_months, elapsed

WORKING, DAYS, MONTHS = CountUnit.WORKING_DAYS, CountUnit.DAYS, CountUnit.MONTHS


def limit(length: int, counted_in: CountUnit, **more) -> Limit:
    return Limit("CMP-7-3", "CMP", "第七条第三项", length, counted_in, **more)


def day(text: str) -> date:
    return date.fromisoformat(text)


# received, then 5 working days, 5 days, 7 days, 7 working days, 20 working days, 60 days
DATES = """
2026-01-01  01-08 01-06 01-08 01-12 01-29 03-02  元旦, a holiday; 1月4日 is worked
2026-02-11  02-25 02-24 02-24 02-27 03-17 04-13  春节 from 15 to 23; 14 and 28 are worked
2026-03-30  04-07 04-07 04-07 04-09 04-28 05-29  清明 from 4 to 6
2026-04-28  05-08 05-06 05-06 05-11 05-28 06-29  劳动节 from 1 to 5; 5月9日 is worked
2026-06-15  06-23 06-22 06-22 06-25 07-14 08-14  端午 from 19 to 21
2026-09-18  09-24 09-23 09-28 09-29 10-22 11-17  中秋 from 25 to 27; 9月20日 is worked
2026-09-30  10-13 10-08 10-08 10-15 11-03 11-30  国庆 from 1 to 7; 10月10日 is worked
"""
COLUMNS = ((5, WORKING), (5, DAYS), (7, DAYS), (7, WORKING), (20, WORKING), (60, DAYS))
CASES = [
    (words[0], length, unit, f"2026-{last}")
    for words in (line.split() for line in DATES.strip().splitlines())
    for (length, unit), last in zip(COLUMNS, words[1:7], strict=True)
]


@pytest.mark.article("GAP-01", "CMP-7-3")
@pytest.mark.parametrize(("received", "length", "unit", "last"), CASES)
def test_the_table_of_test_dates(received, length, unit, last, calendar):
    assert limit(length, unit).after(day(received), calendar).on == day(last)


@pytest.mark.article("GAP-01", "CMP-7-5")
def test_both_readings_of_a_day_are_told(pack, calendar):
    deadline = pack.limits["CMP-7-5"].after(day("2026-02-11"), calendar)
    assert (deadline.on, deadline.other.on) == (day("2026-02-24"), day("2026-02-27"))
    assert deadline.other.other.on == deadline.on
    assert pack.limits["CMP-7-3"].after(day("2026-02-11"), calendar).other is None


@pytest.mark.article("CMP-7-6")
def test_five_days_to_give_the_reasons_of_a_refusal(pack, calendar):
    deadline = pack.limits["CMP-7-6"].after(day("2026-04-28"), calendar)
    assert (deadline.on, deadline.other.on) == (day("2026-05-06"), day("2026-05-08"))


@pytest.mark.article("X-04")
def test_only_a_count_that_reaches_a_year_without_data_is_provisional(pack, calendar):
    by_days = pack.limits["CMP-7-6"].after(day("2026-12-25"), calendar)
    assert (by_days.on, by_days.provisional, by_days.warning) == (day("2026-12-30"), False, "")
    assert by_days.other.provisional
    for known in ("CMP-7-3", "CMP-7-5", "CMP-7-2c", "ASM-5-5b"):
        reaching = pack.limits[known].after(day("2026-12-25"), calendar)
        assert reaching.on.year == 2027
        assert reaching.provisional
        assert "2027年放假安排尚未录入" in reaching.warning


@pytest.mark.article("X-04")
def test_a_year_without_data_falls_back_to_weekends_and_fixed_holidays(calendar):
    days = {"2027-01-01": "元旦放假", "2027-01-02": "周末", "2027-05-01": "劳动节放假", "2027-10-04": "工作日"}
    assert {text: calendar.why(day(text)) for text in days} == days
    assert [calendar.is_working(day(text)) for text in days] == [False, False, False, True]


@pytest.mark.article("ACC-11-3e")
@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-11-30", 3, "2027-02-28"),  # no 30th of February: the end of the month
        ("2027-11-30", 3, "2028-02-29"),  # a leap year
        ("2026-01-15", 3, "2026-04-15"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_a_period_by_months_ends_on_the_same_day_or_at_the_end_of_the_month(start, months, end):
    assert add_months(day(start), months) == day(end)


@pytest.mark.article("ACC-11-3e")
def test_three_months_of_training_do_not_move_past_a_sunday(pack, calendar):
    deadline = pack.limits["ACC-11-3e"].after(day("2026-11-30"), calendar)
    assert (deadline.on, deadline.on.weekday()) == (day("2027-02-28"), 6)


@pytest.mark.parametrize(("start", "last"), [("2026-05-07", "2026-05-07"), ("2026-05-02", "2026-05-06")])
def test_what_is_done_on_the_spot_ends_on_the_day_or_on_the_next_worked_one(start, last, calendar):
    assert limit(0, WORKING).after(day(start), calendar).on == day(last)


def test_a_limit_by_months_moves_past_rest_days_where_it_must(calendar):
    assert limit(3, MONTHS).after(day("2026-02-02"), calendar).on == day("2026-05-06")  # 5月2日 to 5日 are off


@pytest.mark.article("ACC-7-2c")
def test_a_pause_moves_the_last_day_by_the_days_it_takes_away(calendar):
    start, pause = day("2026-03-02"), Pause(day("2026-03-04"), day("2026-03-09"), "听证")
    assert limit(5, WORKING).after(start, calendar).on == day("2026-03-09")
    assert limit(5, WORKING).after(start, calendar, [pause]).on == day("2026-03-13")  # 4, 5, 6 and 9 lost
    assert limit(5, DAYS).after(start, calendar, [pause]).on == day("2026-03-13")  # 6 days lost


def test_overlapping_pauses_take_a_day_away_once(calendar):
    pauses = [Pause(day("2026-03-04"), day("2026-03-06"), "听证"), Pause(day("2026-03-05"), day("2026-03-09"), "鉴定")]
    assert limit(5, WORKING).after(day("2026-03-02"), calendar, pauses).on == day("2026-03-13")


def test_a_pause_outside_the_period_changes_nothing(calendar):
    pauses = [
        Pause(day("2026-02-24"), day("2026-03-02"), "听证"),
        Pause(day("2026-04-01"), day("2026-04-02"), "鉴定"),
    ]
    assert limit(5, WORKING).after(day("2026-03-02"), calendar, pauses).on == day("2026-03-09")


def test_a_deadline_explains_every_day(calendar):
    pause = Pause(day("2026-02-12"), day("2026-02-12"), "听证")
    days = limit(2, WORKING).after(day("2026-02-11"), calendar, [pause]).days
    assert [(d.day.day, d.counted, d.why) for d in days] == [
        (11, False, "开始的当日不计入"),
        (12, False, "中止：听证"),
        (13, True, "工作日"),
        (14, True, "春节调休上班"),
    ]


def test_a_deadline_by_days_tells_which_days_only_moved_the_end(calendar):
    days = limit(5, DAYS).after(day("2026-04-28"), calendar).days
    assert sum(d.counted for d in days) == 5
    assert [(str(d.day), d.why) for d in days[6:]] == [
        ("2026-05-04", "最后一日遇休息日顺延：劳动节放假"),
        ("2026-05-05", "最后一日遇休息日顺延：劳动节放假（调休）"),
        ("2026-05-06", "最后一日遇休息日顺延到此日：工作日"),
    ]


def test_the_warning_comes_working_days_ahead(calendar):
    assert limit(5, WORKING).warn_on(day("2026-02-25"), calendar) == day("2026-02-24")
    assert limit(5, WORKING, warn_before=3).warn_on(day("2026-02-25"), calendar) == day("2026-02-13")  # 24, 14 and 13


@pytest.mark.parametrize(
    ("start", "end", "unit", "used"),
    [
        ("2026-04-28", "2026-05-08", WORKING, 5),
        ("2026-04-28", "2026-05-08", DAYS, 10),
        ("2026-04-28", "2026-04-28", WORKING, 0),
        ("2026-04-28", "2026-04-27", WORKING, 0),
        ("2027-12-30", "2031-01-03", WORKING, 769),  # beyond what is looked at in advance
    ],
)
def test_how_much_of_a_limit_is_used(start, end, unit, used, calendar):
    assert elapsed(day(start), day(end), unit, calendar) == used


def test_paused_days_are_not_used(calendar):
    pause = Pause(day("2026-04-30"), day("2026-05-06"), "听证")
    assert elapsed(day("2026-04-28"), day("2026-05-08"), WORKING, calendar, [pause]) == 3
    assert elapsed(day("2026-04-28"), day("2026-05-08"), DAYS, calendar, [pause]) == 3


def test_a_calendar_survives_its_rows(calendar):
    again = WorkCalendar.from_rows("again", calendar.rows(), calendar.years)
    assert again.special == calendar.special
    assert again.knows(2026)
    assert not again.knows(2027)


def test_a_calendar_without_any_year_still_counts():
    empty = WorkCalendar.from_rows("empty", [], [])
    deadline = limit(5, WORKING).after(day("2026-02-11"), empty)
    assert (deadline.on, deadline.provisional) == (day("2026-02-18"), True)
    assert empty.working_days(day("2026-02-11"), day("2026-02-18")) == 5


def test_a_last_day_moved_past_a_weekend_does_not_land_in_a_pause(calendar):
    pause = Pause(day("2026-03-09"), day("2026-03-11"), "听证")
    deadline = limit(5, DAYS).after(day("2026-03-02"), calendar, [pause])  # 3月7日 is a Saturday
    assert deadline.on == day("2026-03-12")


def test_paused_days_lengthen_a_limit_in_months(calendar):
    pause = Pause(day("2026-03-04"), day("2026-03-08"), "听证")
    assert limit(3, MONTHS).after(day("2026-03-02"), calendar).on == day("2026-06-02")
    assert limit(3, MONTHS).after(day("2026-03-02"), calendar, [pause]).on == day("2026-06-08")  # 6月7日 is a Sunday


def test_a_count_that_only_begins_in_a_year_without_data_is_firm(calendar):
    deadline = limit(5, WORKING).after(day("2003-12-31"), calendar)
    assert (deadline.provisional, deadline.warning) == (False, "")
    assert limit(5, WORKING).after(day("2003-12-30"), calendar).provisional


@pytest.mark.parametrize("unit", [WORKING, DAYS])
def test_what_ended_before_it_began_used_nothing(unit, calendar):
    assert elapsed(day("2026-03-06"), day("2026-03-02"), unit, calendar) == 0


def test_working_days_are_counted_before_the_years_with_data_as_well(calendar):
    early = WorkCalendar("v", {}, frozenset({2026}))
    assert early.working_days(day("1990-01-01"), day("2006-01-08")) == early.working_days(
        day("1990-01-01"), day("2005-12-30")
    ) + early.working_days(day("2005-12-30"), day("2006-01-08"))
    assert early.working_days(day("1990-01-01"), day("1990-01-08")) == 5  # a Monday to a Monday
