"""区分责任: one question after the other, the proposal, what the decider chose, and the paper for the file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.letters import dividing as letters
from mingjing.accountability.models import AccountabilityCase, Division
from mingjing.accountability.selectors import dividing as selectors
from mingjing.accountability.services import dividing as services
from mingjing.core import documents
from mingjing.core.errors import Refused
from mingjing.regulations import selectors as regulations
from mingjing.rules import accountability as rules
from mingjing.rules import packs
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability.gate import with_case
from mingjing.workbench.accountability.kinds import Panel
from mingjing.workbench.accountability.wizard import ShareForm, Wizard


@require_http_methods(["GET", "POST"])
@with_case
def division(request: OfficialRequest, case: AccountabilityCase) -> HttpResponse:
    """The questions; at their end the proposal, and the form that keeps what the decider chose."""
    if not access.may_take(request.user, workflow.DIVIDE, case):
        raise Http404
    wizard = Wizard(case, request.GET)
    form = None
    if wizard.stage == "proposal" and wizard.proposal.is_finished:
        latest = selectors.newest(case)
        first = {"after": latest.pk if latest else ""}
        form = ShareForm(request.POST or None, wizard=wizard, pack=packs.load(case.pack), initial=first)
        if form.is_bound and form.is_valid() and _divided(request, wizard, form):
            messages.success(request, gettext("责任已区分，建议和选定的都已记下。"))
            return redirect("workbench:accountability_case", case.pk)
    return render(
        request, "workbench/accountability/division.html", _context(wizard, form),
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _context(wizard: Wizard, form: ShareForm | None) -> dict[str, Any]:
    case, stage, pack = wizard.case, wizard.stage, packs.load(wizard.case.pack)
    shown: dict[str, Any] = {
        "section": "accountability",
        "case": case,
        "wizard": wizard,
        "stage": stage,
        "standings": selectors.standings(wizard.found, wizard.said),
        "unnamed": selectors.unnamed(wizard.found, wizard.said),
        "form": form,
    }
    if stage == "question" and wizard.question:
        shown["text"] = _text(case, wizard.question.article)
        shown["choices"] = list(wizard.choices())
    if stage == "proposal":
        shown["covered"] = rules.is_covered_by(pack, wizard.proposal)
        shown["divisions"] = [pack.divisions[row] for row in wizard.proposal.rests_on if row in pack.divisions]
    return shown


def _text(case: AccountabilityCase, identifier: str) -> str:
    """The article that asks: its official text where it was imported, else our summary."""
    regulation = regulations.offered(case.fault_on).filter(number=case.pack).first()
    found = regulations.cited(regulation, identifier) if regulation else None
    if found:
        return found.article.text or found.article.summary
    article = packs.load(case.pack).article_of(identifier)
    return article.summary if article else ""


def _divided(request: OfficialRequest, wizard: Wizard, form: ShareForm) -> Division | None:
    """The division; None where it was refused, and the form says why."""
    chosen = {pk: services.Chosen(share, why) for pk, (share, why) in form.chosen().items()}
    said = form.cleaned_data
    try:
        return services.divide(
            wizard.case, wizard.said, chosen, circumstances=said["circumstances"], weighing=said["weighing"],
            after=said["after"], by=request.user, at=timezone.now(), today=timezone.localdate(),
        )  # fmt: skip
    except Refused as refusal:
        wizard.case.refresh_from_db()
        form.add_error(None, str(refusal))
        return None


@require_GET
@with_case
def paper(request: OfficialRequest, case: AccountabilityCase, division: str, kind: str) -> HttpResponse:
    """One division on paper, for the file: answers, proposal, choice, and every difference explained (ACC-12-d)."""
    row = selectors.divisions(case).filter(pk=division).first()
    if row is None:
        raise Http404
    return documents.answer(letters.paper(row), kind, f"division-{row.on:%Y-%m-%d}")


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    may = access.may_take(request.user, workflow.DIVIDE, case)
    rows = [] if case.status == CaseStatus.REGISTERED else list(selectors.divisions(case))
    if not may and not rows:
        return None
    said = [
        {
            "row": row,
            "shares": [(share, row.part_of(share.subject)) for share in row.shares.all()],
            "circumstances": letters.circumstances(row),
        }
        for row in rows
    ]
    return {"rows": said, "may": may}


PANEL = Panel("division", "workbench/accountability/panels/division.html", _shown)
urlpatterns = [
    path("accountability/<uuid:pk>/division/", division, name="accountability_division"),
    path("accountability/<uuid:pk>/division/<uuid:division>.<str:kind>", paper, name="accountability_division_paper"),
]
