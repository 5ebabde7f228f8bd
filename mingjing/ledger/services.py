"""The only mover of cases."""

import datetime as dt
import hashlib
from typing import Any, Protocol
from uuid import UUID

import rfc8785
from django.db import transaction
from django.db.models import Model

from mingjing.core.errors import Refused
from mingjing.core.models import Case
from mingjing.core.steps import Step
from mingjing.ledger.models import Chain, Entry

GENESIS = "0" * 64


class Actor(Protocol):
    """Whoever acts: an official, or None for the system itself."""

    pk: Any
    name: str


def take(step: Step, case: Case, *, by: Actor | None, at: dt.datetime, reason: str = "", **changes: Any) -> None:
    """Move `case` one step and write it down, or do neither.

    The UPDATE names the states the step may start from, so when two officials
    press the button at once exactly one of them succeeds.

    Raises:
        Refused: the case is no longer in a state this step may start from.
    """
    before = _values(case, {"status", *changes})
    with transaction.atomic():
        rows = type(case)._default_manager.filter(pk=case.pk, status__in=step.sources)
        if not rows.update(status=step.target, **changes):
            raise Refused(f"{case} 的状态已变化，不能再“{step.name}”，请刷新后重试。")
        case.refresh_from_db()
        after = _values(case, before)
        write(case, step.name, by=by, at=at, basis=step.basis, reason=reason, before=before, after=after)


@transaction.atomic
def write(
    case: Case,
    step: str,
    *,
    by: Actor | None,
    at: dt.datetime,
    basis: str = "",
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry to the chain of `case`: what happened without moving it, or its opening."""
    Chain.objects.get_or_create(
        case_id=case.pk, defaults={"kind": case._meta.label_lower, "length": 0, "head": GENESIS}
    )
    chain = Chain.objects.select_for_update().get(pk=case.pk)
    entry = Entry(
        kind=case._meta.label_lower,
        case_id=case.pk,
        number=case.number,
        seq=chain.length + 1,
        step=step,
        basis=basis,
        by_id=by.pk if by else None,
        by=by.name if by else "系统",
        reason=reason,
        before=before or {},
        after=after if after is not None else {"status": case.status},
        at=at,
        previous=chain.head,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    Chain.objects.filter(pk=case.pk).update(length=entry.seq, head=entry.digest)
    return entry


def digest(entry: Entry) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of everything the entry says, its predecessor's digest included."""
    said = {
        "after": entry.after,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "basis": entry.basis,
        "before": entry.before,
        "by": entry.by,
        "by_id": str(entry.by_id or ""),
        "case": str(entry.case_id),
        "kind": entry.kind,
        "number": entry.number,
        "previous": entry.previous,
        "reason": entry.reason,
        "seq": entry.seq,
        "step": entry.step,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def _values(case: Model, names: Any) -> dict[str, Any]:
    return {name: _plain(getattr(case, name)) for name in sorted(names)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value.pk)
    return str(value) if isinstance(value, UUID) else str(value)
