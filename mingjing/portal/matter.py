"""One matter, for whoever waits for it: where it stands on the published chart."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mingjing.casework.models import Matter
from mingjing.casework.selectors import matters
from mingjing.catalogue.enums import Attribute


@require_GET
def matter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Steps done, now and missing, and the finding in one sentence."""
    return _page(request, pk, "portal/matter.html")


@require_GET
def matter_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """登记表, to print."""
    return _page(request, pk, "portal/matter_form.html")


def _page(request: HttpRequest, pk: UUID, template: str) -> HttpResponse:
    rows = Matter.objects.select_related("item__unit", "version").filter(version__attribute=Attribute.PUBLIC)
    found = get_object_or_404(rows, pk=pk)
    steps = list(found.steps.all())
    context = {"section": "powers", "matter": found, "steps": steps, "finding": matters.finding(found, steps)}
    return render(request, template, context)
