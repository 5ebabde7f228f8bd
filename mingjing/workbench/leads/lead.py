"""One lead: what it says and rests on, what was joined to it, and the steps a person may take."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from mingjing.accountability import access as accountability
from mingjing.core import documents, uploads
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.regulations import selectors as regulations
from mingjing.supervision import access, letters
from mingjing.supervision.enums import LeadStatus
from mingjing.supervision.models import Lead
from mingjing.supervision.selectors import leads as selectors
from mingjing.supervision.services import leads as services
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.leads.registering import LONGEST


@require_GET
@official_required
def lead(request: OfficialRequest, pk: str) -> HttpResponse:
    """One lead: its ground with the article's text, the facts, what proves them, what is like it, and its file."""
    return _page(request, get_object_or_404(selectors.leads(request.user), pk=pk))


def _page(
    request: OfficialRequest, row: Lead, *, typed: dict[str, str] | None = None, refused: str = ""
) -> HttpResponse:
    waits = row.status == LeadStatus.REGISTERED
    may_join = waits and access.may_decide(request.user, row)
    heading = selectors.heading_of(row)
    alike = list(selectors.like_lead(request.user, row)) if waits else []
    context = {
        "section": "leads",
        "lead": row,
        "ground": selectors.ground_of(row),
        "heading": heading,
        "interpretations": regulations.interpretations_on(heading.article) if heading else [],
        "files": selectors.files(row),
        "joined": row.joined.all(),
        "alike": alike,
        "joinable": [one for one in alike if one.status in selectors.JOINABLE] if may_join else [],
        "may_join": may_join,
        "may_open": may_join,
        "case": None if waits else accountability.visible_to(request.user).filter(lead=row).first(),
        "may_close": waits and access.may_close(request.user),
        "days": row.days_waiting(timezone.localdate()),
        "entries": ledger.of_case(row),
        "pack": row.pack,
        "typed": typed or {},
        "refused": refused,
        "longest": LONGEST,
    }
    return render(request, "workbench/leads/lead.html", context, status=422 if refused else 200)


@require_GET
@official_required
def document(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """The lead on paper."""
    row = get_object_or_404(selectors.leads(request.user), pk=pk)
    heading = selectors.heading_of(row)
    made = letters.form(
        row,
        ground=selectors.ground_of(row),
        article=heading.text if heading else "",
        files=[file.name for file in selectors.files(row)],
        joined=list(row.joined.all()),
        entries=list(ledger.of_case(row)),
    )
    return documents.answer(made, kind, f"lead-{row.registered_on:%Y}-{row.number[-5:]}")


@require_POST
@official_required
def close(request: OfficialRequest, pk: str) -> HttpResponse:
    """Close a lead; a refusal says why and keeps what was typed."""
    row = get_object_or_404(selectors.leads(request.user), pk=pk)
    words = request.POST.get("words", "")[:LONGEST]
    try:
        services.close(row, reason=words, by=request.user, today=timezone.localdate(), at=timezone.now())
    except Refused as refusal:
        return _again(request, row, {"words": words}, refusal)
    messages.success(request, gettext("%(lead)s 已了结。") % {"lead": row})
    return redirect("workbench:lead", row.pk)


@require_POST
@official_required
def join(request: OfficialRequest, pk: str) -> HttpResponse:
    """Join a lead to the main one, chosen from those that are like it or named by its number."""
    row = get_object_or_404(selectors.leads(request.user), pk=pk)
    said = {name: request.POST.get(name, "").strip()[:LONGEST] for name in ("into", "number", "why")}
    try:
        main = _main(request, said)
        services.join(row, main, reason=said["why"], by=request.user, at=timezone.now())
    except Refused as refusal:
        return _again(request, row, said, refusal)
    messages.success(request, gettext("%(lead)s 已并入 %(main)s。") % {"lead": row, "main": main})
    return redirect("workbench:lead", main.pk)


def _main(request: OfficialRequest, said: dict[str, str]) -> Lead:
    """The lead that was named; one that this person may not see is told from none at all by nobody."""
    rows, found = selectors.leads(request.user), None
    if said["number"]:
        found = rows.filter(number=said["number"]).first()
    elif said["into"]:
        try:
            found = rows.filter(pk=UUID(said["into"])).first()
        except ValueError:
            found = None
    if found is None:
        raise Refused(f"没有找到要并入的线索{said['number']}，请选一条或者填写它的编号（ACC-3-b）。")
    return found


def _again(request: OfficialRequest, row: Lead, typed: dict[str, str], refusal: Refused) -> HttpResponse:
    row = get_object_or_404(selectors.leads(request.user), pk=row.pk)
    return _page(request, row, typed=typed, refused=str(refusal))


@require_GET
@official_required
def file(request: OfficialRequest, pk: str, file: str) -> FileResponse:
    """A piece of evidence, of this lead or of one joined to it."""
    row = get_object_or_404(access.leads_visible_to(request.user), pk=pk)
    return uploads.served(get_object_or_404(selectors.files(row), pk=file))


urlpatterns = [
    path("leads/<uuid:pk>/", lead, name="lead"),
    path("leads/<uuid:pk>/form.<str:kind>", document, name="lead_document"),
    path("leads/<uuid:pk>/close/", close, name="lead_close"),
    path("leads/<uuid:pk>/join/", join, name="lead_join"),
    path("leads/<uuid:pk>/files/<uuid:file>/", file, name="lead_file"),
]
