"""Events that a unit's own system sends: taken and judged at once, whole or not at all (ACC-5-3)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from mingjing.casework.enums import BatchStatus, Source
from mingjing.casework.incoming import BatchRefused, Fault, Incoming
from mingjing.casework.models import ApiToken, Batch
from mingjing.casework.services import runs
from mingjing.casework.services.ingestion import ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.casework.services.signalling import MatterFact
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused

# A system that waits for another delivery of the same events is told to come again, before it holds a thread for long.
PATIENCE = "SET LOCAL lock_timeout = '5s'"


class Sent(NamedTuple):
    """One event and the number of the power it belongs to."""

    power: str
    event: Incoming


class KeyReused(Refused):  # noqa: N818 - a refusal, like its parent
    """An idempotency key came again with other contents."""


def deliver(token: ApiToken, sent: Sequence[Sent], *, key: str, digest: str, at: dt.datetime) -> Batch:
    """Take what a system sent and judge it. The same key with the same contents gives the same batch again.

    Raises:
        BatchRefused: with every faulty row; nothing was taken.
        KeyReused: the key stands for something else.
    """
    if known := _delivered(token, key, digest):
        return known
    try:
        return _take(token, sent, key=key, digest=digest, at=at)
    except BatchRefused as refusal:
        _note(token, sent, refusal, digest=digest, at=at, name=key)
        raise
    except IntegrityError:  # the same key came in twice at the same moment
        if known := _delivered(token, key, digest):
            return known
        raise


def _delivered(token: ApiToken, key: str, digest: str) -> Batch | None:
    batch = Batch.objects.filter(unit=token.unit_id, key=key).first()
    if batch and batch.digest != digest:
        raise KeyReused(f"幂等键“{key}”已经用于内容不同的另一批。请为新的一批换一个幂等键。")
    return batch


@transaction.atomic
def _take(token: ApiToken, sent: Sequence[Sent], *, key: str, digest: str, at: dt.datetime) -> Batch:
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    items, faults = _powers(token, sent)
    batch = Batch(unit=token.unit, source=Source.REST, name=key, key=key, digest=digest, token=token, received_at=at)
    batch.status, batch.done, batch.finished_at = BatchStatus.DONE, 100, at
    batch.item = next(iter(items.values())) if len(items) == 1 else None
    batch.save(force_insert=True)
    changed: dict[str, set[UUID]] = {}
    for number, events in sorted(_by_power(sent, items).items()):
        try:
            changed[number] = ingest(batch, items[number], events, at=at)
        except BatchRefused as refusal:
            faults += refusal.faults
    if faults:
        raise BatchRefused(faults)
    batch.save(update_fields=["rows", "taken", "known"])
    for number, matters in changed.items():
        old: list[MatterFact] = []
        judge_matters(items[number], matters, now=at, told_old=old.extend)
        runs.note_old(batch, items[number], old, judged=len(matters), at=at)
    return batch


def _powers(token: ApiToken, sent: Sequence[Sent]) -> tuple[dict[str, PowerItem], list[Fault]]:
    """The powers named, and a fault for each row whose power the unit does not have or has not published."""
    rows = PowerItem.objects.filter(unit=token.unit_id, number__in={row.power for row in sent})
    items = {item.number: item for item in rows.select_related("unit")}
    faults = []
    for power, event in sent:
        if power not in items:
            faults.append(Fault(event.row, f"本单位没有编码为“{power}”的职权", "power"))
        elif items[power].current_id is None:
            faults.append(Fault(event.row, f"职权“{power}”还没有公布的版本，没有流程图可以对照", "power"))
    return {number: item for number, item in items.items() if item.current_id}, faults


def _by_power(sent: Sequence[Sent], items: Mapping[str, PowerItem]) -> dict[str, list[Incoming]]:
    found: dict[str, list[Incoming]] = defaultdict(list)
    for power, event in sent:
        if power in items:
            found[power].append(event)
    return found


def _note(
    token: ApiToken, sent: Sequence[Sent], refusal: BatchRefused, *, digest: str, at: dt.datetime, name: str
) -> None:
    """Keep that a delivery was refused, for the unit to see. Its key stays free for the corrected one."""
    errors = [{"row": fault.row, "field": fault.field, "what": fault.what} for fault in refusal.faults]
    Batch.objects.create(
        unit=token.unit, source=Source.REST, name=name, digest=digest, token=token, received_at=at, finished_at=at,
        status=BatchStatus.REFUSED, done=100, rows=len(sent), errors=errors, faults=refusal.count,
    )  # fmt: skip
