"""Which signals a judged matter deserves, and which that were given no longer hold. Pure: a fact, never a verdict."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from mingjing.casework.enums import MatterState, SignalKind, StepKind
from mingjing.casework.judgement import Judgement, Step
from mingjing.procedure.timing import StepTime, day_of
from mingjing.rules.calendar import DAY, WorkCalendar
from mingjing.rules.limits import CountUnit, Limit, add_months

EITHER = "|"  # between the nodes of a signal on steps of which only one can be done; no id of a node holds it
LONGEST_PLACE = 80  # of the words that tell one occurrence from another

WarnOn = Callable[[dt.date], dt.date]


@dataclass(frozen=True)
class Fact:
    """One thing that calls for a signal. `true_on`: the day on which it came true. `nth` of its like in its matter."""

    kind: str
    true_on: dt.date
    node: str = ""
    name: str = ""
    since_on: dt.date | None = None
    due_on: dt.date | None = None
    nth: int = 1

    @property
    def occurrence(self) -> str:
        """What tells this fact from every other of its matter or power, the same whenever it is found again."""
        place = (self.node or self.name)[:LONGEST_PLACE]
        return f"{self.kind}/{self.due_on or ''}/{place}/{self.nth}"


@dataclass(frozen=True)
class Told:
    """A signal that stands: which fact it told."""

    id: UUID
    occurrence: str
    kind: str
    node: str
    due_on: dt.date | None


def warning(lead: Limit, calendar: WorkCalendar) -> WarnOn:
    """The day on which to warn of a last day: as long before it as the lead says (ACC-7-2c)."""

    def warn_on(last: dt.date) -> dt.date:
        if lead.counted_in is CountUnit.WORKING_DAYS:
            return replace(lead, warn_before=lead.length).warn_on(last, calendar)
        return last - DAY * lead.length if lead.counted_in is CountUnit.DAYS else add_months(last, -lead.length)

    return warn_on


def facts(found: Judgement, *, warn_on: WarnOn | None, today: dt.date, warn_whole: WarnOn | None = None) -> list[Fact]:
    """Everything that a matter's judgement calls a signal for. Without `warn_on` nothing is warned of.

    `warn_whole`: when to warn of the whole matter's last day, where that is not as for a step's.
    """
    numbered: list[Fact] = []
    seen: Counter[str] = Counter()
    times = _times(found, warn_on, warn_whole or warn_on, today)
    for fact in (*_deviations(found, today), *times, *_demands(found, today)):
        seen[fact.occurrence] += 1
        numbered.append(replace(fact, nth=seen[fact.occurrence]))
    return numbered


def _deviations(found: Judgement, today: dt.date) -> Iterator[Fact]:
    """Added and skipped steps. What was skipped shows with the next step that was taken, or at the end."""
    end = day_of(found.closed_at) if found.closed_at else today
    for place, step in enumerate(found.steps):
        if step.kind == StepKind.ADDED:
            yield Fact(SignalKind.ADDED, day_of(step.at) if step.at else today, step.node, step.name)
        elif step.kind == StepKind.SKIPPED:
            after = (later.at for later in found.steps[place:] if later.at)
            shown = next(after, None)
            yield Fact(SignalKind.SKIPPED, day_of(shown) if shown else end, step.node, step.name)


def _times(found: Judgement, warn_on: WarnOn | None, warn_whole: WarnOn | None, today: dt.date) -> Iterator[Fact]:
    """Limits that passed, and those that soon will: of steps that were done, of steps that run, of the whole."""
    running = [step for step in found.steps if step.kind == StepKind.RUNNING and step.time]
    for step in found.steps:
        if step.kind == StepKind.MATCHED and step.time:
            yield from _limit(step.time, None, today)
    for nodes in found.rivals:
        time = _last([step for step in running if step.node in nodes])
        if time:
            yield from _limit(time, warn_on, today)
    if found.whole:
        yield from _limit(found.whole, None if found.state == MatterState.FINISHED else warn_whole, today)


def _last(rivals: Sequence[Step]) -> StepTime | None:
    """The limit of running steps of which only one can be done: the last of theirs, None if one has no limit."""
    times = [step.time for step in rivals if step.time and step.time.due_on]
    if not times or len(times) < len(rivals):
        return None
    last = max(times, key=lambda time: time.due_on or dt.date.min)
    rivals = sorted(rivals, key=lambda step: step.node)
    return replace(last, node=EITHER.join(s.node for s in rivals), name="或".join(s.name for s in rivals))


def _limit(time: StepTime, warn_on: WarnOn | None, today: dt.date) -> Iterator[Fact]:
    """A limit that passed, or soon will. Nobody is warned on the day on which the time began to run."""
    if time.due_on is None:
        return
    since, node, name = day_of(time.started_at), time.node[:120], time.name[:200]
    if time.late:
        yield Fact(SignalKind.PASSED, time.due_on + DAY, node, name, since, time.due_on)
    elif warn_on:
        on = max(warn_on(time.due_on), since + DAY)
        if on <= today:
            yield Fact(SignalKind.NEAR, on, node, name, since, time.due_on)


def _demands(found: Judgement, today: dt.date) -> Iterator[Fact]:
    for event in found.demands:
        yield Fact(SignalKind.CONDITION, day_of(event.at) if event.at else today, "", event.activity)


def compare(found: Iterable[Fact], told: Iterable[Told]) -> tuple[list[Fact], list[Told]]:
    """Facts that no signal tells yet, and signals whose fact is not found any more.

    A limit of steps of which only one could be done stays told when one of them is done after all.
    """
    standing = {signal.occurrence: signal for signal in told}
    left = [fact for fact in found if not standing.pop(fact.occurrence, None)]
    new: list[Fact] = []
    for fact in left:
        same = next((signal for signal in standing.values() if _same(fact, signal)), None)
        if same:
            del standing[same.occurrence]
        else:
            new.append(fact)
    return new, list(standing.values())


def over(found: Judgement, left: Sequence[Told], today: dt.date) -> list[Told]:
    """Of signals whose fact is not found, those that are over: an old warning keeps the rule that it was given by.

    A warning given under a longer lead stands on when the lead is made shorter, until its step is done or too late.
    """
    if not any(signal.kind == SignalKind.NEAR for signal in left):
        return list(left)
    could = {fact.occurrence for fact in facts(found, warn_on=lambda last: dt.date.min, today=today)}
    return [signal for signal in left if signal.kind != SignalKind.NEAR or signal.occurrence not in could]


def _same(fact: Fact, signal: Told) -> bool:
    if (fact.kind, fact.due_on) != (signal.kind, signal.due_on):
        return False
    nodes, others = set(fact.node.split(EITHER)), set(signal.node.split(EITHER))
    return len(nodes | others) > 1 and bool(nodes & others)
