"""What the catalogue lacks: units without powers, powers without chart or living basis, revisions due."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.catalogue import access, selectors
from mingjing.people.models import Official, Unit
from mingjing.regulations import selectors as regulations
from mingjing.rules import packs
from mingjing.workbench.access import OfficialRequest, official_required

REVISE = "ACC-6-4a"


@require_GET
@official_required
def gaps(request: OfficialRequest) -> HttpResponse:
    """Every gap with its id, coverage per unit, and the revisions that a change of law calls for."""
    today, units = timezone.localdate(), _units(request.user)
    covered: list[Any] = list(selectors.coverage(today=today, units=units).order_by("code"))
    tasks = selectors.revision_tasks(
        packs.load(settings.DEFAULT_PACK).limits[REVISE], regulations.current_calendar(), units=units
    )
    published = sum(unit.published for unit in covered)
    context = {
        "section": "powers",
        "gaps": selectors.gaps(today=today, units=units),
        "coverage": covered,
        "published": published,
        "drawn": sum(unit.drawn for unit in covered),
        "tasks": [(task, task.late(today)) for task in tasks],
        "pack": settings.DEFAULT_PACK,
    }
    return render(request, "workbench/catalogue/gaps.html", context)


def _units(viewer: Official) -> QuerySet[Unit]:
    """The office sees every unit's gaps, a unit its own."""
    if viewer.holds(*access.SEES_ALL):
        return Unit.objects.all()
    return Unit.objects.filter(pk=viewer.unit_id)
