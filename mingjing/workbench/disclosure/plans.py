"""公开计划: the list, one plan with what is due of it, its stages and occasions, and the forms."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core.books import Sheet, taken_home
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.disclosure import access
from mingjing.disclosure.enums import Channel, PlanKind
from mingjing.disclosure.models import Plan, Stage
from mingjing.disclosure.selectors import dues, freshness, records
from mingjing.disclosure.services import planning
from mingjing.ledger import selectors as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.disclosure.forms import CloseForm, EndForm, OccasionForm, PlanFilter, PlanForm, StageForm, tell

ORDER = ("unit__code", "title", "id")
AHEAD = dt.timedelta(days=400)
SHOWN = 12


def _rows(request: OfficialRequest) -> QuerySet[Plan]:
    return access.visible_to(request.user).select_related("unit", "item", "keeper")


@require_GET
@official_required
def plans(request: OfficialRequest) -> HttpResponse:
    """Every plan the viewer may see, unit by unit."""
    form = PlanFilter(request.GET)
    valid, rows = form.is_valid(), _rows(request)
    page = page_of(form.of(rows) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "disclosure",
        "tab": "plans",
        "page": page,
        "form": form,
        "query": query_of(request.GET),
        "may_plan": request.user.holds(Role.UNIT_CLERK),
    }
    return render(request, "workbench/disclosure/plans.html", context, status=200 if valid else 422)


@require_GET
@official_required
def plans_xlsx(request: OfficialRequest) -> HttpResponse:
    """What the filter finds, as a sheet."""
    form = PlanFilter(request.GET)
    rows = form.of(_rows(request)) if form.is_valid() else Plan.objects.none()
    header = [
        _("单位"),
        _("公开事项"),
        _("职权编码"),
        _("公开类型"),
        _("公开周期"),
        _("期限"),
        _("计划公开范围"),
        _("特定群体"),
        _("涉及范围"),
        _("涉及的人和地方"),
        _("计划公开形式"),
        _("理由"),
        _("负责人"),
        _("开始日期"),
        _("终止日期"),
    ]
    return taken_home("disclosure-plans", Sheet(_("公开计划"), header, map(_cells, rows.order_by(*ORDER))))


def _cells(plan: Plan) -> list[Any]:
    within = f"{plan.within}{plan.get_within_unit_display()}" if plan.within else ""
    return [
        plan.unit.name,
        plan.title,
        plan.item.number if plan.item else "",
        plan.get_kind_display(),
        plan.get_cycle_display(),
        within,
        plan.get_scope_display(),
        plan.group,
        plan.get_affected_display(),
        plan.affected_who,
        "、".join(channels_of(plan)),
        plan.why_there,
        str(plan.keeper or ""),
        plan.starts_on,
        plan.ends_on or "",
    ]


def channels_of(plan: Plan) -> list[str]:
    """The planned channels in words."""
    return [str(label) for value, label in Channel.choices if value in plan.channels]


@require_GET
@official_required
def plan(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """One plan: what, where and why there; what is due; stages or occasions; what was disclosed; its file."""
    return _page(request, get_object_or_404(_rows(request), pk=pk))


def _page(request: OfficialRequest, row: Plan, *, status: int = 200, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    known = dues.law(today)
    mine = Plan.objects.filter(pk=row.pk)
    last = row.ends_on or today + AHEAD
    open_dues = dues.undisclosed(mine, since=today - dues.LOOK_BACK, until=last, known=known, kinds=(row.kind,))
    context = {
        "section": "disclosure",
        "tab": "plans",
        "plan": row,
        "channels": channels_of(row),
        "dues": [(due, due.late(today)) for due in open_dues[:SHOWN]],
        "stages": row.stages.order_by("order") if row.kind == PlanKind.STAGED else (),
        "records": records.valid().filter(plan=row).select_related("stage", "occasion", "plan")[:SHOWN],
        "page": freshness.of_information(row, today),
        "limits": [limit for kind in ("event", "information") if (limit := dues.limit_of(row, kind, known.limits))],
        "may_plan": access.may_plan(request.user, row.unit) and row.ends_on is None,
        "stage_form": forms.get("stage_form") or StageForm(),
        "occasion_form": forms.get("occasion_form") or OccasionForm(initial={"happened_on": today}),
        "end_form": forms.get("end_form") or EndForm(initial={"on": today}),
        "entries": ledger.of_case(row),
        "today": today,
    }
    return render(request, "workbench/disclosure/plan.html", context, status=status)


def _people(viewer: Official) -> QuerySet[Official]:
    return Official.objects.filter(unit=viewer.unit_id, is_active=True).order_by("username")


@require_http_methods(["GET", "POST"])
@official_required
def plan_new(request: OfficialRequest) -> HttpResponse:
    """Plan the disclosure of a power or of standing information."""
    viewer = request.user
    if not viewer.holds(Role.UNIT_CLERK):
        raise Http404
    powers = access.plannable_by(viewer)
    started = {"item": request.GET.get("power", ""), "starts_on": timezone.localdate(), "cycle_day": 10}
    form = PlanForm(request.POST or None, powers=powers, people=_people(viewer), initial=started)
    if form.is_bound and form.is_valid():
        made: list[Plan] = []
        if _done(form, lambda: made.append(planning.make(by=viewer, at=timezone.now(), **form.cleaned_data))):
            messages.success(request, _("公开计划已制定。到期前会出现在待办和公开到期里。"))
            return redirect("workbench:plan", made[0].pk)
    return _form(request, form)


@require_http_methods(["GET", "POST"])
@official_required
def plan_edit(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Change a plan."""
    row = _own(request, pk)
    people = _people(request.user)
    form = PlanForm(request.POST or None, instance=row, powers=access.plannable_by(request.user), people=people)
    if form.is_bound and form.is_valid():
        fresh = Plan.objects.select_related("unit", "item").get(pk=pk)
        if _done(form, lambda: planning.change(fresh, by=request.user, at=timezone.now(), **form.cleaned_data)):
            messages.success(request, _("公开计划已修改。"))
            return redirect("workbench:plan", pk)
    return _form(request, form, row)


def _form(request: OfficialRequest, form: PlanForm, row: Plan | None = None) -> HttpResponse:
    context = {"section": "disclosure", "tab": "plans", "form": form, "plan": row}
    return render(request, "workbench/disclosure/plan_form.html", context, status=422 if form.errors else 200)


def _done(form: Any, act: Callable[[], object]) -> bool:
    """Do it, or put what was said into the form."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        tell(form, error)
    else:
        return True
    return False


def _own(request: OfficialRequest, pk: UUID) -> Plan:
    row = get_object_or_404(_rows(request), pk=pk)
    if not access.may_plan(request.user, row.unit):
        raise Http404
    return row


@require_POST
@official_required
def stage_add(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Add a stage."""
    row, form = _own(request, pk), StageForm(request.POST)
    if form.is_valid() and _done(
        form, lambda: planning.add_stage(row, **form.cleaned_data, by=request.user, at=timezone.now())
    ):
        messages.success(request, _("阶段已登记。"))
        return redirect("workbench:plan", pk)
    return _page(request, row, stage_form=form, status=422)


@require_POST
@official_required
def stage_close(request: OfficialRequest, pk: UUID, stage: UUID) -> HttpResponse:
    """Close a stage; a warning says if nothing was disclosed of it."""
    row, form = _own(request, pk), CloseForm(request.POST)
    found = get_object_or_404(Stage.objects.select_related("plan__unit"), pk=stage, plan=row)
    if not form.is_valid():
        messages.error(request, _("请填写阶段的结束日期，如 2026-03-20。"))
        return _page(request, row, status=422)
    try:
        warning = planning.close_stage(found, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, row, status=422)
    messages.add_message(request, messages.ERROR if warning else messages.SUCCESS, warning or _("阶段已结束。"))
    return redirect("workbench:plan", pk)


@require_POST
@official_required
def occasion_add(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Note an event, or information formed."""
    row, form = _own(request, pk), OccasionForm(request.POST)
    if form.is_valid() and _done(
        form, lambda: planning.note(row, **form.cleaned_data, by=request.user, at=timezone.now())
    ):
        messages.success(request, _("事由已登记，最后一日见下。"))
        return redirect("workbench:plan", pk)
    return _page(request, row, occasion_form=form, status=422)


@require_POST
@official_required
def plan_end(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """End a plan."""
    row, form = _own(request, pk), EndForm(request.POST)
    if form.is_valid() and _done(
        form, lambda: planning.end(row, **form.cleaned_data, by=request.user, at=timezone.now())
    ):
        messages.success(request, _("公开计划已终止。"))
        return redirect("workbench:plan", pk)
    return _page(request, row, end_form=form, status=422)


urlpatterns = [
    path("disclosure/plans/", plans, name="plans"),
    path("disclosure/plans/export.xlsx", plans_xlsx, name="plans_xlsx"),
    path("disclosure/plans/new/", plan_new, name="plan_new"),
    path("disclosure/plans/<uuid:pk>/", plan, name="plan"),
    path("disclosure/plans/<uuid:pk>/edit/", plan_edit, name="plan_edit"),
    path("disclosure/plans/<uuid:pk>/end/", plan_end, name="plan_end"),
    path("disclosure/plans/<uuid:pk>/stages/", stage_add, name="stage_add"),
    path("disclosure/plans/<uuid:pk>/stages/<uuid:stage>/close/", stage_close, name="stage_close"),
    path("disclosure/plans/<uuid:pk>/occasions/", occasion_add, name="occasion_add"),
]
