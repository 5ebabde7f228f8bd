"""逾期和等待: what every open case of accountability waits for, and what of it is late (ACC-12, ACC-13)."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mingjing.accountability.models import AccountabilityCase
from mingjing.accountability.selectors import late as selectors
from mingjing.core import exporting
from mingjing.core.exporting import Col
from mingjing.core.paging import page_of, query_of
from mingjing.people.enums import OFFICE
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import AnyUnit

ORDER = ("registered_on", "id")
AT_ONCE = 500
COLUMNS = (
    Col(_("编号"), lambda row: row[0].number),
    Col(_("案由"), lambda row: row[0].title, 40),
    Col(_("单位"), lambda row: row[0].unit.name),
    Col(_("状态"), lambda row: row[0].get_status_display()),
    Col(_("等待"), lambda row: row[1].what, 40),
    Col(_("依据"), lambda row: row[1].basis),
    Col(_("最后一日"), lambda row: row[1].due),
    Col(_("自"), lambda row: row[1].since),
    Col(_("逾期天数"), lambda row: row[1].days_late(timezone.localdate()) or ""),
)


class LateFilter(forms.Form):
    """Which cases to show."""

    late = forms.BooleanField(label=_("只看有逾期的"), required=False)
    unit = AnyUnit()

    def of(self, rows: QuerySet[AccountabilityCase]) -> QuerySet[AccountabilityCase]:
        """The cases that fit what was asked for."""
        said = self.cleaned_data
        rows = rows.filter(unit=said["unit"]) if said["unit"] else rows
        return selectors.late(rows, today=timezone.localdate()) if said["late"] else rows


@require_GET
@never_cache
@official_required
def late(request: OfficialRequest) -> HttpResponseBase:
    """The open cases, the oldest first, each with what it waits for: late in red, with a last day, or since a day."""
    if not request.user.holds(*OFFICE):
        raise Http404
    form = LateFilter(request.GET)
    valid, rows = form.is_valid(), selectors.watched(request.user)
    found = form.of(rows) if valid else rows.none()
    if valid and exporting.wanted(request):
        return exporting.export(gettext("逾期和等待"), COLUMNS, _lines(found))
    return _page(request, form, found, status=200 if valid else 422)


def _page(
    request: OfficialRequest, form: LateFilter, rows: QuerySet[AccountabilityCase], *, status: int
) -> HttpResponse:
    today, page = timezone.localdate(), page_of(rows, request.GET, order=ORDER)
    waits = selectors.waits(list(page))
    context: dict[str, Any] = {
        "section": "accountability",
        "form": form,
        "page": page,
        "query": query_of(request.GET),
        "rows": [(case, [(wait, wait.days_late(today)) for wait in waits.get(case.pk, ())]) for case in page],
    }
    return render(request, "workbench/accountability/late.html", context, status=status)


def _lines(rows: QuerySet[AccountabilityCase]) -> Iterator[tuple[AccountabilityCase, selectors.Wait]]:
    found = rows.order_by(*ORDER).iterator(chunk_size=AT_ONCE)
    while some := list(islice(found, AT_ONCE)):
        waits = selectors.waits(some)
        yield from ((case, wait) for case in some for wait in waits.get(case.pk, ()))


urlpatterns = [path("accountability/late/", late, name="accountability_late")]
