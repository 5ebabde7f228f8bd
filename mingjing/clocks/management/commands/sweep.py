"""`mingjing sweep`: write a breach for every clock whose last day has passed."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mingjing.clocks import services


class Command(BaseCommand):
    help = "Mark every statutory clock whose last day has passed. Safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="defaults to the local date")

    def handle(self, *, today: date | None, **options: Any) -> None:
        today = today or timezone.localdate()
        newly = services.mark_breaches(today=today, at=timezone.now())
        self.stdout.write(f"{today}: {newly} clock(s) newly breached")
