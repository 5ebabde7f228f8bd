"""变动: what was published, suspended or abolished when, newest first and by month, and what became different."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.catalogue.selectors import ZONE, Change, outlines, public
from mingjing.catalogue.workflow import ABOLISH, RESUME, SUSPEND
from mingjing.core.paging import page_of, query_of
from mingjing.ledger.models import Entry
from mingjing.rules.limits import add_months

MOVES = (SUSPEND, RESUME, ABOLISH)
MOVES_SHOWN = 20
MOST_MOVES = 500  # of one month
ON_A_PAGE = 30
MONTHS = 24  # to choose from


def published_versions() -> QuerySet[PowerVersion]:
    """Every public version ever in force, newest first, each with the promise of the one before. One query."""
    before = PowerVersion.objects.filter(item=OuterRef("item"), no=OuterRef("no") - 1)
    rows = PowerVersion.objects.filter(
        item__in=public().values("pk"), attribute=Attribute.PUBLIC, published_at__isnull=False
    )
    return (
        rows.select_related("item__unit", "item__type")
        .annotate(
            promised_before=Subquery(before.values("promised_length")[:1]),
            same_unit=Subquery(before.filter(promised_unit=OuterRef("promised_unit")).values("pk")[:1]),
            promise=F("promised_length"),
        )
        .order_by("-published_at", "-id")
    )


@dataclass(frozen=True)
class Moved:
    """A power suspended, resumed or abolished: what its ledger says of that."""

    item: PowerItem
    entry: Entry


@dataclass(frozen=True)
class Month:
    """One month of changes: its first day and the first day of the next."""

    first: dt.date
    after: dt.date

    @classmethod
    def of(cls, said: str) -> "Month | None":
        """The month that an address names as 2026-03; None for anything else."""
        try:
            first = dt.datetime.strptime(said, "%Y-%m").date()
        except ValueError:
            return None
        return cls(first, add_months(first, 1)) if first.year < dt.MAXYEAR else None

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """The month's first moment and the one after its last, in Baoding."""
        first, after = (dt.datetime.combine(day, dt.time(), ZONE) for day in (self.first, self.after))
        return first, after


def moves(limit: int = MOVES_SHOWN, *, since: dt.date | None = None, month: Month | None = None) -> list[Moved]:
    """Public powers lately suspended, resumed or abolished, newest first. Two queries."""
    items = public()
    entries = Entry.objects.filter(case_id__in=items.values("pk"), step__in=[step.name for step in MOVES])
    if since:
        entries = entries.filter(at__date__gte=since)
    if month:
        entries = entries.filter(at__gte=month.span[0], at__lt=month.span[1])
    found = list(entries.order_by("-at", "-id")[:limit])
    named = items.in_bulk([entry.case_id for entry in found])
    return [Moved(named[entry.case_id], entry) for entry in found]


def differences(versions: Sequence[PowerVersion]) -> dict[UUID, list[Change]]:
    """What each version says otherwise than the public one before it. A fixed number of queries."""
    before = PowerVersion.objects.filter(item__in={version.item_id for version in versions}, attribute=Attribute.PUBLIC)
    known = {(row.item_id, row.no): row for row in before.select_related("chief", "handler")}
    pairs = [
        (old, known[version.item_id, version.no])
        for version in versions
        if (old := known.get((version.item_id, version.no - 1)))
    ]
    return {new.pk: found for (_old, new), found in zip(pairs, outlines(pairs), strict=True)}


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Everything that was published, newest first; of one month if the address names one."""
    month = Month.of(request.GET.get("month", ""))
    rows = published_versions()
    if month:
        rows = rows.filter(published_at__gte=month.span[0], published_at__lt=month.span[1])
    page = page_of(rows, request.GET, order=("-published_at", "-id"), size=ON_A_PAGE)
    moved = moves(MOST_MOVES if month else MOVES_SHOWN, month=month) if not page.back else []
    context = {
        "section": "changes",
        "page": page,
        "query": query_of(request.GET),
        "moves": moved,
        "outlines": differences(page.rows),
        "month": month.first if month else None,
        "months": published_versions().order_by().datetimes("published_at", "month", "DESC", tzinfo=ZONE)[:MONTHS],
    }
    return render(request, "portal/changes.html", context)
