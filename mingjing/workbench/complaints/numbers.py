"""投诉举报数量: what the leading group's office may know: numbers (GAP-02)."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mingjing.complaints.selectors import numbers as selectors
from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import query_of
from mingjing.people.enums import CENTRE, OFFICE
from mingjing.workbench.access import OfficialRequest, official_required

SEES = (*OFFICE, *CENTRE)
YEARS = 2


def _cell(name: str) -> Col:
    words = {"waiting": _("待决定"), "open": _("办理中"), "over": _("已了结")}
    return Col(words[name], lambda row: _said(row.groups[name]))


def _said(number: int | None) -> str:
    return gettext("少于 %(n)s") % {"n": selectors.FEWEST} if number is None else str(number)


COLUMNS = (
    Col(_("收到月份"), lambda row: f"{row.month:%Y-%m}"),
    Col(_("合计"), lambda row: _said(row.total)),
    *(_cell(name) for name in selectors.GROUPS),
    Col(_("有逾期"), lambda row: _said(row.late)),
)


@never_cache
@require_GET
@official_required
def numbers(request: OfficialRequest) -> HttpResponse:
    """Counts by month of receipt, by state, and late. Nothing of any case."""
    if not request.user.holds(*SEES):
        raise Http404
    today = timezone.localdate()
    rows = selectors.by_month(since=dt.date(today.year - YEARS, 1, 1))
    if wanted(request):
        return export(gettext("投诉举报数量"), COLUMNS, rows)
    context = {
        "section": "complaint_numbers",
        "rows": [[column.of(row) for column in COLUMNS] for row in rows],
        "heads": [str(column.title) for column in COLUMNS],
        "query": query_of(request.GET),
        "fewest": selectors.FEWEST,
    }
    return render(request, "workbench/complaints/numbers.html", context)


urlpatterns = [path("complaints/numbers/", numbers, name="complaint_numbers")]
