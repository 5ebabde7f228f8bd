"""Taking in events: a batch whole or not at all, with every faulty row named."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mingjing.casework.enums import EventKind
from mingjing.casework.incoming import MOST_ROWS_NAMED, BatchRefused, Fault, Incoming, faults_of
from mingjing.casework.models import Batch, Matter
from mingjing.catalogue.models import PowerItem
from mingjing.core.copying import NULL, copy_lines, insert_new, new_key, text

__all__ = ["BatchRefused", "Fault", "Incoming", "ingest"]

FEW = 1000  # rows that need no index to be compared
MATTERS_AT_ONCE = 5000

STAGE = """
CREATE TEMP TABLE IF NOT EXISTS incoming (
    id uuid, row int, number text, kind text, activity text, at timestamptz, key text, made bool, note text,
    corrects text
) ON COMMIT DELETE ROWS"""
COLUMNS = ("id", "row", "number", "kind", "activity", "at", "key", "made", "note", "corrects")
INDEX = "CREATE INDEX IF NOT EXISTS incoming_by_key ON incoming (key)"
EMPTY = "DELETE FROM incoming"  # what another delivery of the same transaction left
NO_INDEX = "DROP INDEX incoming_by_key"
TELL_APART = """
WITH twice AS (SELECT key FROM incoming WHERE made GROUP BY key HAVING count(*) > 1), placed AS (
    SELECT id, row_number() OVER (PARTITION BY key ORDER BY row) AS n
    FROM incoming JOIN twice USING (key) WHERE made)
UPDATE incoming i SET key = i.key || '-' || p.n FROM placed p WHERE p.n > 1 AND p.id = i.id"""
REPEATED = """
WITH twice AS (SELECT key FROM incoming GROUP BY key HAVING count(*) > 1)
SELECT min(row), key FROM incoming JOIN twice USING (key) GROUP BY key
HAVING count(DISTINCT (number, kind, activity, at, corrects)) > 1 ORDER BY 1 LIMIT %s"""
CHANGED = """
SELECT i.row, i.key FROM incoming i
JOIN casework_event e ON e.unit_id = %s AND e.key = i.key JOIN casework_matter m ON m.id = e.matter_id
WHERE (m.item_id, m.number, e.kind, e.activity) IS DISTINCT FROM (%s::uuid, i.number, i.kind, i.activity)
   OR e.at IS DISTINCT FROM i.at
   OR i.corrects IS DISTINCT FROM coalesce((SELECT t.key FROM casework_event t WHERE t.id = e.corrects_id), '')
ORDER BY 1 LIMIT %s"""
NEW_MATTERS = """
SELECT i.number, min(i.at), min(i.row) FROM incoming i
LEFT JOIN casework_matter m ON m.item_id = %s AND m.number = i.number
WHERE m.id IS NULL GROUP BY i.number ORDER BY 3"""
LAST_EVENTS = """
SELECT number, max(at), max(row) FROM incoming GROUP BY number HAVING NOT bool_or(kind = 'close') ORDER BY number"""
INSERT = """
WITH new AS (
    INSERT INTO casework_event
        (id, unit_id, matter_id, kind, activity, at, seq, key, note, batch_id, received_at, corrects_id)
    SELECT i.id, %(unit)s, m.id, i.kind, i.activity, i.at, i.row, i.key, i.note, %(batch)s, %(at)s, NULL
    FROM incoming i JOIN casework_matter m ON m.item_id = %(item)s AND m.number = i.number
    WHERE i.corrects = '' ORDER BY i.row
    ON CONFLICT (unit_id, key) DO NOTHING RETURNING matter_id
) SELECT matter_id, count(*) FROM new GROUP BY matter_id"""
INSERT_CORRECTIONS = """
WITH new AS (
    INSERT INTO casework_event
        (id, unit_id, matter_id, kind, activity, at, seq, key, note, batch_id, received_at, corrects_id)
    SELECT i.id, %(unit)s, m.id, i.kind, i.activity, i.at, i.row, i.key, i.note, %(batch)s, %(at)s, coalesce(c.id, s.id)
    FROM incoming i JOIN casework_matter m ON m.item_id = %(item)s AND m.number = i.number
    LEFT JOIN casework_event c ON c.unit_id = %(unit)s AND c.key = i.corrects
    LEFT JOIN LATERAL (SELECT id FROM incoming WHERE key = i.corrects ORDER BY row LIMIT 1) s ON true
    WHERE i.corrects <> '' ORDER BY i.row
    ON CONFLICT (unit_id, key) DO NOTHING RETURNING matter_id
) SELECT matter_id, count(*) FROM new GROUP BY matter_id"""
BAD_CORRECTIONS = """
SELECT DISTINCT row, corrects, why FROM (
    SELECT i.row, i.corrects, CASE
        WHEN c.id IS NULL AND s.row IS NULL THEN 'unknown'
        WHEN coalesce(m.number, s.number) <> i.number OR m.item_id <> %(item)s THEN 'elsewhere'
        WHEN o.id IS NOT NULL OR r.row IS NOT NULL THEN 'again' END AS why
    FROM incoming i
    LEFT JOIN casework_event c ON c.unit_id = %(unit)s AND c.key = i.corrects
    LEFT JOIN casework_matter m ON m.id = c.matter_id
    LEFT JOIN LATERAL (
        SELECT row, number FROM incoming WHERE key = i.corrects AND row < i.row ORDER BY row LIMIT 1) s ON true
    LEFT JOIN casework_event o ON o.corrects_id = c.id AND o.key <> i.key
    LEFT JOIN incoming r ON r.corrects = i.corrects AND r.corrects <> '' AND r.row < i.row AND r.key <> i.key
    WHERE i.corrects <> ''
) found WHERE why IS NOT NULL ORDER BY row LIMIT %(most)s"""
WHY = {
    "unknown": "要更正的来源键“{key}”不存在；更正只能指向已有的事件，或本批中排在前面的事件",
    "elsewhere": "要更正的来源键“{key}”属于另一个办件",
    "again": "来源键“{key}”已经更正过；再次更正请指向最新的那条更正",
}


@transaction.atomic
def ingest(
    batch: Batch, item: PowerItem, incoming: Iterable[Incoming | Fault], *, at: dt.datetime, closed: bool = False
) -> set[UUID]:
    """Take every event of a delivery; the ids of the matters that changed. Events known already change nothing.

    `closed`: every case of the delivery ends with its last event. A fault in the stream refuses it like any other.
    What was counted is added to the batch's figures, which the caller stores.

    Raises:
        BatchRefused: with every faulty row, up to a hundred; nothing was taken.
    """
    with connection.cursor() as cursor:
        staged = _stage(cursor, incoming, item, now=at)
        _refuse(_contradictions(cursor, batch, item, staged))
        _refuse(_open_matters(cursor, item, at))
        inserted = _insert(cursor, batch, item, at, staged)
        taken, changed = sum(inserted.values()), set(inserted)
        if closed:
            changed |= set(_close(cursor, batch, item, at))
        if staged.indexed:
            cursor.execute(NO_INDEX)
    batch.rows, batch.taken = batch.rows + staged.rows, batch.taken + taken
    batch.known += staged.rows - taken
    return changed


@dataclass
class Staged:
    """What comes in: how many rows, whether any corrects another, whether keys may come twice among them."""

    rows: int = 0
    corrects: bool = False
    repeats: bool = False
    indexed: bool = False
    faults: int = 0
    named: list[Fault] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def lines(self, incoming: Iterable[Incoming | Fault], item: str, now: dt.datetime) -> Iterator[str]:
        """The rows as they are copied; none any more once one is faulty."""
        for event in incoming:
            wrong = [event] if isinstance(event, Fault) else faults_of(event, now=now)
            if wrong:
                self.faults += sum(fault.times for fault in wrong)
                self.named += wrong[: MOST_ROWS_NAMED - len(self.named)]
            elif not self.named and isinstance(event, Incoming):
                key = event.key or event.made_key(item)
                self._look_at(event, key)
                yield _line(event, key)

    def _look_at(self, event: Incoming, key: str) -> None:
        """Note what later questions depend on. Of more than a few rows nobody keeps the keys: the database looks."""
        self.corrects = self.corrects or bool(event.corrects)
        if not self.repeats:
            self.repeats = key in self.keys or len(self.keys) >= FEW
            self.keys.add(key)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise BatchRefused(faults)


def _stage(cursor: Any, incoming: Iterable[Incoming | Fault], item: PowerItem, *, now: dt.datetime) -> Staged:
    """Stream the rows into the staging table, empty before. The stream may ask the database itself."""
    staged = Staged()
    cursor.execute(STAGE)
    cursor.execute(EMPTY)
    staged.rows = copy_lines(cursor, "incoming", COLUMNS, staged.lines(incoming, item.number, now))
    if staged.named:
        raise BatchRefused(staged.named, staged.faults)
    if staged.rows > FEW:
        cursor.execute("ANALYZE incoming")
    if staged.repeats:
        cursor.execute(TELL_APART)
    if staged.corrects and staged.rows > FEW:
        cursor.execute(INDEX)
        staged.indexed = True
    return staged


def _line(event: Incoming, key: str) -> str:
    made = "f" if event.key else "t"
    at = event.at.isoformat() if event.at else NULL
    return (
        f"{new_key()}\t{event.row}\t{text(event.number)}\t{text(str(event.kind))}\t{text(event.activity)}\t{at}\t"
        f"{text(key)}\t{made}\t{text(event.note)}\t{text(event.corrects)}\n"
    )


def _contradictions(cursor: Any, batch: Batch, item: PowerItem, staged: Staged) -> list[Fault]:
    """Rows that give one key two meanings, in the delivery or against what is held. Events are never edited."""
    found = []
    if staged.repeats:
        cursor.execute(REPEATED, [MOST_ROWS_NAMED])
        found = [Fault(row, f"来源键“{key}”在本批中有不同内容", "key") for row, key in cursor.fetchall()]
    cursor.execute(CHANGED, [batch.unit_id, item.pk, MOST_ROWS_NAMED])
    found += [
        Fault(row, f"来源键“{key}”已有内容不同的事件；事件不能修改，请作为更正提交，用新的来源键", "key")
        for row, key in cursor.fetchall()
    ]
    if not staged.corrects:
        return found
    cursor.execute(BAD_CORRECTIONS, {"unit": batch.unit_id, "item": item.pk, "most": MOST_ROWS_NAMED})
    return found + [Fault(row, WHY[why].format(key=key), "corrects") for row, key, why in cursor.fetchall()]


def _open_matters(cursor: Any, item: PowerItem, at: dt.datetime) -> list[Fault]:
    """Open the matters that are new, each on the version in force when it began; the rows that have none."""
    cursor.execute(NEW_MATTERS, [item.pk])
    found = cursor.fetchall()
    if not found:
        return []
    rows = item.versions.exclude(published_at=None).order_by("published_at")
    versions = list(rows.values_list("pk", "published_at"))
    starts = [published_at for _, published_at in versions]
    matters, faults = [], []
    for number, opened_at, row in found:
        place = bisect_right(starts, opened_at) if opened_at else len(starts)
        if place:
            matters.append((number, versions[place - 1][0], opened_at or at))
        else:
            faults.append(Fault(row, f"办件 {number} 开始时，“{item}”还没有公布的版本", "at"))
    for start in range(0, 0 if faults else len(matters), MATTERS_AT_ONCE):
        # A delivery that comes in at the same moment may have opened one of them.
        insert_new(
            [
                Matter(unit_id=item.unit_id, item_id=item.pk, version_id=version, number=number, opened_at=opened_at)
                for number, version, opened_at in matters[start : start + MATTERS_AT_ONCE]
            ]
        )
    return faults


def _insert(cursor: Any, batch: Batch, item: PowerItem, at: dt.datetime, staged: Staged) -> dict[UUID, int]:
    """Insert what is staged and not known; how many events each matter got."""
    values = {"unit": batch.unit_id, "batch": batch.pk, "at": at, "item": item.pk}
    cursor.execute(INSERT, values)
    inserted: dict[UUID, int] = dict(cursor.fetchall())
    if not staged.corrects:
        return inserted
    cursor.execute(INSERT_CORRECTIONS, values)
    for matter, count in cursor.fetchall():
        inserted[matter] = inserted.get(matter, 0) + count
    return inserted


def _close(cursor: Any, batch: Batch, item: PowerItem, at: dt.datetime) -> dict[UUID, int]:
    """Insert the end of every case that does not tell it itself; how many each matter got."""
    cursor.execute(LAST_EVENTS)
    found = cursor.fetchall()
    ends = (Incoming(row, number, "", last, kind=EventKind.CLOSE) for number, last, row in found)
    return _insert(cursor, batch, item, at, _stage(cursor, ends, item, now=at))
