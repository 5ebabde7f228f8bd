"""mingjing judge: judge a log against a chart, with nothing but the two files."""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mingjing.procedure.batch import judge_sequences
from mingjing.procedure.cases import read_sequences
from mingjing.procedure.chart import Chart
from mingjing.procedure.diagram import MAY_BE_SHOWN
from mingjing.procedure.events import LogError
from mingjing.procedure.judging import BUDGET, Judge
from mingjing.procedure.mapping import read_mapping
from mingjing.procedure.problems import ChartError
from mingjing.procedure.results import SUFFIXES, Summary, open_results
from mingjing.procedure.tables import Columns

BAD_INPUT = 2


def parser() -> argparse.ArgumentParser:
    """The command line of `mingjing judge`."""
    found = argparse.ArgumentParser(prog="mingjing judge", description="Judge the cases of a log against a flow chart.")
    found.add_argument("log", type=Path, metavar="LOG", help="XES, XES.gz or CSV")
    found.add_argument("chart", type=Path, metavar="CHART.bpmn")
    found.add_argument("--map", type=Path, metavar="MAP.csv", help="columns activity,step: source names to step names")
    found.add_argument("--out", type=_result_path, metavar="FILE", help="a row a case, as .csv or .jsonl")
    found.add_argument("--in-progress", action="store_true", help="cases may go on: do not ask for what is missing yet")
    found.add_argument("--process", metavar="ID", help="which process of a chart file that holds several")
    found.add_argument(
        "--budget", type=_positive, default=BUDGET, help="markings per case, then undecided (%(default)s)"
    )
    for kind in ("case", "activity", "time", "lifecycle"):
        found.add_argument(f"--{kind}", default="", metavar="COLUMN", help=f"the {kind} column of a CSV log")
    return found


def _result_path(text: str) -> Path:
    path = Path(text)
    if path.suffix not in SUFFIXES:
        raise argparse.ArgumentTypeError(f"{text}: the name must end with {' or '.join(SUFFIXES)}")
    if not path.resolve().parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text}: no such folder")
    return path


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def main(argv: Sequence[str] | None = None) -> int:
    """Judge, print a summary, write the rows. 0 when done, 2 when the input cannot be used."""
    options = parser().parse_args(argv)
    gc.disable()  # nothing here refers to itself, and going over a million events again and again takes time
    try:
        _judge(options)
    except ChartError as error:
        return _complain(options.chart, [str(problem) for problem in error.problems])
    except LogError as error:
        return _complain(error.path or options.log, str(error).splitlines())
    except OSError as error:
        return _complain(error.filename or options.log, [error.strerror or str(error)])
    finally:
        gc.enable()
    return 0


def _complain(file: object, lines: Sequence[str]) -> int:
    for line in lines:
        sys.stderr.write(f"{file}: {line}\n")
    return BAD_INPUT


def _judge(options: argparse.Namespace) -> None:
    began = time.perf_counter()
    chart = Chart.read(options.chart, options.process)
    mapping = _mapping(options, chart)
    chart = chart.showing(mapping.values())
    for warning in chart.warnings:
        sys.stderr.write(f"{options.chart}: {warning}\n")
    columns = Columns(options.case, options.activity, options.time, options.lifecycle)
    sequences = read_sequences(options.log, columns=columns, mapping=mapping, tell=_tell)
    summary = Summary()
    judged = judge_sequences(Judge(chart, options.budget), sequences, finished=not options.in_progress)
    with open_results(options.out) as results:
        for case in judged:
            results.write(case)
            summary.add(case)
    summary.seconds = time.perf_counter() - began
    sys.stdout.write(summary.text(options.budget))


def _mapping(options: argparse.Namespace, chart: Chart) -> dict[str, str]:
    if options.map is None:
        return {}
    steps = {node.name for node in chart.nodes if node.visible or node.kind in MAY_BE_SHOWN}
    try:
        return read_mapping(options.map, steps)
    except LogError as error:
        error.path = options.map
        raise


def _tell(events: int, cases: int) -> None:
    sys.stderr.write(f"{events:,} events, {cases:,} cases read\n")
