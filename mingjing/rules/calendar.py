"""The work calendar: which days are worked, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

DAY = timedelta(days=1)
SATURDAY = 5
# 全国年节及纪念日放假办法 (2024), those with a fixed solar date: all that is sure of a year without a notice.
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from the plain week: a holiday, or a worked weekend day (调休)."""

    day: date
    working: bool
    why: str


@dataclass(frozen=True)
class WorkCalendar:
    """A version of the work calendar. Years outside `years` follow the plain week and the fixed holidays."""

    version: str
    special: Mapping[date, SpecialDay]
    years: frozenset[int]
    _known: dict[date, bool] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_rows(cls, version: str, rows: Iterable[SpecialDay], years: Iterable[int]) -> "WorkCalendar":
        """A calendar from its stored rows."""
        return cls(version, {row.day: row for row in rows}, frozenset(years))

    def knows(self, year: int) -> bool:
        """True if the State Council's notice for `year` is in this version."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """True if `day` is worked."""
        working = self._known.get(day)
        if working is None:
            working = self._known[day] = self._is_working(day)
        return working

    def _is_working(self, day: date) -> bool:
        if special := self.special.get(day):
            return special.working
        if not self.knows(day.year) and (day.month, day.day) in FIXED_HOLIDAYS:
            return False
        return day.weekday() < SATURDAY

    def why(self, day: date) -> str:
        """Why `day` is worked or not, in a word or two."""
        if special := self.special.get(day):
            return special.why
        if not self.knows(day.year) and (holiday := FIXED_HOLIDAYS.get((day.month, day.day))):
            return f"{holiday}（尚无该年放假通知）"
        return "工作日" if day.weekday() < SATURDAY else "周末"

    def next_working(self, day: date) -> date:
        """`day` itself if it is worked, else the first worked day after it."""
        while not self.is_working(day):
            day += DAY
        return day

    @cached_property
    def span(self) -> tuple[int, int]:
        """First and last year this version knows."""
        return min(self.years), max(self.years)
