"""Events per second and peak memory of an import, from the uploaded file to judged matters, beside a reader.

Runs on a database of its own, made for the purpose and thrown away.
"""

import argparse
import datetime as dt
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.city import private_city
from benchmarks.processor import postmaster, seconds_of

EARLY = dt.datetime(1999, 1, 4, 1, tzinfo=dt.UTC)
LONG = 60  # working days
READ_EVERY = 0.2  # seconds


def published(chart: Path) -> tuple[Any, Any]:
    """A power published with this chart, and its clerk; the regulation is in force."""
    from mingjing.catalogue import services as catalogue
    from tests.casework.signals import in_force
    from tests.catalogue.factories import bring, describe_all, draft, house

    in_force()
    home = house()
    long = {"statutory_length": LONG, "promised_length": LONG}  # few signals: the log is of years ago
    version = draft(home, at=EARLY, **long)
    catalogue.set_chart(version, chart.read_bytes(), by=home.clerk, at=EARLY)
    describe_all(version, home, at=EARLY, limit_length=LONG)
    return bring(version, home, "published", at=EARLY).item, home.clerk


def receive(log: Path, item: Any, clerk: Any) -> Any:
    """The file as a clerk uploads it."""
    from django.utils import timezone

    from mingjing.casework.services import importing

    with log.open("rb") as file:
        pieces = iter(lambda: file.read(1 << 16), b"")
        reading = importing.Reading(finished=True)
        return importing.receive(item, log.name, pieces, reading=reading, by=clerk, at=timezone.now())


class Reader(threading.Thread):
    """Somebody who looks at the list of matters all the while: how long each look takes, and what progress it sees."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.waits: list[float] = []
        self.seen: list[tuple[float, int]] = []
        self.over = threading.Event()

    def run(self) -> None:
        from django.db import connection

        from mingjing.casework.models import Batch, Matter

        began = time.perf_counter()
        while not self.over.wait(READ_EVERY):
            start = time.perf_counter()
            list(Matter.objects.select_related("item", "unit").order_by("-opened_at", "-id")[:50])
            done = Batch.objects.values_list("done", flat=True).latest("received_at")
            self.waits.append(time.perf_counter() - start)
            if not self.seen or self.seen[-1][1] != done:
                self.seen.append((time.perf_counter() - began, done))
        connection.close()


class Stages:
    """Seconds of the processor at each percent told: Python's, and all processes of PostgreSQL together."""

    def __init__(self, data: Path) -> None:
        self.server = postmaster(data)
        self.told: dict[int, tuple[float, float, float]] = {}

    def note(self, percent: int) -> None:
        self.told[percent] = (time.perf_counter(), time.process_time(), seconds_of(self.server))

    def between(self, first: int, last: int) -> str:
        """What passed from one percent to another."""
        wall, python, database = (b - a for a, b in zip(self.told[first], self.told[last], strict=True))
        return f"{wall:8.1f} s, of the processor {python:7.1f} s Python, {database:7.1f} s PostgreSQL"


def measure(log: Path, chart: Path, data: Path) -> None:
    """Import, report."""
    from django.db.models import Count, Q, Sum
    from django.utils import timezone

    from mingjing.casework.models import Batch, JudgingRun, Matter, Signal
    from mingjing.casework.services import importing
    from mingjing.core.working import Line

    item, clerk = published(chart)
    batch = receive(log, item, clerk)
    stages, tell = Stages(data), Line.tell

    def noted(line: Line, done: int) -> None:
        tell(line, done)
        if done in (0, importing.LOOKED, importing.TAKEN):
            stages.note(done)

    Line.tell = noted  # type: ignore[method-assign]
    reader = Reader()
    reader.start()
    stages.note(0)
    importing.run(batch.pk, at=timezone.now())
    stages.note(100)
    seconds = stages.told[100][0] - stages.told[0][0]
    reader.over.set()
    reader.join()
    batch = Batch.objects.get(pk=batch.pk)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    say(f"{log.name}: {batch.get_status_display()}, {batch.taken:,} events taken, {batch.faults} faults")
    say(f"  whole import   {seconds:8.1f} s  {batch.taken / seconds:10,.0f} events/s  {memory:.0f} MB")
    say(f"  taking in      {stages.between(0, importing.TAKEN)}")
    say(f"  judging        {stages.between(importing.TAKEN, 100)}")
    waits = sorted(reader.waits)
    say(f"  a reader waits {waits[len(waits) // 2] * 1000:8.0f} ms, {waits[-1] * 1000:.0f} at most, {len(waits)} looks")
    say(f"  progress seen  {len(reader.seen):8} different figures")
    told = [run.old for run in JudgingRun.objects.all()]
    say(f"  signals        {Signal.objects.count():8,}, facts of long ago {told}")
    found = Matter.objects.aggregate(n=Count("pk"), fit=Count("pk", filter=Q(cost=0)), total=Sum("cost"))
    say(f"  {found['n']:,} matters, {found['fit']:,} fit, costs {found['total']:,}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", type=Path, metavar="LOG CHART", help="default: a simulated log")
    options.add_argument("--cases", type=int, default=20_000, help="of the simulated log (%(default)s)")
    given = options.parse_args()
    with private_city() as (folder, cluster):
        if not given.files:
            from benchmarks.judge import simulated

            given.files = list(simulated(folder, given.cases))
        measure(*given.files, cluster.data)


if __name__ == "__main__":
    main()
