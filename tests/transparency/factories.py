"""Slots of cases that are only numbers, sealed by turning bytes round."""

import datetime as dt
from uuid import UUID

from mingjing.transparency.models import Slot
from mingjing.transparency.services import batches

AT = dt.datetime(2026, 2, 11, 3, 20, tzinfo=dt.UTC)
DAY = dt.date(2026, 2, 11)
HOUR = dt.timedelta(hours=1)


def seal(salt: bytes) -> bytes:
    """A seal that hides nothing, so that tests can open it."""
    return salt[::-1]


def opened(slot: Slot) -> bytes:
    """The salt under the seal."""
    return bytes(slot.sealed_salt)[::-1]


def slot(number: int = 1, event: str = "filed", at: dt.datetime = AT) -> Slot:
    """A slot of case `number`."""
    return batches.commit(UUID(int=number), event, DAY, seal=seal, at=at)
