"""Reads: proofs for the holder of a receipt, whole batches for auditors, and promises that were broken."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from mingjing.transparency import keys, tree
from mingjing.transparency.commitments import GRACE, HOUR, commitment, due, dummy, hour_of
from mingjing.transparency.models import Batch, OutboxLeaf, Slot
from mingjing.transparency.pledge import instant


@dataclass(frozen=True)
class Opening:
    """What a slot is said to hold."""

    case_id: UUID
    event: str
    day: dt.date
    salt: bytes


@dataclass(frozen=True)
class Audit:
    """A whole batch, opened. Positions are counted from 0."""

    holds: bool  # root and commitments belong together
    explained: dict[int, Opening]
    dummies: tuple[int, ...]
    unopened: tuple[int, ...]  # a slot is kept for them, its salt was not given: shredded by law, or withheld
    lost: tuple[int, ...]  # neither: whatever was filed there has been deleted
    strangers: tuple[Opening, ...]  # openings that fit nothing in this batch


def batches() -> QuerySet[Batch]:
    """Every batch, the newest first, without its commitments."""
    return Batch.objects.defer("commitments").order_by("-hour")


def leaves() -> QuerySet[OutboxLeaf]:
    """Every leaf of the outbox, in the order of writing."""
    return OutboxLeaf.objects.order_by("at", "id")


def proof(slot: Slot) -> dict[str, Any] | None:
    """The way from a slot to the root of its batch; None while it waits for one."""
    if slot.batch is None or slot.position is None:
        return None
    commitments = slot.batch.slots_in_order
    return {
        "hour": instant(slot.batch.hour),
        "root": bytes(slot.batch.root).hex(),
        "size": slot.batch.size,
        "position": slot.position,
        "path": [beside.hex() for beside in tree.path(commitments, slot.position)],
    }


def bundle(promise: dict[str, Any], opened: Sequence[tuple[Slot, bytes]]) -> dict[str, Any]:
    """What a reporter takes home and `mingjing receipts check` reads: the promise, and slots with opened salts.

    Pass slots with `select_related("batch")`.
    """
    return {
        "v": 1,
        "receipt": promise["receipt"],
        "promise": promise,
        "key": keys.public_key().hex(),
        "slots": [
            {
                "case": str(slot.case_id),
                "event": slot.event,
                "day": slot.day.isoformat(),
                "salt": salt.hex(),
                "proof": proof(slot),
            }
            for slot, salt in opened
        ],
    }


def published(batch: Batch) -> dict[str, Any]:
    """A batch as anybody may take it away: every commitment in its place, and the leaf that tells of it."""
    return {
        "v": 1,
        "hour": instant(batch.hour),
        "size": batch.size,
        "root": bytes(batch.root).hex(),
        "leaf": bytes(batch.leaf.data).decode("ascii"),
        "commitments": [found.hex() for found in batch.slots_in_order],
    }


def overdue(*, at: dt.datetime) -> QuerySet[Slot]:
    """Slots that had to be in a batch by `at` and are in none, the oldest first: promises that were broken.

    Two hours are counted from the end of the hour of filing, since only the hour is kept and promised.
    """
    return Slot.objects.filter(batch=None, hour__lte=hour_of(at) - HOUR - GRACE).order_by("hour", "id")


def overdue_by_hour(*, at: dt.datetime) -> list[tuple[dt.datetime, int]]:
    """(hour of filing, broken promises), the oldest first."""
    found = overdue(at=at).order_by("hour").values("hour").annotate(count=Count("pk"))
    return [(row["hour"], row["count"]) for row in found]


def closing_is_late(newest: Batch | None, *, at: dt.datetime) -> bool:
    """True if no batch was closed for so long that promises may be broken; False where none was ever closed."""
    return newest is not None and due(newest.hour) <= at


def whole(batch: Batch, openings: Iterable[Opening | tuple[UUID, str, dt.date, bytes]]) -> Audit:
    """Every position of a batch: explained by an opening, a dummy, kept but not opened, or lost (trust.md 2.4).

    Dummies are made anew from the seed of this batch, so a deleted slot cannot pass for one. Three queries at most.
    """
    commitments = batch.slots_in_order
    places = {found: position for position, found in enumerate(commitments)}
    explained, strangers = {}, []
    for one in openings:
        opening = one if isinstance(one, Opening) else Opening(*one)
        place = places.get(commitment(opening.salt, opening.case_id, opening.event, opening.day))
        if place is None:
            strangers.append(opening)
        else:
            explained[place] = opening
    seed = keys.dummy_seed(batch.hour)
    dummies = {places[found] for n in range(batch.size) if (found := dummy(seed, n)) in places}
    kept = set(batch.slots.values_list("position", flat=True)) - explained.keys()
    rest = set(range(batch.size)) - explained.keys() - dummies
    return Audit(
        holds=tree.root(commitments) == bytes(batch.root),
        explained=explained,
        dummies=tuple(sorted(dummies)),
        unopened=tuple(sorted(rest & kept)),
        lost=tuple(sorted(rest - kept)),
        strangers=tuple(strangers),
    )
