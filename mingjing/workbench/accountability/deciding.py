"""追究决定: the draft on a page of its own, every draft and what changed, the legal check, approval, sending back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import AccountabilityCase, Decision
from mingjing.accountability.selectors import deciding as selectors
from mingjing.accountability.selectors import dividing, readiness
from mingjing.accountability.services import drafting, judging
from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.regulations.selectors import law
from mingjing.rules import measures as rules
from mingjing.rules import packs
from mingjing.rules.packs.nouns import Pack
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability.decision_form import DecisionForm, Ground
from mingjing.workbench.accountability.gate import with_case
from mingjing.workbench.accountability.kinds import Act, Doer, Panel
from mingjing.workbench.fields import words


@require_http_methods(["GET", "POST"])
@with_case
def decision(request: OfficialRequest, case: AccountabilityCase) -> HttpResponse:
    """The draft: first the severity, then its measures for each subject, and everything else."""
    if not access.may_take(request.user, workflow.DRAFT, case):
        raise Http404
    ground = _ground(request, case)
    form = DecisionForm(request.POST or None, ground=ground) if ground else None
    looked: list[str] = []
    refused = request.method == "POST"
    if form and form.is_bound and form.is_valid():
        if "look" in request.POST:
            looked, refused = _looked(case, form, ground.pack if ground else packs.load(case.pack)), False
        elif _drafted(request, case, form):
            messages.success(request, gettext("决定已拟定，等待法制审核。"))
            return redirect("workbench:accountability_case", case.pk)
    context = {
        "section": "accountability",
        "case": case,
        "severities": rules.decidable(packs.load(case.pack)),
        "chosen": request.GET.get("severity", ""),
        "wide": "wide" in request.GET,
        "ground": ground,
        "form": form,
        "looked": looked,
        "lacking": readiness.lacking(case) if not form else [],
    }
    return render(request, "workbench/accountability/decision.html", context, status=422 if refused else 200)


def _ground(request: OfficialRequest, case: AccountabilityCase) -> Ground | None:
    """What the draft stands on; None before a severity is chosen.

    Raises:
        Http404: a severity that no decision of this office may have (GAP-15).
    """
    pack, severity = packs.load(case.pack), request.GET.get("severity", "")
    division = dividing.newest(case)
    if not severity or division is None:
        return None
    if severity not in {one.id for one in rules.decidable(pack)}:
        raise Http404
    today = timezone.localdate()
    ruling, drafts = law(today), selectors.drafts(case)
    limit = ruling.limits.get("ACC-13-a")
    return Ground(
        pack=pack, severity=severity, wide="wide" in request.GET, division=division,
        citable=selectors.citable(case)[0], last=drafts[0] if drafts else None,
        rectify_by=limit.after(today, ruling.calendar).on if limit else None,
        shares=tuple(division.shares.select_related("subject__unit")),
    )  # fmt: skip


def _looked(case: AccountabilityCase, form: DecisionForm, pack: Pack) -> list[str]:
    """What would come of the draft: last days by their rules, who approves, and whatever it lacks."""
    said, today = form.said(), timezone.localdate()
    told = []
    for rows in said.measures.values():
        for one in rows:
            starts = one.chosen.starts_on
            ends = drafting.ends_on(one.chosen.measure, starts, pack, law(today).calendar)
            if starts and ends:
                told.append(f"{pack.measures[one.chosen.measure].name}：{selectors.period(starts, ends)}")
    told.append(gettext("由领导小组批准。") if drafting.is_above(case, said, pack) else gettext("由办公室负责人批准。"))
    return told + drafting.problems(case, said, today=today)


def _drafted(request: OfficialRequest, case: AccountabilityCase, form: DecisionForm) -> Decision | None:
    """The draft; None where it was refused, and the form says why."""
    try:
        return drafting.draft(
            case, form.said(), division=form.cleaned_data["division"], by=request.user, today=timezone.localdate(),
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        case.refresh_from_db()
        form.add_error(None, str(refusal))
        return None


class JudgeForm(forms.Form):
    """An opinion on the draft that was read."""

    decision = forms.UUIDField(widget=forms.HiddenInput())
    text = words(_("意见"), required=False)


def _judge_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> forms.Form:
    return JudgeForm(data, initial={"decision": next((row.pk for row in selectors.drafts(case)), "")}, **said)


def _judging(service: Any, name: str, done: Any) -> Doer:
    def do(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
        read = case.decisions.filter(pk=said["decision"]).first()
        if read is None:
            raise Refused(gettext("没有这一稿。"))
        now = {"by": request.user, "today": timezone.localdate(), "at": timezone.now()}
        service(read, **{name: said["text"]}, **now)
        return str(done)

    return do


def _may_judge(*roles: Role, status: CaseStatus, approving: bool = False) -> Any:
    """Offered to these roles in that state, unless they had a hand in it, or the leading group is to approve."""

    def may(viewer: Official, case: AccountabilityCase) -> bool:
        if case.status != status or not viewer.holds(*roles):
            return False
        newest = next(iter(selectors.drafts(case)), None)
        if newest is None or (approving and newest.above and not viewer.holds(Role.LG_MEMBER)):
            return False
        return judging.is_apart(viewer, newest)

    return may


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    may = access.may_take(request.user, workflow.DRAFT, case)
    rows = [] if case.status in BEFORE else selectors.drafts(case)
    if not may and not rows:
        return None
    pack = packs.load(case.pack)
    said = [
        {
            "row": row,
            "said": list(selectors.said(row, pack).items()),
            "bases": row.bases,
            "notes": [note for m in row.measures.all() if (note := _note(m.measure, pack))],
            "changes": selectors.changes(rows[place + 1], row, pack) if place + 1 < len(rows) else [],
        }
        for place, row in enumerate(rows)
    ]
    return {"drafts": said, "may": may}


def _note(measure: str, pack: Pack) -> str:
    row = pack.measures.get(measure)
    return row.note if row else ""


BEFORE = (CaseStatus.REGISTERED, CaseStatus.INFORMED, CaseStatus.HEARD)
HEADS = (Role.LGO_HEAD, Role.LG_MEMBER)
PANEL = Panel("decision", "workbench/accountability/panels/decision.html", _shown)
ACTS = [
    Act(
        "legal-pass", _("法制审核通过"), _judge_form, _judging(judging.check, "opinion", _("已通过法制审核，待批准。")),
        may=_may_judge(Role.LEGAL_REVIEWER, status=CaseStatus.DRAFTED), basis=workflow.CHECK.basis,
    ),
    Act(
        "legal-back", _("法制审核退回"), _judge_form, _judging(judging.object_to, "opinion", _("已退回重拟。")),
        may=_may_judge(Role.LEGAL_REVIEWER, status=CaseStatus.DRAFTED), basis=workflow.OBJECT.basis,
    ),
    Act(
        "approve", _("批准决定"), _judge_form, _judging(judging.approve, "opinion", _("决定已批准，由办公室下达。")),
        may=_may_judge(*HEADS, status=CaseStatus.CHECKED, approving=True), basis=workflow.APPROVE.basis,
    ),
    Act(
        "send-back", _("退回重拟"), _judge_form, _judging(judging.send_back, "reason", _("已退回重拟。")),
        may=_may_judge(*HEADS, status=CaseStatus.CHECKED), basis=workflow.SEND_BACK.basis,
    ),
]  # fmt: skip
urlpatterns = [path("accountability/<uuid:pk>/decision/", decision, name="accountability_decision")]
