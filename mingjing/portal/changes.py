"""变动: what was published when, newest first, and whether a promise became shorter or longer."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.catalogue.selectors import public
from mingjing.catalogue.workflow import ABOLISH, RESUME, SUSPEND
from mingjing.core.paging import page_of
from mingjing.ledger.models import Entry

MOVES = (SUSPEND, RESUME, ABOLISH)
MOVES_SHOWN = 20


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


def moves(limit: int = MOVES_SHOWN, *, since: dt.date | None = None) -> list[Moved]:
    """Public powers lately suspended, resumed or abolished, newest first. Two queries."""
    items = public()
    entries = Entry.objects.filter(case_id__in=items.values("pk"), step__in=[step.name for step in MOVES])
    if since:
        entries = entries.filter(at__date__gte=since)
    found = list(entries.order_by("-at", "-id")[:limit])
    named = items.in_bulk([entry.case_id for entry in found])
    return [Moved(named[entry.case_id], entry) for entry in found]


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Everything that was published, newest first."""
    page = page_of(published_versions(), request.GET, order=("-published_at", "-id"))
    first = not page.back
    context = {"section": "changes", "page": page, "moves": moves() if first else []}
    return render(request, "portal/changes.html", context)
