"""Limits, and the last day that follows from one: Civil Code arts. 201 to 204.

The day of the event does not count; a period by days ends on its last day; if that is a rest day,
on the first working day after it; a period by months ends on the same day of the month, or at its end.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from mingjing.rules.calendar import DAY, WorkCalendar
from mingjing.rules.numbering import article_number


class CountUnit(StrEnum):
    """In what a limit is counted. Months only where the text says so (离岗培训 3 个月)."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"

    @property
    def chinese(self) -> str:
        """As it stands after a number."""
        return {"working_days": "个工作日", "days": "日", "months": "个月"}[self.value]


@dataclass(frozen=True, slots=True)
class Pause:
    """中止: the days from `first` to `last`, both included, do not count, on the legal ground named."""

    first: date
    last: date
    ground: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of the way to the last day: whether it counted, and why."""

    day: date
    counted: bool
    why: str


@dataclass(frozen=True)
class Limit:
    """期限: a length with its article. `local_policy` marks what the office chose because the text is silent.

    `source` names the other law a length comes from where it is not this text that sets it.
    `alternative` is the other reading of 日 (GAP-01), None where the text leaves no doubt.
    `roll_forward` moves a last day that is a rest day; `end_of_day` ends it at 24:00, else at close of business.
    """

    id: str
    document: str
    article: str
    length: int
    counted_in: CountUnit
    name: str = ""
    starts: str = ""
    roll_forward: bool = True
    end_of_day: bool = True
    pausing: tuple[str, ...] = ()
    local_policy: bool = False
    alternative: CountUnit | None = None
    warn_before: int = 1
    source: str = ""
    note: str = ""

    @property
    def article_id(self) -> str:
        """The article to link to, such as CMP-7."""
        number = article_number(self.article)
        return f"{self.document}-{number}" if number else self.document

    @classmethod
    def of(cls, terms: Mapping[str, Any]) -> "Limit":
        """A limit as it was kept in plain values (`dataclasses.asdict`)."""
        said = dict(terms)
        said["counted_in"] = CountUnit(said["counted_in"])
        said["pausing"] = tuple(said["pausing"])
        said["alternative"] = CountUnit(said["alternative"]) if said["alternative"] else None
        return cls(**said)

    def __str__(self) -> str:
        return f"{self.length}{self.counted_in.chinese}"

    def after(self, start: date, calendar: WorkCalendar, pauses: Iterable[Pause] = ()) -> "Deadline":
        """The last day of this limit for something that happened on `start`, which does not count."""
        stops = tuple(pauses)
        return Deadline(_last_day(self, start, calendar, stops), self, start, calendar, stops)

    def read_as(self, counted_in: CountUnit) -> "Limit":
        """The same limit under the other reading of 日."""
        return replace(self, counted_in=counted_in, alternative=self.counted_in)

    def warn_on(self, last: date, calendar: WorkCalendar) -> date:
        """The day on which a yellow signal is due: `warn_before` working days ahead of the last day."""
        day, left = last, self.warn_before
        while left:
            day -= DAY
            left -= calendar.is_working(day)
        return day


@dataclass(frozen=True)
class Deadline:
    """最后一日 of a limit, able to explain itself: start, unit, which days counted and why, calendar version."""

    on: date
    limit: Limit
    start: date
    calendar: WorkCalendar
    pauses: tuple[Pause, ...] = ()

    @property
    def calendar_version(self) -> str:
        return self.calendar.version

    @cached_property
    def days(self) -> tuple[CountedDay, ...]:
        """Every day after the start up to the last day, counted or not, with the reason."""
        return tuple(self._explain(date.fromordinal(n)) for n in range(self.start.toordinal(), self.on.toordinal() + 1))

    @cached_property
    def other(self) -> "Deadline | None":
        """The last day under the other reading of 日 (GAP-01); None where there is only one."""
        if self.limit.alternative is None:
            return None
        return self.limit.read_as(self.limit.alternative).after(self.start, self.calendar, self.pauses)

    @cached_property
    def provisional(self) -> bool:
        """True if the count runs through a year whose holidays are not known yet."""
        return bool(self.calendar.unknown_years(min(self.start + DAY, self.on), self.on))

    @cached_property
    def warning(self) -> str:
        """What to tell whoever relies on a provisional date; empty if the date is firm."""
        years = self.calendar.unknown_years(min(self.start + DAY, self.on), self.on)
        if not years:
            return ""
        named = "、".join(map(str, years))
        return f"{named}年放假安排尚未录入工作日历，暂按周末和日期固定的法定节假日推算，录入后将重新计算。"

    def _explain(self, day: date) -> CountedDay:
        if day == self.start:
            return CountedDay(day, False, "开始的当日不计入")
        paused = next((pause for pause in self.pauses if day in pause), None)
        if paused:
            return CountedDay(day, False, f"中止：{paused.ground}")
        why = self.calendar.why(day)
        if self.limit.counted_in is CountUnit.WORKING_DAYS:
            return CountedDay(day, self.calendar.is_working(day), why)
        if day <= self._full:
            return CountedDay(day, True, why)
        return CountedDay(day, False, f"最后一日遇休息日顺延{'到此日' if day == self.on else ''}：{why}")

    @cached_property
    def _full(self) -> date:
        """The day on which the length was used up, before a rest day moved the end."""
        return _last_day(replace(self.limit, roll_forward=False), self.start, self.calendar, self.pauses)


def elapsed(start: date, end: date, counted_in: CountUnit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> int:
    """How much of a limit is used when something begun on `start` ends on `end`, without the paused days.

    In working days or days; a limit in months is measured in days.
    """
    if counted_in is CountUnit.WORKING_DAYS and not pauses:
        return calendar.working_days(start, end)
    if not pauses:
        return max(0, (end - start).days)
    working = counted_in is CountUnit.WORKING_DAYS
    days = (date.fromordinal(n) for n in range(start.toordinal() + 1, end.toordinal() + 1))
    return sum((not working or calendar.is_working(d)) and not _paused(d, pauses) for d in days)


def add_months(start: date, months: int) -> date:
    """The same day of a later month, or its last day where there is no such day: Civil Code art. 202."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _last_day(limit: Limit, start: date, calendar: WorkCalendar, pauses: tuple[Pause, ...]) -> date:
    last = _reach(limit, start, calendar, limit.length, 0)
    missed = _missed(limit, start, last, calendar, pauses)
    while pauses and _reach(limit, start, calendar, limit.length, missed) != last:
        last = _reach(limit, start, calendar, limit.length, missed)
        missed = _missed(limit, start, last, calendar, pauses)
    while limit.roll_forward and (not calendar.is_working(last) or _paused(last, pauses)):
        last += DAY
    return last


def _reach(limit: Limit, start: date, calendar: WorkCalendar, length: int, missed: int) -> date:
    """The day on which `length` is used up, `missed` days later than without pauses."""
    if limit.counted_in is CountUnit.WORKING_DAYS:
        return calendar.working_day_after(start, length + missed)
    if limit.counted_in is CountUnit.MONTHS:
        return add_months(start, length) + DAY * missed
    return start + DAY * (length + missed)


def _missed(limit: Limit, start: date, last: date, calendar: WorkCalendar, pauses: tuple[Pause, ...]) -> int:
    """Days after the start, up to the last one, that would have counted but for a pause; overlaps count once."""
    working = limit.counted_in is CountUnit.WORKING_DAYS
    paused = {
        n
        for pause in pauses
        for n in range(
            max(start.toordinal() + 1, pause.first.toordinal()), min(last.toordinal(), pause.last.toordinal()) + 1
        )
    }
    return sum(not working or calendar.is_working(date.fromordinal(n)) for n in paused)


def _paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(day in pause for pause in pauses)
