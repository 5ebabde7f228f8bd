"""A city of any size in bulk: rows copied inside the database from a few that the services made."""

import datetime as dt
from typing import Any

from django.db import connection, transaction

UNTIL = dt.datetime.now(dt.UTC).replace(microsecond=0)
EVENTS_OF_A_MATTER = 5
UNITS = """
CREATE TEMP TABLE a_unit AS SELECT n, gen_random_uuid() AS unit FROM generate_series(1, %s) n"""
POWERS = """
CREATE TEMP TABLE a_power AS SELECT g.n, u.unit, gen_random_uuid() AS item, gen_random_uuid() AS version,
    gen_random_uuid() AS chart FROM generate_series(1, %s) g(n) JOIN a_unit u ON u.n = 1 + g.n %% %s"""
# Matters spread over a year, a tenth of them running, a tenth off the chart, one in twenty late.
MATTERS = """
CREATE TEMP TABLE a_matter AS SELECT g.n, p.unit, p.item, p.version, gen_random_uuid() AS matter,
    %s::timestamptz - (random() * 360) * interval '1 day' AS opened, g.n %% 10 = 0 AS runs, g.n %% 11 = 0 AS strays,
    g.n %% 20 = 0 AS late
FROM generate_series(1, %s) g(n) JOIN a_power p ON p.n = 1 + g.n %% %s"""
INSERT_MATTERS = """
INSERT INTO casework_matter (id, unit_id, item_id, version_id, number, state, opened_at, closed_at, decided,
    undecided_why, cost, added, skipped, used, due_on, provisional, late, judged_at)
SELECT matter, unit, item, version, 'B' || n, CASE WHEN runs THEN 'running' ELSE 'finished' END, opened,
    CASE WHEN runs THEN NULL ELSE least(opened + interval '5 days', %s) END, true, '', strays::int,
    CASE WHEN strays THEN '["盖章"]'::jsonb ELSE '[]'::jsonb END, '[]'::jsonb, 5, (opened + interval '9 days')::date,
    false, late, %s FROM a_matter"""
INSERT_EVENTS = """
INSERT INTO casework_event (id, unit_id, matter_id, kind, activity, at, seq, key, note, received_at, batch_id)
SELECT gen_random_uuid(), unit, matter, 'step', (ARRAY['受理', '审查', '盖章', '审查', '决定'])[s],
    opened + s * interval '20 hours', s, 'b' || n || '/' || s, '', opened + s * interval '21 hours', %s
FROM a_matter, generate_series(1, %s) s"""
INSERT_STEPS = """
INSERT INTO casework_matterstep (id, matter_id, item_id, "order", kind, node, name, started_at, ended_at, used,
    limit_length, limit_unit, due_on, late)
SELECT gen_random_uuid(), matter, item, s, CASE WHEN s = 2 AND strays THEN 'added' ELSE 'matched' END,
    CASE WHEN s = 2 AND strays THEN '' ELSE 't' || least(s, 2) END, (ARRAY['受理', '审查', '盖章'])[s + 1], opened,
    opened + (s + 1) * interval '20 hours', s + 1, 2, 'working_days', (opened + interval '3 days')::date, late AND s = 1
FROM a_matter, generate_series(0, 2) s"""


@transaction.atomic
def fill(version: Any, batch: Any, signal: Any, *, units: int, powers: int, events: int) -> None:
    """Copy a published version, a delivery and a signal until the city has so many units, powers and events."""
    item, matters = version.item, events // EVENTS_OF_A_MATTER
    with connection.cursor() as cursor:
        cursor.execute(UNITS, [units])
        cursor.execute(POWERS, [powers, units])
        code = "'9' || lpad(s.n::text, 7, '0')"
        clone(cursor, item.unit, "a_unit", id="s.unit", code=code, name="'第' || s.n || '局'")
        named = "t.name || '第' || s.n || '项'"
        clone(cursor, item, "a_power", id="s.item", unit_id="s.unit", current_id="s.version", name=named,
              number=f"{code} || '-1'")  # fmt: skip
        clone(cursor, version, "a_power", id="s.version", item_id="s.item", number="t.number || '/' || s.n")
        for row in (*version.bases.all(), *version.materials.all()):
            clone(cursor, row, "a_power", id="gen_random_uuid()", version_id="s.version")
        clone(cursor, version.chart, "a_power", id="s.chart", version_id="s.version")
        for node in version.chart.nodes.all():
            clone(cursor, node, "a_power", id="gen_random_uuid()", chart_id="s.chart")
        cursor.execute(MATTERS, [UNTIL, matters, powers])
        cursor.execute("ANALYZE a_matter")
        cursor.execute(INSERT_MATTERS, [UNTIL, UNTIL])
        cursor.execute(INSERT_EVENTS, [batch.pk, EVENTS_OF_A_MATTER])
        cursor.execute(INSERT_STEPS)
        late = "(SELECT * FROM a_matter WHERE late OR strays)"
        day = "(s.opened + interval '3 days')::date"
        clone(cursor, signal, late, id="gen_random_uuid()", unit_id="s.unit", item_id="s.item", matter_id="s.matter",
              number="'B' || s.n", occurrence="s.matter || '/b'", raised_on=day, found_on=day)  # fmt: skip
        clone(cursor, batch, "a_power", id="gen_random_uuid()", unit_id="s.unit", item_id="s.item", key="'b' || s.n")


def clone(cursor: Any, row: Any, source: str, **columns: str) -> None:
    """A copy of `row` for each row `s` of `source`, with these columns by expressions over `s` and the original `t`."""
    table = row._meta.db_table
    told = ", ".join(f"'{name}', {expression}" for name, expression in columns.items())
    cursor.execute(
        f"INSERT INTO {table} SELECT r.* FROM {source} s, {table} t, "  # noqa: S608 - names of ours
        f"LATERAL jsonb_populate_record(NULL::{table}, to_jsonb(t) || jsonb_build_object({told})) r WHERE t.id = %s",
        [row.pk],
    )
