"""The work calendar as a value: which days are worked, and why."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple, Self

SATURDAY = 5
DAY = timedelta(days=1)
# Holidays with a fixed date in the 2024 rule (全国年节及纪念日放假办法): what is certain of a year without data.
FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
BEFORE, BEYOND = 20, 3  # years around the data that counting may reach before it has to look day by day


class SpecialDay(NamedTuple):
    """A day that differs from the plain week: a day off, or a weekend day worked instead (调休)."""

    day: date
    working: bool
    why: str


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """工作日历: the special days of the years that a State Council notice has settled.

    A year outside `years` is guessed from weekends and fixed holidays; whoever counts through it must say so.
    """

    version: str
    special: Mapping[date, SpecialDay]
    years: frozenset[int]

    @classmethod
    def from_rows(cls, version: str, rows: Iterable[tuple[date, bool, str]], years: Iterable[int]) -> Self:
        """A calendar from (day, worked, why) rows, as a table or a file holds them."""
        days = (SpecialDay(*row) for row in rows)
        return cls(version, {special.day: special for special in days}, frozenset(years))

    def rows(self) -> list[SpecialDay]:
        """The special days in order: what `from_rows` needs to build the same calendar again."""
        return [self.special[day] for day in sorted(self.special)]

    def knows(self, year: int) -> bool:
        """True if the year's arrangement has been published and loaded."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """True if the day is worked; in a year without data, a guess."""
        special = self.special.get(day)
        if special:
            return special.working
        return day.weekday() < SATURDAY and (day.year in self.years or (day.month, day.day) not in FIXED)

    def why(self, day: date) -> str:
        """Why the day is worked or not, as an official would put it."""
        special = self.special.get(day)
        if special:
            return special.why
        if not self.knows(day.year) and (day.month, day.day) in FIXED:
            return f"{FIXED[day.month, day.day]}放假"
        return "周末" if day.weekday() >= SATURDAY else "工作日"

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """Years without data between two days, both included."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.years)

    def working_day_after(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`, which itself does not count; `start` if the count is nought."""
        first, last, worked = self._span
        if count and first <= start.toordinal():
            place = bisect_right(worked, start.toordinal()) + count - 1
            if place < len(worked) and start.toordinal() <= last:
                return date.fromordinal(worked[place])
        day = start
        while count:
            day += DAY
            count -= self.is_working(day)
        return day

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after one day, up to and including another; 0 if none."""
        first, last, worked = self._span
        if first <= after.toordinal() and until.toordinal() <= last:
            return max(0, bisect_right(worked, until.toordinal()) - bisect_right(worked, after.toordinal()))
        return sum(self.is_working(date.fromordinal(n)) for n in range(after.toordinal() + 1, until.toordinal() + 1))

    def first_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is: Civil Code art. 203."""
        while not self.is_working(day):
            day += DAY
        return day

    @cached_property
    def _span(self) -> tuple[int, int, list[int]]:
        """First and last day looked at once and for all, and the working days between: counting is then a search."""
        if not self.years:
            return 1, 0, []
        first = date(max(min(self.years) - BEFORE, date.min.year), 1, 1)
        last = date(min(max(self.years) + BEYOND, date.max.year), 12, 31)
        ordinals = range(first.toordinal(), last.toordinal() + 1)
        return first.toordinal(), last.toordinal(), [n for n in ordinals if self.is_working(date.fromordinal(n))]
