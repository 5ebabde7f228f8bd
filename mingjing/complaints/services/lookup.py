"""What the holder of a code opens, and another code for it. Unknown and destroyed codes look alike."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from mingjing.complaints.enums import Purpose
from mingjing.complaints.models import Complaint, Receipt
from mingjing.complaints.selectors.opening import CaseKeys, hour_of
from mingjing.core.errors import Refused
from mingjing.core.seeing import seeing
from mingjing.keyring import services as keyring
from mingjing.ledger import services as ledger
from mingjing.sealing import codes
from mingjing.sealing.services import mailboxes, wraps
from mingjing.sealing.services.persons import Unlocked, fingerprint

UNKNOWN = "没有找到与这个收件码对应的投诉举报。请核对后再试；收件码丢失后无法找回。"
CHANGED = "更换收件码"


@dataclass(frozen=True)
class Held:
    """What a code opens, in memory only, inside `holding`."""

    receipt: Receipt
    complaints: Sequence[Complaint]
    keys: dict[UUID, CaseKeys]


@contextmanager
def holding(code: str) -> Iterator[Held]:
    """What the code opens; the database shows these cases, and no others, while the block runs.

    Raises:
        codes.WrongCode: it cannot be a code.
        Refused: unknown, changed, or destroyed: all look the same.
    """
    read = codes.read(code)
    found = Receipt.objects.filter(tag_digest=mailboxes.tag_digest(read)).first()
    receipt = found or Receipt(public=mailboxes.public_of(read))  # whoever measures learns nothing: the same work
    with seeing(str(receipt.pk)):
        complaints = list(Complaint.objects.filter(receipt_id=receipt.pk).order_by("number"))
        keys = _keys(receipt, read, [complaint.pk for complaint in complaints] or [receipt.pk])
        if not keys:
            raise Refused(UNKNOWN)
        yield Held(receipt, [complaint for complaint in complaints if complaint.pk in keys], keys)


def _keys(receipt: Receipt, code: str, cases: Sequence[UUID]) -> dict[UUID, CaseKeys]:
    public = bytes(receipt.public)
    mailbox = Unlocked(fingerprint(public), mailboxes.private_of(code, public))
    opened = wraps.opened(cases, mailbox)
    return {case: CaseKeys(key) for (case, purpose), key in opened.items() if purpose == Purpose.CONTENT}


@transaction.atomic
def change(held: Held, code: str, *, today: dt.date, at: dt.datetime) -> None:
    """Put the cases under another code, and end the old one: after its first use where staff had seen it, or at wish.

    The new code was shown to its holder and typed back before this is called. Of `at` the hour is kept.

    Raises:
        Refused: changed in the meantime, from another window.
    """
    public, old = mailboxes.public_of(code), fingerprint(bytes(held.receipt.public))
    keyring.keep(wraps.to_public(case, Purpose.CONTENT, keys.content, public) for case, keys in held.keys.items())
    receipt, now = held.receipt, {"tag_digest": mailboxes.tag_digest(code), "public": public, "once": False}
    if not Receipt.objects.filter(pk=receipt.pk, tag_digest=receipt.tag_digest).update(**now):
        raise Refused(UNKNOWN)
    receipt.tag_digest, receipt.public, receipt.once = mailboxes.tag_digest(code), public, False
    for complaint in held.complaints:
        ledger.write(complaint, CHANGED, by=None, at=hour_of(at), basis="GAP-05")
    transaction.on_commit(lambda: [keyring.drop(case, holder=old) for case in held.keys])
