"""`mingjing complaints`: what comes with the clock, by hand. Prints numbers only."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingjing.complaints.services import messaging, reconciling, retention, warning


class Command(BaseCommand):
    help = "Complaints: remind and write breaches, let messages out, shred what is over its limit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("sweep", help="climb the ladder of every clock, write the breaches, let messages out")
        retain = actions.add_parser(
            "retain", help="shred identities and contents over their limits, drop keys without an owner"
        )
        retain.add_argument("--sure", action="store_true", help="drop keys even if unusually many have no owner")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        getattr(self, f"do_{action}")(**options)

    def do_sweep(self, **_: Any) -> None:
        """What the day has brought."""
        at = timezone.now()
        reminders = warning.sweep(today=timezone.localdate(), at=at)
        self.stdout.write(f"reminders: {reminders}, messages: {messaging.deliver(at=at)}")

    def do_retain(self, sure: bool, **_: Any) -> None:
        """What has come to its end."""
        today = timezone.localdate()
        identities, contents = retention.retain(today=today, at=timezone.now())
        try:
            strays = reconciling.reconcile(today=today, sure=sure)
        except reconciling.TooManyStrays as found:
            raise CommandError(f"identities: {identities}, contents: {contents}; {found}") from found
        self.stdout.write(f"identities: {identities}, contents: {contents}, keys without an owner: {strays}")
