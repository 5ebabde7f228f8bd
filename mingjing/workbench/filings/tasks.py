"""报送任务: the list with progress, sending one, who handed in and who did not, and everything as one zip."""

import tempfile
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.core import uploads
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import page_of, query_of
from mingjing.filings import access
from mingjing.filings.models import FilingTask, TaskFile
from mingjing.filings.selectors import bundle, listing, proposing
from mingjing.filings.services import sending
from mingjing.ledger import selectors as ledger
from mingjing.people.enums import OFFICE
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.filings.forms import AdHocForm, AnnualForm, OfTaskFilter, kept_of
from mingjing.workbench.filings.lists import ORDER, rows_with_days, sheet

NEWEST = ("-sent_on", "-id")
COLUMNS = (
    Col(gettext_lazy("编号"), "number"),
    Col(gettext_lazy("任务"), "title", 40),
    Col(gettext_lazy("类别"), "get_kind_display"),
    Col(gettext_lazy("依据"), "basis"),
    Col(gettext_lazy("下达日期"), "sent_on"),
    Col(gettext_lazy("应报单位"), "asked_of"),
    Col(gettext_lazy("已报送"), "filed"),
    Col(gettext_lazy("已接收"), "accepted"),
    Col(gettext_lazy("现在逾期"), "overdue"),
)


def _office_only(request: OfficialRequest) -> None:
    if not request.user.holds(*OFFICE):
        raise Http404


def _senders_only(request: OfficialRequest) -> None:
    if not access.may_send(request.user):
        raise Http404


@require_GET
@official_required
def tasks(request: OfficialRequest) -> HttpResponseBase:
    """Every task, the newest first, with how far it has come; above them the annual one that nobody has sent yet."""
    _office_only(request)
    today = timezone.localdate()
    rows = listing.tasks(request.user, today=today)
    if wanted(request):
        return export(_("报送任务"), COLUMNS, rows.order_by(*NEWEST))
    year = proposing.year_due(proposing.pack_on(today), today)
    context = {
        "section": "filings",
        "page": page_of(rows, request.GET, order=NEWEST),
        "query": query_of(request.GET),
        "may_send": access.may_send(request.user),
        "unsent": year if year and not proposing.is_sent(year) else None,
    }
    return render(request, "workbench/filings/tasks.html", context)


@require_http_methods(["GET", "POST"])
@official_required
def annual(request: OfficialRequest, year: int) -> HttpResponse:
    """Look at who would be asked for the report of a year and by which day; a person sends it (ACC-8-1, GAP-17)."""
    _senders_only(request)
    today = timezone.localdate()
    pack = proposing.pack_on(today)
    dues = proposing.dues(pack, year, day=today)
    passed = any(one.on < today for one in dues)
    form = AnnualForm(request.POST or None, request.FILES or None, passed=passed)
    if request.method == "POST" and form.is_valid():
        files = kept_of(form)
        said = {"asked": form.cleaned_data["asked"], "later": form.later(), "files": files}
        sent = None if form.errors else _sent(request, form, sending.send_annual, year, **said)
        if sent:
            return redirect(sent)
    context = {
        "section": "filings",
        "form": form,
        "year": year,
        "dues": dues,
        "today": today,
        "pack": pack,
        "sent": FilingTask.objects.filter(year=year).first(),
    }
    return render(request, "workbench/filings/annual.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Ask units for something else by a day (ACC-8-2)."""
    _senders_only(request)
    today = timezone.localdate()
    form = AdHocForm(request.POST or None, request.FILES or None, pack=proposing.pack_on(today), today=today)
    if request.method == "POST" and form.is_valid():
        files = kept_of(form)
        sent = None if form.errors else _sent(request, form, sending.send, form.said(), files=files)
        if sent:
            return redirect(sent)
    context = {"section": "filings", "form": form}
    return render(request, "workbench/filings/new.html", context, status=422 if form.is_bound else 200)


def _sent(request: OfficialRequest, form: Any, send: Any, *words: Any, **said: Any) -> FilingTask | None:
    """The task that was sent; None where it was refused, and the form says why."""
    try:
        task: FilingTask = send(*words, by=request.user, today=timezone.localdate(), at=timezone.now(), **said)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("%(task)s 已下达。") % {"task": task})
    return task


def _task(request: OfficialRequest, pk: str) -> FilingTask:
    files = Prefetch("files", TaskFile.objects.select_related("kept_by"))
    rows = access.tasks_visible_to(request.user).select_related("sent_by__unit").prefetch_related(files)
    return get_object_or_404(rows, pk=pk)


@require_GET
@official_required
def task(request: OfficialRequest, pk: str) -> HttpResponseBase:
    """One task: progress, who handed in, who did not, days late; the same as a sheet."""
    row, today, form = _task(request, pk), timezone.localdate(), OfTaskFilter(request.GET)
    valid, rows = form.is_valid(), listing.filings(request.user).filter(task=row)
    rows = form.of(rows, today) if valid else rows.none()
    if wanted(request) and valid:
        return sheet(row.title, rows, today)
    page = page_of(rows, request.GET, order=ORDER)
    context = {
        "section": "filings",
        "task": row,
        "progress": listing.progress(row, today=today),
        "page": page,
        "rows": rows_with_days(page, today),
        "form": form,
        "query": query_of(request.GET),
        "entries": ledger.of_case(row),
        "pack": row.pack,
    }
    return render(request, "workbench/filings/task.html", context, status=200 if valid else 422)


@require_GET
@official_required
def everything(request: OfficialRequest, pk: str) -> FileResponse:
    """What was handed in, as one zip."""
    row = _task(request, pk)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    bundle.write(row, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{row.number} {row.title}.zip")


@require_GET
@official_required
def template(request: OfficialRequest, pk: str, file: str) -> FileResponse:
    """A file of a task, for the office and for the units that were asked."""
    rows = access.templates_visible_to(request.user)
    return uploads.served(get_object_or_404(rows, task=pk, pk=file))


urlpatterns = [
    path("filings/tasks/", tasks, name="filing_tasks"),
    path("filings/tasks/new/", new, name="filing_task_new"),
    path("filings/tasks/annual/<int:year>/", annual, name="filing_task_annual"),
    path("filings/tasks/<uuid:pk>/", task, name="filing_task"),
    path("filings/tasks/<uuid:pk>/everything.zip", everything, name="filing_bundle"),
    path("filings/tasks/<uuid:pk>/files/<uuid:file>/", template, name="filing_template"),
]
