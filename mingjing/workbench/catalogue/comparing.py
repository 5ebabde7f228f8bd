"""Two versions of a power side by side: in words, and on the pictures of their charts."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_GET

from mingjing.catalogue import access, selectors
from mingjing.catalogue.models import FlowChart, PowerVersion
from mingjing.catalogue.selectors.chart_documents import changes_sheet
from mingjing.catalogue.selectors.differences import pictures
from mingjing.core.books import taken_home
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.charts import SVG
from mingjing.workbench.catalogue.finding import version_of

SIDES = {"old": 0, "new": 1}


@require_GET
@official_required
def compare(request: OfficialRequest, number: str, no: int, former: int) -> HttpResponse:
    """What one version says otherwise than another, in words and on the picture (ASM-5-4-1a)."""
    old, new = _both(request, number, no, former)
    rows = access.versions_visible_to(request.user).filter(item=new.item)
    context = {
        "section": "powers",
        "version": new,
        "old": old,
        "item": new.item,
        "changes": selectors.difference(old, new),
        "drawn": FlowChart.objects.filter(version__in=(old, new)).count() == len(SIDES),
        "others": rows.exclude(pk__in=(old.pk, new.pk)).order_by("no"),
    }
    return render(request, "workbench/catalogue/compare.html", context)


@require_GET
@official_required
def compare_xlsx(request: OfficialRequest, number: str, no: int, former: int) -> HttpResponse:
    """The same differences as a workbook."""
    changes = selectors.difference(*_both(request, number, no, former))
    return taken_home(f"{number}-v{former}-v{no}", changes_sheet(changes))


@require_GET
@official_required
def compared(request: OfficialRequest, number: str, no: int, former: int, side: str) -> HttpResponse:
    """One of the two pictures, with the differences marked."""
    if side not in SIDES:
        raise Http404
    found = pictures(*_both(request, number, no, former))
    if found is None:
        raise Http404
    return HttpResponse(found[SIDES[side]], content_type=SVG)


def _both(request: OfficialRequest, number: str, no: int, former: int) -> tuple[PowerVersion, PowerVersion]:
    new = version_of(request, number, no)
    rows = access.versions_visible_to(request.user).select_related("chief", "handler", "item__unit")
    return get_object_or_404(rows, item=new.item, no=former), new


BASE = "powers/<str:number>/<int:no>/compare/<int:former>"
urlpatterns = [
    path(f"{BASE}.xlsx", compare_xlsx, name="version_compare_xlsx"),
    path(f"{BASE}/", compare, name="version_compare"),
    path(f"{BASE}/<slug:side>.svg", compared, name="version_compared"),
]
