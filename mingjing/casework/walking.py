"""One walk through a chart in office hours: which way, and when each step is done. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

from mingjing.procedure import Chart, NodeKind
from mingjing.procedure.compiler import draw_net
from mingjing.procedure.timing import StepLimit, Unit
from mingjing.procedure.transition import START, Transition, bits
from mingjing.rules.calendar import DAY, WorkCalendar

CHINA = ZoneInfo("Asia/Shanghai")
MORNING, NOON, AFTERNOON, EVENING = dt.time(9), dt.time(12), dt.time(13, 30), dt.time(17, 30)
MINUTE = dt.timedelta(minutes=1)
HALF_DAYS = ((MORNING, 180), (AFTERNOON, 240))  # and how many minutes each has
AT_ONCE = 40  # minutes that something done on the same day takes, on average
BOUNDARY_WEIGHT = 0.03  # how often an interrupting event happens where nobody says
LONGEST_WALK = 2000  # firings; a chart that keeps a case longer is turned down


class Habits(Protocol):
    """What a walk needs to know of the office."""

    @property
    def late(self) -> float: ...
    @property
    def pace(self) -> float: ...
    @property
    def weights(self) -> Mapping[str, float]: ...


@dataclass(frozen=True)
class OfficeHours:
    """9:00 to 12:00 and 13:30 to 17:30 on working days."""

    calendar: WorkCalendar
    zone: ZoneInfo = CHINA

    def some_time(self, day: dt.date, chance: Random) -> dt.datetime:
        """Any minute of a working day, seconds included."""
        minutes = chance.randrange(420)
        start, offset = (MORNING, minutes) if minutes < 180 else (AFTERNOON, minutes - 180)
        return dt.datetime.combine(day, start, self.zone) + MINUTE * offset + dt.timedelta(seconds=chance.randrange(60))

    def soon_after(self, at: dt.datetime, chance: Random) -> dt.datetime:
        """A little later: after lunch or on the next working day if the office closes before."""
        later = at + MINUTE * (1 + chance.expovariate(1 / AT_ONCE))
        later = later.replace(microsecond=0)
        if NOON <= later.time() < AFTERNOON:
            return dt.datetime.combine(at.date(), AFTERNOON, self.zone) + MINUTE * chance.randrange(1, 40)
        if later.time() >= EVENING or later.date() != at.date():
            morning = dt.datetime.combine(self.calendar.working_day_after(at.date(), 1), MORNING, self.zone)
            return morning + MINUTE * chance.randrange(1, 60)
        return later


@dataclass(frozen=True, slots=True)
class Walked:
    """One step as done."""

    name: str
    node: str
    at: dt.datetime
    late: bool


class Walker:
    """Plays the chart's token game; each token carries the time since which it waits."""

    def __init__(
        self, chart: Chart, limits: Mapping[str, StepLimit], habits: Habits, hours: OfficeHours, chance: Random
    ) -> None:
        self.net = draw_net(chart.nodes, chart.flows)
        self.limits, self.habits, self.hours, self.chance = limits, habits, hours, chance
        self.weight_of = _weights(chart, habits.weights)
        self.weighted = {id(transition): self.weight(transition) for transition in self.net.transitions}

    def weight(self, transition: Transition) -> float:
        """How readily a transition is taken among those it competes with."""
        node = self.net.nodes[transition.node]
        if node.kind is NodeKind.BOUNDARY:
            return self.habits.weights.get(node.name, BOUNDARY_WEIGHT)
        targets = [self.net.nodes[self.net.targets[place.bit_length() - 1]].id for place in bits(transition.put)]
        return self.weight_of.get((node.id, targets[0]), 1.0) if len(targets) == 1 else 1.0

    def walk(self, opened_at: dt.datetime) -> list[Walked]:
        """One case from start to end, its steps in order of time.

        Raises:
            ValueError: the chart keeps the case for ever.
        """
        tokens, marking = {START: opened_at}, START
        steps: list[Walked] = []
        for _ in range(LONGEST_WALK):
            enabled = list(self.net.enabled(marking))
            if not enabled:
                return sorted(steps, key=lambda step: step.at)
            transition = enabled[0] if len(enabled) == 1 else self.choose(enabled, tokens)
            ready = max(tokens[place] for place in bits(transition.take))
            if transition.visible:
                ready = self.do(transition, ready, steps, opened_at)
            for place in bits(transition.take | transition.clear):
                tokens.pop(place, None)
            tokens.update(dict.fromkeys(bits(transition.put), ready))
            marking = transition.fire(marking)
        raise ValueError("the chart keeps a case running for ever")

    def choose(self, enabled: list[Transition], tokens: Mapping[int, dt.datetime]) -> Transition:
        """Whoever waited longest goes on; where ways compete for its token, one of them by weight."""
        first = min(enabled, key=lambda transition: max(tokens[place] for place in bits(transition.take)))
        rivals = [transition for transition in enabled if transition.take & first.take]
        if len(rivals) == 1:
            return first
        weights = [self.weighted[id(transition)] for transition in rivals]
        return self.chance.choices(rivals, weights)[0]

    def do(
        self, transition: Transition, ready: dt.datetime, steps: list[Walked], opened_at: dt.datetime
    ) -> dt.datetime:
        """Do a step that could be done since `ready`; when it is done."""
        node = self.net.nodes[transition.node]
        at, late = (self.finish(ready, self.limits.get(node.id))) if steps else (opened_at, False)
        steps.append(Walked(node.name, node.id, at, late))
        return at

    def finish(self, ready: dt.datetime, limit: StepLimit | None) -> tuple[dt.datetime, bool]:
        """When a step is done, and whether that is past its limit."""
        allowed = self.allowed(ready.date(), limit) if limit else 2
        late = limit is not None and self.chance.random() < self.habits.late
        days = allowed + 1 + int(self.chance.expovariate(1 / (1 + allowed / 3))) if late else self.on_time(allowed)
        if not days:
            soon = self.hours.soon_after(ready, self.chance)
            return soon, not allowed and soon.date() != ready.date()
        return self.hours.some_time(self.hours.calendar.working_day_after(ready.date(), days), self.chance), late

    def on_time(self, allowed: int) -> int:
        """Working days taken within the limit: `pace` of it on average, at times all of it."""
        pace = min(max(self.habits.pace, 0.05), 0.95)
        return round(allowed * self.chance.betavariate(4 * pace, 4 * (1 - pace)))

    def allowed(self, start: dt.date, limit: StepLimit) -> int:
        """The limit in working days from `start`."""
        if limit.unit == Unit.WORKING_DAYS:
            return limit.length
        last = self.hours.calendar.first_working_day(start + DAY * limit.length)
        return self.hours.calendar.working_days(start, last)


def _weights(chart: Chart, said: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """What is said of a flow: by its id, by its name, or by the name of the step it leads to."""
    names = {node.id: node.name for node in chart.nodes}
    found: dict[tuple[str, str], float] = {}
    for flow in chart.flows:
        for name in (flow.id, flow.name, names[flow.target]):
            if name in said:
                found[flow.source, flow.target] = said[name]
                break
    return found
