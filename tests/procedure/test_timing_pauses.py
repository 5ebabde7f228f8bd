"""Last days of paused cases are counted from pause to pause; the oracle looks at every day."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.procedure.events import CHINA
from mingjing.procedure.timing import DAY, Pause, StepLimit, Unit, Watch
from mingjing.rules.calendar_seed import seed

CALENDAR = seed()
DAYS = st.dates(dt.date(2003, 1, 1), dt.date(2031, 12, 31))
PAUSES = st.lists(st.tuples(st.integers(-20, 80), st.one_of(st.none(), st.integers(0, 40))), max_size=4)


def day_by_day(start: dt.date, limit: StepLimit, spans: list[tuple[dt.date, dt.date | None]]) -> dt.date | None:
    """The same, one day after another."""

    def paused(day: dt.date) -> bool:
        return any(first < day and (last is None or day <= last) for first, last in spans)

    def for_ever(day: dt.date) -> bool:
        return any(last is None and first < day for first, last in spans)

    day, left = start, limit.length
    while left or not CALENDAR.is_working(day) or (paused(day) and day != start):
        day += DAY
        if for_ever(day):
            return None
        if left:
            left -= (limit.unit == Unit.DAYS or CALENDAR.is_working(day)) and not paused(day)
    return day


@settings(deadline=None, max_examples=400)
@given(start=DAYS, length=st.integers(0, 60), told=PAUSES, unit=st.sampled_from(list(Unit)))
def test_the_last_day_is_that_of_looking_at_every_day(start, length, told, unit):
    spans = [(start + DAY * a, None if b is None else start + DAY * (a + b)) for a, b in told]
    noon = dt.time(12, tzinfo=CHINA)
    pauses = [Pause(dt.datetime.combine(a, noon), dt.datetime.combine(b, noon) if b else None, "") for a, b in spans]
    watch = Watch(CALENDAR, pauses, dt.datetime.combine(start, noon))
    limit = StepLimit(length, unit)
    assert watch.due_on(start, limit) == day_by_day(start, limit, spans)


class Counting:
    """A calendar that tells how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def is_working(self, day: dt.date) -> bool:
        self.asked += 1
        return CALENDAR.is_working(day)

    def working_days(self, after: dt.date, until: dt.date) -> int:
        self.asked += 1
        return CALENDAR.working_days(after, until)

    def working_day_after(self, start: dt.date, count: int) -> dt.date:
        self.asked += 1
        return CALENDAR.working_day_after(start, count)


def test_a_limit_of_thousands_of_days_with_a_long_pause_asks_the_calendar_a_few_times():
    calendar, start = Counting(), dt.datetime(2010, 3, 1, 9, tzinfo=CHINA)
    watch = Watch(calendar, [Pause(start + DAY * 100, start + DAY * 3000, "检测")], start)
    assert watch.due_on(start.date(), StepLimit(1500)) > dt.date(2020, 1, 1)
    assert calendar.asked < 12
