"""`mingjing statistics rebuild`: how powers ran, counted anew from the matters."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mingjing.casework.services import statistics

WAYS = {
    "refresh": ("months counted again whose matters changed", statistics.refresh),
    "rebuild": ("months counted anew, all there are", statistics.rebuild),
}


class Command(BaseCommand):
    help = "Bring the monthly figures of powers up to date (refresh), or count every month anew (rebuild)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("way", choices=WAYS)

    def handle(self, *, way: str, **options: Any) -> None:
        said, count = WAYS[way]
        self.stdout.write(f"{count()} {said}")
