"""Commit to an event of a case, and close what was committed to in batches that tell nothing but that it stands."""

import datetime as dt
import secrets
from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from mingjing.transparency import keys, tree
from mingjing.transparency.commitments import SALT, STEP, commitment, due, dummy, hour_of
from mingjing.transparency.leaf import read
from mingjing.transparency.models import Batch, Slot
from mingjing.transparency.services import outbox

# All batches are revisions of one subject: each names the root before it, so none can be left out unseen.
SERIES = UUID("0a3f6d4e-8c0e-5b0a-9a58-2f6f6e2d7a11")
CLOSER = "SYSTEM"  # no unit's: the software does it by the clock
LOCK = "SELECT pg_advisory_xact_lock(hashtext('transparency.batches'))"
AT_ONCE = 500


def commit(case_id: UUID, event: str, day: dt.date, *, seal: Callable[[bytes], bytes], at: dt.datetime) -> Slot:
    """Commit to an event of a case and to its day; call in the transaction that brings it about.

    `seal` turns the salt into what only its reader opens, with a key that outlives every code he is given: the row
    never changes again. Of `at` the hour is kept.

    Raises:
        ValueError: the event is no code (letters, digits, `:._/-`).
    """
    salt = secrets.token_bytes(SALT)
    return Slot.objects.create(
        case_id=case_id,
        event=event,
        day=day,
        hour=hour_of(at),
        commitment=commitment(salt, case_id, event, day),
        sealed_salt=seal(salt),
    )


@transaction.atomic
def close(*, at: dt.datetime) -> Batch | None:
    """Close everything committed to before the hour of `at` as one batch; None if that hour has its batch already.

    An hour in which nothing was filed gets its batch of dummies too, so that nobody sees that it was one. Safe to run
    twice and side by side; hours that were missed are caught up in one batch. What is still in an open transaction
    at the full hour comes into the next one.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    hour = hour_of(at)
    before = Batch.objects.select_related("leaf").order_by("-hour").first()
    if before and before.hour >= hour:
        return None
    slots = list(Slot.objects.filter(batch=None, hour__lt=hour))
    placed = _shuffled(slots, hour)
    commitments = [bytes(found.commitment if isinstance(found, Slot) else found) for found in placed]
    late = sum(due(slot.hour) <= at for slot in slots)
    batch = _stored(commitments, before, hour=hour, late=late, at=at)
    for position, found in enumerate(placed):
        if isinstance(found, Slot):
            found.batch, found.position = batch, position
    Slot.objects.bulk_update(slots, ("batch", "position"), batch_size=AT_ONCE)
    return batch


def _shuffled(slots: list[Slot], hour: dt.datetime) -> list[Slot | bytes]:
    """The slots in random order among so many dummies that the number of all is a multiple of 64."""
    size = max(STEP, -(-len(slots) // STEP) * STEP)
    seed = keys.dummy_seed(hour)
    placed: list[Slot | bytes] = [*slots, *(dummy(seed, number) for number in range(size - len(slots)))]
    secrets.SystemRandom().shuffle(placed)
    return placed


def _stored(commitments: list[bytes], before: Batch | None, *, hour: dt.datetime, late: int, at: dt.datetime) -> Batch:
    """The batch and its leaf, which tells its root and how many slots it has, and no more."""
    root = tree.root(commitments)
    leaf = outbox.write(
        "receipt-batch",
        by=CLOSER,
        kind="slots",
        no=str(len(commitments)),
        subj=SERIES,
        commit=root,
        prev=bytes(before.root) if before else None,
        rev=read(bytes(before.leaf.data))["rev"] + 1 if before else 1,
        at=at,
    )
    joined = b"".join(commitments)
    size = len(commitments)
    return Batch.objects.create(hour=hour, size=size, root=root, commitments=joined, late=late, leaf=leaf)
