"""`mingjing simulate POWER`: made-up cases of a published power, into a log file or into the city."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingjing.casework.services.simulating import simulate_item, take_in
from mingjing.casework.simulation import Rates, SimulatedCase
from mingjing.casework.walking import CHINA
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.procedure.tables import write_csv
from mingjing.procedure.xes import write_xes

SHARES = ("late", "added", "skipped", "condition", "stalled", "pace")
KINDS = (".xes", ".xes.gz", ".csv", ".csv.gz")


class Command(BaseCommand):
    help = "Make up cases of a power from its flow chart, in office hours; the same seed makes the same cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("power", help="the power's number, such as 130600JT-0001")
        parser.add_argument("--cases", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--since", type=dt.date.fromisoformat, help="first day of new cases (1 January last year)")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="cases stand as at the end of the day before")
        parser.add_argument("--out", type=Path, help="write a log: .xes or .csv, .gz to compress it")
        parser.add_argument("--ingest", action="store_true", help="take the cases in and judge them")
        usual = Rates()
        for name in SHARES:
            parser.add_argument(f"--{name}", type=float, default=getattr(usual, name), help=f"({usual_of(name)})")
        parser.add_argument("--rush", type=pair, action="append", default=[], metavar="MONTH=FACTOR")
        parser.add_argument("--weight", type=pair, action="append", default=[], metavar="WAY=WEIGHT")

    def handle(self, *, power: str, out: Path | None, ingest: bool, **options: Any) -> None:
        if not out and not ingest:
            raise CommandError("Say where the cases go: --out FILE.xes, --out FILE.csv or --ingest.")
        if out and not out.name.endswith(KINDS):
            raise CommandError(f"{out.name} must end with {', '.join(KINDS)}.")
        item = PowerItem.objects.select_related("unit").filter(number=power).first()
        if item is None:
            raise CommandError(f"There is no power {power}.")
        try:
            cases = list(self._cases(item, **options))
            if out:
                write(out, cases)
            if ingest:
                batch = take_in(item, cases, name=f"模拟办件 seed={options['seed']}", at=timezone.now())
                self.stdout.write(f"{batch.taken} events taken in, {batch.known} known before")
        except (Refused, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{power}: {len(cases)} cases, {sum(case.deviates() for case in cases)} deviate")

    def _cases(
        self, item: PowerItem, *, cases: int, seed: int, since: dt.date | None, until: dt.date | None, **options: Any
    ) -> Iterator[SimulatedCase]:
        last = until or timezone.localdate()
        first = since or dt.date(last.year - 1, 1, 1)
        said = rates_of(options)
        made = simulate_item(
            item, lambda version: said, seed=seed, count=cases, since=first,
            until=dt.datetime.combine(last, dt.time(), CHINA),
        )  # fmt: skip
        for case in made:
            yield replace(case, number=f"sim{seed}-{case.number}")


def usual_of(name: str) -> str:
    """The rate that applies where nothing is said."""
    return f"{getattr(Rates(), name):g}"


def pair(text: str) -> tuple[str, float]:
    """NAME=NUMBER from the command line."""
    name, _, number = text.rpartition("=")
    try:
        return name, float(number)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not NAME=NUMBER") from None


def rates_of(options: dict[str, Any]) -> Rates:
    """The office's habits as the options say."""
    shares = {name: options[name] for name in SHARES}
    rush = {int(month): factor for month, factor in options["rush"]}
    return Rates(**shares, rush=rush, weights=dict(options["weight"]))


def write(out: Path, cases: list[SimulatedCase]) -> None:
    """The log; CSV has no column for kinds of events and holds the steps alone."""
    logs = (case.log() for case in cases)
    if ".xes" in out.suffixes:
        write_xes(out, logs)
    else:
        write_csv(out, ([event for event in log if not event.attributes] for log in logs))
