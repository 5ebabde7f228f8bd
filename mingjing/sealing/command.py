"""`mingjing custody make-identity | peel | rehearse`: a custodian's work, on a device without a database."""

import argparse
import json
import os
import sys
from getpass import getpass
from pathlib import Path

from mingjing.sealing.services import devices
from mingjing.sealing.services.devices import Declined, Device

ACTIONS = ("make-identity", "peel", "rehearse")
SHORTEST = 12


class Console(Device):
    """Asks the custodian at the keyboard."""

    def __init__(self, *, sure: bool = False, fingerprint: str = "") -> None:
        self.sure, self.fingerprint = sure, fingerprint

    def tell(self, line: str) -> None:
        """One line on the screen."""
        print(line)  # noqa: T201 (what the custodian must read)

    def agree(self, question: str) -> bool:
        """Yes or no; `--yes` answers beforehand."""
        return self.sure or input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}

    def ask(self, question: str) -> str:
        """A few words; `--fingerprint` answers beforehand."""
        return self.fingerprint or input(f"{question} ").strip()


def main(words: list[str]) -> int:
    """Do one of the three; the exit code."""
    said = _parser().parse_args(words)
    try:
        {"make-identity": _make, "peel": _peel, "rehearse": _rehearse}[said.action](said)
    except (Declined, OSError, devices.NotOpened, devices.WrongFile) as trouble:
        told = (
            "the identity or its passphrase is not the right one" if isinstance(trouble, devices.NotOpened) else trouble
        )
        print(f"Nothing was done: {told}", file=sys.stderr)  # noqa: T201 (what the custodian must read)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingjing custody", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    make = actions.add_parser("make-identity", help="make an identity; its file is under a passphrase")
    make.add_argument("--out", type=Path, required=True, help="the identity: it never leaves the custodian's hands")
    make.add_argument("--card", type=Path, required=True, help="the public half, for the ceremony")
    make.add_argument("--name", required=True)
    make.add_argument("--body", required=True, help="the body that the custodian comes from")
    peel = actions.add_parser("peel", help="take one layer off a job file")
    peel.add_argument("job", type=Path)
    peel.add_argument("--identity", type=Path, required=True)
    peel.add_argument("--out", type=Path, required=True)
    peel.add_argument("--fingerprint", default="", help="first 8 letters of the requester's, as told by the requester")
    peel.add_argument("--yes", action="store_true", help="ask nothing (for rehearsals)")
    trial = actions.add_parser("rehearse", help="seal a test key to every pair of the cards and open it again")
    trial.add_argument("cards", type=Path, nargs=3)
    trial.add_argument("--identities", type=Path, nargs=3, required=True)
    return parser


def _make(said: argparse.Namespace) -> None:
    console, passphrase = Console(), _passphrase(said.out)
    if len(passphrase) < SHORTEST:
        raise Declined(f"a passphrase has at least {SHORTEST} signs")
    if "CUSTODY_PASSPHRASE" not in os.environ and getpass("Once more: ") != passphrase:
        raise Declined("the passphrases differ")
    file, card = devices.made(said.name, said.body, passphrase)
    write(said.out, file)
    write(said.card, json.dumps(card, ensure_ascii=False, indent=1).encode())
    console.tell(f"{said.out}: the identity. Keep it and its passphrase apart; there is no other copy.")
    console.tell(f"{said.card}: the public half. Fingerprint: {devices.grouped(card['fingerprint'])}")


def _peel(said: argparse.Namespace) -> None:
    console = Console(sure=said.yes, fingerprint=said.fingerprint)
    job = devices.peel(said.job.read_bytes(), identity_in(said.identity), console)
    write(said.out, job)
    console.tell(f"{said.out}: hand this back. It holds nothing that one person alone can read.")


def _rehearse(said: argparse.Namespace) -> None:
    cards = [devices.card_of(path.read_bytes()) for path in said.cards]
    for one, other in devices.tried_all(cards, [identity_in(path) for path in said.identities]):
        Console().tell(f"{one} and {other}: sealed, and opened by both together, by neither alone")


def identity_in(path: Path) -> str:
    """The identity in a file; its passphrase is asked for where it has one."""
    file = path.read_bytes()
    return devices.identity_of(file, _passphrase(path) if devices.is_locked(file) else "")


def _passphrase(path: Path) -> str:
    """From the environment where a script runs this, else asked for."""
    return os.environ.get("CUSTODY_PASSPHRASE") or getpass(f"Passphrase of {path}: ")


def write(path: Path, data: bytes) -> None:
    """A new file for its owner's eyes; one that is there already stays."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
