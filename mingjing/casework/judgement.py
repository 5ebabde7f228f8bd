"""One matter judged: pure, from its version's chart and its events. Batch and online call the same function."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mingjing.casework.enums import EventKind, MatterState
from mingjing.procedure import Judge, Verdict
from mingjing.procedure.explanation import NextStep
from mingjing.procedure.timing import Calendar, Pause, StepLimit, StepTime, time_case, time_steps
from mingjing.procedure.verdict import MoveKind


@dataclass(frozen=True)
class Special:
    """A special procedure of the version: it stops the clock from one activity to another."""

    name: str
    starts_with: str
    ends_with: str


@dataclass(frozen=True)
class Yardstick:
    """What a version's matters are measured by: its chart, limits and special procedures."""

    judge: Judge
    limits: dict[str, StepLimit]
    limit: StepLimit | None
    specials: tuple[Special, ...]
    mapping: dict[str, str]
    materials: frozenset[str] = frozenset()

    def step_of(self, activity: str) -> str:
        """What the chart calls an activity; empty if the unit said that it is no step."""
        return self.mapping.get(activity, activity)

    def is_special(self, name: str) -> bool:
        """True for an activity that only starts or ends a special procedure, and is no step of the chart."""
        marks = {mark for special in self.specials for mark in (special.starts_with, special.ends_with)}
        return name in marks and name not in self.judge.names

    def rivals(self, names: Sequence[str], running: Sequence[NextStep]) -> tuple[frozenset[str], ...]:
        """The nodes of running steps, those together of which one makes another impossible."""
        groups: list[frozenset[str]] = []
        for step in running:
            left = {other.node for other in self.judge.next_steps([*names, step.name])} if len(running) > 1 else set()
            lost = frozenset(other.node for other in running if other.node not in left) | {step.node}
            joined = [group for group in groups if group & lost]
            groups = [group for group in groups if not group & lost] + [lost.union(*joined)]
        return tuple(groups)


@dataclass(frozen=True)
class Happened:
    """One event as judged."""

    kind: str
    activity: str
    at: dt.datetime | None


@dataclass(frozen=True)
class Step:
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
    events: Sequence[Happened], yardstick: Yardstick, calendar: Calendar, *, now: dt.datetime
) -> Judgement:
    """The judgement on events in order of time, then source. A function of its arguments and of nothing else."""
    steps = [(event, yardstick.step_of(event.activity)) for event in events if event.kind == EventKind.STEP]
    counted = [(event, name) for event, name in steps if name and not yardstick.is_special(name)]
    names = [name for _, name in counted]
    following = yardstick.judge.next_steps(names)
    closed = any(event.kind == EventKind.CLOSE for event in events)
    finished = closed or (bool(names) and not following)
    verdict = yardstick.judge.judge(names, finished=finished)
    pauses = _pauses(steps, yardstick.specials)
    state = _state(finished, pauses)
    times = [event.at for event, _ in counted]
    timed = all(events_at for events_at in times) and bool(times)
    moments = [at for at in times if at] if timed else []
    running = following if timed and not finished else ()
    step_times = (
        time_steps(verdict, moments, calendar, limits=yardstick.limits, pauses=pauses, now=now, running=running)
        if timed and verdict.decided
        else ()
    )
    whole = time_case(moments, calendar, limit=yardstick.limit, pauses=pauses, now=now, finished=finished)
    closed_at = moments[-1] if finished and moments else None
    opened_at = moments[0] if moments else None
    rivals = yardstick.rivals(names, running)
    demands = tuple(e for e in events if e.kind == EventKind.CONDITION and e.activity not in yardstick.materials)
    found = _steps(verdict, moments, step_times)
    return Judgement(verdict, state, found, whole, opened_at, closed_at, rivals, demands)


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
