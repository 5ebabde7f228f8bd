"""How many complaints there are: numbers for those who may see no case (GAP-02). Small ones are not told (CMP-8-c)."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncMonth

from mingjing.clocks.enums import ClockStatus
from mingjing.clocks.models import Clock
from mingjing.complaints import workflow
from mingjing.complaints.enums import ComplaintStatus
from mingjing.complaints.models import Complaint
from mingjing.core.seeing import SYSTEM, seeing

FEWEST = 5  # fewer than these are not told
LATE = (ClockStatus.BREACHED, ClockStatus.CLOSED_LATE)
GROUPS: dict[str, frozenset[str]] = {
    "waiting": frozenset({ComplaintStatus.REGISTERED}),
    "open": workflow.OPEN - {ComplaintStatus.REGISTERED},
    "over": frozenset(set(ComplaintStatus) - workflow.OPEN),
}


@dataclass(frozen=True)
class Month:
    """The cases received in a month. None: too few to tell."""

    month: dt.date
    total: int | None
    groups: Mapping[str, int | None]
    late: int | None


def by_month(*, since: dt.date) -> list[Month]:
    """Counts by month, the newest first. One query."""
    late = Clock.objects.filter(case_id=OuterRef("pk"), status__in=LATE)
    with seeing(SYSTEM):
        rows = (
            Complaint.objects.filter(received_on__gte=since)
            .annotate(month=TruncMonth("received_on"), is_late=Exists(late))
            .values("month", "status", "is_late")
            .annotate(n=Count("pk"))
            .order_by("-month")
        )
        found = list(rows)
    months = sorted({row["month"] for row in found}, reverse=True)
    return [_month(month, [row for row in found if row["month"] == month]) for month in months]


def _month(month: dt.date, rows: Sequence[Mapping[str, Any]]) -> Month:
    counts: Counter[str] = Counter()
    for row in rows:
        n = row["n"]
        counts["total"] += n
        counts["late"] += n if row["is_late"] else 0
        for name, states in GROUPS.items():
            counts[name] += n if row["status"] in states else 0
    total = counts["total"] if counts["total"] >= FEWEST else None
    groups = hidden({name: counts[name] for name in GROUPS}) if total is not None else dict.fromkeys(GROUPS)
    late = counts["late"]
    told = total is not None and FEWEST <= late <= counts["total"] - FEWEST or (total is not None and late == 0)
    return Month(month, total, groups, late if told else None)


def hidden(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts without the small ones; where only one is small, without the next one too: a total tells nothing."""
    small = {name for name, n in counts.items() if 0 < n < FEWEST}
    if len(small) == 1:
        rest = sorted((n, name) for name, n in counts.items() if name not in small and n)
        small |= {rest[0][1]} if rest else set()
    return {name: None if name in small else n for name, n in counts.items()}
