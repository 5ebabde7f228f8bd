"""登记公开: one disclosure by one channel, with pictures, made for a phone; and its correction."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.core.errors import Refused
from mingjing.disclosure import access
from mingjing.disclosure.enums import PlanKind, Reach
from mingjing.disclosure.models import Disclosure, Plan
from mingjing.disclosure.selectors import dues
from mingjing.disclosure.services import recording
from mingjing.disclosure.services.recording import Subject
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.rules.disclosing import turn_name
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.casework.choosing import PowerField
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.disclosure.forms import RecordForm, VoidForm, tell

AHEAD = dt.timedelta(days=92)
TURNS = 18  # of a cycle to choose from, the newest first


class ChooseForm(forms.Form):
    plan = forms.ModelChoiceField(Plan.objects.none(), required=False)
    item = PowerField(required=False)

    def __init__(self, *args: Any, viewer: Official, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].label, self.fields["item"].label = _("公开事项"), _("或者职权")
        plans = access.visible_to(viewer).filter(unit=viewer.unit_id, ends_on=None).order_by("title")
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        self.fields["item"].queryset = access.plannable_by(viewer)  # type: ignore[attr-defined]
        self.fields["item"].help_text = _("没有制定计划的职权，直接登记在职权上")


@require_http_methods(["GET", "POST"])
@official_required
def disclose(request: OfficialRequest) -> HttpResponse:
    """Choose what was disclosed, then say where and when."""
    viewer = request.user
    if not viewer.holds(Role.UNIT_CLERK):
        raise Http404
    choose = ChooseForm(request.GET or None, viewer=viewer)
    if not choose.is_bound or not choose.is_valid() or not any(choose.cleaned_data.values()):
        status = 422 if choose.is_bound and choose.errors else 200
        context = {"section": "disclosure", "tab": "disclosures", "choose": choose}
        return render(request, "workbench/disclosure/record.html", context, status=status)
    plan, item = choose.cleaned_data["plan"], choose.cleaned_data["item"]
    form = RecordForm(request.POST or None, request.FILES or None, initial=_started(plan, item))
    turn = _turn_field(plan)
    if turn:
        form.fields["turn"] = turn
        form.initial["turn"] = request.GET.get("turn", "")
        form.order_fields(["title", "turn", *form.field_order])
    if form.is_bound and form.is_valid():
        subject = _subject(plan, item, form.cleaned_data.get("turn", ""))
        if row := _recorded(request, form, subject):
            return redirect("workbench:disclosure", row.pk)
    return _page(request, form, plan=plan, item=item)


def _page(request: OfficialRequest, form: RecordForm, **context: Any) -> HttpResponse:
    context |= {"section": "disclosure", "tab": "disclosures", "form": form}
    return render(request, "workbench/disclosure/record.html", context, status=422 if form.errors else 200)


def _started(plan: Plan | None, item: Any) -> dict[str, Any]:
    """What a form begins with: what was planned."""
    today = timezone.localdate()
    if plan is None:
        return {"title": item.name, "published_on": today, "reach": Reach.CITY}
    channel = plan.channels[0] if plan.channels else ""
    same = {"title": plan.title, "scope": plan.scope, "group": plan.group, "reach": plan.affected}
    return {**same, "channel": channel, "published_on": today}


def _turn_field(plan: Plan | None) -> forms.ChoiceField | None:
    """Which turn, stage or occasion of the plan; None where there is nothing to choose."""
    if plan is None:
        return None
    labels = {PlanKind.REGULAR: _("所属周期"), PlanKind.STAGED: _("阶段"), PlanKind.AD_HOC: _("事由")}
    choices = {PlanKind.REGULAR: _turns, PlanKind.STAGED: _stages, PlanKind.AD_HOC: _occasions}
    found = choices[PlanKind(plan.kind)](plan)
    needed = plan.kind == PlanKind.REGULAR
    if not found and not needed:
        return None
    return forms.ChoiceField(
        label=labels[PlanKind(plan.kind)], choices=found if needed else [CHOOSE, *found], required=needed
    )


def _turns(plan: Plan) -> list[tuple[str, str]]:
    today = timezone.localdate()
    calendar = dues.law(today).calendar
    found = dues.periods_of(plan, today - 2 * dues.LOOK_BACK, today + AHEAD, calendar)[::-1][:TURNS]
    cycle = dues.rhythm_of(plan).cycle
    return [
        (
            period.first.isoformat(),
            _("%(turn)s，最后一日 %(due)s") % {"turn": turn_name(cycle, period.first), "due": period.due},
        )
        for period in found
    ]


def _stages(plan: Plan) -> list[tuple[str, str]]:
    return [(str(stage.pk), stage.name) for stage in plan.stages.order_by("order")]


def _occasions(plan: Plan) -> list[tuple[str, str]]:
    rows = plan.occasions.order_by("-happened_on")[:50]
    return [(str(row.pk), f"{row.happened_on} {row.what}") for row in rows]


def _subject(plan: Plan | None, item: Any, turn: str) -> Subject:
    if plan is None or not turn:
        return Subject(item=None if plan else item, plan=plan)
    if plan.kind == PlanKind.REGULAR:
        return Subject(plan=plan, period=dt.date.fromisoformat(turn))
    if plan.kind == PlanKind.STAGED:
        return Subject(plan=plan, stage=plan.stages.select_related("plan").get(pk=turn))
    return Subject(plan=plan, occasion=plan.occasions.select_related("plan").get(pk=turn))


def _recorded(
    request: OfficialRequest, form: RecordForm, subject: Subject | None, wrong: Disclosure | None = None
) -> Disclosure | None:
    """Write it down and say so, or put what was said into the form."""
    now = timezone.now()
    common: dict[str, Any] = {
        "proofs": form.proofs(),
        "by": request.user,
        "at": now,
        "known": dues.law(timezone.localdate(now)),
    }
    try:
        if wrong is not None:
            row = recording.correct(wrong, **common, **form.said())
        elif subject is not None:
            row = recording.record(subject, **common, **form.said())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    except ValidationError as error:
        tell(form, error)
        return None
    late = _("比最后一日 %(due)s 晚 %(n)s 天。") % {"due": row.due_on, "n": row.days_late} if row.days_late else ""
    messages.success(request, _("公开记录已登记，不能修改；写错了用更正。") + late)
    return row


@require_http_methods(["GET", "POST"])
@official_required
def disclosure_correct(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Record what should have been recorded; without new pictures the old ones stay."""
    wrong = _own(request, pk)
    started = {name: getattr(wrong, name) for name in RecordForm.Meta.fields}
    form = RecordForm(request.POST or None, request.FILES or None, initial=started)
    if form.is_bound and form.is_valid() and (row := _recorded(request, form, None, wrong)):
        return redirect("workbench:disclosure", row.pk)
    return _page(request, form, plan=wrong.plan, item=wrong.item, wrong=wrong)


@require_POST
@official_required
def disclosure_void(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Say that it never happened."""
    wrong, form = _own(request, pk), VoidForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        recording.void(wrong, reason=reason, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已作废，原记录仍然留档。"))
    return redirect("workbench:disclosure", pk)


def _own(request: OfficialRequest, pk: UUID) -> Disclosure:
    rows = access.records_visible_to(request.user).select_related(
        "unit", "item", "plan", "stage__plan", "occasion__plan"
    )
    row = get_object_or_404(rows, pk=pk)
    if not access.may_plan(request.user, row.unit):
        raise Http404
    return row


urlpatterns = [
    path("disclosure/record/", disclose, name="disclose"),
    path("disclosure/records/<uuid:pk>/correct/", disclosure_correct, name="disclosure_correct"),
    path("disclosure/records/<uuid:pk>/void/", disclosure_void, name="disclosure_void"),
]
