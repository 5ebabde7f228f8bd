"""Judge a whole log: equal cases are judged once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from mingjing.procedure.chart import Chart
from mingjing.procedure.events import LogEvent
from mingjing.procedure.judging import BUDGET, Judge
from mingjing.procedure.verdict import Verdict


class CaseVerdict(NamedTuple):
    """A case of a log, its activities in the order they were judged, and the verdict on them."""

    case: str
    activities: tuple[str, ...]
    verdict: Verdict


Sequences = Mapping[str, tuple[str, ...]]


def judge_log(
    chart: Chart, cases: Iterable[str], activities: Iterable[str], *, finished: bool = True, budget: int = BUDGET
) -> Iterator[CaseVerdict]:
    """A verdict for each case of a log given as columns, its events in order; cases in the order first seen."""
    grouped: dict[str, list[str]] = {}
    for case, activity in zip(cases, activities, strict=True):
        grouped.setdefault(case, []).append(activity)
    sequences = {case: tuple(names) for case, names in grouped.items()}
    yield from judge_sequences(Judge(chart, budget), sequences, finished=finished)


def judge_sequences(judge: Judge, sequences: Sequences, *, finished: bool = True) -> Iterator[CaseVerdict]:
    """A verdict for each case, given as its activities in order; a pure function of chart and cases."""
    known: dict[tuple[str, ...], Verdict] = {}
    for case, activities in sequences.items():
        verdict = known.get(activities)
        if verdict is None:
            verdict = known[activities] = judge.judge(activities, finished=finished)
        yield CaseVerdict(case, activities, verdict)


class Grouping:
    """Events into cases: names shared, events by time, equal times as in the file; as in the file if one has none."""

    def __init__(self, rename: Callable[[str], str] = str) -> None:
        self.rename = rename
        self.names: dict[str, str] = {}
        self.cases: dict[str, list[tuple[datetime | None, str]]] = {}
        self.events = 0

    def add(self, event: LogEvent) -> None:
        """Take one event in."""
        name = self.names.get(event.activity)
        if name is None:
            name = self.names[event.activity] = self.rename(event.activity)
        self.cases.setdefault(event.case, []).append((event.at, name))
        self.events += 1

    def sequences(self) -> Sequences:
        """The activities of each case in order; equal sequences are one object."""
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        result = {}
        for case, events in self.cases.items():
            names = tuple(name for _, name in _by_time(events))
            result[case] = shared.setdefault(names, names)
        return result


def _by_time(events: Sequence[tuple[datetime | None, str]]) -> Sequence[tuple[datetime | None, str]]:
    times = [at for at, _ in events if at is not None]
    if len(times) < len(events) or all(early <= late for early, late in zip(times, times[1:], strict=False)):
        return events
    return [events[index] for index in sorted(range(len(events)), key=times.__getitem__)]
