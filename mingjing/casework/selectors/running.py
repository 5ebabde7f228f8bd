"""How a power really runs: volumes, times against limits, and where cases leave the published chart.

Everything is counted to the day on which matters were last judged, never to the clock of whoever looks.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max

from mingjing.casework.models import Matter
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import PowerVersion

MONTHS = 12
ZONE = "Asia/Shanghai"
# Matters that ended within the window: the population of every share and percentile.
ENDED = """m.state = 'finished' AND m.closed_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
    AND m.closed_at < (%(until)s::date + 1)::timestamp AT TIME ZONE %(zone)s"""
TOTALS = f"""
SELECT m.version_id = %(version)s AS own, count(*) AS ended, count(m.due_on) AS timed,
    count(*) FILTER (WHERE m.late) AS late, count(*) FILTER (WHERE m.cost > 0) AS deviating,
    count(*) FILTER (WHERE NOT m.decided) AS undecided,
    count(*) FILTER (WHERE m.added <> '[]'::jsonb) AS added, count(*) FILTER (WHERE m.skipped <> '[]'::jsonb) AS skipped
FROM casework_matter m WHERE m.item_id = %(item)s AND {ENDED} GROUP BY 1"""  # noqa: S608 - constants only
BY_MONTH = f"""
SELECT month, sum(opened)::int, sum(ended)::int, sum(late)::int, sum(deviating)::int FROM (
    SELECT date_trunc('month', m.opened_at AT TIME ZONE %(zone)s)::date AS month, 1 AS opened, 0 AS ended, 0 AS late,
        0 AS deviating
    FROM casework_matter m WHERE m.item_id = %(item)s
        AND m.opened_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
        AND m.opened_at < (%(until)s::date + 1)::timestamp AT TIME ZONE %(zone)s
    UNION ALL
    SELECT date_trunc('month', m.closed_at AT TIME ZONE %(zone)s)::date, 0, 1, m.late::int,
        coalesce(m.cost > 0, false)::int
    FROM casework_matter m WHERE m.item_id = %(item)s AND {ENDED}) AS facts
GROUP BY month"""  # noqa: S608
BY_NODE = f"""
SELECT s.node, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY s.used),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY s.used), count(*) FILTER (WHERE s.late)
FROM casework_matterstep s JOIN casework_matter m ON m.id = s.matter_id
WHERE m.item_id = %(item)s AND m.version_id = %(version)s AND {ENDED}
    AND s.item_id = %(item)s AND s.kind = 'matched' AND s.used IS NOT NULL
GROUP BY s.node"""  # noqa: S608
DEVIATIONS = f"""
SELECT s.kind, s.name, CASE WHEN s.kind = 'skipped' THEN s.node ELSE coalesce(before.node, '') END,
    CASE WHEN s.kind = 'skipped' THEN '' ELSE coalesce(before.name, '') END,
    count(*), count(DISTINCT s.matter_id)
FROM casework_matterstep s JOIN casework_matter m ON m.id = s.matter_id
LEFT JOIN LATERAL (
    SELECT p.node, p.name FROM casework_matterstep p
    WHERE s.kind = 'added' AND p.matter_id = s.matter_id AND p."order" < s."order" AND p.kind = 'matched'
    ORDER BY p."order" DESC LIMIT 1) before ON true
WHERE m.item_id = %(item)s AND m.version_id = %(version)s AND {ENDED}
    AND m.cost > 0 AND s.kind IN ('added', 'skipped')
GROUP BY 1, 2, 3, 4 ORDER BY 6 DESC, 5 DESC, 1, 2, 3, 4"""  # noqa: S608


@dataclass(frozen=True)
class Window:
    """Twelve months up to a day, both ends included."""

    since: dt.date
    until: dt.date

    @classmethod
    def ending(cls, until: dt.date) -> "Window":
        """The month of `until` and the eleven before it."""
        years, month = divmod(until.year * 12 + until.month - MONTHS, 12)
        return cls(dt.date(years, month + 1, 1), until)

    def months(self) -> list[dt.date]:
        """The first day of each month, oldest first."""
        first = self.since.year * 12 + self.since.month - 1
        return [dt.date(n // 12, n % 12 + 1, 1) for n in range(first, first + MONTHS)]


@dataclass(frozen=True)
class Totals:
    """Matters that ended: with a limit, late, off the chart (`deviating`), and why off it."""

    ended: int = 0
    timed: int = 0
    late: int = 0
    deviating: int = 0
    undecided: int = 0
    added: int = 0
    skipped: int = 0

    @property
    def on_time(self) -> float | None:
        """Of 100, those with a limit that ended within it; None where there are none."""
        return share(self.timed - self.late, self.timed)

    @property
    def off_chart(self) -> float | None:
        """Of 100, those decided that left the published chart; None where there are none."""
        return share(self.deviating, self.ended - self.undecided)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Month:
    """One month of a power, whatever the version."""

    first: dt.date
    opened: int = 0
    ended: int = 0
    late: int = 0
    deviating: int = 0


@dataclass(frozen=True)
class NodeTime:
    """One step of the chart as done: `median` and `p90` in days of the step's limit, working days without one."""

    node: str
    done: int
    median: int
    p90: int
    late: int

    @property
    def late_share(self) -> float:
        return share(self.late, self.done) or 0.0


@dataclass(frozen=True)
class Deviation:
    """One way of leaving the chart: a step `skipped` at `node`, or `added` after `node` (empty: at the start)."""

    kind: str
    name: str
    node: str
    after: str
    times: int
    matters: int


@dataclass(frozen=True)
class Running:
    """How a power ran in a window. `all`: under every version; the rest but the months: under one version."""

    window: Window
    all: Totals
    own: Totals
    months: tuple[Month, ...]
    nodes: dict[str, NodeTime]
    deviations: tuple[Deviation, ...]


def share(part: int, whole: int) -> float | None:
    """A share of 100 with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def as_of(version: PowerVersion) -> dt.datetime | None:
    """Up to when the figures of a version reach: the last judging of the power's matters, for a version
    that was replaced the end of its last matter. None before there is any. One query.
    """
    rows = Matter.objects.filter(item=version.item_id)
    if version.status == VersionStatus.SUPERSEDED:
        return rows.filter(version=version).aggregate(last=Max("closed_at"))["last"]
    return rows.aggregate(last=Max("judged_at"))["last"]


def running(version: PowerVersion, *, until: dt.date) -> Running:
    """How the power of `version` ran in the twelve months up to `until`. Four queries."""
    window = Window.ending(until)
    asked = {
        "item": version.item_id, "version": version.pk, "since": window.since, "until": window.until, "zone": ZONE,
    }  # fmt: skip
    totals = {bool(own): Totals(*counts) for own, *counts in _rows(TOTALS, asked)}
    own = totals.get(True, Totals())
    months = {row[0]: Month(*row) for row in _rows(BY_MONTH, asked)}
    return Running(
        window=window,
        all=own + totals.get(False, Totals()),
        own=own,
        months=tuple(months.get(first, Month(first)) for first in window.months()),
        nodes={row[0]: NodeTime(*row) for row in _rows(BY_NODE, asked)},
        deviations=tuple(Deviation(*row) for row in _rows(DEVIATIONS, asked)),
    )


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()
