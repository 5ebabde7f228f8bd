"""`mingjing seed_city`: fill an empty database with the demo city; say who may log in."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mingjing.demo.accounts import CENTRE, KEEPERS, OWN, PASSWORD, SECONDS, clerk_of, leader_of
from mingjing.demo.seeding import city, keys
from mingjing.people.enums import Role

CASES = 20_100  # 20,000 and those that would fall on days when their power was suspended


class Command(BaseCommand):
    help = "Fill an empty database with the demo city. One that is seeded, or holds another city, is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        cases = int(os.environ.get("SEED_CASES", CASES))
        parser.add_argument("--cases", type=int, default=cases, help="how many cases in all (SEED_CASES; 20100)")

    def handle(self, *, cases: int, **options: Any) -> None:
        if city.is_foreign():
            self.stdout.write("The database holds a city of its own: nothing is seeded.")
            return
        if not city.is_seeded():
            city.seed(total=cases, now=timezone.now(), tell=self.tell)
        self._print_accounts()

    def tell(self, line: str) -> None:
        """One line of progress, at once."""
        self.stdout.write(line)
        self.stdout.flush()

    def _print_accounts(self) -> None:
        self.stdout.write(f"\nDemo accounts, password of all: {PASSWORD}")
        own = (("clerk", Role.UNIT_CLERK, OWN, ""), ("leader", Role.UNIT_LEADER, OWN, ""))
        for username, role, unit, _ in (*KEEPERS, *SECONDS, *CENTRE, *own):
            self.stdout.write(f"  {username:<10} {role:<17} {Role(role).label}（{unit}）")
        self.stdout.write(f"  Other units: {clerk_of('CODE')} and {leader_of('CODE')}, such as clerk-130600GA.")
        self.stdout.write(f"Sealing passphrase of centre*, disc, clerk and some clerks: {keys.PASSPHRASE}")
        self.stdout.write(f"Custodians' identities (demo only): {keys.identity_file('keeper1').parent}{os.sep}*.txt\n")
