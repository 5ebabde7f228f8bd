"""What a slot of a batch commits to, and when a promise of one is broken. Pure."""

import datetime as dt
import re
from hashlib import sha256
from uuid import UUID

SALT = 32  # bytes
STEP = 64  # a batch holds a multiple of so many slots, so that their number tells nothing
HOUR = dt.timedelta(hours=1)
GRACE = dt.timedelta(hours=2)  # from the end of the hour of a filing until its batch must be closed
EVENT = re.compile(r"[A-Za-z0-9:._/-]{1,40}")


def commitment(salt: bytes, case_id: UUID, event: str, day: dt.date) -> bytes:
    """SHA-256 over salt, case, event and day. All but the event have a fixed length, so nothing can be shifted.

    Raises:
        ValueError: a salt of another length, or an event that is no code.
    """
    if len(salt) != SALT or not EVENT.fullmatch(event):
        raise ValueError("a slot takes 32 bytes of salt and the code of an event")
    return sha256(salt + case_id.bytes + event.encode("ascii") + day.isoformat().encode("ascii")).digest()


def dummy(seed: bytes, number: int) -> bytes:
    """The commitment of a slot that stands for nothing. Who is shown the seed can tell it from every other."""
    return sha256(b"mingjing dummy slot" + seed + number.to_bytes(4, "big")).digest()


def hour_of(at: dt.datetime) -> dt.datetime:
    """The full hour that an instant lies in, in UTC: all that is kept of when something was filed.

    Raises:
        ValueError: an instant without a zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)


def due(hour: dt.datetime) -> dt.datetime:
    """By when what was filed in `hour` stands in a batch; without one from then on, the promise is broken."""
    return hour_of(hour) + HOUR + GRACE
