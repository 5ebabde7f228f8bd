"""Events per second and peak memory of `mingjing judge`, beside pm4py's alignments on the same log in one run."""

import argparse
import contextlib
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

from mingjing.procedure import Chart, Judge, read_log, write_xes
from mingjing.procedure import command as judge_command
from mingjing.procedure.batch import Grouping, judge_sequences

FLOW = """
收到申请@窗口:1; *(审查材料@受理岗:2 / 14 材料不齐: 一次告知补正@受理岗:1); 出具受理通知书@窗口:1;
{核验用地手续@审批岗:2 & 核验安全措施@安全岗:2}; [40 需要核查: 现场核查@核查员:4; 填写核查记录@核查员:1];
(92 准予: 作出准予决定@主管领导:2; 制发许可证@窗口:1 | 8 不予: 作出不予决定@主管领导:2; 告知救济途径@窗口:1)
"""
ONLINE_ROUNDS = 1_000


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
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = work(*arguments)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return {"found": found, "seconds": seconds, "MB": memory}


def whole_command(log: Path, chart: Path, out: Path) -> int:
    """From the file on disk to the file of results."""
    return judge_command.main([str(log), str(chart), "--out", str(out)])


def parsing(log: Path) -> int:
    """Only reading the log."""
    return sum(1 for _ in read_log(log))


def judging(log: Path, chart: Path) -> dict[str, Any]:
    """Judging alone, cold: the log is in memory, the chart is not yet compiled."""
    grouping = Grouping()
    for event in read_log(log):
        grouping.add(event)
    sequences = grouping.sequences()
    began = time.perf_counter()
    costs = [case.verdict.cost for case in judge_sequences(Judge(Chart.read(chart)), sequences)]
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "cost": sum(cost or 0 for cost in costs), "online": _online(chart, grouping)}


def _online(chart: Path, grouping: Grouping) -> float:
    """Microseconds to judge the longest case up to 20 events again, the chart being known."""
    cases = [[name for _at, name in events] for events in grouping.cases.values()]
    case = max((names for names in cases if len(names) <= 20), key=len)
    judge = Judge(Chart.read(chart))
    judge.judge(case, finished=False)
    began = time.perf_counter()
    for _ in range(ONLINE_ROUNDS):
        judge.judge(case, finished=False)
    return (time.perf_counter() - began) / ONLINE_ROUNDS * 1e6


def peer(log: Path, chart: Path) -> dict[str, Any]:
    """pm4py: the same log and chart, optimal alignments; reading is not counted."""
    import pm4py

    frame = pm4py.read_xes(str(log))
    net, initial, final = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(chart)))
    began = time.perf_counter()
    found = pm4py.conformance_diagnostics_alignments(frame, net, initial, final)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "cost": sum(int(case["cost"]) // 10_000 for case in found)}


def report(log: Path, chart: Path, folder: Path, *, with_peer: bool) -> None:
    """Measure and print."""
    read, alone = apart(parsing, log), apart(judging, log, chart)["found"]
    command = apart(whole_command, log, chart, folder / "out.csv")
    events, seconds = read["found"], command["seconds"]
    say(f"{log.name}, {chart.name}: {events:,} events")
    say(f"  file to file   {seconds:8.2f} s  {events / seconds:12,.0f} events/s  {command['MB']:.0f} MB")
    say(f"  reading only   {read['seconds']:8.2f} s  file to file ÷ reading = {seconds / read['seconds']:.2f}")
    say(f"  judging, cold  {alone['seconds']:8.4f} s  {events / alone['seconds']:12,.0f} events/s")
    say(f"  one case again {alone['online']:8.1f} µs")
    if with_peer:
        other = apart(peer, log, chart)
        found = other["found"]
        say(f"  pm4py          {found['seconds']:8.2f} s  {other['MB']:.0f} MB")
        say(f"  pm4py ÷ ours   {found['seconds'] / alone['seconds']:8.0f}")
        say(f"  total costs    {alone['cost']:,} and {found['cost']:,}")


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
