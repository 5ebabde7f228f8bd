"""登记表, one of them: its entries, its steps as a case, its files and objections; printed, in Word and in PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.casework import access, letters, workflow
from mingjing.casework.enums import EventKind, FilePurpose, ObjectionStatus, RecordKind, RecordStatus
from mingjing.casework.models import OperationRecord
from mingjing.casework.registering import Line, lines, own_fields
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import objecting, publicising
from mingjing.casework.services import records as services
from mingjing.casework.services.handlers import object_as_handler
from mingjing.core import documents, uploads
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import selectors as ledger
from mingjing.ledger.enums import OBJECTED
from mingjing.ledger.objecting import LONGEST
from mingjing.regulations import selectors as regulations
from mingjing.regulations.selectors import Law
from mingjing.takedowns.access import may_take_down
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.casework import record_forms as forms_of

NOTE = "note"


@dataclass(frozen=True)
class Act:
    """A step as the page offers it: its form, and the service that takes it. `quiet`: not the usual way on."""

    key: str
    step: Step
    form: type[forms.Form]
    do: Callable[..., None]
    quiet: bool = False


ACTS = {
    act.key: act
    for act in (
        Act("finish", workflow.FINISH, forms_of.FinishForm, publicising.finish),
        Act("publicise", workflow.PUBLICISE, forms_of.PublicityForm, publicising.publicise),
        Act("exempt", workflow.EXEMPT, forms_of.NoWords, publicising.exempt),
        Act("file", workflow.FILE, forms_of.NoWords, publicising.file),
        Act("shelve", workflow.SHELVE, forms_of.NoWords, publicising.shelve),
        Act("return", workflow.RETURN, forms_of.ReasonForm, publicising.send_back, quiet=True),
        Act("take-back", workflow.TAKE_BACK, forms_of.ReasonForm, publicising.withdraw, quiet=True),
    )
}


def _record(request: OfficialRequest, pk: Any) -> OperationRecord:
    related = ("unit", "item", "version", "matter", "form", "opened_by", "approved_by")
    return get_object_or_404(access.records_visible_to(request.user).select_related(*related), pk=pk)


@require_GET
@official_required
def record(request: OfficialRequest, pk: str) -> HttpResponse:
    """One record read top to bottom, with what this person may do now."""
    return _page(request, _record(request, pk))


def _page(
    request: OfficialRequest,
    found: OperationRecord,
    *,
    bound: dict[str, forms.Form] | None = None,
    refused: str = "",
    objecting: str = "",
) -> HttpResponse:
    bound, law = bound or {}, regulations.law(timezone.localdate())
    prefetch_related_objects([found], "files")
    entries = list(selectors.entries_of(found))
    shown = lines(entries)
    steps = access.steps_on_record(request.user, found)
    fills = access.may_record(request.user, found.unit)
    taken = list(ledger.of_case(found))
    context = {
        "section": "records",
        "record": found,
        "sheet": _sheet(found, shown),
        "lack": selectors.completeness(found, shown),
        "signals": found.matter.signals.order_by("-raised_on", "-id") if found.matter else (),
        "offered": [_offered(act, found, bound, law) for act in ACTS.values() if act.step in steps],
        "may_take_down": found.public_from is not None and may_take_down(request.user, found.unit),
        "may_enter": fills and found.status in selectors.BEING_FILLED,
        "purposes": _purposes(found) if fills else (),
        "upload": bound.get("upload") or forms_of.UploadForm(purposes=_purposes(found)),
        "note": bound.get(NOTE) or forms_of.NoteForm(initial={"text": found.note}),
        "may_note": access.may_note(request.user, found) and found.status not in selectors.BEING_FILLED,
        "objections": _objections(request, found, bound),
        "may_answer": fills,
        "sees_contact": access.may_see_contact(request.user, found),
        "entries": taken,
        "objected": [entry for entry in taken if entry.step == OBJECTED],
        "may_object": access.may_object(request.user, found),
        "objecting": objecting,
        "longest": LONGEST,
        "pack": law.regulation.number if law.regulation else "",
        "refused": refused,
    }
    return render(request, "workbench/casework/operation_record.html", context, status=422 if bound or refused else 200)


def _sheet(found: OperationRecord, shown: Sequence[Line]) -> letters.Sheet:
    states = list(found.objections.values_list("status", flat=True))
    fields = found.form.fields.all() if found.form else ()
    return letters.Sheet(
        record=found,
        lines=shown,
        own=own_fields(fields, found.extra),
        missing=selectors.completeness(found, shown).missing if found.status not in selectors.BEING_FILLED else (),
        objected=len(states),
        answered=states.count(ObjectionStatus.ANSWERED),
    )


def _offered(act: Act, found: OperationRecord, bound: dict[str, forms.Form], law: Law) -> tuple[Act, forms.Form]:
    today = timezone.localdate()
    started: dict[str, Any] = {}
    if act.step == workflow.PUBLICISE:
        started = {"start": today, "until": publicising.publicity_until(today, law)}
    elif act.step == workflow.FINISH:
        names = ("result", "result_on", "meeting", "result_where", "result_shown_on", "gaps_why")
        started = {name: getattr(found, name) for name in names}
    return act, bound.get(act.key) or act.form(initial=started, auto_id=f"{act.key}_%s")


def _purposes(found: OperationRecord) -> list[FilePurpose]:
    """What may be uploaded now."""
    chosen = [FilePurpose.SCAN] if found.kind == RecordKind.SCAN and found.status in selectors.BEING_FILLED else []
    late = (RecordStatus.FILED, RecordStatus.CLOSED, RecordStatus.WITHDRAWN)
    return chosen if found.status in late else [*chosen, FilePurpose.SIGNATURE]


def _objections(request: OfficialRequest, found: OperationRecord, bound: dict[str, forms.Form]) -> list[Any]:
    rows = access.objections_visible_to(request.user).filter(record=found).select_related("answered_by")
    return [
        (row, bound.get(str(row.pk)) or forms_of.AnswerForm(auto_id=f"answer_{n}_%s"))
        for n, row in enumerate(rows.order_by("received_at", "id"))
    ]


@require_POST
@official_required
def record_act(request: OfficialRequest, pk: str, key: str) -> HttpResponse:
    """Take one step of the table, or write the supervisor's note; a refusal says why and keeps what was typed."""
    found = _record(request, pk)
    act = ACTS.get(key)
    if act is None and key != NOTE:
        raise Http404
    form = act.form(request.POST, auto_id=f"{key}_%s") if act else forms_of.NoteForm(request.POST)
    do = act.do if act else publicising.note
    return _done(request, found, key, form, lambda said: do(found, **said, by=request.user, at=timezone.now()))


@require_POST
@official_required
def record_upload(request: OfficialRequest, pk: str) -> HttpResponse:
    """Keep a scanned ledger, a recording or the scan of the signatures."""
    found = _record(request, pk)
    form = forms_of.UploadForm(request.POST, request.FILES, purposes=[FilePurpose.SCAN, FilePurpose.SIGNATURE])
    by, at = request.user, timezone.now()

    def keep(said: dict[str, Any]) -> None:
        services.attach(found, said["file"], purpose=said["purpose"], by=by, at=at)

    return _done(request, found, "upload", form, keep)


@require_POST
@official_required
def objection_answer(request: OfficialRequest, pk: str, objection: str) -> HttpResponse:
    """Answer one objection with its reason."""
    found = _record(request, pk)
    row = get_object_or_404(access.objections_visible_to(request.user).filter(record=found), pk=objection)
    form = forms_of.AnswerForm(request.POST)
    by, at = request.user, timezone.now()

    def answer(said: dict[str, Any]) -> None:
        objecting.answer(row, upheld=said["upheld"] == forms_of.YES, text=said["text"], by=by, at=at)

    return _done(request, found, str(row.pk), form, answer)


@require_POST
@official_required
def record_object(request: OfficialRequest, pk: str) -> HttpResponse:
    """A handler objects while the leader decides; a refusal says why and keeps what was typed (ACC-10-2c)."""
    found, words = _record(request, pk), request.POST.get("words", "")
    try:
        object_as_handler(found, words=words, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, _record(request, pk), refused=str(refusal), objecting=words)
    messages.success(request, gettext("异议已记入办理记录，审批的人都会看到，谁也不能改。"))
    return redirect("workbench:operation_record", found.pk)


def _done(
    request: OfficialRequest,
    found: OperationRecord,
    key: str,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(record)s：已记录。") % {"record": found})
            return redirect("workbench:operation_record", found.pk)
    return _page(
        request, _record(request, found.pk), bound={key: form}, refused=" ".join(map(str, form.non_field_errors()))
    )


@require_http_methods(["GET", "POST"])
@official_required
def record_entry(request: OfficialRequest, pk: str, entry: str | None = None) -> HttpResponse:
    """Enter the next step, or put an entry right."""
    found = _record(request, pk)
    if not access.may_record(request.user, found.unit):
        raise Http404
    shown = lines(selectors.entries_of(found))
    wrong = next((line for line in shown if str(line.entry.pk) == str(entry)), None)
    if entry and wrong is None:
        raise Http404
    others = [line for line in shown if line is not wrong]
    before = wrong.entry.ended_at if wrong and wrong.kind == EventKind.STEP else None
    offer = selectors.offer(found, others, before=before)
    names = [*(node.name for node in (*offer.next, *offer.others)), *offer.specials]
    now = timezone.localtime().replace(second=0, microsecond=0)
    usual = {"expected": found.entries, "ended_at": now}
    started = forms_of.started(wrong, found.entries, names) if wrong else usual
    form = forms_of.EntryForm(
        request.POST or None, request.FILES or None, record=found, offer=offer, wrong=wrong, initial=started
    )
    if form.is_bound and form.is_valid() and _entered(request, found, form, wrong):
        messages.success(request, gettext("已登记，并按流程图重新判定。"))
        return redirect("workbench:operation_record", found.pk)
    context = {"section": "records", "record": found, "form": form, "wrong": wrong, "offer": offer, "lines": shown}
    return render(request, "workbench/casework/record_entry.html", context, status=422 if form.is_bound else 200)


def _entered(request: OfficialRequest, found: OperationRecord, form: forms_of.EntryForm, wrong: Line | None) -> bool:
    how = {
        "expected": form.cleaned_data["expected"],
        "by": request.user,
        "at": timezone.now(),
        "evidence": form.cleaned_data["evidence"],
    }
    try:
        if wrong:
            services.correct(wrong.entry, form.said(), **how)
        else:
            services.enter(found, form.said(), **how)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        # Whoever has read what a faster clerk entered may go on from there.
        said = request.POST.copy()
        said["expected"] = str(OperationRecord.objects.values_list("entries", flat=True).get(pk=found.pk))
        form.data = said
        return False
    return True


@require_GET
@official_required
def record_file(request: OfficialRequest, pk: str, file: str) -> HttpResponseBase:
    """A kept file; only for those who may see the record."""
    return uploads.served(get_object_or_404(_record(request, pk).files, pk=file))


@require_GET
@official_required
def record_print(request: OfficialRequest, pk: str) -> HttpResponse:
    """The form on A4."""
    found = _record(request, pk)
    sheet = _sheet(found, lines(selectors.entries_of(found)))
    context = {"section": "records", "record": found, "sheet": sheet, "rows": rows(sheet), "title": letters.TITLE}
    return render(request, "workbench/casework/record_print.html", context | {"today": timezone.localdate()})


def rows(sheet: letters.Sheet) -> list[dict[str, Any]]:
    """The entries as the page prints them."""
    return [
        {
            "line": line,
            "title": letters.title(line),
            "allowed": letters.allowed(line),
            "disclosed": letters.disclosed(line),
            "remarks": letters.remarks(line),
        }
        for line in sheet.lines
    ]


@require_GET
@official_required
def record_document(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """The form as Word or PDF."""
    found = _record(request, pk)
    made = letters.document(_sheet(found, lines(selectors.entries_of(found))), today=timezone.localdate())
    return documents.answer(made, kind, f"record-{found.year}-{found.unit.code}-{found.seq:04}")


urlpatterns = [
    path("records/<uuid:pk>/", record, name="operation_record"),
    path("records/<uuid:pk>/enter/", record_entry, name="record_entry"),
    path("records/<uuid:pk>/entries/<uuid:entry>/", record_entry, name="record_correct"),
    path("records/<uuid:pk>/object/", record_object, name="record_object"),
    path("records/<uuid:pk>/files/", record_upload, name="record_upload"),
    path("records/<uuid:pk>/files/<uuid:file>/", record_file, name="record_file"),
    path("records/<uuid:pk>/objections/<uuid:objection>/", objection_answer, name="objection_answer"),
    path("records/<uuid:pk>/print/", record_print, name="record_print"),
    path("records/<uuid:pk>/record.<str:kind>", record_document, name="record_document"),
    path("records/<uuid:pk>/<slug:key>/", record_act, name="record_act"),
]
