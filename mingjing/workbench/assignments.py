"""任务: the list with its filters and its xlsx, one assignment with the steps it may take, and giving one by hand."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.assignments import access, letters, selectors, services, workflow
from mingjing.assignments.enums import AssignmentStatus, Outcome
from mingjing.assignments.models import Assignment, AssignmentFile
from mingjing.catalogue.selectors import changes
from mingjing.core import documents, uploads
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export
from mingjing.core.paging import page_of, query_of
from mingjing.core.steps import Step
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official, Unit
from mingjing.regulations import selectors as regulations
from mingjing.supervision import access as supervision
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import ANY, AnyUnit
from mingjing.workbench.regulations import DayInput

LONGEST = 2000
OVERDUE, LATE = "overdue", "late"
LATENESS = [(OVERDUE, _("现在逾期")), (LATE, _("逾期过，包括已办结的"))]
ORDER = ("due_on", "id")


def columns(today: dt.date) -> tuple[Col, ...]:
    """What the sheet says of an assignment."""
    return (
        Col(_("编号"), "number"),
        Col(_("任务"), "title", 40),
        Col(_("单位"), "unit.name"),
        Col(_("依据"), "basis"),
        Col(_("下达日期"), "given_on"),
        Col(_("最后一日"), "due_on"),
        Col(_("状态"), lambda row: row.get_status_display()),
        Col(_("结果"), lambda row: row.get_outcome_display()),
        Col(_("报告日期"), "reported_on"),
        Col(_("办结日期"), "closed_on"),
        Col(_("逾期天数"), lambda row: row.days_late(today) or ""),
        Col(_("报告"), "report", 40),
    )


class AssignmentFilter(forms.Form):
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *AssignmentStatus.choices])
    late = forms.ChoiceField(label=_("逾期"), required=False, choices=[ANY, *LATENESS])
    unit = AnyUnit()
    basis = forms.CharField(label=_("依据"), required=False, max_length=40)
    words = forms.CharField(label=_("任务名称"), required=False, max_length=60)
    since = forms.DateField(label=_("最后一日自"), required=False, widget=DayInput())
    until = forms.DateField(label=_("至"), required=False, widget=DayInput())

    def of(self, rows: QuerySet[Assignment], today: dt.date) -> QuerySet[Assignment]:
        """The assignments that fit what was asked for."""
        said = self.cleaned_data
        asked = {
            "status": said["status"],
            "unit": said["unit"],
            "basis": said["basis"].strip(),
            "title__contains": said["words"].strip(),
            "due_on__gte": said["since"],
            "due_on__lte": said["until"],
        }
        rows = rows.filter(**{name: value for name, value in asked.items() if value})
        narrow = {OVERDUE: selectors.overdue, LATE: selectors.late}.get(said["late"])
        return narrow(rows, today=today) if narrow else rows


class ReportForm(forms.Form):
    outcome = forms.ChoiceField(label=_("结果"), choices=Outcome.choices)
    text = forms.CharField(
        label=_("办理情况或理由"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    attached = FilesField()

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if assignment.checked:
            self.fields["outcome"].initial = Outcome.NOT_NEEDED


class GiveForm(forms.Form):
    """An assignment that the office words itself."""

    unit = forms.ModelChoiceField(Unit.objects.filter(active_to=None), label=_("单位"))
    title = forms.CharField(label=_("任务"), max_length=200)
    asked = forms.CharField(
        label=_("要求"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    basis = forms.ChoiceField(label=_("依据的条文"))
    due_on = forms.DateField(label=_("最后一日"), widget=DayInput())

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        regulation = regulations.in_force(today)
        rows = regulation.articles.order_by("document", "number") if regulation else ()
        articles = [(row.key, f"{row.key} {row.place} {row.title}") for row in rows]
        self.fields["basis"].choices = [  # type: ignore[attr-defined]
            (_("责令整改"), [(workflow.RECTIFY, _("ACC-9-3 责令限期整改，另有整改通知书"))]),
            (_("其他任务"), articles),
        ]

    def clean_due_on(self) -> dt.date:
        """A last day that has passed already would be late from the start."""
        due_on: dt.date = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError(gettext("最后一日已经过去，任务一下达就逾期。请选今天或以后的日期。"))
        return due_on

    def clean(self) -> dict[str, Any]:
        """An order to correct says what is to be corrected."""
        said = super().clean() or {}
        if said.get("basis") == workflow.RECTIFY and not said.get("asked", "").strip():
            self.add_error("asked", gettext("责令整改要写明存在什么问题、改到什么程度（ACC-9-3）。"))
        return said


@dataclass(frozen=True)
class Act:
    """A step of the office as the page offers it: `asks` is the label of the words it needs, empty for none."""

    key: str
    step: Step
    asks: Any = ""


ACTS = {
    act.key: act
    for act in (
        Act("accept", workflow.ACCEPT),
        Act("send-back", workflow.SEND_BACK, _("退回理由")),
        Act("withdraw", workflow.WITHDRAW, _("撤回理由")),
    )
}


def _rows(viewer: Official) -> QuerySet[Assignment]:
    return access.visible_to(viewer).select_related("unit", "given_by__unit", "reported_by")


@require_GET
@official_required
def assignments(request: OfficialRequest) -> HttpResponse:
    """Every assignment the viewer may see, nearest last day first."""
    today, form = timezone.localdate(), AssignmentFilter(request.GET)
    valid, rows = form.is_valid(), _rows(request.user)
    page = page_of(form.of(rows, today) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "assignments",
        "page": page,
        "rows": [(row, row.days_late(today), row.ended_on() is None) for row in page],
        "form": form,
        "query": query_of(request.GET),
        "may_assign": access.may_assign(request.user),
        "pack": _pack(today),
    }
    return render(request, "workbench/assignments/list.html", context, status=200 if valid else 422)


def _pack(today: dt.date) -> str:
    regulation = regulations.in_force(today)
    return regulation.number if regulation else ""


@require_GET
@official_required
def assignments_xlsx(request: OfficialRequest) -> HttpResponseBase:
    """What the filter finds, as a sheet."""
    today, form = timezone.localdate(), AssignmentFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    return export(gettext("任务"), columns(today), form.of(_rows(request.user), today).order_by(*ORDER))


@require_http_methods(["GET", "POST"])
@official_required
def give(request: OfficialRequest) -> HttpResponse:
    """The office gives a unit something to do in its own words."""
    if not access.may_assign(request.user):
        raise Http404
    initial = {"basis": request.GET.get("basis", "")}
    form = GiveForm(request.POST or None, today=timezone.localdate(), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        unit = said.pop("unit")
        try:
            row = services.assign(unit, **said, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(row)s 已下达给%(unit)s。") % {"row": row, "unit": unit})
            return redirect(row)
    context = {"section": "assignments", "form": form}
    return render(request, "workbench/assignments/give.html", context, status=422 if form.is_bound else 200)


@require_GET
@official_required
def assignment(request: OfficialRequest, pk: str) -> HttpResponse:
    """One assignment: what is asked, how its last day was counted, the report, its file, and what may be done now."""
    return _page(request, get_object_or_404(_rows(request.user), pk=pk))


def _page(
    request: OfficialRequest,
    row: Assignment,
    *,
    form: ReportForm | None = None,
    tried: str = "",
    words: str = "",
    refused: str = "",
) -> HttpResponse:
    steps, today = access.steps_for(request.user, row), timezone.localdate()
    revision = changes.revision_of(row)
    late = row.days_late(today)
    context = {
        "section": "assignments",
        "assignment": row,
        "late": late,
        "deadline": selectors.deadline_of(row),
        "files": row.files.select_related("kept_by"),
        "report": (form or ReportForm(assignment=row)) if workflow.REPORT in steps else None,
        "offered": [act for act in ACTS.values() if act.step in steps],
        "entries": ledger.of_case(row),
        "revision": revision,
        "draft": changes.draft_of(revision.item) if revision else None,
        "may_revise": bool(revision) and workflow.REPORT in steps,
        "may_lead": bool(late) and supervision.may_register(request.user),
        "pack": _pack(today),
        "is_order": row.basis == workflow.RECTIFY,
        "tried": tried,
        "words": words,
        "refused": refused,
        "longest": LONGEST,
    }
    return render(request, "workbench/assignments/assignment.html", context, status=422 if refused else 200)


@require_POST
@official_required
def report(request: OfficialRequest, pk: str) -> HttpResponse:
    """The unit's clerk says what was done; a refusal says why and keeps what was typed."""
    row = get_object_or_404(_rows(request.user), pk=pk)
    form = ReportForm(request.POST, request.FILES, assignment=row)
    if not form.is_valid():
        return _page(request, row, form=form, refused=gettext("有几处需要改，填过的都还在。"))
    field, said = form.fields["attached"], form.cleaned_data
    try:
        access.check_may_take(request.user, workflow.REPORT, row)
        kept = field.keep(said["attached"]) if isinstance(field, FilesField) else []
        services.report(
            row, text=said["text"], outcome=said["outcome"], files=kept, by=request.user, today=timezone.localdate(),
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        row = _rows(request.user).get(pk=row.pk)
        return _page(request, row, form=form, refused=str(refusal))
    messages.success(request, gettext("%(row)s：已报告，等待办公室确认。") % {"row": row})
    return redirect(row)


@require_POST
@official_required
def step(request: OfficialRequest, pk: str, key: str) -> HttpResponse:
    """Take one of the office's steps; a refusal says why and keeps what was typed."""
    row, act = get_object_or_404(_rows(request.user), pk=pk), ACTS.get(key)
    if act is None:
        raise Http404
    words = request.POST.get("words", "")[:LONGEST]
    try:
        _take(key)(row, reason=words, by=request.user, at=timezone.now())
    except Refused as refusal:
        row = _rows(request.user).get(pk=row.pk)
        return _page(request, row, tried=key, words=words, refused=str(refusal))
    messages.success(request, f"{row}：{row.get_status_display()}。")
    return redirect(row)


def _take(key: str) -> Callable[..., None]:
    """The service behind a button; those that end the assignment are told the day."""
    if key == "send-back":
        return services.send_back
    do = services.accept if key == "accept" else services.withdraw

    def ended(row: Assignment, **said: Any) -> None:
        do(row, today=timezone.localdate(), **said)

    return ended


@require_GET
@official_required
def file(request: OfficialRequest, pk: str, file: str) -> FileResponse:
    """A file of a report."""
    row = get_object_or_404(access.visible_to(request.user), pk=pk)
    return uploads.served(get_object_or_404(AssignmentFile, assignment=row, pk=file))


@require_GET
@official_required
def document(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """The assignment on paper; an order to correct as its letter, and as a sheet where that is asked for."""
    row = get_object_or_404(_rows(request.user), pk=pk)
    regulation = regulations.in_force(timezone.localdate())
    cited = regulations.cited(regulation, row.basis) if regulation else None
    article, issuer = cited.place if cited else row.basis, row.given_by.unit.name if row.given_by else ""
    if row.basis == workflow.RECTIFY and "sheet" not in request.GET:
        made = letters.order(row, article=article, issuer=issuer)
    else:
        deadline, entries = selectors.deadline_of(row), list(ledger.of_case(row))
        made = letters.sheet(row, article=article, deadline=deadline, entries=entries, issuer=issuer)
    return documents.answer(made, kind, f"assignment-{row.given_on:%Y}-{row.number[-6:]}")


urlpatterns = [
    path("assignments/", assignments, name="assignments"),
    path("assignments/export.xlsx", assignments_xlsx, name="assignments_xlsx"),
    path("assignments/new/", give, name="assignment_new"),
    path("assignments/<uuid:pk>/", assignment, name="assignment"),
    path("assignments/<uuid:pk>/sheet.<str:kind>", document, name="assignment_document"),
    path("assignments/<uuid:pk>/report/", report, name="assignment_report"),
    path("assignments/<uuid:pk>/files/<uuid:file>/", file, name="assignment_file"),
    path("assignments/<uuid:pk>/<slug:key>/", step, name="assignment_step"),
]
