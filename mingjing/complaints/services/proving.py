"""Commit to what happened on a case, so that its reporter can prove it and its date (trust design, 2.4)."""

import datetime as dt
from uuid import UUID

from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.sealing.services import boxes
from mingjing.transparency.models import Slot
from mingjing.transparency.services import batches

PURPOSE = "content/slot"


def commit(case_id: UUID, event: str, *, keys: CaseKeys, on: dt.date, at: dt.datetime) -> Slot:
    """Take a slot of the next batch for an event. Its salt is sealed with the content key: whoever holds the receipt
    reads it, whatever code the receipt has by then."""

    def seal(salt: bytes) -> bytes:
        return boxes.shut({"salt": salt.hex()}, keys.content, case=case_id, purpose=PURPOSE)

    return batches.commit(case_id, event, on, seal=seal, at=at)


def salt_of(slot: Slot, keys: CaseKeys) -> bytes:
    """The salt of a slot.

    Raises:
        NotOpened: another case's keys.
    """
    said = boxes.opened(bytes(slot.sealed_salt), keys.content, case=slot.case_id, purpose=PURPOSE)
    return bytes.fromhex(said["salt"])
