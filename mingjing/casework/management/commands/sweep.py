"""`mingjing sweep`: write what the day has brought: breaches of clocks, late steps of matters, signals."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mingjing.casework.services.sweeping import sweep


class Command(BaseCommand):
    help = "Mark every limit whose last day has passed, and give the signals that the day calls for. Safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="defaults to the local date")

    def handle(self, *, today: date | None, **options: Any) -> None:
        today = today or timezone.localdate()
        swept = sweep(today=today, at=timezone.now())
        self.stdout.write(f"{today}: {swept.breached} clock(s) newly breached")
        self.stdout.write(f"{today}: {swept.judged} running matter(s) judged, {swept.given} signal(s) given")
