"""Taking in events: a batch whole or not at all, with every faulty row named."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mingjing.casework.enums import EventKind, MatterState
from mingjing.casework.models import Batch, Matter
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.core.models import uuid7

EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
LONGEST = {"number": 80, "activity": 200, "key": 120}
MOST_ROWS_NAMED = 100
STAGE = """
CREATE TEMP TABLE incoming (
    id uuid, row int, number text, kind text, activity text, at timestamptz, seq int, key text, note text
) ON COMMIT DROP"""
REPEATED = """
SELECT min(row), key FROM incoming GROUP BY key
HAVING count(DISTINCT (number, kind, activity, at)) > 1 ORDER BY 1 LIMIT %s"""
CHANGED = """
SELECT i.row, i.key FROM incoming i
JOIN casework_event e ON e.unit_id = %s AND e.key = i.key JOIN casework_matter m ON m.id = e.matter_id
WHERE (m.item_id, m.number, e.kind, e.activity) IS DISTINCT FROM (%s::uuid, i.number, i.kind, i.activity)
   OR e.at IS DISTINCT FROM i.at ORDER BY 1 LIMIT %s"""
NEW_MATTERS = """
SELECT i.number, min(i.at), min(i.row) FROM incoming i
LEFT JOIN casework_matter m ON m.item_id = %s AND m.number = i.number
WHERE m.id IS NULL GROUP BY i.number ORDER BY 3"""
INSERT = """
INSERT INTO casework_event (id, unit_id, matter_id, kind, activity, at, seq, key, note, batch_id, received_at)
SELECT i.id, %s, m.id, i.kind, i.activity, i.at, i.seq, i.key, i.note, %s, %s FROM incoming i
JOIN casework_matter m ON m.item_id = %s AND m.number = i.number ORDER BY i.row
ON CONFLICT (unit_id, key) DO NOTHING RETURNING matter_id"""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event as a source tells it. `row` is its place in the source; `key` names it for ever within the unit."""

    row: int
    number: str
    activity: str
    at: dt.datetime | None
    key: str
    kind: str = EventKind.STEP
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row of a delivery."""

    row: int
    what: str


class BatchRefused(Refused):  # noqa: N818 - a refusal, like its parent
    """Nothing was taken; `faults` names the rows."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        lines = "；".join(f"第 {fault.row} 行：{fault.what}" for fault in faults[:5])
        super().__init__(f"整批未采纳，原有数据没有变化。{lines}。改好后请重新提交整批。")


@transaction.atomic
def ingest(batch: Batch, item: PowerItem, incoming: Iterable[Incoming], *, at: dt.datetime) -> set[UUID]:
    """Take every event of a delivery; the ids of the matters that changed. Events known already change nothing.

    Raises:
        BatchRefused: with every faulty row, up to a hundred; nothing was taken.
    """
    faults: list[Fault] = []
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS incoming")
        cursor.execute(STAGE)
        rows = _stage(cursor, incoming, faults, now=at)
        faults += _contradictions(cursor, batch, item)
        _refuse(faults)
        faults += _open_matters(cursor, item, at)
        _refuse(faults)
        cursor.execute(INSERT, [batch.unit_id, batch.pk, at, item.pk])
        inserted = [matter for (matter,) in cursor.fetchall()]
    batch.rows, batch.taken, batch.known = rows, len(inserted), rows - len(inserted)
    return set(inserted)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise BatchRefused(sorted(faults, key=lambda fault: fault.row)[:MOST_ROWS_NAMED])


def _stage(cursor: Any, incoming: Iterable[Incoming], faults: list[Fault], *, now: dt.datetime) -> int:
    """Stream the rows into the staging table; faulty ones are named and left out. How many there were."""
    rows = 0
    columns = "id, row, number, kind, activity, at, seq, key, note"
    with cursor.copy(f"COPY incoming ({columns}) FROM STDIN") as copy:
        for event in incoming:
            rows += 1
            wrong = [Fault(event.row, what) for what in _wrong(event, now)]
            if wrong:
                faults += wrong[: MOST_ROWS_NAMED - len(faults)]
            elif not faults:
                copy.write_row(
                    (uuid7(), event.row, event.number, event.kind, event.activity, event.at, event.row, event.key,
                     event.note[:200])
                )  # fmt: skip
    cursor.execute("CREATE INDEX ON incoming (key)")
    cursor.execute("ANALYZE incoming")
    return rows


def _wrong(event: Incoming, now: dt.datetime) -> Iterator[str]:
    if not event.number:
        yield "没有办件编号"
    if not event.activity and event.kind == EventKind.STEP:
        yield "没有活动名称"
    for name, longest in LONGEST.items():
        value = getattr(event, name)
        if len(value) > longest:
            yield f"“{value[:20]}…”超过 {longest} 个字"
        if "\x00" in value:
            yield "含有空字符"
    if event.at and not EARLIEST <= event.at <= now + dt.timedelta(days=1):
        yield f"时间 {event.at:%Y-%m-%d %H:%M} 不合理，应在 1990 年之后、明天之前"


def _contradictions(cursor: Any, batch: Batch, item: PowerItem) -> list[Fault]:
    """Rows that give one key two meanings, in the delivery or against what is held. Events are never edited."""
    cursor.execute(REPEATED, [MOST_ROWS_NAMED])
    repeated = [Fault(row, f"来源键“{key}”在本批中有不同内容") for row, key in cursor.fetchall()]
    cursor.execute(CHANGED, [batch.unit_id, item.pk, MOST_ROWS_NAMED])
    changed = [
        Fault(row, f"来源键“{key}”已有内容不同的事件；事件不能修改，更正请用新的来源键")
        for row, key in cursor.fetchall()
    ]
    return repeated + changed


def _open_matters(cursor: Any, item: PowerItem, at: dt.datetime) -> list[Fault]:
    """Open the matters that are new, each on the version in force when it began; the rows that have none."""
    cursor.execute(NEW_MATTERS, [item.pk])
    found = cursor.fetchall()
    versions = list(item.versions.exclude(published_at=None).order_by("published_at"))
    starts = [version.published_at for version in versions]
    matters, faults = [], []
    for number, opened_at, row in found:
        place = bisect_right(starts, opened_at) if opened_at else len(versions)
        if not place:
            faults.append(Fault(row, f"办件 {number} 开始时，“{item}”还没有公布的版本"))
            continue
        matters.append(
            Matter(
                unit_id=item.unit_id, item=item, version=versions[place - 1], number=number, opened_at=opened_at or at,
                state=MatterState.RUNNING,
            )
        )  # fmt: skip
    if not faults:
        Matter.objects.bulk_create(matters, batch_size=5000)
    return faults
