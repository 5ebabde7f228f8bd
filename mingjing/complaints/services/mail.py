"""Complaints by mail: a message becomes a sealed complaint once, however often it is offered (CMP-6-d)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from django.utils import timezone

from mingjing.complaints import mails, uploads
from mingjing.complaints.enums import Channel
from mingjing.complaints.mails import Mail
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import duties
from mingjing.complaints.services import filing
from mingjing.complaints.services.filing import Said
from mingjing.complaints.services.papers import SealedUpload
from mingjing.complaints.uploads import Sealer
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.sealing import codes
from mingjing.sealing.services import routing

ORIGINAL = "原邮件.eml"
EMPTY = "（邮件没有正文，见附件）"


class Box(Protocol):
    """A mailbox: what lies in it, and how a message leaves it."""

    def keys(self) -> list[str]: ...

    def get(self, key: str) -> tuple[bytes, dt.datetime | None]:
        """The message, and when the server took it in."""
        ...

    def remove(self, key: str) -> None: ...


@dataclass
class Fetched:
    """How many messages became what. Nothing else is said of them."""

    registered: int = 0
    known: int = 0
    automatic: int = 0
    unreadable: int = 0
    failures: list[str] = field(default_factory=list)  # kinds of errors, no words


@dataclass(frozen=True)
class Taken:
    """The files of a mail: those sealed, and why others were not."""

    sealers: tuple[Sealer, ...]

    @property
    def files(self) -> list[SealedUpload]:
        """Those that were taken."""
        return [sealer.sealed() for sealer in self.sealers if not sealer.refused]

    @property
    def refused(self) -> list[str]:
        """Why others were not, each by its name."""
        return [str(sealer.refused) for sealer in self.sealers if sealer.refused]


def taken(mail: Mail) -> Taken:
    """Seal the attachments of a mail. Programs, scripts, archives and what is not what it says are not taken."""
    return Taken(tuple(uploads.seal(one.name, one.data) for one in mail.attachments[: mails.MOST_ATTACHED]))


def originals(mail: Mail, data: bytes) -> tuple[list[Sealer], list[Sealer]]:
    """The message itself, sealed: (with the content, with the identity).

    The whole message tells who sent it, so that it is sealed to the custodians; the content has it without its head.
    While the custodians' seats are empty nothing that tells the sender is kept.
    """
    bare = [uploads.seal(ORIGINAL, mail.bare)]
    return (bare, [uploads.seal(ORIGINAL, data)] if duties.has_custodians() and mail.identity() else [])


def fetch(box: Box, *, at: dt.datetime, most: int = 200) -> Fetched:
    """Register what lies in a mailbox. A message leaves it after its complaint is stored; one that was stored before
    and is still there only leaves. Answers of machines and what cannot be read stay where they are."""
    done = Fetched()
    for key in box.keys()[:most]:
        try:
            _take(box, key, done, at=at)
        except Exception as error:  # noqa: BLE001 - one bad message must not hold up the others; its words go nowhere
            done.failures.append(type(error).__name__)
    return done


def _take(box: Box, key: str, done: Fetched, *, at: dt.datetime) -> None:
    data, arrived = box.get(key)
    try:
        mail = mails.read(data)
    except mails.NotAMail:
        done.unreadable += 1
        return
    if mail.automatic:
        done.automatic += 1
        return
    if is_known(mail):
        done.known += 1
    else:
        register(mail, data, arrived=arrived, at=at)
        done.registered += 1
    box.remove(key)


def is_known(mail: Mail) -> bool:
    """True if the mail was registered before."""
    with seeing(SYSTEM):
        return Complaint.objects.filter(outside=routing.tag("outside", mail.identifier)).exists()


def register(mail: Mail, data: bytes, *, arrived: dt.datetime | None, at: dt.datetime) -> Complaint:
    """One mail as a complaint, sealed at once, with its attachments and the message itself.

    Raises:
        Refused: it was registered before, or as `filing.file`.
    """
    files = taken(mail)
    open_, closed = originals(mail, data)
    seated = duties.has_custodians()
    said = Said(
        text=mail.words() or EMPTY,
        received_on=_day(arrived or mail.arrived, at),
        channel=Channel.MAIL,
        identity=mail.identity() if seated else None,
        outside=mail.identifier,
        notes={"未收的附件": "\n".join(files.refused)} if files.refused else {},
        files=[*files.files, *(sealer.sealed() for sealer in open_ if not sealer.refused)],
        originals=[sealer.sealed() for sealer in closed if not sealer.refused],
    )
    try:
        return filing.file(said, code=codes.new(), at=at).complaint
    except Refused:
        if is_known(mail):
            raise Refused("这封邮件已经登记过，不再重复登记。") from None
        raise
    finally:
        uploads.forget([*files.sealers, *open_, *closed])


def _day(arrived: dt.datetime | None, at: dt.datetime) -> dt.date:
    """The day it reached the mailbox, and never a day to come."""
    return min(timezone.localdate(arrived or at), timezone.localdate(at))
