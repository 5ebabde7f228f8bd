"""What a custodian's own device does, whoever asks the questions: make an identity, take a layer off, rehearse."""

import json
import secrets
from collections.abc import Sequence
from itertools import combinations
from typing import Any, Protocol

from mingjing.sealing import age
from mingjing.sealing.algorithms import NotOpened
from mingjing.sealing.services import jobs
from mingjing.sealing.services.jobs import WrongFile

__all__ = ["NotOpened", "WrongFile"]
SPOKEN = 8  # letters of a fingerprint that somebody reads out
PURPOSES = {"identity": "身份 (who somebody is)", "content": "内容 (what was said)"}  # told here, not by the file
is_locked, new_identity = age.is_locked, age.new_identity


class Declined(Exception):
    """The custodian does not do it, or what was told does not fit."""


class Device(Protocol):
    """Where the custodian reads and answers."""

    def tell(self, line: str) -> None:
        """One line to read."""

    def agree(self, question: str) -> bool:
        """Yes or no."""

    def ask(self, question: str) -> str:
        """A few words."""


def grouped(fingerprint: str) -> str:
    """A fingerprint as it is read aloud."""
    return " ".join(fingerprint[at : at + SPOKEN] for at in range(0, len(fingerprint), SPOKEN))


def made(name: str, body: str, passphrase: str) -> tuple[bytes, dict[str, str]]:
    """A new identity as a locked file, and its public card."""
    identity, recipient = age.new_identity()
    card = {"name": name, "body": body, "recipient": recipient, "fingerprint": jobs.fingerprint(recipient.encode())}
    return age.locked(identity, passphrase), card


def identity_of(file: bytes, passphrase: str) -> str:
    """The identity in a file.

    Raises:
        NotOpened: a wrong passphrase, or no identity in it.
    """
    identity = age.unlocked(file, passphrase)
    age.recipient_of(identity)
    return identity


def peel(file: bytes, identity: str, device: Device) -> bytes:
    """The job with one layer off, once its custodian has read what is asked and agreed.

    Raises:
        Declined: not agreed to, or the requester's key is not the one that its owner read out.
        NotOpened: not for this identity.
        WrongFile: no job, or the layer is of another case or purpose than the file says.
    """
    job = jobs.read(file)
    (_show_opening if job["what"] == jobs.OPEN else _show_rewrap)(job, identity, device)
    if job["what"] == jobs.OPEN and job["step"] == jobs.SECOND:
        _check_requester(job, device)
    if not device.agree("Take this layer off?"):
        raise Declined("you did not agree")
    return jobs.written(jobs.peeled(job, identity))


def _show_opening(job: dict[str, Any], identity: str, device: Device) -> None:
    requester = job["requester"]
    purpose = PURPOSES.get(job.get("purpose", ""))
    if purpose is None:
        raise WrongFile("the file does not say what is to be opened")
    device.tell(f"{job['number']}  启封{purpose}  layer {job['step']} of 2")
    device.tell(f"Case: {job.get('case')}  Note it down: the other custodian must read the same.")
    device.tell(f"Asked by {requester['name']}（{requester['unit']}）  Ground: {job['ground']}")
    device.tell(f"Reason: {jobs.reason_of(job, identity)}")


def _show_rewrap(job: dict[str, Any], identity: str, device: Device) -> None:
    """Whoever is named here will be able to open everything: the names must be the ones of the minutes."""
    device.tell(f"Re-wrap {len(job['layers'])} keys, layer {job['step']} of 2. From now on they open for two of:")
    for recipient in sorted({one for pair in job["pairs"] for one in pair}):
        device.tell(f"  {grouped(jobs.fingerprint(recipient.encode()))}")
    if not device.agree("Are these the three fingerprints of the signed minutes?"):
        raise Declined("the fingerprints are not those of the minutes")


def _check_requester(job: dict[str, Any], device: Device) -> None:
    """The server could name another key; what the requester reads out from their own page it cannot change."""
    name = job["requester"]["name"]
    real = jobs.fingerprint(jobs.decoded(job["requester"]["public"]))
    told = device.ask(f"Ask {name} for the first {SPOKEN} letters of the key's fingerprint:")
    if told.replace(" ", "").lower()[:SPOKEN] != real[:SPOKEN]:
        raise Declined(f"this file would open for another key than {name}'s; tell the head of the centre")


def tried_all(cards: Sequence[dict[str, Any]], identities: Sequence[str]) -> list[tuple[str, str]]:
    """Try every pair of the cards; the names of each.

    Raises:
        NotOpened, Declined: as `tried`.
    """
    pairs = list(combinations(range(len(cards)), 2))
    for one, other in pairs:
        tried(cards[one], cards[other], identities[one], identities[other])
    return [(cards[one]["name"], cards[other]["name"]) for one, other in pairs]


def card_of(file: bytes) -> dict[str, str]:
    """A custodian's public card.

    Raises:
        WrongFile: it is none.
    """
    try:
        said = json.loads(file)
        return {name: str(said[name]) for name in ("name", "body", "recipient")}
    except (ValueError, KeyError, TypeError) as error:
        raise WrongFile("not a card") from error


def tried(first: dict[str, Any], second: dict[str, Any], one: str, other: str) -> None:
    """Seal a test key to a pair and open it again with both identities, and with neither alone.

    Raises:
        NotOpened: a card does not belong to its identity.
        Declined: one of them could open it alone.
    """
    key = secrets.token_bytes(32)
    box = age.seal_to_both(key, first["recipient"], second["recipient"])
    inner = age.opened(box, one)
    if inner == key or age.opened(inner, other) != key:
        raise Declined("the test key did not come back")
    for alone in (lambda: age.opened(box, other), lambda: age.opened(inner, one)):
        if _opens(alone):
            raise Declined("one custodian alone could open it")


def _opens(attempt: Any) -> bool:
    try:
        attempt()
    except NotOpened:
        return False
    return True
