"""Judging matters and storing what was found. Whatever is stored can be made again from the events."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from json import dumps
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mingjing.casework.correcting import Told, standing
from mingjing.casework.enums import StepKind
from mingjing.casework.judgement import Happened, Judgement, Special, Step, Yardstick, judge_events
from mingjing.casework.models import ActivityMapping, Event, Matter, MatterStep
from mingjing.casework.selectors.signalling import warning_on
from mingjing.casework.services.signalling import raise_for
from mingjing.catalogue.models import FlowChart, PowerItem, PowerVersion
from mingjing.core.models import uuid7
from mingjing.procedure import Chart, Judge
from mingjing.procedure.timing import StepLimit, day_of
from mingjing.regulations.selectors import current_calendar
from mingjing.rules.calendar import WorkCalendar

CHUNK = 2000
UPDATE = """
UPDATE casework_matter m SET state = v.state, opened_at = coalesce(v.opened_at, m.opened_at),
    closed_at = v.closed_at, decided = v.decided, undecided_why = v.why, cost = v.cost,
    added = v.added, skipped = v.skipped, used = v.used, due_on = v.due_on,
    provisional = v.provisional, late = v.late, judged_at = %s
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bool[], %s::text[], %s::int[],
    %s::jsonb[], %s::jsonb[], %s::int[], %s::date[], %s::bool[], %s::bool[])
    AS v(id, state, opened_at, closed_at, decided, why, cost, added, skipped, used, due_on, provisional, late)
WHERE m.id = v.id"""
STEP_COLUMNS = (
    "id", "matter_id", "item_id", "order", "kind", "node", "name", "started_at", "ended_at", "used", "limit_length",
    "limit_unit", "due_on", "late",
)  # fmt: skip


def judge_matters(
    item: PowerItem,
    matters: Iterable[UUID] | None = None,
    *,
    now: dt.datetime,
    at: dt.datetime | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Judge matters of one power again from all their events, None for every one; how many were judged.

    Signals follow from what was found. `at` is when this is done, where that is not the `now` to judge by.
    `tell` hears after each part how many have been judged.
    """
    rows = Matter.objects.filter(item=item)
    wanted = sorted(rows.values_list("pk", flat=True) if matters is None else matters)
    calendar = current_calendar()
    mapping = dict(ActivityMapping.objects.filter(item=item).values_list("activity", "step"))
    warn_on = warning_on(day_of(now), calendar)
    for start in range(0, len(wanted), CHUNK):
        with transaction.atomic():
            judged = _judge_chunk(wanted[start : start + CHUNK], mapping, calendar, now)
            raise_for(judged, warn_on=warn_on, today=day_of(now), at=at or now)
        tell(min(start + CHUNK, len(wanted)), len(wanted))
    return len(wanted)


def _judge_chunk(
    ids: list[UUID], mapping: dict[str, str], calendar: WorkCalendar, now: dt.datetime
) -> dict[UUID, Judgement]:
    matters = dict(Matter.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk", "version_id"))
    judged: dict[UUID, Judgement] = {}
    for matter, events in _events(ids):
        yardstick = yardstick_of(matters[matter], tuple(sorted(mapping.items())))
        judged[matter] = judge_events(events, yardstick, calendar, now=now)
    _store(judged, calendar, now)
    return judged


def _events(ids: list[UUID]) -> Iterator[tuple[UUID, list[Happened]]]:
    """The events of each matter as they stand after corrections, in the order they are judged in."""
    columns = ("matter_id", "pk", "kind", "activity", "at", "seq", "key", "corrects_id")
    rows = Event.objects.filter(matter__in=ids).order_by("matter_id", "seq", "key").values_list(*columns)
    for matter, group in groupby(rows.iterator(chunk_size=10_000), key=lambda row: row[0]):
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


def _store(judged: dict[UUID, Judgement], calendar: WorkCalendar, now: dt.datetime) -> None:
    items = dict(Matter.objects.filter(pk__in=judged).values_list("pk", "item_id"))
    MatterStep.objects.filter(matter__in=judged).delete()
    quoted = ", ".join(f'"{name}"' for name in STEP_COLUMNS)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY casework_matterstep ({quoted}) FROM STDIN") as copy:
            for matter, found in judged.items():
                for order, step in enumerate(found.steps):
                    copy.write_row(_step_row(matter, items[matter], order, step))
        columns = zip(*(_matter_row(matter, found, calendar) for matter, found in judged.items()), strict=True)
        cursor.execute(UPDATE, [now, *map(list, columns)])


def _step_row(matter: UUID, item: UUID, order: int, step: Step) -> tuple[Any, ...]:
    time = step.time
    limit = time.limit if time else None
    return (
        uuid7(), matter, item, order, StepKind(step.kind), step.node, step.name,
        time.started_at if time else step.at, time.ended_at if time else step.at, time.used if time else None,
        limit.length if limit else None, limit.unit if limit else "", time.due_on if time else None,
        bool(time and time.late),
    )  # fmt: skip


def _matter_row(matter: UUID, found: Judgement, calendar: WorkCalendar) -> tuple[Any, ...]:
    verdict, whole = found.verdict, found.whole
    due_on = whole.due_on if whole else None
    return (
        matter, str(found.state), found.opened_at, found.closed_at, verdict.decided, str(verdict.reason)[:200],
        verdict.cost, dumps(verdict.added), dumps(verdict.skipped), whole.used if whole else None, due_on,
        bool(due_on and not calendar.knows(due_on.year)), bool(whole and whole.late),
    )  # fmt: skip
