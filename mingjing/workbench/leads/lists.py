"""线索: the list with its filters and xlsx, and counts by ground."""

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
from django.views.decorators.http import require_GET

from mingjing.core.exporting import Col, export
from mingjing.core.paging import page_of, query_of
from mingjing.people.models import Official
from mingjing.supervision import access
from mingjing.supervision.enums import LeadSource, LeadStatus
from mingjing.supervision.models import Lead
from mingjing.supervision.selectors import leads as selectors
from mingjing.supervision.selectors.leads import Heading
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import ANY, AnyUnit
from mingjing.workbench.regulations import DayInput

ORDER = ("-registered_on", "-id")
COLUMNS = (
    Col(_("编号"), "number"),
    Col(_("单位"), "unit.name"),
    Col(_("情形"), "ground"),
    Col(_("情形名称"), lambda lead: ground.name if (ground := selectors.ground_of(lead)) else "", 40),
    Col(_("急办"), lambda lead: "是" if lead.urgent else ""),
    Col(_("事实"), "facts", 60),
    Col(_("发生日期"), "happened_on"),
    Col(_("不良影响或严重后果"), "effect", 40),
    Col(_("证据"), "evidence", 40),
    Col(_("要求公开的规定"), "citation", 40),
    Col(_("来源"), lambda lead: lead.get_source_display()),
    Col(_("来源说明"), "source_note"),
    Col(_("考核、评议年度"), "grade_year"),
    Col(_("登记人"), "registered_by.name"),
    Col(_("登记日期"), "registered_on"),
    Col(_("法规版本"), "pack"),
    Col(_("状态"), lambda lead: lead.get_status_display()),
    Col(_("等待天数"), lambda lead: lead.days_waiting(timezone.localdate())),
    Col(_("并入"), "joined_into.number"),
    Col(_("立案日期"), "opened_on"),
    Col(_("了结日期"), "closed_on"),
    Col(_("了结理由"), "closed_for", 40),
)
TALLIED = (
    Col(_("条"), lambda one: f"{one.group.article} {one.group.name}", 30),
    Col(_("情形"), "ground.id"),
    Col(_("情形名称"), "ground.name", 40),
    Col(_("已登记"), "registered"),
    Col(_("已并入"), "joined"),
    Col(_("已立案"), "opened"),
    Col(_("已了结"), "closed"),
    Col(_("合计"), "total"),
    Col(_("法规版本"), "pack.slug"),
)


def choices(headings: list[Heading]) -> list[Any]:
    """The grounds under their articles."""
    return [
        (
            f"{heading.group.article} {heading.group.name}（{heading.group.id}）",
            [(ground.id, f"{ground.id} {ground.name}") for ground in heading.grounds],
        )
        for heading in headings
    ]


class LeadFilter(forms.Form):
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *LeadStatus.choices])
    ground = forms.ChoiceField(label=_("情形"), required=False)
    source = forms.ChoiceField(label=_("来源"), required=False, choices=[ANY, *LeadSource.choices])
    unit = AnyUnit()
    since = forms.DateField(label=_("登记自"), required=False, widget=DayInput())
    until = forms.DateField(label=_("至"), required=False, widget=DayInput())
    urgent = forms.BooleanField(label=_("只看急办"), required=False)

    def __init__(self, *args: Any, headings: list[Heading], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [ANY, *choices(headings)]  # type: ignore[attr-defined]

    def of(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        """The leads that fit what was asked for."""
        said = self.cleaned_data
        asked = {
            "status": said["status"],
            "ground": said["ground"],
            "source": said["source"],
            "unit": said["unit"],
            "registered_on__gte": said["since"],
            "registered_on__lte": said["until"],
            "urgent": said["urgent"],
        }
        return rows.filter(**{name: value for name, value in asked.items() if value})


def see(viewer: Official) -> None:
    """Hide the pages of leads from whom they are not for.

    Raises:
        Http404: for everybody else.
    """
    if not access.may_see_leads(viewer):
        raise Http404


@require_GET
@official_required
def leads(request: OfficialRequest) -> HttpResponse:
    """Every lead, the newest first, with the days that one waits for somebody's decision."""
    see(request.user)
    today = timezone.localdate()
    form = LeadFilter(request.GET, headings=selectors.headings(today))
    valid, rows = form.is_valid(), selectors.leads(request.user)
    page = page_of(form.of(rows) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "leads",
        "page": page,
        "rows": [(lead, selectors.ground_of(lead), lead.days_waiting(today)) for lead in page],
        "form": form,
        "query": query_of(request.GET),
        "may_register": access.may_register(request.user),
    }
    return render(request, "workbench/leads/list.html", context, status=200 if valid else 422)


@require_GET
@official_required
def leads_xlsx(request: OfficialRequest) -> HttpResponseBase:
    """What the filter finds, as a sheet."""
    see(request.user)
    form = LeadFilter(request.GET, headings=selectors.headings(timezone.localdate()))
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    return export(gettext("线索"), COLUMNS, form.of(selectors.leads(request.user)).order_by(*ORDER))


@require_GET
@official_required
def statistics(request: OfficialRequest) -> HttpResponseBase:
    """Leads by ground, each ground for itself, those without any among them (ACC-7-3b)."""
    see(request.user)
    tallies = selectors.tallies(selectors.leads(request.user), day=timezone.localdate())
    if request.GET.get("as") == "xlsx":
        return export(gettext("线索统计"), TALLIED, tallies)
    context = {
        "section": "leads",
        "tallies": tallies,
        "total": sum(one.total for one in tallies),
        "open": sum(one.registered for one in tallies),
    }
    return render(request, "workbench/leads/statistics.html", context)


urlpatterns = [
    path("leads/", leads, name="leads"),
    path("leads/export.xlsx", leads_xlsx, name="leads_xlsx"),
    path("leads/statistics/", statistics, name="lead_statistics"),
]
