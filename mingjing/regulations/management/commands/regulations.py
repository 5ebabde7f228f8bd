"""`mingjing regulations`: list, register, import the official text, activate, retire."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from mingjing.core.errors import Refused
from mingjing.regulations.models import Regulation
from mingjing.regulations.services import texts, versions
from mingjing.rules import packs
from mingjing.rules.articles import Reading

LONGEST_PIECE = 200  # of a piece left over, as told


class Command(BaseCommand):
    help = "Regulation versions: list, register, import the official text, activate, retire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="the packs that there are, and those registered")
        register = actions.add_parser("register", help="enter a pack in the register as a draft")
        importing = actions.add_parser("import", help="attach the official text (txt or docx)")
        importing.add_argument("file", type=Path)
        importing.add_argument("--partly", action="store_true", help="attach what can be placed of a faulty text")
        activate = actions.add_parser("activate", help="bring a version into force")
        activate.add_argument("--consented-by", required=True, help="the body that consented")
        activate.add_argument("--consented-on", type=date.fromisoformat, required=True)
        activate.add_argument("--from", dest="start", type=date.fromisoformat, required=True)
        retire = actions.add_parser("retire", help="take a version out of force")
        retire.add_argument("--last-day", type=date.fromisoformat, required=True)
        retire.add_argument("--reason", required=True)
        for action in (register, importing, activate, retire):
            action.add_argument("--pack", required=True, help="such as baoding-2010")

    def handle(self, *, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(**options)
        except (Refused, packs.PackError, OSError) as error:
            raise CommandError(str(error)) from error

    def _list(self, **options: Any) -> None:
        registered = {regulation.number: regulation for regulation in Regulation.objects.all()}
        for slug in sorted({*packs.slugs(), *registered}):
            regulation = registered.get(slug)
            status = f"{regulation.status} from {regulation.in_force_from}" if regulation else "not registered"
            self.stdout.write(f"{slug}: {status}")

    def _register(self, *, pack: str, **options: Any) -> None:
        regulation = versions.register(packs.load(pack), by=None, at=timezone.now())
        self.stdout.write(f"{pack}: registered as a draft, {regulation.articles.count()} articles")

    @transaction.atomic
    def _import(self, *, pack: str, file: Path, partly: bool, **options: Any) -> None:
        data = file.read_bytes()
        if not Regulation.objects.filter(number=pack).exists():
            self._register(pack=pack)
        reading = texts.import_text(
            self._version(pack), name=file.name, data=data, by=None, at=timezone.now(), partly=partly
        )
        self._tell(reading, packs.load(pack))

    def _activate(self, *, pack: str, consented_by: str, consented_on: date, start: date, **options: Any) -> None:
        versions.activate(
            self._version(pack),
            consented_by=consented_by,
            consented_on=consented_on,
            in_force_from=start,
            by=None,
            at=timezone.now(),
        )
        self.stdout.write(f"{pack}: in force from {start}")

    def _retire(self, *, pack: str, last_day: date, reason: str, **options: Any) -> None:
        versions.retire(self._version(pack), last_day=last_day, reason=reason, by=None, at=timezone.now())
        self.stdout.write(f"{pack}: in force until {last_day}")

    def _tell(self, reading: Reading, pack: packs.Pack) -> None:
        for document in pack.documents.values():
            placed = sum(article.document == document.id for article in reading.articles)
            self.stdout.write(f"{document.short}: {placed} of {document.articles} articles")
        self.stdout.write(f"removed as noise: {len(reading.removed)}")
        for remark in (*reading.problems, *reading.remarks):
            self.stdout.write(f"! {remark}")
        for piece in reading.leftovers:
            text = piece.text if len(piece.text) <= LONGEST_PIECE else f"{piece.text[:LONGEST_PIECE]}…"
            self.stdout.write(f"not placed — {piece.why}: {text}")

    def _version(self, pack: str) -> Regulation:
        regulation = Regulation.objects.filter(number=pack).first()
        if regulation is None:
            raise CommandError(f"{pack} is not registered: mingjing regulations register --pack {pack}")
        return regulation
