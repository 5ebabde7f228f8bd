"""报送: every filing that the viewer may see, with its filter and its sheet."""

import datetime as dt

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import page_of, query_of
from mingjing.filings import access
from mingjing.filings.models import Filing
from mingjing.filings.selectors import listing
from mingjing.people.enums import OFFICE
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.filings.forms import FilingFilter

ORDER = ("due_on", "id")


def columns(today: dt.date) -> tuple[Col, ...]:
    """What the sheet says of a filing: who handed in, who did not, how many days late."""
    return (
        Col(_("编号"), "number"),
        Col(_("任务"), "task.title", 40),
        Col(_("任务编号"), "task.number"),
        Col(_("依据"), "task.basis"),
        Col(_("单位代码"), "unit.code"),
        Col(_("单位"), "unit.name", 30),
        Col(_("最后一日"), "due_on"),
        Col(_("状态"), lambda row: row.get_status_display()),
        Col(_("报送日期"), "filed_on"),
        Col(_("逾期天数"), lambda row: row.days_late(today) or ""),
        Col(_("迟报有正当理由"), lambda row: row.excused),
        Col(_("认定的理由"), "excused_for", 40),
        Col(_("办结日期"), "closed_on"),
    )


def rows_with_days(page: object, today: dt.date) -> list[tuple[Filing, int]]:
    """The rows of a page with the days late of each."""
    return [(row, row.days_late(today)) for row in page]  # type: ignore[attr-defined]


def sheet(title: str, rows: QuerySet[Filing], today: dt.date) -> HttpResponse:
    """The rows as a sheet."""
    return export(title, columns(today), rows.order_by(*ORDER))


@require_GET
@official_required
def filings(request: OfficialRequest) -> HttpResponseBase:
    """Every filing the viewer may see, nearest last day first."""
    if not access.may_look_in(request.user):
        raise Http404
    today, form = timezone.localdate(), FilingFilter(request.GET)
    valid, rows = form.is_valid(), listing.filings(request.user)
    rows = form.of(rows, today) if valid else rows.none()
    if wanted(request) and valid:
        return sheet(gettext("报送"), rows, today)
    page = page_of(rows, request.GET, order=ORDER)
    context = {
        "section": "filings",
        "page": page,
        "rows": rows_with_days(page, today),
        "form": form,
        "query": query_of(request.GET),
        "is_office": request.user.holds(*OFFICE),
    }
    return render(request, "workbench/filings/list.html", context, status=200 if valid else 422)


urlpatterns = [path("filings/", filings, name="filings")]
