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
from mingjing.people.models import Official
from mingjing.sealing.models import SealedCopy
from mingjing.sealing.services import copies, persons, rewrapping, routing


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

        rotate = actions.add_parser("rotate-person", help="a new key for an official, everything sealed to it with it")
        rotate.add_argument("username")
        retire = actions.add_parser("retire-person", help="an official left, or forgot the passphrase")
        retire.add_argument("username")
        retire.add_argument("--reason", required=True)
        actions.add_parser("rotate-routing", help="the next key of the server itself; old rows stay readable")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"do_{action.replace('-', '_')}")(**options)
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

    def do_rotate_person(self, *, username: str, **_: Any) -> None:
        """The owner types the old passphrase and a new one; no key leaves the memory of this process."""
        old, new = _passphrase(), os.environ.get("SEALING_PASSPHRASE_NEW") or getpass("New passphrase: ")
        key = rewrapping.rotate(_official(username), old, new, at=timezone.now())
        self.stdout.write(f"{username}: {key.fingerprint}")

    def do_retire_person(self, *, username: str, reason: str, **_: Any) -> None:
        """What was sealed to the key stays sealed to it; the official makes another one at the workbench."""
        key = persons.current(_official(username))
        if key is None:
            raise CommandError(f"{username} has no key")
        persons.retire(key, by=None, reason=reason, at=timezone.now())
        self.stdout.write(f"{username}: {key.fingerprint} retired")

    def do_rotate_routing(self, **_: Any) -> None:
        """Make the next key of the server."""
        self.stdout.write(f"key {routing.rotate()} of the server seals from now on; keep the old files")

    def _write(self, out: Path, data: bytes) -> None:
        with open(out, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)


def _official(username: str) -> Official:
    found = Official.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"no account {username}")
    return found


def _passphrase() -> str:
    """From the environment where a script runs this, else asked for."""
    return os.environ.get("SEALING_PASSPHRASE") or getpass("Passphrase: ")
