"""`mingjing ledger check`: prove that no entry was edited, removed or inserted."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mingjing.ledger import selectors
from mingjing.ledger.models import Entry


class Command(BaseCommand):
    help = "Check the ledger: recompute every digest and every chain, and compare cases with what it says of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check"])

    def handle(self, **options: Any) -> None:
        faults = 0
        for fault in selectors.faults():
            faults += 1
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{faults} fault(s) in the ledger")
        self.stdout.write(f"{Entry.objects.count()} entries, every chain whole")
