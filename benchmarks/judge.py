"""Events per second and peak memory of `mingjing judge`, beside pm4py's alignments on the same log in one run.

Seconds are seconds of the processor, so that what else the machine does matters little.
"""

import argparse
import contextlib
import csv
import datetime as dt
import io
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from mingjing.procedure import Chart, Columns, Judge, write_xes
from mingjing.procedure import command as judge_command
from mingjing.procedure.batch import judge_sequences
from mingjing.procedure.cases import read_sequences
from mingjing.procedure.logs import is_xml
from mingjing.procedure.streams import read_bytes

FLOW = """
收到申请@窗口:1; *(审查材料@受理岗:2 / 14 材料不齐: 一次告知补正@受理岗:1); 出具受理通知书@窗口:1;
{核验用地手续@审批岗:2 & 核验安全措施@安全岗:2}; [40 需要核查: 现场核查@核查员:4; 填写核查记录@核查员:1];
(92 准予: 作出准予决定@主管领导:2; 制发许可证@窗口:1 | 8 不予: 作出不予决定@主管领导:2; 告知救济途径@窗口:1)
"""
ONLINE_ROUNDS = 1_000
ROUNDS = 3


def simulated(folder: Path, cases: int) -> tuple[Path, Path]:
    """A log of our own simulator and its chart: the benchmark needs no file of anybody else's."""
    from mingjing.casework.simulation import Rates, simulate
    from mingjing.demo import charts, notation
    from mingjing.rules import calendar_seed

    drawn = charts.write(notation.parse(FLOW), "许可")
    (folder / "chart.bpmn").write_bytes(drawn.xml)
    until = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
    made = simulate(
        Chart.read(drawn.xml), limits={}, rates=Rates(weights=drawn.weights), calendar=calendar_seed.seed(), seed=1,
        count=cases, since=dt.date(2024, 1, 2), until=until,
    )  # fmt: skip
    write_xes(folder / "log.xes", (case.log() for case in made))
    return folder / "log.xes", folder / "chart.bpmn"


def apart(work: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
    """What `work` returns, its seconds and its peak memory in MB, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, arguments))


def _measured(work: Callable[..., Any], arguments: tuple[Any, ...]) -> dict[str, Any]:
    began = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = work(*arguments)
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return {"found": found, "seconds": seconds, "MB": memory}


def whole_command(log: Path, chart: Path, out: Path) -> int:
    """From the file on disk to the file of results."""
    return judge_command.main([str(log), str(chart), "--out", str(out)])


def parsing(log: Path) -> int:
    """The yardstick: the standard library's parser goes through the file and keeps nothing."""
    with read_bytes(log) as stream:
        if not is_xml(log):
            return sum(1 for _ in csv.reader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))) - 1
        counter = _Counter()
        counter.parser.ParseFile(stream)
        return counter.events


class _Counter:
    """Follows depth and counts events, the least that any reader of XES has to do."""

    def __init__(self) -> None:
        self.events = self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.events += self.depth == 3 and tag == "event"

    def _close(self, tag: str) -> None:
        self.depth -= 1


def reading(log: Path) -> int:
    """Our own reading: the log as sequences of activities, a case each."""
    return len(_sequences(log))


def _sequences(log: Path) -> Any:
    return read_sequences(log, columns=Columns(), mapping={})


def judging(log: Path, chart: Path) -> dict[str, Any]:
    """Judging alone, cold: the log is in memory, the chart is not yet compiled."""
    sequences = _sequences(log)
    began = time.process_time()
    costs = [case.verdict.cost for case in judge_sequences(Judge(Chart.read(chart)), sequences)]
    seconds = time.process_time() - began
    found = {"seconds": seconds, "cost": sum(cost or 0 for cost in costs), "fits": costs.count(0)}
    return found | {"cases": len(costs), "variants": len(set(sequences.values())), "online": _online(chart, sequences)}


def _online(chart: Path, sequences: Any) -> tuple[int, float, float]:
    """The longest case up to 20 events: its length, and µs to judge it again, best and with nothing kept of before."""
    case = max((names for names in set(sequences.values()) if len(names) <= 20), key=len)
    judge = Judge(Chart.read(chart))
    cold = _microseconds(judge, case)
    return len(case), min(_microseconds(judge, case) for _ in range(ONLINE_ROUNDS)), cold


def _microseconds(judge: Judge, case: Any) -> float:
    began = time.perf_counter()
    judge.judge(case, finished=False)
    return (time.perf_counter() - began) * 1e6


def peer(log: Path, chart: Path) -> dict[str, Any]:
    """pm4py: the same log and chart, optimal alignments; reading is not counted."""
    import pm4py

    frame = pm4py.read_xes(str(log))
    net, initial, final = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(chart)))
    began = time.process_time()
    found = pm4py.conformance_diagnostics_alignments(frame, net, initial, final)
    seconds = time.process_time() - began
    return {"seconds": seconds, "cost": sum(int(case["cost"]) // 10_000 for case in found)}


def report(log: Path, chart: Path, folder: Path, *, with_peer: bool) -> None:
    """Measure and print."""
    parsed, read = best(parsing, log), best(reading, log)
    command = best(whole_command, log, chart, folder / "out.csv")
    alone = min((apart(judging, log, chart)["found"] for _ in range(ROUNDS)), key=lambda found: found["seconds"])
    events, seconds = parsed["found"], command["seconds"]
    length, again, cold = alone["online"]
    say(f"{log.name}, {chart.name}: {events:,} events, {alone['cases']:,} cases, {alone['variants']:,} sequences")
    say(f"  file to file     {seconds:9.3f} s  {events / seconds:14,.0f} events/s  {command['MB']:6.0f} MB")
    say(f"  parsing only     {parsed['seconds']:9.3f} s  file to file ÷ parsing = {seconds / parsed['seconds']:.2f}")
    say(f"  our reading      {read['seconds']:9.3f} s  file to file ÷ reading = {seconds / read['seconds']:.2f}")
    say(f"  judging, cold    {alone['seconds']:9.4f} s  {events / alone['seconds']:14,.0f} events/s")
    say(f"  a case of {length:2}     {again:9.1f} µs  judged again; {cold:.0f} µs the first time")
    say(f"  total cost       {alone['cost']:9,}    {alone['fits']:,} cases fit")
    if with_peer:
        other = apart(peer, log, chart)
        found = other["found"]
        say(f"  pm4py            {found['seconds']:9.2f} s  total cost {found['cost']:,}  {other['MB']:.0f} MB")
        say(f"  pm4py ÷ ours     {found['seconds'] / alone['seconds']:9,.0f}")


def best(work: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
    """The quickest of some runs, each in a process of its own."""
    return min((apart(work, *arguments) for _ in range(ROUNDS)), key=lambda run: run["seconds"])


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", type=Path, metavar="LOG CHART", help="default: a simulated log")
    options.add_argument("--cases", type=int, default=20_000, help="of the simulated log (%(default)s)")
    options.add_argument("--without-peer", action="store_true")
    given = options.parse_args()
    if len(given.files) % 2:
        options.error("give a log and its chart, pair by pair")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pairs = list(zip(given.files[::2], given.files[1::2], strict=True)) or [simulated(folder, given.cases)]
        for log, chart in pairs:
            report(log, chart, folder, with_peer=not given.without_peer)


if __name__ == "__main__":
    main()
