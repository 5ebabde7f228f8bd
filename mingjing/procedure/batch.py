"""Judge a whole log: equal cases are judged once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mingjing.procedure.chart import Chart
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
