"""定期、逐段、随时公开: when something is due to be disclosed, how late it was, and whether it reached far enough.

Regular work by its cycle (ASM-5-3-3a), stages by their ends (ASM-5-3-3b), events by a limit (ASM-5-3-3c); scope and
reach as planned against what was done (ACC-6-1b, ACC-6-3).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from mingjing.rules.calendar import DAY, WorkCalendar
from mingjing.rules.limits import add_months

YEAR = 12


class Cycle(StrEnum):
    """How often regular work is disclosed."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]


class RestDay(StrEnum):
    """What becomes of a due date that nobody works on."""

    STAY = "stay"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Period:
    """One turn of a cycle: `first` names it for good, `due` is the last day to disclose it."""

    first: date
    due: date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The cycle of a regular item and its day: the `day` of the `month` of each turn, both counted from one."""

    cycle: Cycle
    month: int = 1
    day: int = 1
    rest: RestDay = RestDay.NEXT


def period_of(cycle: Cycle, day: date) -> date:
    """The first day of the turn that a day lies in."""
    month = (day.month - 1) // cycle.months * cycle.months + 1
    return date(day.year, month, 1)


def turn_name(cycle: Cycle, first: date) -> str:
    """A turn as people call it: 2026年3月, 2026年第1季度, 2026年上半年, 2026年."""
    if cycle is Cycle.MONTH:
        return f"{first.year}年{first.month}月"
    if cycle is Cycle.QUARTER:
        return f"{first.year}年第{(first.month + 2) // 3}季度"
    half = {1: "上半年", 7: "下半年"}.get(first.month, "") if cycle is Cycle.HALF_YEAR else ""
    return f"{first.year}年{half}"


def due_in(rhythm: Rhythm, first: date, calendar: WorkCalendar) -> date:
    """The last day to disclose the turn that begins on `first`; a month too short for the day ends earlier."""
    month = add_months(first, rhythm.month - 1)
    return worked(
        add_months(month, 1) - DAY if _beyond(month, rhythm.day) else month.replace(day=rhythm.day),
        rhythm.rest,
        calendar,
    )


def _beyond(month: date, day: int) -> bool:
    return day > (add_months(month, 1) - DAY).day


def worked(day: date, rest: RestDay, calendar: WorkCalendar) -> date:
    """The day itself, or the working day that stands in for it."""
    if rest is RestDay.NEXT:
        return calendar.first_working_day(day)
    while rest is RestDay.PREVIOUS and not calendar.is_working(day):
        day -= DAY
    return day


@lru_cache(maxsize=2048)
def periods(rhythm: Rhythm, since: date, until: date, calendar: WorkCalendar) -> tuple[Period, ...]:
    """The turns whose last day lies from `since` to `until`, both included, in order.

    Kept: fifty thousand plans share a few rhythms.
    """
    return tuple(_periods(rhythm, since, until, calendar))


def _periods(rhythm: Rhythm, since: date, until: date, calendar: WorkCalendar) -> Iterator[Period]:
    first = add_months(period_of(rhythm.cycle, since), -rhythm.cycle.months)  # a rest day may carry a due date over
    while first <= until + 31 * DAY:
        due = due_in(rhythm, first, calendar)
        if since <= due <= until:
            yield Period(first, due)
        first = add_months(first, rhythm.cycle.months)


def days_late(due: date, published: date) -> int:
    """Calendar days after the last day; nought if in time."""
    return max(0, (published - due).days)


def stale_from(updated: date, months: int) -> date:
    """The day from which a page that was last updated on `updated` is older than its cycle of so many months."""
    return add_months(updated, months) + DAY


SCOPES = ("internal", "group", "society")  # from the narrowest
REACHES = ("persons", "village", "town", "county", "city")


def widest(words: Iterable[str], order: tuple[str, ...]) -> str:
    """The widest of some scopes or reaches; empty if there are none."""
    return max(words, key=order.index, default="")


def falls_short(planned: str, actual: str, order: tuple[str, ...]) -> bool:
    """True if what was done is narrower than what was planned, or than what is affected (ACC-6-1b, ACC-6-3)."""
    return order.index(actual) < order.index(planned)
