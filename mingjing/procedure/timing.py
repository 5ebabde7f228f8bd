"""How long steps took against their limits: from the event that enabled a step to its own, less the pauses."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from mingjing.procedure.events import CHINA
from mingjing.procedure.explanation import NextStep
from mingjing.procedure.verdict import MoveKind, Verdict

DAY = timedelta(days=1)


class Calendar(Hashable, Protocol):
    """Knows which days are worked."""

    def is_working(self, day: date) -> bool: ...

    def working_days(self, after: date, until: date) -> int: ...

    def working_day_after(self, start: date, count: int) -> date: ...


class Unit(StrEnum):
    """In what a limit is counted."""

    WORKING_DAYS = "working_days"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class StepLimit:
    """The time a step may take."""

    length: int
    unit: str = Unit.WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Pause:
    """A special procedure that stops the clock: the days after its start, up to its end, do not count."""

    start: datetime
    end: datetime | None
    ground: str


@dataclass(frozen=True, slots=True)
class StepTime:
    """The time of one step, or of the whole case (`node` is then empty).

    `used`: days in the limit's unit, in working days where there is no limit. `due_on`: the last day;
    None without a limit, or while a pause without an end leaves it open.
    """

    node: str
    name: str
    started_at: datetime
    ended_at: datetime | None
    used: int
    limit: StepLimit | None
    due_on: date | None
    late: bool


@dataclass(frozen=True)
class Watch:
    """Counts days: on one calendar, with the pauses of one case, until now."""

    calendar: Calendar
    pauses: Sequence[Pause]
    now: datetime

    def time(
        self, node: str, name: str, started_at: datetime, ended_at: datetime | None, limit: StepLimit | None
    ) -> StepTime:
        """The time from one instant to another, or until now."""
        start, end = day_of(started_at), day_of(ended_at or self.now)
        used = self.counted(start, end, limit.unit if limit else Unit.WORKING_DAYS)
        due_on = self.due_on(start, limit) if limit else None
        return StepTime(node, name, started_at, ended_at, used, limit, due_on, due_on is not None and end > due_on)

    def counted(self, start: date, end: date, unit: str) -> int:
        """How many days after `start` up to `end` count: those of the unit less those paused."""
        total = self._between(start, end, unit)
        for first, last in self._paused_spans(start, end):
            total -= self._between(first, last, unit)
        return total

    def _between(self, after: date, until: date, unit: str) -> int:
        if unit == Unit.WORKING_DAYS:
            return self.calendar.working_days(after, until)
        return max(0, (until - after).days)

    def _paused_spans(self, start: date, end: date) -> Iterator[tuple[date, date]]:
        """The pauses within two days, each after one day up to another, none overlapping the one before."""
        reached = start
        for first, last in sorted((day_of(p.start), day_of(p.end) if p.end else end) for p in self.pauses):
            first, last = max(first, reached), min(last, end)
            if first < last:
                yield first, last
                reached = last

    def due_on(self, start: date, limit: StepLimit) -> date | None:
        """The last day of a limit; a last day that is a rest day or paused moves on to the next that is neither."""
        return self._due_on(start, limit) if self.pauses else unpaused_due_on(self.calendar, start, limit)

    def _due_on(self, start: date, limit: StepLimit) -> date | None:
        """Counted from pause to pause, never day by day: limits and pauses may be thousands of days long."""
        pauses = sorted((day_of(pause.start), day_of(pause.end)) for pause in self.pauses if pause.end)
        day, left = start, limit.length
        for first, last in pauses:
            free = self._between(day, first, limit.unit)
            if left <= free:
                break
            day, left = max(day, last), left - free
        day = self.calendar.working_day_after(day, left) if limit.unit == Unit.WORKING_DAYS else day + DAY * left
        stopped = min((day_of(pause.start) for pause in self.pauses if pause.end is None), default=date.max)
        while day == start or day <= stopped:
            over = max((last for first, last in pauses if first < day <= last and day != start), default=None)
            if over is None and self.calendar.is_working(day):
                return day
            day = (over or day) + DAY
        return None


@lru_cache(maxsize=100_000)
def unpaused_due_on(calendar: Calendar, start: date, limit: StepLimit) -> date | None:
    """The last day of a limit in a case without pauses: the same for every case that starts on that day."""
    return Watch(calendar, (), datetime.max)._due_on(start, limit)


def day_of(at: datetime) -> date:
    """The day of an instant in China; a time without a zone is taken as it stands."""
    return (at.astimezone(CHINA) if at.tzinfo else at).date()


def time_steps(
    verdict: Verdict,
    events_at: Sequence[datetime],
    calendar: Calendar,
    *,
    limits: Mapping[str, StepLimit],
    pauses: Sequence[Pause],
    now: datetime,
    running: Sequence[NextStep] = (),
) -> tuple[StepTime, ...]:
    """The time of each step that was done, then of each that is running.

    `events_at` holds the time of each activity judged, `limits` the limit of each node by id. A step
    enabled by the case's start runs from the first event. An undecided verdict has no steps to time.
    """
    watch = Watch(calendar, pauses, now)

    def started(enabled_by: int | None) -> datetime:
        return events_at[enabled_by or 0] if events_at else now

    done = [
        watch.time(move.node, move.name, started(move.enabled_by), events_at[move.event], limits.get(move.node))
        for move in verdict.moves
        if move.kind is MoveKind.MATCHED and move.node is not None and move.event is not None
    ]
    open_ones = (
        watch.time(step.node, step.name, started(step.enabled_by), None, limits.get(step.node)) for step in running
    )
    return (*done, *open_ones)


def time_case(
    events_at: Sequence[datetime],
    calendar: Calendar,
    *,
    limit: StepLimit | None,
    pauses: Sequence[Pause],
    now: datetime,
    finished: bool,
) -> StepTime | None:
    """The time of the whole case, from its first event to its last, or until now; None if it has no events."""
    if not events_at:
        return None
    ended_at = events_at[-1] if finished else None
    return Watch(calendar, pauses, now).time("", "", events_at[0], ended_at, limit)
