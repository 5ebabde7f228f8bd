"""公开记录: what a unit disclosed when and where, a piece of information with its plan, the pictures that prove it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from mingjing.catalogue.models import PowerItem
from mingjing.core import uploads
from mingjing.core.paging import page_of
from mingjing.disclosure import access
from mingjing.disclosure.enums import Channel, PlanKind
from mingjing.disclosure.models import Picture, Plan
from mingjing.disclosure.selectors import dues, freshness, records
from mingjing.people.models import Unit

MOST = 20  # records on the page of a power; the rest are on the unit's list
AHEAD = dt.timedelta(days=92)
ORDER = ("-published_on", "-id")


@require_GET
def information(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One piece of information: how often, to whom and where it is disclosed, why there, and what was disclosed."""
    plan = get_object_or_404(access.public(), pk=pk)
    today, known = timezone.localdate(), dues.law(timezone.localdate())
    rows = list(records.of_plan(plan)[:MOST])
    stages: list[Any] = list(records.stages_of(plan)) if plan.kind == PlanKind.STAGED else []
    context = {
        "section": "units",
        "plan": plan,
        "planned": [label for value, label in Channel.choices if value in plan.channels],
        "used": sorted({row.get_channel_display() for row in rows}),
        "records": rows,
        "stages": stages,
        "disclosed": sum(stage.disclosed for stage in stages),
        "next": _next(plan, today, known),
        "page": freshness.of_information(plan, today),
        "today": today,
    }
    return render(request, "portal/information.html", context)


def _next(plan: Plan, today: dt.date, known: dues.Law) -> dt.date | None:
    """When a regular item is due next; None for others and for one that has ended."""
    if plan.kind != PlanKind.REGULAR:
        return None
    found = dues.periods_of(plan, today, today + 4 * AHEAD, known.calendar)
    return found[0].due if found else None


@require_GET
def unit_disclosures(request: HttpRequest, code: str) -> HttpResponse:
    """What a unit discloses, and everything it has disclosed, the latest first."""
    unit = get_object_or_404(Unit, code=code)
    page = page_of(records.of_unit(unit), request.GET, order=ORDER)
    plans = access.public().filter(unit=unit, ends_on=None).order_by("title")
    context = {"section": "units", "unit": unit, "page": page, "plans": plans if not page.back else []}
    return render(request, "portal/unit_disclosures.html", context)


@require_GET
def picture(request: HttpRequest, pk: UUID) -> FileResponse:
    """A photo or scan of a public record."""
    found = get_object_or_404(Picture, pk=pk, record__in=records.public())
    try:
        answer = uploads.served(found)
    except FileNotFoundError as error:
        raise Http404 from error
    patch_cache_control(answer, public=True, max_age=3600)
    return answer


def of_power(item: PowerItem, today: dt.date) -> dict[str, Any]:
    """What the page of a power says of its disclosure: plans, records, last update. Four queries at most."""
    return {
        "plans": access.public().filter(item=item, ends_on=None).order_by("title"),
        "disclosures": records.of_item(item)[:MOST],
        "page": freshness.of_power(item, today),
        "today": today,
    }


def of_unit(unit: Unit, today: dt.date) -> dict[str, Any]:
    """What the card of a unit says of its disclosure."""
    return {
        "plans": access.public().filter(unit=unit, item=None, ends_on=None).order_by("title"),
        "page": freshness.of_card(unit, today),
        "today": today,
    }
