"""Reads for giving signals: what was told already, how long ahead to warn, what powers have left undone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet

from mingjing.casework.enums import RuleAbout, SignalKind, SignalStatus
from mingjing.casework.models import Matter, MatterStep, Signal
from mingjing.casework.selectors.ruling import PUBLISH, REVISE, SILENCE, Rules, law_on, own_rules
from mingjing.casework.signalling import Fact, Told
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.enums import ItemStatus, VersionStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.procedure.timing import day_of
from mingjing.rules.calendar import DAY, WorkCalendar
from mingjing.rules.limits import CountUnit, Limit, add_months

OLD = "ACC-7-2-old"
TAKEN_BACK = (SignalStatus.LIFTED, SignalStatus.WITHDRAWN)
COLUMNS = ("matter_id", "pk", "occurrence", "kind", "node", "due_on")

ItemFact = tuple[PowerItem, Fact, Rules]


def limits_on(day: dt.date) -> Mapping[str, Limit]:
    """The limits of the regulation in force, as the office chose them; none where no regulation is in force."""
    return law_on(day).limits


def old_before(limits: Mapping[str, Limit], day: dt.date) -> dt.date | None:
    """Facts from before this day are counted and not told one by one; None where none of the limits says so."""
    limit = limits.get(OLD)
    if limit is None:
        return None
    return add_months(day, -limit.length) if limit.counted_in is CountUnit.MONTHS else day - DAY * limit.length


def told_of(matters: Sequence[UUID]) -> dict[UUID, list[Told]]:
    """The signals that stand on these matters. One query."""
    found: dict[UUID, list[Told]] = defaultdict(list)
    rows = Signal.objects.filter(matter__in=matters).exclude(status__in=TAKEN_BACK).values_list(*COLUMNS)
    for matter, pk, occurrence, kind, node, due_on in rows:
        if matter:
            found[matter].append(Told(pk, occurrence.partition("/")[2], kind, node, due_on))
    return found


def standing_on_powers() -> set[tuple[UUID, str]]:
    """Power and occurrence of every signal that stands on a power itself, and since when a silence. One query."""
    rows = Signal.objects.filter(matter=None).exclude(status__in=TAKEN_BACK)
    found = list(rows.values_list("item_id", "occurrence", "kind", "since_on"))
    silences = {(item, f"{kind}/{since}") for item, _, kind, since in found if kind == SignalKind.NO_RECORD}
    return {(item, occurrence) for item, occurrence, *_ in found} | silences


def on_powers(today: dt.date, calendar: WorkCalendar) -> list[ItemFact]:
    """Everything that time alone makes a signal of on powers. A fixed number of queries."""
    law = law_on(today)
    rules = Rules(law, calendar)
    found: list[ItemFact] = []
    if SILENCE in law.limits:
        found += _silent(rules, today)
    if REVISE in law.limits:
        found += _unrevised(rules, today)
    if PUBLISH in law.limits:
        found += _unpublished(rules, today)
    return found


def _silent(general: Rules, today: dt.date) -> Iterator[ItemFact]:
    """Important powers without any record for the set period (ACC-5-3), counted from the last one."""
    items = PowerItem.objects.filter(status=ItemStatus.IN_FORCE, current__important=True).select_related("current")
    ids = [item.pk for item in items]
    own = own_rules(ids, today)
    steps = MatterStep.objects.filter(item_id__in=ids, ended_at__isnull=False).values("item_id").order_by()
    last = dict(steps.values_list("item_id", Max("ended_at")))
    opened = Matter.objects.filter(item__in=ids).values("item_id").order_by().annotate(at=Max("opened_at"))
    for pk, at in opened.values_list("item_id", "at"):
        last[pk] = max(filter(None, (last.get(pk), at)), default=None)
    for item in items:
        rules = replace(general, own=own.get(item.pk, {}))
        since, limit = last.get(item.pk) or (item.current and item.current.published_at), rules.limit(RuleAbout.SILENCE)
        if since and limit:
            deadline = limit.after(day_of(since), rules.calendar)
            if deadline.on < today:
                fact = Fact(SignalKind.NO_RECORD, deadline.on + DAY, "", "", deadline.start, deadline.on)
                yield item, fact, rules


def _unrevised(rules: Rules, today: dt.date) -> Iterator[ItemFact]:
    """Powers whose law changed and that were not revised by the last day (ACC-6-4a)."""
    for task in catalogue.revision_tasks(rules.law.limits[REVISE], rules.calendar):
        if task.late(today):
            last = task.due_on
            place = str(task.item.current_id)
            fact = Fact(SignalKind.UNREVISED, last + DAY, place, task.law[:200], task.changed_on, last)
            yield task.item, fact, rules


def _unpublished(rules: Rules, today: dt.date) -> Iterator[ItemFact]:
    """Versions that were approved and not published by the last day (ACC-6-4b)."""
    rows = PowerVersion.objects.filter(status=VersionStatus.APPROVED, approved_at__isnull=False)
    for version in rows.select_related("item"):
        if version.approved_at is None:
            continue
        limit, place = rules.law.limits[PUBLISH], f"第{version.no}版"
        deadline = limit.after(day_of(version.approved_at), rules.calendar)
        if deadline.on < today:
            fact = Fact(SignalKind.UNPUBLISHED, deadline.on + DAY, str(version.pk), place, deadline.start, deadline.on)
            yield version.item, fact, rules


def untrue(found: Sequence[ItemFact]) -> list[Told]:
    """Open signals on powers whose fact turned out not to be so; `found` is everything that holds now.

    A record that came in late fills the silence. A law that did not change after all asks for no revision.
    """
    steps = MatterStep.objects.filter(
        item_id=OuterRef("item_id"), ended_at__date__gt=OuterRef("since_on"), ended_at__date__lte=OuterRef("due_on")
    )
    open_ones = Signal.objects.filter(matter=None, status=SignalStatus.OPEN)
    broken = open_ones.filter(Exists(steps), kind=SignalKind.NO_RECORD)
    return [*_told(broken), *_needless(open_ones, found)]


def _needless(open_ones: QuerySet[Signal], found: Sequence[ItemFact]) -> Iterator[Told]:
    held = {(item.pk, f"/{fact.occurrence}") for item, fact, _ in found}
    rows = open_ones.filter(kind=SignalKind.UNREVISED).select_related("item")
    for signal in rows:
        if (signal.item_id, signal.occurrence) not in held and signal.node == str(signal.item.current_id):
            yield Told(signal.pk, signal.occurrence, signal.kind, signal.node, signal.due_on)


def _told(signals: QuerySet[Signal]) -> Iterator[Told]:
    for pk, occurrence, kind, node, due_on in signals.values_list(*COLUMNS[1:]):
        yield Told(pk, occurrence, kind, node, due_on)
