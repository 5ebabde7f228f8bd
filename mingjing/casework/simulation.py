"""Cases as an office would make them, from a chart: most by the book, some late, some not. Pure, decided by a seed."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from random import Random

from mingjing.casework.walking import OfficeHours, Walker
from mingjing.procedure import Chart, Judge, LogEvent
from mingjing.procedure.timing import StepLimit
from mingjing.rules.calendar import WorkCalendar

STEP, CONDITION = "step", "condition"
ADDED, SKIPPED, LATE = "added", "skipped", "late"
TRIES = 8  # places tried for a deviation before a case is left as it is


@dataclass(frozen=True)
class Rates:
    """How an office works. Shares are of 1; `weights` say how often a way of a choice is taken, by its id or name."""

    late: float = 0.02  # of steps
    added: float = 0.04  # of cases
    skipped: float = 0.04  # of cases
    condition: float = 0.005  # of cases: something asked for that is not on the list
    stalled: float = 0.01  # of cases: nobody goes on
    pace: float = 0.55  # of its limit that a step on time takes, on average
    rush: Mapping[int, float] = field(default_factory=dict)  # months with more cases, or fewer
    weights: Mapping[str, float] = field(default_factory=dict)
    extras: tuple[str, ...] = ("补充提供其他材料", "请示领导")
    conditions: tuple[str, ...] = ("要求提供清单以外的材料",)


@dataclass(frozen=True, slots=True)
class SimulatedEvent:
    """What the office's system would record."""

    activity: str
    at: dt.datetime
    kind: str = STEP


@dataclass(frozen=True, slots=True)
class Planted:
    """What was made to go wrong, and at which step."""

    what: str
    activity: str


@dataclass(frozen=True)
class SimulatedCase:
    """One case up to now, and what was planted in it: nothing, and it fits the chart and its limits."""

    number: str
    events: tuple[SimulatedEvent, ...]
    finished: bool
    planted: tuple[Planted, ...] = ()

    @property
    def activities(self) -> list[str]:
        return [event.activity for event in self.events if event.kind == STEP]

    def deviates(self) -> bool:
        return any(planted.what in (ADDED, SKIPPED) for planted in self.planted)

    def log(self) -> list[LogEvent]:
        """The case as a log file holds it."""
        return [
            LogEvent(self.number, event.activity, event.at, row, {} if event.kind == STEP else {"kind": event.kind})
            for row, event in enumerate(self.events, start=1)
        ]


def simulate(
    chart: Chart,
    *,
    limits: Mapping[str, StepLimit],
    rates: Rates,
    calendar: WorkCalendar,
    seed: int,
    count: int,
    since: dt.date,
    until: dt.datetime,
    before: dt.date | None = None,
    first: int = 1,
) -> Iterator[SimulatedCase]:
    """`count` cases opened from `since` on, and before `before`, in order, as they stand at `until`.

    `limits` by node id; cases are numbered from `first` on. The same arguments give the same cases.
    """
    chance = Random(seed)  # noqa: S311 - a simulation must be repeatable
    walker = Walker(chart, limits, rates, OfficeHours(calendar), chance)
    spoiler = _Spoiler(chart, rates, chance)
    last = until.astimezone(walker.hours.zone).date()
    opened = openings(walker.hours, rates, chance, count, since, min(last, before or last))
    for place, opened_at in enumerate(opened, start=first):
        walked = walker.walk(opened_at)
        done = [step for step in walked if step.at <= until]
        finished = len(done) == len(walked)
        events = tuple(SimulatedEvent(step.name, step.at) for step in done)
        late = tuple(Planted(LATE, step.name) for step in done if step.late)
        case = SimulatedCase(f"{opened_at:%Y%m}{place:06d}", events, finished, late)
        yield spoiler.spoil(case)


def openings(
    hours: OfficeHours, rates: Rates, chance: Random, count: int, since: dt.date, before: dt.date
) -> list[dt.datetime]:
    """When cases are opened, in order: on working days from one day until another, more of them in rush months."""
    span = map(dt.date.fromordinal, range(since.toordinal(), before.toordinal()))
    days = [day for day in span if hours.calendar.is_working(day)]
    if not days:
        return []
    ends = list(accumulate(rates.rush.get(day.month, 1.0) for day in days))
    chosen = (days[bisect_left(ends, chance.random() * ends[-1])] for _ in range(count))
    return sorted(hours.some_time(day, chance) for day in chosen)


class _Spoiler:
    """Plants deviations that a judge can see: what is taken out or put in makes the case leave the chart."""

    def __init__(self, chart: Chart, rates: Rates, chance: Random) -> None:
        self.judge = Judge(chart)
        self.rates = rates
        self.chance = chance

    def spoil(self, case: SimulatedCase) -> SimulatedCase:
        rates, chance = self.rates, self.chance
        if len(case.events) > 1 and chance.random() < rates.stalled:
            kept = case.events[: chance.randrange(1, len(case.events))]
            names = {event.activity for event in kept}
            late = tuple(planted for planted in case.planted if planted.activity in names)
            case = replace(case, events=kept, finished=False, planted=late)
        if chance.random() < rates.skipped:
            case = self.try_some(case, self.skip)
        if chance.random() < rates.added:
            case = self.try_some(case, self.add)
        if case.events and chance.random() < rates.condition:
            case = self.ask_for_more(case)
        return case

    def try_some(self, case: SimulatedCase, change: Callable[[SimulatedCase], SimulatedCase]) -> SimulatedCase:
        """The first change that makes the case cost more than before, or the case unchanged."""
        cost = self.cost(case)
        for _ in range(TRIES if len(case.events) > 2 else 0):
            changed = change(case)
            if self.cost(changed) > cost:
                return changed
        return case

    def cost(self, case: SimulatedCase) -> int:
        return self.judge.judge(case.activities, finished=case.finished).cost or 0

    def skip(self, case: SimulatedCase) -> SimulatedCase:
        """Without one step between the first and the last."""
        place = self.chance.randrange(1, len(case.events) - 1)
        gone = case.events[place]
        kept = case.events[:place] + case.events[place + 1 :]
        late = tuple(p for p in case.planted if p.activity != gone.activity)
        return replace(case, events=kept, planted=(*late, Planted(SKIPPED, gone.activity)))

    def add(self, case: SimulatedCase) -> SimulatedCase:
        """With a step done twice, or one that the chart does not know."""
        again = case.events[self.chance.randrange(len(case.events))].activity
        name = self.chance.choice((again, *self.rates.extras))
        return self.insert(case, name, STEP, Planted(ADDED, name))

    def ask_for_more(self, case: SimulatedCase) -> SimulatedCase:
        name = self.chance.choice(self.rates.conditions)
        return self.insert(case, name, CONDITION, Planted(CONDITION, name))

    def insert(self, case: SimulatedCase, name: str, kind: str, planted: Planted) -> SimulatedCase:
        """The case with one event more, at the time of an event that it follows, but not as the last."""
        place = self.chance.randrange(1, max(2, len(case.events)))
        event = SimulatedEvent(name, case.events[place - 1].at, kind)
        events = (*case.events[:place], event, *case.events[place:])
        return replace(case, events=events, planted=(*case.planted, planted))
