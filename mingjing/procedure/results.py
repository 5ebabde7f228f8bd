"""What `mingjing judge` hands back: a row a case in a file, a summary on the screen."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from mingjing.procedure.batch import CaseVerdict
from mingjing.procedure.verdict import Verdict
from mingjing.procedure.wording import sentence

HEADER = ("case", "events", "fits", "cost", "added", "skipped", "verdict")
SUFFIXES = (".csv", ".jsonl")


class Results:
    """Writes a row a case; what equal verdicts share is put into words once."""

    def __init__(self, write: Callable[[CaseVerdict], None]) -> None:
        self.write = write


@contextmanager
def open_results(path: Path | None) -> Iterator[Results]:
    """A place for the rows: the file appears whole, or not at all. Without a path the rows go nowhere."""
    if path is None:
        yield Results(lambda _: None)
        return
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            yield Results(_csv_writer(out) if path.suffix == ".csv" else _jsonl_writer(out))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _csv_writer(out: TextIO) -> Callable[[CaseVerdict], None]:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    shared: dict[int, tuple[object, ...]] = {}

    def write(case: CaseVerdict) -> None:
        row = shared.get(id(case.verdict))
        if row is None:
            row = shared[id(case.verdict)] = _csv_cells(case)
        writer.writerow((case.case, *row))

    return write


def _csv_cells(case: CaseVerdict) -> tuple[object, ...]:
    verdict = case.verdict
    fits = str(verdict.fits).lower() if verdict.decided else ""
    cost = "" if verdict.cost is None else verdict.cost
    return len(case.activities), fits, cost, _array(verdict.added), _array(verdict.skipped), sentence(verdict)


def _array(names: tuple[str, ...]) -> str:
    return json.dumps(names, ensure_ascii=False)


def _jsonl_writer(out: TextIO) -> Callable[[CaseVerdict], None]:
    shared: dict[int, str] = {}

    def write(case: CaseVerdict) -> None:
        rest = shared.get(id(case.verdict))
        if rest is None:
            rest = shared[id(case.verdict)] = json.dumps(_fields(case), ensure_ascii=False)[1:]
        out.write(f'{{"case": {json.dumps(case.case, ensure_ascii=False)}, {rest}\n')

    return write


def _fields(case: CaseVerdict) -> dict[str, object]:
    verdict = case.verdict
    return {
        "events": len(case.activities),
        "fits": verdict.fits if verdict.decided else None,
        "cost": verdict.cost,
        "added": verdict.added,
        "skipped": verdict.skipped,
        "verdict": sentence(verdict),
        "moves": [(move.kind, move.name) for move in verdict.moves],
    }


@dataclass
class Summary:
    """Counts over a log."""

    cases: int = 0
    events: int = 0
    fitting: int = 0
    undecided: int = 0
    cost: int = 0
    added: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    times: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, case: CaseVerdict) -> None:
        """Count one case; what its verdict says is added up once per verdict, in `text`."""
        self.cases += 1
        self.events += len(case.activities)
        self.verdicts[id(case.verdict)] = case.verdict
        self.times[id(case.verdict)] += 1

    def text(self, budget: int) -> str:
        """The summary, line by line."""
        for key, verdict in self.verdicts.items():
            self._weigh(verdict, self.times[key])
        rate = self.events / self.seconds if self.seconds else 0
        lines = [
            f"cases      {self.cases:>10,}",
            f"events     {self.events:>10,}   {rate:,.0f} a second",
            f"fitting    {self.fitting:>10,}",
            f"deviating  {self.cases - self.fitting - self.undecided:>10,}   deviations {self.cost:,}",
            f"undecided  {self.undecided:>10,}   past a budget of {budget:,} markings a case",
        ]
        for kind, steps in (("added", self.added), ("skipped", self.skipped)):
            lines += [f"{kind:<10} {count:>10,}   {name}" for name, count in steps.most_common()]
        return "\n".join(lines) + "\n"

    def _weigh(self, verdict: Verdict, count: int) -> None:
        self.fitting += count * verdict.fits
        self.undecided += count * (not verdict.decided)
        self.cost += count * (verdict.cost or 0)
        for name in verdict.added:
            self.added[name] += count
        for name in verdict.skipped:
            self.skipped[name] += count
