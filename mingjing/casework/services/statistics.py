"""Counting the months of powers again: those whose matters changed, or all of them. Readers see old or new figures."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mingjing.casework.models import MonthRun, RunMark, StrayRun, TimeRun

LOCK = 7_220_071  # one counter at a time; whoever comes second leaves it to the first
MONTHS_AT_ONCE = 500
TABLES = (MonthRun, TimeRun, StrayRun)
ZONE = "Asia/Shanghai"

Month = tuple[UUID, dt.date]

TAKE = """
WITH picked AS (SELECT DISTINCT version_id, month FROM casework_runmark ORDER BY 1, 2 LIMIT %s)
DELETE FROM casework_runmark r USING picked s WHERE r.version_id = s.version_id AND r.month = s.month
RETURNING r.version_id, r.month"""

# What is counted: `asked` names the months of versions, or is all there are.
ASKED = "SELECT * FROM unnest(%(versions)s::uuid[], %(months)s::date[]) AS a(version_id, month)"
EVERY = f"""
SELECT version_id, date_trunc('month', opened_at AT TIME ZONE '{ZONE}')::date AS month FROM casework_matter
    WHERE opened_at IS NOT NULL
UNION SELECT version_id, date_trunc('month', closed_at AT TIME ZONE '{ZONE}')::date FROM casework_matter
    WHERE closed_at IS NOT NULL AND state = 'finished'"""  # noqa: S608 - constants only
IN_MONTH = (
    "m.{column} >= a.month::timestamp AT TIME ZONE '"
    + ZONE
    + "' AND m.{column} < (a.month + interval '1 month') AT TIME ZONE '"
    + ZONE
    + "'"
)
OPENED = f"m.version_id = a.version_id AND {IN_MONTH.format(column='opened_at')}"
ENDED = f"m.version_id = a.version_id AND m.state = 'finished' AND {IN_MONTH.format(column='closed_at')}"
DEMANDS = "s.matter_id = m.id AND s.kind = 'condition' AND s.status NOT IN ('lifted', 'withdrawn')"

COUNT_MATTERS = f"""
WITH asked AS ({{asked}}), facts AS (
    SELECT m.unit_id, m.item_id, a.version_id, a.month, 1 AS opened, 0 AS ended, 0 AS timed, 0 AS late, 0 AS deviating,
        0 AS undecided, 0 AS added, 0 AS skipped, 0 AS demanded, m.judged_at
    FROM asked a JOIN casework_matter m ON {OPENED}
    UNION ALL
    SELECT m.unit_id, m.item_id, a.version_id, a.month, 0, 1, (m.due_on IS NOT NULL)::int, m.late::int,
        coalesce(m.cost > 0, false)::int, (NOT m.decided)::int, (m.added <> '[]'::jsonb)::int,
        (m.skipped <> '[]'::jsonb)::int, EXISTS (SELECT FROM casework_signal s WHERE {DEMANDS})::int, m.judged_at
    FROM asked a JOIN casework_matter m ON {ENDED})
INSERT INTO casework_monthrun (unit_id, item_id, version_id, month, opened, ended, timed, late, deviating, undecided,
    added, skipped, demanded, judged_at)
SELECT unit_id, item_id, version_id, month, sum(opened), sum(ended), sum(timed), sum(late), sum(deviating),
    sum(undecided), sum(added), sum(skipped), sum(demanded), max(judged_at)
FROM facts GROUP BY 1, 2, 3, 4"""  # noqa: S608
WHOLE_UNIT = "CASE WHEN coalesce(v.promised_length, 0) > 0 THEN v.promised_unit ELSE v.statutory_unit END"
COUNT_TIMES = f"""
WITH asked AS ({{asked}})
INSERT INTO casework_timerun (unit_id, item_id, version_id, month, node, counted_in, used, done, late)
SELECT m.unit_id, m.item_id, a.version_id, a.month, s.node, s.limit_unit, s.used, count(*),
    count(*) FILTER (WHERE s.late)
FROM asked a JOIN casework_matter m ON {ENDED}
JOIN casework_matterstep s ON s.matter_id = m.id AND s.kind = 'matched' AND s.used IS NOT NULL AND s.node <> ''
GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT m.unit_id, m.item_id, a.version_id, a.month, '', {WHOLE_UNIT}, m.used, count(*), count(*) FILTER (WHERE m.late)
FROM asked a JOIN casework_matter m ON {ENDED} JOIN catalogue_powerversion v ON v.id = m.version_id
WHERE m.used IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7"""  # noqa: S608
COUNT_STRAYS = f"""
WITH asked AS ({{asked}}), facts AS (
    SELECT m.unit_id, m.item_id, a.version_id, a.month, s.kind, s.name,
        CASE WHEN s.kind = 'skipped' THEN s.node ELSE coalesce(before.node, '') END AS node,
        CASE WHEN s.kind = 'skipped' THEN '' ELSE coalesce(before.name, '') END AS after, s.matter_id
    FROM asked a JOIN casework_matter m ON {ENDED} AND m.cost > 0
    JOIN casework_matterstep s ON s.matter_id = m.id AND s.kind IN ('added', 'skipped')
    LEFT JOIN LATERAL (
        SELECT p.node, p.name FROM casework_matterstep p
        WHERE s.kind = 'added' AND p.matter_id = s.matter_id AND p."order" < s."order" AND p.kind = 'matched'
        ORDER BY p."order" DESC LIMIT 1) before ON true)
INSERT INTO casework_strayrun (unit_id, item_id, version_id, month, kind, name, node, after, anywhere, times, matters)
SELECT unit_id, item_id, version_id, month, kind, name, node, after, false, count(*), count(DISTINCT matter_id)
FROM facts GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
UNION ALL
SELECT unit_id, item_id, version_id, month, kind, name, '', '', true, count(*), count(DISTINCT matter_id)
FROM facts GROUP BY 1, 2, 3, 4, 5, 6
UNION ALL
SELECT m.unit_id, m.item_id, a.version_id, a.month, 'condition', s.node_name, '', '', true, count(*),
    count(DISTINCT m.id)
FROM asked a JOIN casework_matter m ON {ENDED} JOIN casework_signal s ON {DEMANDS}
GROUP BY 1, 2, 3, 4, 6"""  # noqa: S608
COUNTING = (COUNT_MATTERS, COUNT_TIMES, COUNT_STRAYS)


def refresh() -> int:
    """Count again the months whose matters changed since they were counted; how many. Safe to run at any time.

    A change that is not committed yet has a mark that is not seen yet: the next run finds both.
    """
    done = 0
    while counted := _refresh_some():
        done += counted
    return done


@transaction.atomic
def _refresh_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(TAKE, [MONTHS_AT_ONCE])
        months = sorted(set(cursor.fetchall()))
    count_again(months)
    return len(months)


@transaction.atomic
def count_again(months: Iterable[Month]) -> None:
    """Rewrite these months of versions from their matters. A fixed number of queries."""
    chosen = list(months)
    if not chosen:
        return
    asked: dict[str, Any] = {"versions": [version for version, _ in chosen], "months": [month for _, month in chosen]}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"DELETE FROM {table._meta.db_table} t USING ({ASKED}) a "  # noqa: S608 - a table of ours
                "WHERE t.version_id = a.version_id AND t.month = a.month",
                asked,
            )
        for sql in COUNTING:
            cursor.execute(sql.format(asked=ASKED), asked)


@transaction.atomic
def rebuild() -> int:
    """Count every month of every version anew; how many. Readers wait for nothing: they see the old rows until then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for table in (*TABLES, RunMark):
            table._default_manager.all().delete()
        for sql in COUNTING:
            cursor.execute(sql.format(asked=EVERY))
    return MonthRun.objects.count()
