"""The only mover of cases."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from mingjing.core.copying import copy_rows
from mingjing.core.errors import Refused
from mingjing.core.models import Case, uuid7_at
from mingjing.core.steps import Step
from mingjing.ledger.chain import GENESIS, case_key, column, digest, number_of, values
from mingjing.ledger.models import Chain, Entry

C = TypeVar("C", bound=Case)
OPEN = """
INSERT INTO ledger_chain (case_id, kind, length, head)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::text[]) ON CONFLICT DO NOTHING RETURNING case_id"""
LINK = """
UPDATE ledger_chain c SET length = v.length, head = v.head
FROM unnest(%s::uuid[], %s::int[], %s::text[]) AS v(case_id, length, head) WHERE c.case_id = v.case_id"""

COLUMNS = tuple(str(field.column) for field in Entry._meta.local_fields)


class Actor(Protocol):
    """Whoever acts: an official, or None for the system itself."""

    @property
    def pk(self) -> Any:
        """The key that the entry names."""

    @property
    def name(self) -> Any:
        """What the entry calls them."""


@transaction.atomic
def take(step: Step, case: Case, *, by: Actor | None, at: dt.datetime, reason: str = "", **changes: Any) -> None:
    """Move `case` one step and write it down, or do neither.

    The UPDATE names the states the step may start from, so when two officials
    press the button at once exactly one of them succeeds.

    Raises:
        Refused: the case is no longer in a state this step may start from.
    """
    before = values(case, {"status", *changes})
    rows = type(case)._default_manager.filter(pk=case.pk, status__in=step.sources)
    if not rows.update(status=step.target, **changes):
        raise Refused(f"{case} 的状态已变化，不能再“{step.name}”，请刷新后重试。")
    case.refresh_from_db()
    write(case, step.name, by=by, at=at, basis=step.basis, reason=reason, before=before, after=values(case, before))


@transaction.atomic
def take_all(
    step: Step, cases: QuerySet[C], *, by: Actor | None, at: dt.datetime, reason: str = "", **changes: Any
) -> list[C]:
    """Move every case of `cases` that may take `step`, one entry each, in a fixed number of queries.

    For sweeps over thousands of rows. Rows that somebody holds are left for the next sweep. A change may be an
    expression over the columns of the row.
    """
    moved = list(cases.filter(status__in=step.sources).select_for_update(skip_locked=True, of=("self",)))
    befores = [values(case, {"status", *changes}) for case in moved]
    rows = cases.model._default_manager.filter(pk__in=[case.pk for case in moved])
    rows.update(status=step.target, **changes)
    now = {pk: found for pk, *found in rows.values_list("pk", "status", *changes)}
    for case in moved:
        for name, value in zip(("status", *changes), now[case.pk], strict=True):
            setattr(case, column(case, name), value)
    _append(
        [
            _entry(case, step.name, by, at, step.basis, reason, before, values(case, before))
            for case, before in zip(moved, befores, strict=True)
        ]
    )
    return moved


@transaction.atomic(savepoint=False)
def write(
    case: Model,
    step: str,
    *,
    by: Actor | None,
    at: dt.datetime,
    basis: str = "",
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry to the chain of `case`: what happened without moving it, or its opening.

    Any row may have a chain: what has no number of its own is called by its name.
    """
    entry = _entry(case, step, by, at, basis, reason, before or {}, after or {})
    _append([entry])
    return entry


def write_all(
    cases: Sequence[Model],
    step: str,
    *,
    by: Actor | None,
    at: dt.datetime,
    basis: str = "",
    reason: str = "",
    columns: Sequence[str] = (),
) -> None:
    """Append an entry to the chain of each of `cases`, in a fixed number of queries; `columns` as they now stand."""
    with transaction.atomic():
        _append([_entry(case, step, by, at, basis, reason, {}, values(case, columns)) for case in cases])


@transaction.atomic(savepoint=False)
def write_each(
    said: Sequence[tuple[Model, dict[str, Any], dict[str, Any]]],
    step: str,
    *,
    by: Actor | None,
    at: dt.datetime,
    basis: str | Callable[[Any], str] = "",
) -> None:
    """Append an entry for each (row, before, after), in a fixed number of queries. `basis` may be asked of each row."""
    ask = basis if callable(basis) else lambda _: basis
    _append([_entry(row, step, by, at, ask(row), "", before, after) for row, before, after in said])


def _entry(
    case: Model,
    step: str,
    by: Actor | None,
    at: dt.datetime,
    basis: str,
    reason: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Entry:
    kind, pk = case_key(case)
    who = {"by_id": by.pk, "by": by.name} if by else {"by": "系统"}
    return Entry(
        id=uuid7_at(at),
        kind=kind,
        case_id=pk,
        number=number_of(case),
        step=step,
        basis=basis,
        reason=reason,
        before=before,
        after=after,
        at=at,
        **who,
    )


def _append(entries: list[Entry]) -> None:
    """Link entries to the heads of their chains and store both. Heads are locked in key order: no deadlock."""
    kinds = {entry.case_id: entry.kind for entry in entries}
    known: dict[UUID, Chain] = {}
    new: set[UUID] = set()
    while missing := kinds.keys() - known.keys() - new:  # once, unless somebody opens one of these at this moment
        rows = Chain.objects.filter(pk__in=missing).order_by("pk").select_for_update()
        found = {chain.case_id: chain for chain in rows}
        _link([entry for entry in entries if entry.case_id in found], found)
        known |= found
        missing -= found.keys()
        new |= _open([entry for entry in entries if entry.case_id in missing], kinds)
    with connection.cursor() as cursor:
        copy_rows(cursor, Entry._meta.db_table, COLUMNS, map(_row, entries))
        if known:
            links = [(key, known[key].length, known[key].head) for key in sorted(known)]
            cursor.execute(LINK, [list(column) for column in zip(*links, strict=True)])


def _open(entries: list[Entry], kinds: dict[UUID, str]) -> set[UUID]:
    """Open chains with the heads that they will have; those that nobody else opened first."""
    chains = {key: Chain(case_id=key, kind=kinds[key], length=0, head=GENESIS) for key in {e.case_id for e in entries}}
    _link(entries, chains)
    rows = [(key, kinds[key], chains[key].length, chains[key].head) for key in sorted(chains)]
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [list(column) for column in zip(*rows, strict=True)])
        return {key for (key,) in cursor.fetchall()}


def _link(entries: list[Entry], chains: dict[UUID, Chain]) -> None:
    for entry in entries:
        chain = chains[entry.case_id]
        entry.seq, entry.previous = chain.length + 1, chain.head
        entry.digest = digest(entry)
        chain.length, chain.head = entry.seq, entry.digest


def _row(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.pk, entry.kind, entry.case_id, entry.number, entry.seq, entry.step, entry.basis, entry.by_id, entry.by,
        entry.reason, json.dumps(entry.before), json.dumps(entry.after), entry.at, entry.previous, entry.digest,
    )  # fmt: skip
