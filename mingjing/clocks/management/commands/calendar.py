"""`mingjing calendar`: the work calendar's years, and a new year from a file; running clocks are counted again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingjing.clocks import services
from mingjing.core.errors import Refused
from mingjing.people.models import CalendarYear
from mingjing.regulations.services import calendars


class Command(BaseCommand):
    help = "The work calendar: list its years, seed it from the library, import a year from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="the years of the current version and their notices")
        actions.add_parser("seed", help="store 2004 to 2026 from the library, unless there is a calendar")
        importing = actions.add_parser("import", help="a year from a CSV file with the columns 日期, 上班, 说明")
        importing.add_argument("file", type=Path)
        importing.add_argument("--year", type=int, required=True)
        importing.add_argument("--notice", required=True, help="the State Council notice that it follows")

    def handle(self, *, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(**options)
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error

    def _list(self, **options: Any) -> None:
        for year in CalendarYear.objects.filter(version__current=True):
            self.stdout.write(f"{year.year}: {year.notice}")

    def _seed(self, **options: Any) -> None:
        self.stdout.write(f"calendar {calendars.seed(at=timezone.now())}")

    def _import(self, *, file: Path, year: int, notice: str, **options: Any) -> None:
        change = services.import_year(
            year, name=file.name, data=file.read_bytes(), notice=notice, by=None, at=timezone.now()
        )
        for day in change.days:
            self.stdout.write(f"{day.day}: {day.before} -> {day.after}")
        for recount in change.clocks:
            self.stdout.write(f"{recount.clock}: {recount.before} -> {recount.after}")
        days, clocks = len(change.days), len(change.clocks)
        self.stdout.write(f"calendar {change.version}: {days} day(s) changed, {clocks} clock(s) moved")
