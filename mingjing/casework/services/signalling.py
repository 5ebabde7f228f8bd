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
from mingjing.casework.selectors.ruling import Rules
from mingjing.casework.signalling import Fact, Told, compare, facts, over
from mingjing.catalogue.models import PowerItem
from mingjing.core.copying import insert_new
from mingjing.ledger import services as ledger

NUMBERS = "SELECT nextval('casework_signal_number') FROM generate_series(1, %s)"
SAID = ("status", "kind", "colour", "node_name", "since_on", "due_on", "raised_on", "matter_id", "occurrence", "rule")
NOT_SO = "依据现有事件重新判定，这一事实不再成立。"
OVER = "预警的环节已经办理、期限已变动，或者期限已过并另发红牌。"

MatterFact = tuple[UUID, Fact]


def raise_for(
    judged: Mapping[UUID, Judgement],
    *,
    rules: Rules,
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
        now = facts(found, warn_on=rules.warn_step, warn_whole=rules.warn_whole, today=today)
        fresh, left = compare(now, told.get(matter, ()))
        new += [(matter, fact) for fact in fresh]
        gone += over(found, left, today) if found.verdict.decided else ()  # what was not judged does not stop being so
    old = [(matter, fact) for matter, fact in new if old_before and fact.true_on < old_before]
    telling = [(m, fact) for m, fact in new if not old_before or fact.true_on >= old_before]
    _give(_of_matters(telling, rules, today), at=at)
    take_back(gone, at=at)
    return old


def _of_matters(new: Sequence[MatterFact], rules: Rules, today: dt.date) -> list[Signal]:
    if not new:
        return []
    rows = Matter.objects.filter(pk__in={matter for matter, _ in new}).values_list("pk", "unit_id", "item_id")
    places = {pk: (unit, item) for pk, unit, item in rows}
    return [signal_of(fact, *places[matter], matter, rules, today) for matter, fact in new]


def signal_of(fact: Fact, unit: UUID, item: UUID, matter: UUID | None, rules: Rules, today: dt.date) -> Signal:
    """A fact as a signal that names its ground and its rule, not yet stored and without a number."""
    alert = rules.alert(fact)
    return Signal(
        unit_id=unit, item_id=item, matter_id=matter, status=SignalStatus.OPEN, kind=fact.kind, colour=alert.colour,
        node=fact.node, node_name=fact.name, basis=alert.basis, since_on=fact.since_on, due_on=fact.due_on,
        raised_on=fact.true_on, found_on=today, occurrence=f"{matter or ''}/{fact.occurrence}",
        rule=rules.said(fact), own_rule=rules.own_rule(fact), answer_due_on=rules.answer_by(today),
    )  # fmt: skip


def give_on_powers(new: Iterable[tuple[PowerItem, Fact, Rules]], *, today: dt.date, at: dt.datetime) -> int:
    """Give signals on powers themselves, none that stands already; how many.

    A silence is told once, whatever becomes of the rule that says how long it may last.
    """
    known = selectors.standing_on_powers()
    fresh = [
        signal_of(fact, item.unit_id, item.pk, None, rules, today)
        for item, fact, rules in new
        if not {(item.pk, f"/{fact.occurrence}"), (item.pk, f"{fact.kind}/{fact.since_on}")} & known
    ]
    return _give(fresh, at=at)


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
