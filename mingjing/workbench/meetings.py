"""集体决定: the records of what a leadership team decided, each participant's view and signature (ACC-10-3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core import documents, uploads
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import page_of, query_of
from mingjing.ledger import selectors as ledger
from mingjing.meetings import access, letters, selectors, services
from mingjing.meetings.enums import MeetingStatus
from mingjing.meetings.models import Attendance, Meeting
from mingjing.meetings.workflow import SEND, TAKE_BACK, WITHDRAW
from mingjing.people.models import Official
from mingjing.regulations.selectors import pack_in_force
from mingjing.workbench import meeting_forms as forms_of
from mingjing.workbench.access import OfficialRequest, official_required

ORDER = ("-held_on", "-id")
SECTION = "meetings"
COLUMNS = (
    Col(_("编号"), "number"),
    Col(_("单位"), "unit.name"),
    Col(_("会议日期"), "held_on"),
    Col(_("地点"), "place"),
    Col(_("议题"), "matter", 40),
    Col(_("决定"), "decided", 60),
    Col(_("表决"), letters.votes, 30),
    Col(_("状态"), lambda meeting: meeting.get_status_display()),
    Col(_("记录人"), "recorded_by.name"),
)
STEPS = {"send": SEND, "take-back": TAKE_BACK, "withdraw": WITHDRAW}


@dataclass(frozen=True)
class Act:
    """A button of the page: its form, and what it does with the meeting and one's own attendance."""

    form: type[forms.Form]
    do: Callable[..., object]
    own: bool = False


ACTS = {
    "send": Act(forms_of.NoWords, services.send),
    "take-back": Act(forms_of.ReasonForm, services.take_back),
    "withdraw": Act(forms_of.ReasonForm, services.withdraw),
    "add": Act(forms_of.NoteForm, services.add),
    "say": Act(forms_of.ViewForm, services.say, own=True),
    "sign": Act(forms_of.ViewForm, services.sign, own=True),
}


@require_GET
@official_required
def meetings(request: OfficialRequest) -> HttpResponseBase:
    """The records that this person may see, the latest meeting first."""
    form = forms_of.MeetingFilter(request.GET)
    valid, rows = form.is_valid(), selectors.meetings(request.user)
    if not access.has_pages(request.user) and not rows.exists():
        raise Http404
    rows = form.of(rows) if valid else rows.none()
    if valid and wanted(request):
        return export(gettext("集体决定"), COLUMNS, rows)
    context = {
        "section": SECTION,
        "page": page_of(rows, request.GET, order=ORDER),
        "form": form,
        "query": query_of(request.GET),
        "may_record": access.may_record(request.user),
    }
    return render(request, "workbench/meetings/list.html", context, status=200 if valid else 422)


@require_http_methods(["GET", "POST"])
@official_required
def meeting_new(request: OfficialRequest) -> HttpResponse:
    """Record a meeting of the own unit."""
    if not access.may_record(request.user):
        raise Http404
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@official_required
def meeting_edit(request: OfficialRequest, pk: str) -> HttpResponse:
    """Change a draft."""
    found = _found(request, pk)
    if not access.keeps(request.user, found):
        raise Http404
    return _edit(request, found)


def _edit(request: OfficialRequest, found: Meeting | None) -> HttpResponse:
    people = list(Official.objects.filter(unit=request.user.unit_id, is_active=True).select_related("post"))
    rows = list(selectors.attendances(found)) if found else []
    people += [row.official for row in rows if row.official and row.official not in people]
    started = {name: getattr(found, name) for name in services.CONTENT} if found else None
    form = forms_of.MeetingForm(request.POST or None, initial=started)
    sittings = forms_of.sittings(request.POST or None, people, rows)
    if form.is_bound and form.is_valid() and sittings.is_valid():
        saved = _saved(request, found, form, sittings)
        if saved:
            messages.success(request, gettext("%(meeting)s：已保存。") % {"meeting": saved})
            return redirect("workbench:meeting", saved.pk)
    context = {"section": SECTION, "meeting": found, "form": form, "sittings": sittings}
    return render(request, "workbench/meetings/edit.html", context, status=422 if form.is_bound else 200)


def _saved(request: OfficialRequest, found: Meeting | None, form: forms_of.MeetingForm, rows: Any) -> Meeting | None:
    """The record as it was saved; None where it was refused, and the form says why."""
    chosen = [row.sitting() for row in rows if row.is_filled]
    by, at = request.user, timezone.now()
    try:
        if found is None:
            return services.record(form.said(), chosen, by=by, at=at)
        services.edit(found, form.said(), chosen, by=by, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return found


def _found(request: OfficialRequest, pk: Any) -> Meeting:
    return get_object_or_404(selectors.meetings(request.user), pk=pk)


@require_GET
@official_required
def meeting(request: OfficialRequest, pk: str) -> HttpResponse:
    """One record: what was decided, what each said, and what this person may do now."""
    return _page(request, _found(request, pk))


def _page(
    request: OfficialRequest, found: Meeting, *, bound: dict[str, forms.Form] | None = None, refused: str = ""
) -> HttpResponse:
    bound = bound or {}
    people = list(selectors.attendances(found))
    keeps = access.keeps(request.user, found)
    mine = next((row for row in people if row.official_id == request.user.pk), None)
    open_states = (MeetingStatus.DRAFT, MeetingStatus.SIGNING)
    says = mine if mine and mine.signed_at is None and found.status in open_states else None
    collects = keeps and found.status == MeetingStatus.SIGNING
    may_add = found.status == MeetingStatus.SIGNED and (keeps or mine is not None)
    steps, pack = access.steps_for(request.user, found), pack_in_force(found.held_on)
    context = {
        "section": SECTION,
        "meeting": found,
        "votes": letters.votes(found),
        "people": [(row, _paper(row, bound) if collects and row.signed_at is None else None) for row in people],
        "says": says,
        "view": (bound.get("say") or bound.get("sign") or forms_of.ViewForm(initial=_said(says))) if says else None,
        "may_sign": found.status == MeetingStatus.SIGNING,
        "may_edit": keeps and found.status == MeetingStatus.DRAFT,
        "offered": [
            (key, step, bound.get(key) or ACTS[key].form(auto_id=f"{key}_%s"))
            for key, step in STEPS.items()
            if step in steps and not (step == TAKE_BACK and any(row.signed_at for row in people))
        ],
        "note": (bound.get("add") or forms_of.NoteForm(auto_id="add_%s")) if may_add else None,
        "addenda": found.addenda.select_related("by"),
        "entries": ledger.of_case(found),
        "pack": pack.slug if pack else settings.DEFAULT_PACK,
        "refused": refused,
    }
    return render(request, "workbench/meetings/meeting.html", context, status=422 if bound or refused else 200)


def _said(row: Attendance) -> dict[str, str]:
    return {"view": row.view, "words": row.words}


def _paper(row: Attendance, bound: dict[str, forms.Form]) -> dict[str, forms.Form]:
    """The forms by which the clerk accounts for a participant who has not signed."""
    return {
        "paper": bound.get(f"paper-{row.pk}")
        or forms_of.PaperForm(initial=_said(row), auto_id=f"paper_{row.order}_%s"),
        "unsigned": bound.get(f"unsigned-{row.pk}") or forms_of.ReasonForm(auto_id=f"unsigned_{row.order}_%s"),
    }


@require_POST
@official_required
def meeting_act(request: OfficialRequest, pk: str, key: str) -> HttpResponse:
    """Send for signature, take back, withdraw, say or sign one's own view, add a note."""
    found, act = _found(request, pk), ACTS.get(key)
    if act is None:
        raise Http404
    on = get_object_or_404(found.attendances, official=request.user.pk) if act.own else found
    form = act.form(request.POST) if act.own else act.form(request.POST, auto_id=f"{key}_%s")
    return _done(request, found, key, form, lambda: act.do(on, **form.cleaned_data, by=request.user, at=timezone.now()))


@require_POST
@official_required
def meeting_person(request: OfficialRequest, pk: str, row: str, key: str) -> HttpResponse:
    """The clerk records a signature on paper, or that somebody does not sign."""
    found = _found(request, pk)
    one, by, at = get_object_or_404(found.attendances, pk=row), request.user, timezone.now()
    if key == "paper":
        form: forms.Form = forms_of.PaperForm(request.POST, request.FILES, auto_id=f"paper_{one.order}_%s")

        def act() -> None:
            access.check_keeps(by, found)  # before anything is kept
            said = form.cleaned_data
            scan = uploads.keep(said["scan"], kinds=uploads.SCANS)
            services.sign_on_paper(one, view=said["view"], words=said["words"], scan=scan, by=by, at=at)

    elif key == "unsigned":
        form = forms_of.ReasonForm(request.POST, auto_id=f"unsigned_{one.order}_%s")

        def act() -> None:
            services.leave_unsigned(one, reason=form.cleaned_data["reason"], by=by, at=at)

    else:
        raise Http404
    return _done(request, found, f"{key}-{one.pk}", form, act)


def _done(
    request: OfficialRequest, found: Meeting, key: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do it and say so; a refusal says why and keeps what was typed."""
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(meeting)s：已记录。") % {"meeting": found})
            return redirect("workbench:meeting", found.pk)
    told = " ".join(map(str, form.non_field_errors())) or gettext("有几处需要改，填过的都还在。")
    return _page(request, _found(request, found.pk), bound={key: form}, refused=told)


@require_GET
@official_required
def meeting_file(request: OfficialRequest, pk: str, file: str) -> FileResponse:
    """A scan of a signature; only for those who may see the record."""
    return uploads.served(get_object_or_404(_found(request, pk).files, pk=file))


@require_GET
@official_required
def meeting_document(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """The record as Word or PDF."""
    found = _found(request, pk)
    made = letters.record(found, list(selectors.attendances(found)), list(found.addenda.select_related("by")))
    return documents.answer(made, kind, f"meeting-{found.recorded_at:%Y}-{found.number[-5:]}")


urlpatterns = [
    path("meetings/", meetings, name="meetings"),
    path("meetings/new/", meeting_new, name="meeting_new"),
    path("meetings/<uuid:pk>/", meeting, name="meeting"),
    path("meetings/<uuid:pk>/edit/", meeting_edit, name="meeting_edit"),
    path("meetings/<uuid:pk>/record.<str:kind>", meeting_document, name="meeting_document"),
    path("meetings/<uuid:pk>/files/<uuid:file>/", meeting_file, name="meeting_file"),
    path("meetings/<uuid:pk>/people/<uuid:row>/<slug:key>/", meeting_person, name="meeting_person"),
    path("meetings/<uuid:pk>/<slug:key>/", meeting_act, name="meeting_act"),
]
