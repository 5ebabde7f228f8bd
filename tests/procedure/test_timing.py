"""Time of steps and cases: days that count, last days, pauses. Dates a lawyer can check on a calendar."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.procedure import Judge, Pause, StepLimit, time_case, time_steps
from mingjing.procedure.timing import Unit, Watch
from mingjing.rules import calendar_seed
from tests.procedure.charts import chart, flows, tasks

LINE = chart(tasks("A", "B", "C"), flows("start A B C end"))
CALENDAR = calendar_seed.seed()
CHINA = dt.timezone(dt.timedelta(hours=8))
LATER = dt.datetime(2026, 12, 1, tzinfo=CHINA)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def timed(*moments: str, limits=None, pauses=(), now=LATER, names="ABC"):
    verdict = Judge(LINE).judge(list(names), finished=len(names) == 3)
    return time_steps(verdict, [at(m) for m in moments], CALENDAR, limits=limits or {}, pauses=pauses, now=now)


def test_a_step_runs_from_what_enabled_it():
    times = timed("02-11T09:00", "02-14T09:00", "02-25T17:00")  # 14 is a worked Saturday, 15 to 23 are off
    assert [(time.name, time.used) for time in times] == [("A", 0), ("B", 3), ("C", 2)]


@pytest.mark.parametrize(
    ("length", "unit", "due", "late"),
    [
        (3, "working_days", "2026-02-14", False),  # 12, 13, 14 (worked for 春节)
        (2, "working_days", "2026-02-13", True),
        (3, "days", "2026-02-14", False),
        (5, "days", "2026-02-24", False),  # ends on the 16th, a rest day: moves to the first day worked
    ],
)
@pytest.mark.article("ACC-7-2c")
def test_a_limit_gives_a_last_day(length, unit, due, late):
    times = timed("02-11T09:00", "02-14T23:30", "02-14T23:50", limits={"B": StepLimit(length, unit)})
    assert (times[1].due_on, times[1].late) == (dt.date.fromisoformat(due), late)


def test_a_pause_stops_the_clock_and_moves_the_last_day():
    pause = Pause(at("03-03T10:00"), at("03-05T10:00"), "检测")
    times = timed("03-02T09:00", "03-09T09:00", "03-09T10:00", limits={"B": StepLimit(3)}, pauses=[pause])
    assert (times[1].used, times[1].due_on, times[1].late) == (3, dt.date(2026, 3, 9), False)


def test_an_endless_pause_leaves_the_last_day_open():
    pause = Pause(at("03-03T10:00"), None, "检测")
    verdict = Judge(LINE).judge(["A"], finished=False)
    running = Judge(LINE).next_steps(["A"])
    found = time_steps(
        verdict, [at("03-02T09:00")], CALENDAR, limits={"B": StepLimit(3)}, pauses=[pause],
        now=at("04-20T09:00"), running=running,
    )  # fmt: skip
    assert [(time.name, time.used, time.due_on, time.late) for time in found] == [
        ("A", 0, None, False),
        ("B", 1, None, False),
    ]


def test_overlapping_pauses_count_once():
    pauses = [Pause(at("03-03T10:00"), at("03-06T10:00"), "检测"), Pause(at("03-04T10:00"), at("03-05T10:00"), "听证")]
    times = timed("03-02T09:00", "03-09T09:00", "03-09T10:00", pauses=pauses)
    assert times[1].used == 2  # 3 March and 9 March


def test_an_unfinished_case_is_timed_until_now():
    found = time_case(
        [at("03-02T09:00")], CALENDAR, limit=StepLimit(2), pauses=(), now=at("03-06T09:00"), finished=False
    )
    assert (found.used, found.due_on, found.late, found.ended_at) == (4, dt.date(2026, 3, 4), True, None)


def test_a_case_without_events_has_no_time():
    assert time_case([], CALENDAR, limit=None, pauses=(), now=LATER, finished=False) is None


DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2031, 12, 31))
PAUSES = st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 30))), max_size=4)


@settings(deadline=None)
@given(DAYS, st.integers(0, 90), PAUSES, st.sampled_from(list(Unit)))
def test_counting_agrees_with_looking_at_every_day(start, length, pauses, unit):
    def noon(day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(12), CHINA)

    spans = [(start + dt.timedelta(a), None if b is None else start + dt.timedelta(a + b)) for a, b in pauses]
    end = start + dt.timedelta(length)
    watch = Watch(CALENDAR, [Pause(noon(a), noon(b) if b else None, "") for a, b in spans], noon(end))
    counted = [
        day
        for day in (start + dt.timedelta(n) for n in range(1, length + 1))
        if (unit == Unit.DAYS or CALENDAR.is_working(day))
        and not any(a < day and (b is None or day <= b) for a, b in spans)
    ]
    assert watch.counted(start, end, unit) == len(counted)
