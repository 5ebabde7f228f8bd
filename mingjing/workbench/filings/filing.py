"""One filing: what is asked by when, what was handed in with its receipts, and what this person may do now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.core import documents, uploads
from mingjing.core.errors import Refused
from mingjing.filings import access, letters, workflow
from mingjing.filings.models import Filing, SubmissionFile, TaskFile, Term
from mingjing.filings.selectors import listing
from mingjing.filings.services import handling
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official
from mingjing.rules import packs, statutory
from mingjing.supervision import access as supervision
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.filings.forms import (
    AcceptForm,
    HandInForm,
    JudgeForm,
    MoveForm,
    ReasonForm,
    ReturnForm,
)


@dataclass(frozen=True)
class Act:
    """Something the office does, as the page offers it: its button, its form, its service."""

    key: str
    name: Any
    form: type[ReasonForm]
    do: Callable[..., None]
    quiet: bool = True


ACTS = {
    act.key: act
    for act in (
        Act("accept", workflow.ACCEPT.name, AcceptForm, handling.accept, quiet=False),
        Act("return", workflow.RETURN.name, ReturnForm, handling.send_back),
        Act("move", workflow.MOVED, MoveForm, handling.move),
        Act("judge", _("认定迟报是否有正当理由"), JudgeForm, handling.judge_delay),
        Act("withdraw", workflow.WITHDRAW.name, ReasonForm, handling.withdraw),
    )
}


def rows_of(viewer: Official) -> QuerySet[Filing]:
    """The filings that this person may see, with what their page shows."""
    terms = Prefetch("terms", Term.objects.select_related("set_by").order_by("since_on", "id"))
    rows = access.visible_to(viewer).select_related("task__sent_by", "unit", "excused_by")
    return rows.prefetch_related(terms, Prefetch("task__files", TaskFile.objects.all()))


def _offered(viewer: Official, row: Filing, late: int) -> list[str]:
    """The keys of what this person may do now."""
    steps = access.steps_for(viewer, row)
    offered = {
        "accept": workflow.ACCEPT in steps,
        "return": workflow.RETURN in steps,
        "move": row.to_do and access.may_move(viewer),
        "judge": bool(late) and access.may_excuse(viewer),
        "withdraw": workflow.WITHDRAW in steps,
    }
    return [key for key, is_so in offered.items() if is_so]


@require_GET
@official_required
def filing(request: OfficialRequest, pk: str) -> HttpResponse:
    """One filing, whole."""
    return page(request, get_object_or_404(rows_of(request.user), pk=pk))


def page(
    request: OfficialRequest,
    row: Filing,
    *,
    form: HandInForm | None = None,
    tried: dict[str, ReasonForm] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page; `form` and `tried` are what was typed and refused."""
    viewer, today = request.user, timezone.localdate()
    late, found = row.days_late(today), listing.submissions(viewer, row)
    draft = next((one for one in found if one.filed_at is None), None)
    may_file = access.may_file(viewer, row)
    offered = _offered(viewer, row, late)
    refused = bool(tried or form or more)
    context = {
        "section": "filings",
        "filing": row,
        "late": late,
        "submissions": [(one, _tables(one.numbers())) for one in found if one.filed_at],
        "draft": draft,
        "form": (form or HandInForm.of(row, draft)) if may_file else None,
        "acts": [(ACTS[key], (tried or {}).get(key) or ACTS[key].form(auto_id=f"id_{key}_%s")) for key in offered],
        "may_lead": bool(late) and row.excused is not True and supervision.may_register(viewer),
        "entries": ledger.of_case(row),
        "pack": row.task.pack,
        **more,
    }
    return render(request, "workbench/filings/filing.html", context, status=422 if refused else 200)


def _tables(figures: statutory.Figures) -> list[tuple[statutory.Table, list[tuple[statutory.Line, list[Any]]]]]:
    """The figures that were handed in, table by table; None where a row has none."""
    if not figures:
        return []
    return [
        (
            table,
            [
                (line, [(c, figures.get(table.name(line.key, c.key), 0) if c.key in line.cells else None)
                        for c in table.columns])
                for line in table.lines
            ],
        )
        for table in statutory.tables()
    ]  # fmt: skip


@require_POST
@official_required
def act(request: OfficialRequest, pk: str, key: str) -> HttpResponse:
    """Take a step of the office; a refusal says why and keeps what was typed."""
    row, one = get_object_or_404(rows_of(request.user), pk=pk), ACTS.get(key)
    if one is None:
        raise Http404
    form = one.form(request.POST, auto_id=f"id_{key}_%s")
    if form.is_valid():
        said = dict(form.cleaned_data)
        said["reason"] = said.pop("words")
        try:
            one.do(row, by=request.user, today=timezone.localdate(), at=timezone.now(), **said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(row)s：%(act)s，已记录。") % {"row": row, "act": one.name})
            return redirect("workbench:filing", pk)
    row = rows_of(request.user).get(pk=row.pk)
    refused = "" if key in _offered(request.user, row, row.days_late(timezone.localdate())) else form.non_field_errors()
    return page(request, row, tried={key: form}, refused=refused)


@require_GET
@official_required
def file(request: OfficialRequest, pk: str, file: str) -> FileResponse:
    """A file that was handed in, or of the own draft."""
    rows = access.submissions_visible_to(request.user).filter(filing__pk=pk)
    return uploads.served(get_object_or_404(SubmissionFile, submission__in=rows, pk=file))


@require_GET
@official_required
def receipt(request: OfficialRequest, pk: str, no: int, kind: str) -> HttpResponse:
    """The receipt of one submission, on paper (ACC-8-2)."""
    rows = access.submissions_visible_to(request.user).filter(filed_at__isnull=False)
    related = rows.select_related("filing__task__sent_by__unit", "filing__unit", "filed_by")
    one = get_object_or_404(related, filing__pk=pk, no=no)
    task = one.filing.task
    pack = packs.load(task.pack)
    ground = pack.row(task.basis)
    article = f"{pack.documents[ground.document].short}{ground.article}" if ground else task.basis
    made = letters.receipt(one.filing, one, files=list(one.files.all()), article=article)
    return documents.answer(made, kind, f"receipt-{one.filing.number[-6:]}-{no}")


urlpatterns = [
    path("filings/<uuid:pk>/", filing, name="filing"),
    path("filings/<uuid:pk>/files/<uuid:file>/", file, name="filing_file"),
    path("filings/<uuid:pk>/receipt-<int:no>.<str:kind>", receipt, name="filing_receipt"),
    path("filings/<uuid:pk>/<slug:key>/", act, name="filing_act"),
]
