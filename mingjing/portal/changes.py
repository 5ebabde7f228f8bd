"""变动: what was published when, newest first, and whether a promise became shorter or longer."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import PowerVersion
from mingjing.catalogue.selectors import public
from mingjing.core.paging import page_of


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


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Everything that was published, newest first."""
    page = page_of(published_versions(), request.GET, order=("-published_at", "-id"))
    return render(request, "portal/changes.html", {"section": "changes", "page": page})
