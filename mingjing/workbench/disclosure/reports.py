"""读者反馈: what readers of public pages report, with its answer; and how many found a page helpful."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.core.books import Sheet, taken_home
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.core.steps import Step
from mingjing.disclosure import access, workflow
from mingjing.disclosure.models import PageVotes, Report
from mingjing.disclosure.services import reporting
from mingjing.ledger import selectors as ledger
from mingjing.privacy import mask
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.disclosure.forms import ReportFilter, UnitFilter

ORDER = ("-received_at", "-id")
VOTES = ("-unhelpful", "page")


@dataclass(frozen=True)
class Act:
    """A step as the page offers it: what it does and what it asks for."""

    step: Step
    do: Callable[..., None]
    asks: str


def _acts(request: OfficialRequest, report: Report) -> dict[str, Act]:
    asked = {
        "answer": (workflow.ANSWER, reporting.answer, _("查到什么、改了什么（反馈人凭编号能看到）")),
        "answer-city": (workflow.ANSWER_FOR_CITY, reporting.answer, _("查到什么、改了什么（反馈人凭编号能看到）")),
        "pass-on": (workflow.PASS_ON, reporting.pass_on, _("转给谁、怎样联系（投诉人凭编号能看到）")),
    }
    steps = access.steps_for(request.user, report)
    return {key: Act(*said) for key, said in asked.items() if said[0] in steps}


def _rows(request: OfficialRequest) -> QuerySet[Report]:
    return access.reports_visible_to(request.user).select_related("unit", "item", "answered_by")


@require_GET
@official_required
def reports(request: OfficialRequest) -> HttpResponse:
    """Every report the viewer may see, the newest first."""
    form = ReportFilter(request.GET)
    valid, rows = form.is_valid(), _rows(request)
    page = page_of(form.of(rows) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "disclosure",
        "tab": "reports",
        "page": page,
        "rows": [(report, mask(report.text)) for report in page],
        "form": form,
        "query": query_of(request.GET),
    }
    return render(request, "workbench/disclosure/reports.html", context, status=200 if valid else 422)


@require_GET
@official_required
def reports_xlsx(request: OfficialRequest) -> HttpResponse:
    """What the filter finds, as a sheet; personal data in the words is masked."""
    form = ReportFilter(request.GET)
    rows = form.of(_rows(request)) if form.is_valid() else Report.objects.none()
    header = [
        _("收到"),
        _("类别"),
        _("状态"),
        _("页面"),
        _("单位"),
        _("职权编码"),
        _("内容"),
        _("答复"),
        _("答复人"),
        _("答复时间"),
    ]
    return taken_home("reader-reports", Sheet(_("读者反馈"), header, map(_cells, rows.order_by(*ORDER))))


def _cells(row: Report) -> list[Any]:
    """Without the number: it is the sender's secret."""
    answered = timezone.localtime(row.answered_at).strftime("%Y-%m-%d %H:%M") if row.answered_at else ""
    return [
        timezone.localtime(row.received_at).strftime("%Y-%m-%d %H:%M"),
        row.get_kind_display(),
        row.get_status_display(),
        row.page,
        str(row.unit or ""),
        row.item.number if row.item else "",
        mask(row.text),
        mask(row.answer),
        str(row.answered_by or ""),
        answered,
    ]


@require_http_methods(["GET", "POST"])
@official_required
def report(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """One report, its page, its answer, and the step this person may take."""
    row = get_object_or_404(_rows(request), pk=pk)
    if request.method == "GET":
        return _page(request, row)
    acts, words = _acts(request, row), request.POST.get("words", "")
    act = acts.get(request.POST.get("step", ""))
    if act is None:
        raise Http404
    try:
        act.do(row, text=words, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, _rows(request).get(pk=pk), words=words, refused=str(refusal))
    messages.success(request, _("已记录，反馈人凭编号可以看到。"))
    return redirect("workbench:report", pk)


def _page(request: OfficialRequest, row: Report, *, words: str = "", refused: str = "") -> HttpResponse:
    votes = PageVotes.objects.filter(page=row.page).first()
    context = {
        "section": "disclosure",
        "tab": "reports",
        "report": row,
        "acts": _acts(request, row),
        "votes": votes,
        "words": words,
        "refused": refused,
        "longest": reporting.LONGEST,
        "entries": ledger.of_case(row),
    }
    return render(request, "workbench/disclosure/report.html", context, status=422 if refused else 200)


@require_GET
@official_required
def votes(request: OfficialRequest) -> HttpResponse:
    """Pages by how many found them of no help."""
    form = UnitFilter(request.GET)
    valid = form.is_valid()
    rows = _votes(request, form) if valid else PageVotes.objects.none()
    page = page_of(rows, request.GET, order=VOTES)
    context = {"section": "disclosure", "tab": "votes", "page": page, "form": form, "query": query_of(request.GET)}
    return render(request, "workbench/disclosure/votes.html", context, status=200 if valid else 422)


@require_GET
@official_required
def votes_xlsx(request: OfficialRequest) -> HttpResponse:
    """The counts as a sheet."""
    form = UnitFilter(request.GET)
    rows = _votes(request, form) if form.is_valid() else PageVotes.objects.none()
    header = [_("页面"), _("单位"), _("有用"), _("没有用")]
    cells = ([row.page, str(row.unit or ""), row.helpful, row.unhelpful] for row in rows.order_by(*VOTES))
    return taken_home("page-votes", Sheet(_("页面评价"), header, cells))


def _votes(request: OfficialRequest, form: UnitFilter) -> QuerySet[PageVotes]:
    rows = access.votes_visible_to(request.user).select_related("unit")
    return rows.filter(unit=form.cleaned_data["unit"]) if form.cleaned_data["unit"] else rows


urlpatterns = [
    path("disclosure/reports/", reports, name="reports"),
    path("disclosure/reports/export.xlsx", reports_xlsx, name="reports_xlsx"),
    path("disclosure/reports/<uuid:pk>/", report, name="report"),
    path("disclosure/votes/", votes, name="votes"),
    path("disclosure/votes/export.xlsx", votes_xlsx, name="votes_xlsx"),
]
