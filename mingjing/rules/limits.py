"""Limits and their last days: how the law counts (Civil Code 201-204)."""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mingjing.rules.calendar import DAY, WorkCalendar


class CountUnit(StrEnum):
    """What a limit counts. Values stand in packs and in the database."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


UNIT_NAMES = {CountUnit.WORKING_DAYS: "个工作日", CountUnit.DAYS: "日", CountUnit.MONTHS: "个月"}


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a count: whether it counted, and why."""

    day: date
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class PausedSpan:
    """Days from `first` to `last` that do not count; `last` None while the pause is open."""

    first: date
    last: date | None
    ground: str

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Limit:
    """期限: a length, what it counts in, and the article it stands in.

    `open_reading` marks a 日 that may also be read as working days (GAP-01); `local_policy` a limit that the
    text leaves to the office (GAP-18); `rolls` is false for a period that simply ends, such as three months of
    training; `grounds` are the only ones that pause it.
    """

    id: str
    article: str
    length: int
    counted_in: CountUnit
    title: str = ""
    starts_at: str = ""
    open_reading: bool = False
    local_policy: bool = False
    rolls: bool = True
    grounds: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.length}{UNIT_NAMES[self.counted_in]}"

    def after(self, start: date, calendar: WorkCalendar, pauses: Sequence[PausedSpan] = ()) -> "Deadline":
        """The last day. `start` itself does not count; a last day off moves to the next worked day."""
        other = None
        if self.open_reading and self.counted_in is CountUnit.DAYS:
            other = _count(self, CountUnit.WORKING_DAYS, start, calendar, pauses, None)
        return _count(self, self.counted_in, start, calendar, pauses, other)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day that explains itself. `provisional` if it rests on a year without a holiday notice."""

    on: date
    limit: Limit
    counted_in: CountUnit
    start: date
    days: tuple[CountedDay, ...]
    provisional: bool
    calendar: str
    other: "Deadline | None" = None

    @property
    def warning(self) -> str:
        """What to know before relying on the date; empty if nothing."""
        if not self.provisional:
            return ""
        return f"{self.on.year}年的放假通知尚未录入，{self.on:%Y-%m-%d} 是暂定日期，录入后会重新计算。"


def _count(
    limit: Limit,
    unit: CountUnit,
    start: date,
    calendar: WorkCalendar,
    pauses: Sequence[PausedSpan],
    other: Deadline | None,
) -> Deadline:
    days = _month_days(limit, start) if unit is CountUnit.MONTHS else _plain_days(limit, unit, start, calendar, pauses)
    if limit.rolls:
        _roll(days, calendar)
    last = days[-1].day if days else start
    provisional = any(not calendar.knows(counted.day.year) for counted in days)
    return Deadline(last, limit, unit, start, tuple(days), provisional, calendar.version, other)


def _plain_days(
    limit: Limit, unit: CountUnit, start: date, calendar: WorkCalendar, pauses: Sequence[PausedSpan]
) -> list[CountedDay]:
    days: list[CountedDay] = []
    day, left = start, limit.length
    while left:
        day += DAY
        paused = next((pause for pause in pauses if pause.holds(day)), None)
        if paused:
            if paused.last is None:
                break
            days.append(CountedDay(day, False, f"中止：{paused.ground}"))
            continue
        counted = unit is CountUnit.DAYS or calendar.is_working(day)
        days.append(CountedDay(day, counted, calendar.why(day)))
        left -= counted
    return days


def _month_days(limit: Limit, start: date) -> list[CountedDay]:
    """Same day `length` months on, or that month's end (Civil Code 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + limit.length, 12)
    last = min(start.day, months.monthrange(year, month + 1)[1])
    why = "对应日" if last == start.day else "该月没有对应日，以月末为准"
    return [CountedDay(date(year, month + 1, last), True, why)]


def _roll(days: list[CountedDay], calendar: WorkCalendar) -> None:
    """Move a last day off past the rest period (Civil Code 203)."""
    while days and days[-1].counted and not calendar.is_working(days[-1].day):
        off = days[-1]
        days[-1] = CountedDay(off.day, True, f"{off.why}，末日休息顺延")
        day = off.day + DAY
        while not calendar.is_working(day):
            days.append(CountedDay(day, False, calendar.why(day)))
            day += DAY
        days.append(CountedDay(day, True, "顺延后的最后一日"))
