"""One matter judged: pure, from its version's chart and its events. Batch and online call the same function."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mingjing.casework.enums import EventKind, MatterState
from mingjing.procedure import Judge, Verdict
from mingjing.procedure.explanation import NextStep
from mingjing.procedure.timing import Calendar, Pause, StepLimit, StepTime, time_case, time_steps
from mingjing.procedure.verdict import MoveKind

MOST_STEPS_KNOWN = 500_000  # of the sequences that one run over matters remembers


@dataclass(frozen=True)
class Special:
    """A special procedure of the version: it stops the clock from one activity to another."""

    name: str
    starts_with: str
    ends_with: str


@dataclass(frozen=True, eq=False)
class Yardstick:
    """What a version's matters are measured by: its chart, limits and special procedures."""

    judge: Judge
    limits: dict[str, StepLimit]
    limit: StepLimit | None
    specials: tuple[Special, ...]
    mapping: dict[str, str]
    materials: frozenset[str] = frozenset()

    @cached_property
    def marks(self) -> frozenset[str]:
        """Names that only start or end a special procedure, and are no step of the chart."""
        found = {mark for special in self.specials for mark in (special.starts_with, special.ends_with)}
        return frozenset(found - self.judge.names)

    def step_of(self, activity: str) -> str:
        """What the chart calls an activity; empty if the unit said that it is no step."""
        return self.mapping.get(activity, activity)

    def weigh(self, names: tuple[str, ...], *, closed: bool) -> "Weighed":
        """What the chart says of a sequence of steps, whatever their times."""
        following = () if closed else self.judge.next_steps(names)
        finished = closed or (bool(names) and not following)
        rivals = () if finished else self.rivals(names, following)
        return Weighed(self.judge.judge(names, finished=finished), finished, following, rivals)

    def rivals(self, names: Sequence[str], running: Sequence[NextStep]) -> tuple[frozenset[str], ...]:
        """The nodes of running steps, those together of which one makes another impossible."""
        groups: list[frozenset[str]] = []
        for step in running:
            left = {other.node for other in self.judge.next_steps([*names, step.name])} if len(running) > 1 else set()
            lost = frozenset(other.node for other in running if other.node not in left) | {step.node}
            joined = [group for group in groups if group & lost]
            groups = [group for group in groups if not group & lost] + [lost.union(*joined)]
        return tuple(groups)


class Weighed(NamedTuple):
    """What the chart says of a sequence of steps: the same for every matter that took them."""

    verdict: Verdict
    finished: bool
    following: tuple[NextStep, ...]
    rivals: tuple[frozenset[str], ...]


class Known:
    """What was weighed before, so that each different sequence of a great many matters is weighed once."""

    def __init__(self) -> None:
        self._found: dict[tuple[Yardstick, bool, tuple[str, ...]], Weighed] = {}
        self._steps = 0

    def weigh(self, yardstick: Yardstick, names: tuple[str, ...], *, closed: bool) -> Weighed:
        """As the yardstick weighs."""
        key = yardstick, closed, names
        found = self._found.get(key)
        if found is None:
            self._steps += len(names) + 1
            if self._steps > MOST_STEPS_KNOWN:
                self._found.clear()
                self._steps = len(names) + 1
            found = self._found[key] = yardstick.weigh(names, closed=closed)
        return found


class Happened(NamedTuple):
    """One event as judged."""

    kind: str
    activity: str
    at: dt.datetime | None


class Step(NamedTuple):
    """One move of the explanation with its time; `time` None where the events have no times, or it was not done."""

    kind: str
    node: str
    name: str
    at: dt.datetime | None
    time: StepTime | None


@dataclass(frozen=True)
class Judgement:
    """What is to be stored of a matter: its verdict, state, steps and whole time."""

    verdict: Verdict
    state: str
    steps: tuple[Step, ...]
    whole: StepTime | None
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    rivals: tuple[frozenset[str], ...] = ()  # nodes of running steps, grouped where only one of them can be done
    demands: tuple[Happened, ...] = ()  # conditions and materials asked for that the version does not list


def judge_events(
    events: Sequence[Happened],
    yardstick: Yardstick,
    calendar: Calendar,
    *,
    now: dt.datetime,
    known: Known | None = None,
) -> Judgement:
    """The judgement on events in order of time, then source. A function of its arguments and of nothing else.

    `known` saves weighing a sequence of steps again; it changes no judgement.
    """
    steps = [(event, yardstick.step_of(event.activity)) for event in events if event.kind == EventKind.STEP]
    counted = [(event, name) for event, name in steps if name and name not in yardstick.marks]
    names = tuple([name for _, name in counted])
    closed = any(event.kind == EventKind.CLOSE for event in events)
    weigh = known.weigh if known else Yardstick.weigh
    verdict, finished, following, rivals = weigh(yardstick, names, closed=closed)
    pauses = _pauses(steps, yardstick.specials)
    times = [event.at for event, _ in counted]
    moments = [at for at in times if at] if all(times) else []
    running = following if moments and not finished else ()
    step_times = (
        time_steps(verdict, moments, calendar, limits=yardstick.limits, pauses=pauses, now=now, running=running)
        if moments and verdict.decided
        else ()
    )
    return Judgement(
        verdict=verdict,
        state=_state(finished, pauses),
        steps=_steps(verdict, moments, step_times),
        whole=time_case(moments, calendar, limit=yardstick.limit, pauses=pauses, now=now, finished=finished),
        opened_at=moments[0] if moments else None,
        closed_at=moments[-1] if finished and moments else None,
        rivals=rivals if running else (),
        demands=tuple(e for e in events if e.kind == EventKind.CONDITION and e.activity not in yardstick.materials),
    )


def _state(finished: bool, pauses: Sequence[Pause]) -> str:
    if finished:
        return MatterState.FINISHED
    return MatterState.PAUSED if any(pause.end is None for pause in pauses) else MatterState.RUNNING


def _pauses(steps: Sequence[tuple[Happened, str]], specials: Sequence[Special]) -> list[Pause]:
    """Each special procedure from its start to its end, as often as it ran; without an end it still runs."""
    pauses: list[Pause] = []
    for special in specials:
        started: dt.datetime | None = None
        for event, name in steps:
            if name == special.starts_with and event.at and started is None:
                started = event.at
            elif name == special.ends_with and event.at and started is not None:
                pauses.append(Pause(started, event.at, special.name))
                started = None
        if started is not None:
            pauses.append(Pause(started, None, special.name))
    return pauses


def _steps(verdict: Verdict, moments: Sequence[dt.datetime], times: Sequence[StepTime]) -> tuple[Step, ...]:
    """The moves in order with the time of each matched one, then the steps that run now."""
    done = iter(time for time in times if time.ended_at is not None)
    steps = []
    for move in verdict.moves:
        at = moments[move.event] if moments and move.event is not None else None
        time = next(done, None) if move.kind is MoveKind.MATCHED else None
        steps.append(Step(str(move.kind), move.node or "", move.name, at, time))
    running = [Step("running", time.node, time.name, None, time) for time in times if time.ended_at is None]
    return (*steps, *running)
