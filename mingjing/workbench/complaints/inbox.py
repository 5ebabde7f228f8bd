"""转办件: what the complaint centre handed to a unit. The list tells no content; a package opens by a sealing key."""

from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mingjing.complaints import access, acting
from mingjing.complaints.letters import forwarding as letters
from mingjing.complaints.models import Forward
from mingjing.complaints.selectors import inbox as selectors
from mingjing.complaints.selectors.inbox import Package
from mingjing.complaints.services import forwarding as services
from mingjing.complaints.workflow import ANSWER, RECEIVE, RETURN
from mingjing.core import documents
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.keys import unlock_first, unlocked

ORDER = ("-sent_on", "-number")


class Words(forms.Form):
    """What the unit says of a package."""

    words = forms.CharField(max_length=services.LONGEST, widget=forms.Textarea(attrs={"rows": 5}))


def _asking(label: Any, hint: Any, data: Any = None, prefix: str = "") -> Words:
    form = Words(data, prefix=prefix)
    form.fields["words"].label, form.fields["words"].help_text = label, hint
    return form


def _answering(data: Any = None) -> Words:
    return _asking(_("答复"), _("写明查明的情况、依据和处理结果。只有中心能打开。"), data, "answer")


def _returning(data: Any = None) -> Words:
    return _asking(_("退回理由"), _("为什么不属于本单位办理，应由谁办理。"), data, "return")


def receivers_only(view: Any) -> Any:
    """Let those in who receive for a unit; the database shows what was handed to it while the view runs."""

    @never_cache
    @official_required
    @wraps(view)
    def opened(request: OfficialRequest, *words: Any, **named: Any) -> HttpResponseBase:
        if not request.user.holds(*access.RECEIVERS):
            raise Http404
        with access.shown_to(request.user):
            answer: HttpResponseBase = view(request, *words, **named)
            return answer

    return opened


def _row(request: OfficialRequest, pk: str) -> Forward:
    return get_object_or_404(selectors.received(request.user), pk=pk)


@require_GET
@receivers_only
def forwards(request: OfficialRequest) -> HttpResponse:
    """Every package of the unit, the newest first."""
    today = timezone.localdate()
    page = page_of(selectors.received(request.user), request.GET, order=ORDER)
    rows = [(row, row.status in selectors.OPEN and row.due_on and row.due_on < today) for row in page]
    return render(
        request,
        "workbench/complaints/inbox/list.html",
        {"section": "forwards", "page": page, "rows": rows, "query": ""},
    )


@require_GET
@receivers_only
def forward(request: OfficialRequest, pk: str) -> HttpResponse:
    """One package. Its content is there while the viewer's sealing key is unlocked; each opening is written down."""
    return _page(request, _row(request, pk))


def _page(
    request: OfficialRequest, row: Forward, tried: tuple[str, Words] | None = None, refused: str = ""
) -> HttpResponse:
    today = timezone.localdate()
    key, package = unlocked(request), None
    try:
        package = selectors.opened(row, key) if key else None
    except Refused as refusal:
        refused = refused or str(refusal)
    entries = list(ledger.of_case(row))
    ours = acting.names(Official.objects.filter(unit=request.user.unit))
    if package:
        services.note_read(row, entries, by=request.user, today=today, at=timezone.now())
    until = selectors.may_return_until(row, today)
    may_return = until is None or today <= until or (tried is not None and tried[0] == "return")
    forms_shown: dict[str, Words] = {"answer": _answering(), "return": _returning()} | dict([tried] if tried else [])
    context = {
        "section": "forwards",
        "row": row,
        "package": package,
        "until": until,
        "may_receive": _may(request, row, RECEIVE),
        "answer_form": forms_shown["answer"] if _may(request, row, ANSWER) else None,
        "return_form": forms_shown["return"] if _may(request, row, RETURN) and may_return else None,
        "entries": [(entry, ours.get(entry.by_id.hex if entry.by_id else "", _("投诉举报中心"))) for entry in entries],
        "today": today,
        "now": timezone.now(),
        "refused": refused,
    }
    return render(request, "workbench/complaints/inbox/forward.html", context, status=422 if tried or refused else 200)


def _may(request: OfficialRequest, row: Forward, step: Any) -> bool:
    return request.user.holds(step.role) and row.status in step.sources


@require_POST
@receivers_only
@unlock_first
def receive(request: OfficialRequest, pk: str) -> HttpResponse:
    """Sign for a package."""
    row = _row(request, pk)
    try:
        services.receive(row, by=request.user, today=timezone.localdate(), at=timezone.now())
    except Refused as refusal:
        return _page(request, row, refused=str(refusal))
    messages.success(request, gettext("%(row)s 已签收。") % {"row": row})
    return redirect("workbench:forward", row.pk)


@require_POST
@receivers_only
@unlock_first
def answer(request: OfficialRequest, pk: str) -> HttpResponse:
    """Answer the centre."""
    return _said(request, pk, "answer", _answering(request.POST))


@require_POST
@receivers_only
@unlock_first
def give_back(request: OfficialRequest, pk: str) -> HttpResponse:
    """Return what is not this unit's."""
    return _said(request, pk, "return", _returning(request.POST))


def _said(request: OfficialRequest, pk: str, what: str, form: Words) -> HttpResponse:
    row, key = _row(request, pk), unlocked(request)
    if not form.is_valid() or key is None:
        return _page(request, row, (what, form))
    said: dict[str, Any] = {"by": request.user, "today": timezone.localdate(), "at": timezone.now()}
    try:
        package = selectors.opened(row, key)
        if what == "answer":
            services.answer(row, text=form.cleaned_data["words"], key=package.key, **said)
        else:
            services.give_back(row, reason=form.cleaned_data["words"], key=package.key, **said)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        row.refresh_from_db()
        return _page(request, row, (what, form))
    done = gettext("%(row)s 已答复。") if what == "answer" else gettext("%(row)s 已退回。")
    messages.success(request, done % {"row": row})
    return redirect("workbench:forward", row.pk)


@require_GET
@receivers_only
@unlock_first
def file(request: OfficialRequest, pk: str, file: str) -> HttpResponseBase:
    """A file of a package, to save."""
    key = unlocked(request)
    try:
        package = selectors.opened(_row(request, pk), key) if key else None
    except Refused as refusal:
        raise Http404 from refusal
    return served(package, file)


def served(package: Package | None, file: object) -> HttpResponseBase:
    """The bytes of a packed file, through memory only."""
    found = next((one for one in package.files if one.id == str(file)), None) if package else None
    if found is None:
        raise Http404
    sent = StreamingHttpResponse(found.chunks(), content_type="application/octet-stream")
    sent["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    sent["Content-Length"] = str(found.size)
    sent["X-Content-Type-Options"] = "nosniff"
    return sent


@require_GET
@receivers_only
def letter(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """The letter beside the package."""
    return lettered(_row(request, pk), kind)


def lettered(row: Forward, kind: str) -> HttpResponse:
    """The forwarding letter of a package as docx or pdf."""
    until = selectors.may_return_until(row, row.sent_on)
    made = letters.letter(row, unit=str(selectors.unit_of(row)), return_until=until)
    return documents.answer(made, kind, f"forward-{row.sent_on:%Y}-{row.number[-5:]}")


urlpatterns = [
    path("forwards/", forwards, name="forwards"),
    path("forwards/<uuid:pk>/", forward, name="forward"),
    path("forwards/<uuid:pk>/receive/", receive, name="forward_receive"),
    path("forwards/<uuid:pk>/answer/", answer, name="forward_answer"),
    path("forwards/<uuid:pk>/return/", give_back, name="forward_return"),
    path("forwards/<uuid:pk>/files/<uuid:file>/", file, name="forward_file"),
    path("forwards/<uuid:pk>/letter.<str:kind>", letter, name="forward_letter"),
]
