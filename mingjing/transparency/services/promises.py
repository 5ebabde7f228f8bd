"""Promise at once what the next batch will prove: an Ed25519 signature over a digest and an hour."""

import datetime as dt
from typing import Any

from mingjing.transparency import keys, pledge
from mingjing.transparency.models import Slot


def promise(receipt_hash: bytes, *, hour: dt.datetime) -> dict[str, Any]:
    """A signed promise that what hashes so was received in this hour and gets its slot within two hours after it.

    Raises:
        ValueError: a digest that has not 32 bytes, or an hour without a zone.
    """
    return pledge.made(receipt_hash, hour=hour, signer=keys.signer())


def of(slot: Slot) -> dict[str, Any]:
    """A promise of this very slot: its commitment is the receipt hash.

    Whoever holds it needs nobody's help to show that it was broken: the commitments of all batches are public.
    """
    return promise(bytes(slot.commitment), hour=slot.hour)


def public_key() -> bytes:
    """The 32 bytes by which anybody checks a promise."""
    return keys.public_key()
