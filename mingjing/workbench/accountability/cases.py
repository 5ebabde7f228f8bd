"""责任追究案件: the list with its filters and ledger, and opening a case from a lead."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import AccountabilityCase
from mingjing.accountability.selectors import cases as selectors
from mingjing.accountability.services import registering
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export
from mingjing.core.paging import page_of, query_of
from mingjing.supervision.models import Lead
from mingjing.supervision.selectors import leads
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import ANY, AnyUnit
from mingjing.workbench.regulations import DayInput

ORDER = ("-registered_on", "-id")
COLUMNS = (
    Col(_("编号"), "number"),
    Col(_("案由"), "title", 40),
    Col(_("单位"), "unit.name"),
    Col(_("情形"), "ground"),
    Col(_("情形名称"), lambda case: ground.name if (ground := selectors.ground_of(case)) else "", 40),
    Col(_("急办"), lambda case: "是" if case.urgent else ""),
    Col(_("线索"), "lead.number"),
    Col(_("行为发生日"), "fault_on"),
    Col(_("法规版本"), "pack"),
    Col(_("立案人"), "registered_by.name"),
    Col(_("立案日期"), "registered_on"),
    Col(_("状态"), lambda case: case.get_status_display()),
    Col(_("结案日期"), "closed_on"),
    Col(_("结案说明"), "closed_for", 40),
)


class CaseFilter(forms.Form):
    """Which cases to show."""

    status = forms.ChoiceField(label=_("状态"), choices=[ANY, *CaseStatus.choices], required=False)
    unit = AnyUnit()
    since = forms.DateField(label=_("立案日期从"), required=False, widget=DayInput())
    until = forms.DateField(label=_("至"), required=False, widget=DayInput())

    def of(self, rows: QuerySet[AccountabilityCase]) -> QuerySet[AccountabilityCase]:
        """The cases that fit what was asked for."""
        said = self.cleaned_data
        asked = {
            "status": said["status"],
            "unit": said["unit"],
            "registered_on__gte": said["since"],
            "registered_on__lte": said["until"],
        }
        return rows.filter(**{name: value for name, value in asked.items() if value})


class OpenForm(forms.Form):
    """What a case is called, and the day that decides which rules it is judged by (ACC-15)."""

    title = forms.CharField(label=_("案由"), max_length=120, help_text=_("哪个单位、什么事，一句话。"))
    fault_on = forms.DateField(
        label=_("行为发生日"), widget=DayInput(), help_text=_("按这一天现行的法规版本追究（第十五条）。")
    )


def _see(request: OfficialRequest) -> None:
    if not access.may_see_cases(request.user):
        raise Http404


@require_GET
@official_required
def cases(request: OfficialRequest) -> HttpResponse:
    """Every case that this person may see, the newest first."""
    _see(request)
    form = CaseFilter(request.GET)
    valid, rows = form.is_valid(), selectors.cases(request.user)
    page = page_of(form.of(rows) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "accountability",
        "page": page,
        "rows": [(case, selectors.ground_of(case)) for case in page],
        "form": form,
        "query": query_of(request.GET),
    }
    return render(request, "workbench/accountability/list.html", context, status=200 if valid else 422)


@require_GET
@official_required
def cases_xlsx(request: OfficialRequest) -> HttpResponseBase:
    """The ledger of cases as a sheet (ACC-3-b)."""
    _see(request)
    form = CaseFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    return export(gettext("责任追究台账"), COLUMNS, form.of(selectors.cases(request.user)).order_by(*ORDER))


@require_http_methods(["GET", "POST"])
@official_required
def open_case(request: OfficialRequest, pk: str) -> HttpResponse:
    """Open a case from a lead: a page of its own, so that it is done on purpose (X-08)."""
    lead = get_object_or_404(leads.leads(request.user), pk=pk)
    if not access.may_open(request.user, discipline=lead.discipline):
        raise Http404
    today = timezone.localdate()
    if request.method == "POST":
        form = OpenForm(request.POST)
        case = _opened(request, lead, form, today) if form.is_valid() else None
        if case:
            messages.success(request, gettext("%(lead)s 已立案：%(case)s。") % {"lead": lead, "case": case})
            return redirect("workbench:accountability_case", case.pk)
    else:
        form = OpenForm(initial={"fault_on": lead.happened_on})
    context = {"section": "accountability", "lead": lead, "ground": leads.ground_of(lead), "form": form}
    return render(request, "workbench/accountability/open.html", context, status=422 if form.is_bound else 200)


def _opened(request: OfficialRequest, lead: Lead, form: forms.Form, today: dt.date) -> AccountabilityCase | None:
    """The case; None where it was refused, and the form says why."""
    said: dict[str, Any] = form.cleaned_data
    try:
        return registering.open_case(lead, **said, by=request.user, today=today, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


urlpatterns = [
    path("accountability/", cases, name="accountability"),
    path("accountability/export.xlsx", cases_xlsx, name="accountability_xlsx"),
    path("leads/<uuid:pk>/open/", open_case, name="accountability_open"),
]
