"""Judging matters and storing what was found. Whatever is stored can be made again from the events."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from json import dumps
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mingjing.casework.correcting import Told, standing
from mingjing.casework.judgement import Happened, Judgement, Known, Special, Step, Yardstick, judge_events
from mingjing.casework.models import ActivityMapping, Event, Matter, MatterStep
from mingjing.casework.selectors.ruling import Rules, law_on, rules_of
from mingjing.casework.selectors.signalling import old_before
from mingjing.casework.services.signalling import MatterFact, raise_for
from mingjing.casework.services.working import share_mapping
from mingjing.catalogue.models import FlowChart, PowerItem, PowerVersion
from mingjing.core.copying import copy_rows, new_key
from mingjing.procedure import Chart, Judge
from mingjing.procedure.timing import StepLimit, day_of
from mingjing.regulations.selectors import current_calendar
from mingjing.rules.calendar import WorkCalendar

PART = 2000  # matters in one transaction
UPDATE = """
UPDATE casework_matter m SET state = v.state, opened_at = coalesce(v.opened_at, m.opened_at),
    closed_at = v.closed_at, decided = v.decided, undecided_why = v.why, cost = v.cost,
    added = v.added, skipped = v.skipped, used = v.used, due_on = v.due_on,
    provisional = v.provisional, late = v.late, judged_at = %s
FROM json_to_recordset(%s) AS v(
    id uuid, state text, opened_at timestamptz, closed_at timestamptz, decided bool, why text, cost int, added jsonb,
    skipped jsonb, used int, due_on date, provisional bool, late bool)
WHERE m.id = v.id"""
STEP_COLUMNS = (
    "id", "matter_id", "item_id", "order", "kind", "node", "name", "started_at", "ended_at", "used", "limit_length",
    "limit_unit", "due_on", "late",
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """What matters of a power are judged by: the day, the calendar, what is worth a signal; and what was weighed.

    `at`: when this is done, where that is not the `now` to judge by.
    """

    item: UUID
    now: dt.datetime
    at: dt.datetime
    calendar: WorkCalendar
    rules: Rules
    old_before: dt.date | None
    known: Known = field(default_factory=Known)

    @classmethod
    def of(cls, item: UUID, *, now: dt.datetime, at: dt.datetime | None = None, tell_old: bool = False) -> "Terms":
        """Those of today. `tell_old`: facts of long ago get their signals too."""
        calendar, today = current_calendar(), day_of(now)
        law = law_on(today)
        before = None if tell_old else old_before(law.limits, today)
        return cls(item, now, at or now, calendar, rules_of(item, law, today, calendar), before)


def judge_matters(
    item: PowerItem,
    matters: Iterable[UUID] | None = None,
    *,
    now: dt.datetime,
    at: dt.datetime | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
    told_old: Callable[[list[MatterFact]], None] = lambda facts: None,
) -> int:
    """Judge matters of one power again from all their events, None for every one; how many were judged.

    Signals follow from what was found. `at` is when this is done, where that is not the `now` to judge by.
    `tell` hears after each part how many have been judged, `told_old` which facts were too long ago for signals.
    """
    rows = Matter.objects.filter(item=item)
    wanted = sorted(rows.values_list("pk", flat=True) if matters is None else matters)
    terms = Terms.of(item.pk, now=now, at=at)
    for start in range(0, len(wanted), PART):
        with transaction.atomic():
            told_old(judge_part(wanted[start : start + PART], terms))
        tell(min(start + PART, len(wanted)), len(wanted))
    return len(wanted)


def judge_part(ids: Sequence[UUID], terms: Terms) -> list[MatterFact]:
    """Judge some matters and give their signals; the facts too long ago for one. Call inside a transaction.

    The mapping cannot change between its reading here and the end of the transaction.
    """
    share_mapping(terms.item)
    mapping = tuple(sorted(ActivityMapping.objects.filter(item=terms.item).values_list("activity", "step")))
    rows = Matter.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    versions = dict(rows.values_list("pk", "version_id"))
    yardsticks = {version: yardstick_of(version, mapping) for version in set(versions.values())}
    judged = {
        matter: judge_events(events, yardsticks[versions[matter]], terms.calendar, now=terms.now, known=terms.known)
        for matter, events in _events(ids)
    }
    _store(judged, terms)
    today = day_of(terms.now)
    return raise_for(judged, rules=terms.rules, today=today, at=terms.at, old_before=terms.old_before)


def _events(ids: Sequence[UUID]) -> Iterator[tuple[UUID, list[Happened]]]:
    """The events of each matter as they stand after corrections, in the order they are judged in."""
    columns = ("matter_id", "pk", "kind", "activity", "at", "seq", "key", "corrects_id")
    rows = Event.objects.filter(matter__in=ids).order_by("matter_id", "seq", "key").values_list(*columns)
    for matter, group in groupby(rows, key=itemgetter(0)):
        yield matter, standing([Told(*row[1:]) for row in group])


@lru_cache(maxsize=256)
def yardstick_of(version: UUID, mapping: tuple[tuple[str, str], ...]) -> Yardstick:
    """What a version's matters are measured by. Published versions never change: each is read once per process."""
    row = PowerVersion.objects.get(pk=version)
    flow = FlowChart.objects.get(version=version)
    renamed = dict(mapping)
    chart = Chart.read(flow.xml.encode(), flow.process or None).showing(renamed.values())
    nodes = flow.nodes.exclude(limit_length=None).values_list("node", "limit_length", "limit_unit")
    limits = {node: StepLimit(length, unit) for node, length, unit in nodes if length is not None}
    length = row.promised_length or row.statutory_length
    unit = row.promised_unit if row.promised_length else row.statutory_unit
    specials = row.special_procedures.values_list("name", "starts_with", "ends_with")
    limit = StepLimit(length, unit) if length else None
    materials = frozenset(row.materials.values_list("name", flat=True))
    return Yardstick(Judge(chart), limits, limit, tuple(Special(*special) for special in specials), renamed, materials)


def _store(judged: dict[UUID, Judgement], terms: Terms) -> None:
    MatterStep.objects.filter(matter__in=judged).delete()
    rows = [_matter_row(matter, found, terms.calendar) for matter, found in judged.items()]
    with connection.cursor() as cursor:
        copy_rows(cursor, "casework_matterstep", STEP_COLUMNS, _step_rows(judged, str(terms.item)))
        cursor.execute(UPDATE, [terms.now, dumps(rows, default=str)])


def _step_rows(judged: dict[UUID, Judgement], item: str) -> Iterator[tuple[Any, ...]]:
    for matter, found in judged.items():
        for order, step in enumerate(found.steps):
            yield _step_row(str(matter), item, order, step)


def _step_row(matter: str, item: str, order: int, step: Step) -> tuple[Any, ...]:
    time = step.time
    if time is None:
        return new_key(), matter, item, order, step.kind, step.node, step.name, step.at, step.at, *UNTIMED
    limit = time.limit
    return (
        new_key(), matter, item, order, step.kind, step.node, step.name, time.started_at, time.ended_at, time.used,
        limit.length if limit else None, str(limit.unit) if limit else "", time.due_on, time.late,
    )  # fmt: skip


UNTIMED = (None, None, "", None, False)


def _matter_row(matter: UUID, found: Judgement, calendar: WorkCalendar) -> dict[str, Any]:
    verdict, whole = found.verdict, found.whole
    due_on = whole.due_on if whole else None
    return {
        "id": matter, "state": found.state, "opened_at": found.opened_at, "closed_at": found.closed_at,
        "decided": verdict.decided, "why": str(verdict.reason)[:200], "cost": verdict.cost, "added": verdict.added,
        "skipped": verdict.skipped, "used": whole.used if whole else None, "due_on": due_on,
        "provisional": bool(due_on and not calendar.knows(due_on.year)), "late": bool(whole and whole.late),
    }  # fmt: skip
