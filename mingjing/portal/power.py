"""One power: what it takes, on what basis, by which chart."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mingjing.catalogue import selectors
from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import FlowChart, PowerItem, PowerVersion

RELATED = ("chief", "handler")


@require_GET
def power(request: HttpRequest, number: str) -> HttpResponse:
    """The version in force."""
    item = get_object_or_404(selectors.public(), number=number)
    version = get_object_or_404(PowerVersion.objects.select_related(*RELATED), pk=item.current_id)
    return _page(request, item, version)


@require_GET
def power_version(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """A version that is or was in force, with what it changed."""
    item = get_object_or_404(selectors.public(), number=number)
    rows = item.versions.filter(published_at__isnull=False, attribute=Attribute.PUBLIC).select_related(*RELATED)
    return _page(request, item, get_object_or_404(rows, no=no))


def _page(request: HttpRequest, item: PowerItem, version: PowerVersion) -> HttpResponse:
    former = item.versions.filter(published_at__isnull=False, no__lt=version.no).order_by("-no").first()
    context = {
        "section": "powers",
        "item": item,
        "version": version,
        "chart": FlowChart.objects.filter(version=version).prefetch_related("nodes").first(),
        "changes": selectors.difference(former, version) if former else [],
        "versions": item.versions.filter(published_at__isnull=False, attribute=Attribute.PUBLIC).order_by("-no"),
    }
    return render(request, "portal/power.html", context)
