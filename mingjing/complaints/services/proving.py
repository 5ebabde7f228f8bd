"""Commit to what happened on a case, so that its reporter can prove it and its date (trust design, 2.4)."""

import datetime as dt
from uuid import UUID

from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.sealing.services import boxes, routing
from mingjing.transparency.models import Slot
from mingjing.transparency.services import batches

PURPOSE = "content/slot"
IDENTITY_SHREDDED, SHREDDED = "identity-shredded", "shredded"
BY_SYSTEM = (IDENTITY_SHREDDED, SHREDDED)


def commit(case_id: UUID, event: str, *, keys: CaseKeys, on: dt.date, at: dt.datetime) -> Slot:
    """Take a slot of the next batch for an event. Its salt is sealed with the content key: whoever holds the receipt
    reads it, whatever code the receipt has by then."""

    def seal(salt: bytes) -> bytes:
        return boxes.shut({"salt": salt.hex()}, keys.content, case=case_id, purpose=PURPOSE)

    return batches.commit(case_id, event, on, seal=seal, at=at)


def commit_by_system(case_id: UUID, event: str, *, on: dt.date, at: dt.datetime) -> Slot:
    """The same for what the software does by the clock, when nobody's keys are there (shredding).

    The salt is sealed under the server's key: the row says event and day in the clear anyhow, the server hands the
    salt to whoever holds the receipt, and no code that they change to loses it.
    """

    def seal(salt: bytes) -> bytes:
        return routing.shut({"salt": salt.hex()}, about=f"{case_id}/slot")

    return batches.commit(case_id, event, on, seal=seal, at=at)


def salt_of(slot: Slot, keys: CaseKeys) -> bytes:
    """The salt of a slot.

    Raises:
        NotOpened: another case's keys.
    """
    if slot.event in BY_SYSTEM:
        return bytes.fromhex(routing.opened(slot.sealed_salt, about=f"{slot.case_id}/slot")["salt"])
    said = boxes.opened(bytes(slot.sealed_salt), keys.content, case=slot.case_id, purpose=PURPOSE)
    return bytes.fromhex(said["salt"])
