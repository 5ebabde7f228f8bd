"""`mingjing custody`: seat the three custodians, replace one, give what they hold to others.

What a custodian does on a device of their own needs no database: `make-identity`, `peel`, `rehearse`.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingjing.core import documents
from mingjing.core.errors import Refused
from mingjing.people.models import Official
from mingjing.sealing import command, letters
from mingjing.sealing.models import Custodian
from mingjing.sealing.services import custodians, devices, rewrapping
from mingjing.sealing.services.custodians import Card
from mingjing.sealing.services.devices import Declined, NotOpened, WrongFile

SHORT = 8  # letters by which a fingerprint is told on the command line


class Command(BaseCommand):
    help = "The three custodians of identities. On their own devices: make-identity, peel, rehearse."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        hold = actions.add_parser("ceremony", help="seat three custodians; write the minutes")
        hold.add_argument("cards", type=Path, nargs=3, help="what make-identity wrote with --card")
        hold.add_argument("--accounts", nargs=3, required=True, metavar="USERNAME")
        hold.add_argument("--identities", type=Path, nargs=3, help="try every pair; read into memory only")
        hold.add_argument("--minutes", type=Path, required=True, help="a docx to be signed")
        other = actions.add_parser("replace", help="another custodian or identity on one seat")
        other.add_argument("place", type=int, choices=custodians.SEATS)
        other.add_argument("card", type=Path)
        other.add_argument("--account", required=True, metavar="USERNAME")
        other.add_argument("--reason", required=True)
        other.add_argument("--minutes", type=Path, required=True)
        out = actions.add_parser("rewrap", help="the file by which two custodians give all they hold to three")
        out.add_argument("first", help="who opens first: the first 8 letters of the fingerprint (see status)")
        out.add_argument("second")
        out.add_argument("--out", type=Path, required=True)
        back = actions.add_parser("take", help="take in what both custodians sealed anew")
        back.add_argument("file", type=Path)
        actions.add_parser("drop-old", help="destroy what pairs that are no longer in office can open")
        actions.add_parser("status", help="who sits where, and what is still to be re-wrapped")
        for name in command.ACTIONS:
            actions.add_parser(name, help="on the custodian's own device, without a database")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        act: Callable[..., None] = getattr(self, f"do_{action.replace('-', '_')}")
        try:
            act(**options)
        except NotOpened as error:
            raise CommandError("an identity does not belong to its card, or its passphrase is wrong") from error
        except (Refused, Declined, WrongFile, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal

    def do_ceremony(
        self, *, cards: list[Path], accounts: list[str], identities: list[Path] | None, minutes: Path, **_: Any
    ) -> None:
        """Try every pair where the identities are there, seat all three, write the minutes."""
        _is_new(minutes)
        said = [devices.card_of(path.read_bytes()) for path in cards]
        tried = devices.tried_all(said, [command.identity_in(path) for path in identities]) if identities else []
        people = [_card(card, account) for card, account in zip(said, accounts, strict=True)]
        seated = custodians.hold(people, by=None, at=timezone.now())
        self._minutes(minutes, seated, tried, "三位身份保管人在场，各自在自己的设备上生成身份文件，当场就任。")

    def do_replace(self, *, place: int, card: Path, account: str, reason: str, minutes: Path, **_: Any) -> None:
        """Another custodian on a seat; says what has to follow."""
        _is_new(minutes)
        new = _card(devices.card_of(card.read_bytes()), account)
        custodians.replace(place, new, by=None, reason=reason, at=timezone.now())
        now = list(Custodian.objects.filter(until_at=None))
        self._minutes(minutes, now, [], f"第{place}席更换，理由：{reason}。由另外两位重新封存。")
        self.do_status()

    def do_rewrap(self, *, first: str, second: str, out: Path, **_: Any) -> None:
        """The file that goes to the first custodian, then to the second, then back."""
        command.write(out, rewrapping.job_for(_custodian(first), _custodian(second)))
        self.stdout.write(f"{out}: peel it on the first custodian's device, then on the second's, then take it back.")

    def do_take(self, *, file: Path, **_: Any) -> None:
        """What came back."""
        count = rewrapping.take_in(file.read_bytes(), by=None, at=timezone.now())
        self.stdout.write(f"{count} keys now open for each two of the three custodians. Rehearse, then drop-old.")

    def do_drop_old(self, **_: Any) -> None:
        """Only what the custodians in office can all open."""
        self.stdout.write(f"{rewrapping.drop_old(by=None, at=timezone.now())} old wraps destroyed")
        self.do_status()

    def do_status(self, **_: Any) -> None:
        """Seats, pairs, and what is left to do."""
        for one in Custodian.objects.filter(until_at=None):
            print_of = letters.grouped(custodians.fingerprint(one.recipient))
            self.stdout.write(f"seat {one.place}  {one.name}（{one.body}）  {print_of}")
        for held in custodians.holdings():
            pair = " ".join(custodians.fingerprint(one.recipient)[:SHORT] for one in (held.first, held.second))
            self.stdout.write(f"{pair}  {held.wraps} keys{'' if held.current else '  NO LONGER IN OFFICE'}")
        self.stdout.write(f"{rewrapping.missing()} keys to re-wrap")

    def _minutes(self, path: Path, seated: list[Custodian], tried: list[tuple[str, str]], why: str) -> None:
        rows = [letters.Seated(one, custodians.fingerprint(one.recipient)) for one in seated]
        for row in rows:
            self.stdout.write(f"seat {row.custodian.place}  {row.custodian}  {letters.grouped(row.fingerprint)}")
        document = letters.minutes(rows, tried=tried, why=why, day=timezone.localdate())
        command.write(path, documents.as_docx(document))
        self.stdout.write(f"{path}: the minutes, to be signed")


def _is_new(path: Path) -> None:
    if path.exists():
        raise CommandError(f"{path} is there already")


def _card(said: dict[str, str], account: str) -> Card:
    official = Official.objects.filter(username=account, is_active=True).first()
    if official is None:
        raise CommandError(f"no account {account}")
    return Card(official=official, **said)


def _custodian(spoken: str) -> Custodian:
    found = [one for one in Custodian.objects.all() if custodians.fingerprint(one.recipient).startswith(spoken.lower())]
    if len(found) != 1 or len(spoken) < SHORT:
        raise CommandError(f"no custodian, past or present, has the fingerprint {spoken}…")
    return found[0]
