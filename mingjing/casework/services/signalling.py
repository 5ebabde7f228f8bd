"""Giving signals, and taking back those whose fact does not hold. A signal opens nothing (X-08)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection, transaction

from mingjing.casework import workflow
from mingjing.casework.enums import SignalKind, SignalStatus
from mingjing.casework.judgement import Judgement
from mingjing.casework.models import Matter, Signal
from mingjing.casework.selectors import signalling as selectors
from mingjing.casework.signalling import Fact, Told, WarnOn, compare, facts
from mingjing.catalogue.models import PowerItem
from mingjing.core.copying import insert_new
from mingjing.ledger import services as ledger

NUMBERS = "SELECT nextval('casework_signal_number') FROM generate_series(1, %s)"
SAID = ("status", "kind", "colour", "node_name", "since_on", "due_on", "raised_on", "matter_id", "occurrence")
NOT_SO = "依据现有事件重新判定，这一事实不再成立。"
OVER = "预警的环节已经办理、期限已变动，或者期限已过并另发红牌。"

MatterFact = tuple[UUID, Fact]


def raise_for(
    judged: Mapping[UUID, Judgement],
    *,
    warn_on: WarnOn | None,
    today: dt.date,
    at: dt.datetime,
    old_before: dt.date | None = None,
) -> list[MatterFact]:
    """Give the signals that newly judged matters deserve, take back those that do not hold.

    Facts from before `old_before` that nobody was told of are given no signals but back to the caller to be counted.
    Safe to run twice. A fixed number of queries for any number of matters, whose rows the caller holds.
    """
    told = selectors.told_of(list(judged))
    new: list[MatterFact] = []
    gone: list[Told] = []
    for matter, found in judged.items():
        fresh, left = compare(facts(found, warn_on=warn_on, today=today), told.get(matter, ()))
        new += [(matter, fact) for fact in fresh]
        gone += left if found.verdict.decided else ()  # what was not judged does not stop being so
    old = [(matter, fact) for matter, fact in new if old_before and fact.true_on < old_before]
    _give(_of_matters([(m, fact) for m, fact in new if not old_before or fact.true_on >= old_before], today), at=at)
    take_back(gone, at=at)
    return old


def _of_matters(new: Sequence[MatterFact], today: dt.date) -> list[Signal]:
    if not new:
        return []
    rows = Matter.objects.filter(pk__in={matter for matter, _ in new}).values_list("pk", "unit_id", "item_id")
    places = {pk: (unit, item) for pk, unit, item in rows}
    return [signal_of(fact, *places[matter], matter, today) for matter, fact in new]


def signal_of(fact: Fact, unit: UUID, item: UUID, matter: UUID | None, today: dt.date) -> Signal:
    """A fact as a signal, not yet stored and without a number."""
    return Signal(
        unit_id=unit, item_id=item, matter_id=matter, status=SignalStatus.OPEN, kind=fact.kind, colour=fact.colour,
        node=fact.node, node_name=fact.name, basis=fact.basis, since_on=fact.since_on, due_on=fact.due_on,
        raised_on=fact.true_on, found_on=today, occurrence=f"{matter or ''}/{fact.occurrence}",
    )  # fmt: skip


def give_on_powers(new: Iterable[tuple[PowerItem, Fact]], *, today: dt.date, at: dt.datetime) -> int:
    """Give signals on powers themselves, none that stands already; how many."""
    signals = [signal_of(fact, item.unit_id, item.pk, None, today) for item, fact in new]
    known = selectors.standing_on_powers()
    return _give([signal for signal in signals if (signal.item_id, signal.occurrence) not in known], at=at)


@transaction.atomic
def _give(signals: list[Signal], *, at: dt.datetime) -> int:
    """Store signals and open their files. One that somebody else gave at the same moment is left alone."""
    if not signals:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [len(signals)])
        for signal, (number,) in zip(signals, cursor.fetchall(), strict=True):
            signal.number = f"监〔{signal.raised_on.year}〕{number:06}"
    stored = insert_new(signals)
    by_basis: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        if signal.pk in stored:
            by_basis[signal.basis].append(signal)
    for basis, given in by_basis.items():
        ledger.write_all(given, workflow.RAISED, by=None, at=at, basis=basis, columns=SAID)
    return len(stored)


def take_back(gone: Sequence[Told], *, at: dt.datetime) -> int:
    """Lift warnings that are over, withdraw the rest; what was answered stays. How many were open."""
    over = [signal.id for signal in gone if signal.kind == SignalKind.NEAR]
    false = [signal.id for signal in gone if signal.kind != SignalKind.NEAR]
    steps = ((workflow.LIFT, over, OVER), (workflow.WITHDRAW, false, NOT_SO))
    return sum(
        len(ledger.take_all(step, Signal.objects.filter(pk__in=ids), by=None, at=at, reason=reason))
        for step, ids, reason in steps
        if ids
    )
