"""`mingjing sealing`: make the key that copies are sealed with, list what is sealed, open one with the private half."""

import os
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingjing.core.errors import Refused
from mingjing.sealing.models import SealedCopy
from mingjing.sealing.services import copies


class Command(BaseCommand):
    help = "Sealed copies: make the key, list, open one with the key that its keeper holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        key = actions.add_parser("key", help="make the key and write its private half to a file that leaves the server")
        key.add_argument("--out", type=Path, required=True)
        actions.add_parser("list", help="what is sealed")
        opening = actions.add_parser("open", help="open one copy; the reason goes into the ledger")
        opening.add_argument("copy")
        opening.add_argument("--key", type=Path, required=True)
        opening.add_argument("--out", type=Path, required=True)
        opening.add_argument("--reason", required=True)

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"do_{action}")(**options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def do_key(self, *, out: Path, **_: Any) -> None:
        """Make the key; never overwrite one."""
        if out.exists():
            raise CommandError(f"{out} is there already")
        self._write(out, copies.make_key(_passphrase(), at=timezone.now()))
        self.stdout.write(f"{out}: the private half. Keep it and its passphrase apart, away from this server.")

    def do_list(self, **_: Any) -> None:
        """Every sealed copy, the newest first."""
        for copy in SealedCopy.objects.order_by("-sealed_at"):
            self.stdout.write(
                f"{copy.pk}  {timezone.localtime(copy.sealed_at):%Y-%m-%d %H:%M}  {copy.size}  {copy.name}"
            )

    def do_open(self, *, copy: str, key: Path, out: Path, reason: str, **_: Any) -> None:
        """Open one copy into a file."""
        if out.exists():
            raise CommandError(f"{out} is there already")
        try:
            found = SealedCopy.objects.filter(pk=copy).first()
        except ValidationError:
            found = None
        if found is None or not key.is_file():
            raise CommandError("no such copy, or no such key file")
        data = copies.open_copy(found, key.read_bytes(), _passphrase(), reason=reason, at=timezone.now())
        self._write(out, data)
        self.stdout.write(f"{out}: {len(data)} bytes, sha256 {found.digest}")

    def _write(self, out: Path, data: bytes) -> None:
        with open(out, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)


def _passphrase() -> str:
    """From the environment where a script runs this, else asked for."""
    return os.environ.get("SEALING_PASSPHRASE") or getpass("Passphrase: ")
