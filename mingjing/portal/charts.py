"""A published chart as a picture for everybody, on A4, and beside the chart of the version before."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingjing.catalogue import selectors
from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.catalogue.selectors import chart_documents as documents
from mingjing.catalogue.selectors import charts as reading
from mingjing.catalogue.selectors.charts import xml_of
from mingjing.catalogue.selectors.differences import pictures
from mingjing.core.books import taken_home
from mingjing.core.documents import answer

SVG = "image/svg+xml; charset=utf-8"
SIDES = {"old": 0, "new": 1}


def versions_of(number: str) -> QuerySet[PowerVersion]:
    """The published, public versions of a public power."""
    rows = PowerVersion.objects.filter(published_at__isnull=False, attribute=Attribute.PUBLIC)
    related = ("item__unit", "item__type", "chief", "handler")
    return rows.filter(item__in=selectors.public().filter(number=number).values("pk")).select_related(*related)


def reader(version: PowerVersion, row: FlowChart | None, nodes: Iterable[FlowNode]) -> dict[str, Any]:
    """The ordered list of a chart as every page shows it. No query."""
    chart = reading.chart_of(row) if row else None
    return {
        "lines": reading.listed(nodes, chart),
        "opening": reading.opening(chart),
        "phone": reading.report_phone(version),
    }


@require_GET
def picture(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """The chart drawn on the server: it shows and prints without script (ASM-5-3-2b, ACC-5-1g)."""
    version = get_object_or_404(versions_of(number), no=no)
    row = get_object_or_404(FlowChart, version=version)
    return HttpResponse(reading.drawing(version, row), content_type=SVG)


@require_GET
def printed(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """Picture and ordered list on A4."""
    version = get_object_or_404(versions_of(number), no=no)
    row = get_object_or_404(FlowChart.objects.prefetch_related("nodes"), version=version)
    context = {
        "section": "powers",
        "item": version.item,
        "version": version,
        **reader(version, row, row.nodes.all()),
        "svg": reverse("portal:chart_svg", args=[number, no]),
        "alt": _("“%(name)s”流程图，内容与环节表相同") % {"name": version.name},
        "sheets": reading.sheets(row),
    }
    return render(request, "portal/chart_print.html", context)


@require_GET
def taken(request: HttpRequest, number: str, no: int, kind: str) -> HttpResponse:
    """Picture and ordered list as docx or pdf, the list alone as xlsx."""
    version = get_object_or_404(versions_of(number), no=no)
    row = get_object_or_404(FlowChart.objects.prefetch_related("nodes"), version=version)
    name = f"{number}-v{no}-chart"
    if kind == "xlsx":
        return taken_home(name, documents.steps_sheet(row))
    return answer(documents.document(version, row), kind, name)


@require_GET
def compare_xlsx(request: HttpRequest, number: str, no: int, former: int) -> HttpResponse:
    """What a version says otherwise than an older one, as a workbook."""
    changes = selectors.difference(*_both(number, no, former))
    return taken_home(f"{number}-v{former}-v{no}", documents.changes_sheet(changes))


@require_GET
def compare(request: HttpRequest, number: str, no: int, former: int) -> HttpResponse:
    """What a version says otherwise than an older one, in words and on the picture (ASM-5-4-1a)."""
    old, new = _both(number, no, former)
    context = {
        "section": "powers",
        "item": new.item,
        "version": new,
        "old": old,
        "changes": selectors.difference(old, new),
        "drawn": FlowChart.objects.filter(version__in=(old, new)).count() == len(SIDES),
    }
    return render(request, "portal/version_compare.html", context)


@require_GET
def compared(request: HttpRequest, number: str, no: int, former: int, side: str) -> HttpResponse:
    """One of the two pictures, with the differences marked."""
    found = pictures(*_both(number, no, former)) if side in SIDES else None
    if found is None:
        raise Http404
    return HttpResponse(found[SIDES[side]], content_type=SVG)


def _both(number: str, no: int, former: int) -> tuple[PowerVersion, PowerVersion]:
    """The older and the newer version.

    Raises:
        Http404: one of them is not public, or they stand the wrong way round.
    """
    if former >= no:
        raise Http404
    return get_object_or_404(versions_of(number), no=former), get_object_or_404(versions_of(number), no=no)


__all__ = ["compare", "compared", "picture", "printed", "reader", "urlpatterns", "versions_of", "xml_of"]
BASE = "powers/<str:number>/<int:no>"
urlpatterns = [
    path(f"{BASE}/chart/", printed, name="chart_print"),
    path(f"{BASE}/chart.svg", picture, name="chart_svg"),
    path(f"{BASE}/chart.<slug:kind>", taken, name="chart_taken"),
    path(f"{BASE}/compare/<int:former>.xlsx", compare_xlsx, name="compare_xlsx"),
    path(f"{BASE}/compare/<int:former>/", compare, name="compare"),
    path(f"{BASE}/compare/<int:former>/<slug:side>.svg", compared, name="compared"),
]
