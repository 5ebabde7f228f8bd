"""Counts of cases for the leading group: by ground, by unit, by measure, and how long they took (ACC-3-a)."""

import datetime as dt
import statistics
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import AccountabilityCase, Measure
from mingjing.accountability.workflow import DECIDED, OVER
from mingjing.rules import packs
from mingjing.rules.packs.nouns import Row


@dataclass(frozen=True)
class Tally:
    """How many cases a ground, a unit or a measure has: all, open, ended with a measure, not established."""

    key: str
    name: str
    total: int
    open: int = 0
    decided: int = 0
    not_established: int = 0


@dataclass(frozen=True)
class Time:
    """Calendar days from opening to the end, of the cases that ended; None where none has."""

    ended: int
    median: float | None
    longest: int | None


COUNTED = {
    "total": Count("pk"),
    "open": Count("pk", filter=~Q(status__in=sorted(OVER))),
    "decided": Count("pk", filter=Q(status__in=sorted(DECIDED))),
    "not_established": Count("pk", filter=Q(status=CaseStatus.NOT_ESTABLISHED)),
}


def between(rows: QuerySet[AccountabilityCase], since: dt.date, until: dt.date) -> QuerySet[AccountabilityCase]:
    """Those of `rows` that were opened within the days, both included."""
    return rows.filter(registered_on__gte=since, registered_on__lte=until)


def by_ground(rows: QuerySet[AccountabilityCase]) -> list[Tally]:
    """One line for each ground that has a case, in the order of the text. One query."""
    counted = rows.order_by().values_list("pack", "ground").annotate(**COUNTED)
    lines = [
        Tally(ground, _name(packs.load(pack).grounds.get(ground)), *counts)
        for pack, ground, *counts in counted.values_list("pack", "ground", *COUNTED)
    ]
    return sorted(lines, key=lambda one: one.key)


def by_unit(rows: QuerySet[AccountabilityCase]) -> list[Tally]:
    """One line for each unit that has a case, most cases first. One query."""
    counted = rows.order_by().values_list("unit__code", "unit__name").annotate(**COUNTED)
    lines = [Tally(*line) for line in counted.values_list("unit__code", "unit__name", *COUNTED)]
    return sorted(lines, key=lambda one: (-one.total, one.key))


def by_measure(rows: QuerySet[AccountabilityCase]) -> list[Tally]:
    """How often each measure was decided, in the order of the text; drafts do not count. One query."""
    decided = rows.filter(status__in=sorted(DECIDED)).order_by().values("pk")
    found: Counter[tuple[str, str]] = Counter(
        Measure.objects.filter(decision__case__in=decided, decision__approved_by__isnull=False)
        .order_by()
        .values_list("decision__case__pack", "measure")
    )
    lines = [Tally(key, _name(packs.load(pack).measures.get(key)), n) for (pack, key), n in found.items()]
    return sorted(lines, key=lambda one: one.key)


def time_taken(rows: QuerySet[AccountabilityCase]) -> Time:
    """How long cases took from opening to their end, whatever the end. One query."""
    dates = rows.filter(closed_on__isnull=False).order_by().values_list("registered_on", "closed_on")
    days = [(end - start).days for start, end in dates if end]
    return Time(len(days), statistics.median(days) if days else None, max(days, default=None))


def _name(row: Row | None) -> str:
    return row.name if row else ""
