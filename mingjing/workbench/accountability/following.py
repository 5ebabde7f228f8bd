"""追究方式与落实: what became of each measure, recording that it was carried out, and closing the case."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.accountability import access, workflow
from mingjing.accountability.letters import reporting
from mingjing.accountability.models import AccountabilityCase, Measure
from mingjing.accountability.selectors import effects as selectors
from mingjing.accountability.services import circulating, closing, executing, rectifying
from mingjing.assignments import access as assignments
from mingjing.core import documents
from mingjing.core.errors import Refused
from mingjing.people.enums import AddresseeClass, Role
from mingjing.people.models import Official, Unit
from mingjing.people.selectors import units
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.accountability.kinds import Act, Former, May, Panel, plain
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.fields import PickOne, words
from mingjing.workbench.regulations import DayInput

TALK, MOVE, TRAIN, CIRCULATE = "talk", "move", "training", "circular"


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day that somebody picks."""
    return forms.DateField(label=label, required=required, help_text=hint, widget=DayInput())


class MeasureForm(forms.Form):
    """Of one of the measures that are still to be carried out."""

    def __init__(self, *args: Any, rows: list[Measure], names: dict[str, str], **said: Any) -> None:
        super().__init__(*args, **said)
        picked = PickOne(rows, label=_("追究方式"))
        picked.choices = [("", CHOOSE[1]), *((str(row.pk), f"{row.subject} {names[row.measure]}") for row in rows)]
        if len(rows) == 1:
            picked.initial = str(rows[0].pk)
        self.fields["measure"] = picked
        self.order_fields(["measure"])


class TalkForm(MeasureForm):
    on = day(_("谈话日期"))
    spoke = forms.CharField(label=_("谈话人"), max_length=60)
    acknowledged_on = day(_("本人确认日期"), required=False)
    note = words(_("情况"), _("本人不确认的，写明情况。不对外公开。"), rows=2, required=False)


class MoveForm(MeasureForm):
    on = day(_("执行日期"))
    organ = forms.CharField(label=_("执行机关"), max_length=100)
    note = words(_("执行情况"), rows=2, required=False)


class LeaveForm(MeasureForm):
    on = day(_("离岗日期"), hint=_("期满日由此按月推算。"))
    organ = forms.CharField(label=_("组织培训的机关"), max_length=100)


class BackForm(MeasureForm):
    on = day(_("返岗日期"))
    note = words(_("培训情况"), rows=2, required=False)


class CircularForm(MeasureForm):
    classes = forms.MultipleChoiceField(
        label=_("主送类别"), choices=AddresseeClass.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.all(), label=_("另送单位"), required=False, to_field_name="code",
        widget=forms.SelectMultiple(attrs={"size": 8}), help_text=_("单位打开即签收。只在系统内印发，不上公开网站。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["units"].queryset = units.active(timezone.localdate()).order_by("code")  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.filter(active_to=None), label=_("单位"), empty_label=CHOOSE[1])
    what = words(_("改正要求"))
    due_on = day(_("最后一日"))


class VerifyForm(forms.Form):
    reason = words(_("不需要改正报告的理由"), _("决定中写明的不责令改正的理由，或者新的情况。"))


class CloseForm(forms.Form):
    summary = words(_("结案情况"), _("改正和各项追究方式怎样落实，一两句话。"))


def _now(case: AccountabilityCase) -> selectors.Following | None:
    """What became of the decision, read once for the panel and every button of a page."""
    if case.status not in workflow.DECIDED:
        return None
    if "following" not in case.__dict__:
        case.__dict__["following"] = selectors.following(case, today=timezone.localdate())
    found: selectors.Following | None = case.__dict__["following"]
    return found


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    found = _now(case)
    if found is None:
        return None
    today = timezone.localdate()
    return {
        "decision": found.decision,
        "standings": found.standings,
        "tasks": [(task, task.days_late(today)) for task in found.tasks],
    }


def _of(form: type[MeasureForm], *effects: str) -> Former:
    def made(
        request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
    ) -> forms.Form:
        found = _now(case)
        rows = found.having(*effects) if found else []
        names = {one.measure.measure: one.noun.name for one in found.standings if one.noun} if found else {}
        return form(data, files, rows=rows, names=names, **said)

    return made


def _may(*effects: str, left: bool | None = None) -> May:
    """Offered while a measure of these kinds is to be carried out; of a training, `left`: whether it has begun."""

    def offered(viewer: Official, case: AccountabilityCase) -> bool:
        if case.status not in executing.EXECUTING or not access.may_work(viewer, case):
            return False
        found = _now(case)
        rows = found.having(*effects) if found else []
        return any(left is None or (row.recorded_by_id is not None) == left for row in rows)

    return offered


def _may_order(viewer: Official, case: AccountabilityCase) -> bool:
    return case.status in rectifying.ORDERING and viewer.holds(Role.LGO_CLERK)


def _may_send(viewer: Official, case: AccountabilityCase) -> bool:
    return viewer.holds(Role.LGO_CLERK) and _may(CIRCULATE)(viewer, case)


def _may_verify(viewer: Official, case: AccountabilityCase) -> bool:
    found = _now(case)
    return found is not None and not found.decision.rectify and not found.tasks


def _does(service: Any, done: Any) -> Any:
    """Record what a form says of the measure that it names."""

    def do(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
        measure = said.pop("measure")
        service(measure, **said, by=request.user, today=timezone.localdate(), at=timezone.now())
        return str(done)

    return do


def _order(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    unit = said.pop("unit")
    row = rectifying.order(case, unit, **said, by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("%(task)s 已下达给%(unit)s。") % {"task": row, "unit": unit}


def _verify(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    rectifying.verify(case, reason=said["reason"], by=request.user, at=timezone.now())
    return gettext("理由已记录，各项追究方式落实后可以办结。")


def _close(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    closing.close(case, **said, by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("案件已办结。")


@require_GET
@official_required
def report_form(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """The report on a correction as docx or pdf: empty for the unit to fill in, or with what it reported."""
    rows = assignments.visible_to(request.user).filter(about_kind=selectors.ABOUT).select_related("unit")
    task = get_object_or_404(rows, pk=pk)
    return documents.answer(reporting.report(task), kind, f"correction-{task.number[-6:]}")


@require_http_methods(["GET", "POST"])
@never_cache
@official_required
def talk(request: OfficialRequest, pk: str) -> HttpResponse:
    """The person reads what was recorded of a talk with them, and confirms it; nothing else of the case (ACC-11-1a)."""
    measure = get_object_or_404(selectors.talks_with(request.user), pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            executing.acknowledge(measure, by=request.user, today=timezone.localdate(), at=timezone.now())
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, gettext("已确认。"))
            return redirect("workbench:accountability_talk", measure.pk)
    noun = selectors.noun_of(measure.decision.case, measure)
    context = {"section": "todo", "measure": measure, "noun": noun, "refused": refused}
    return render(request, "workbench/accountability/talk.html", context, status=422 if refused else 200)


PANEL = Panel("following", "workbench/accountability/panels/following.html", _shown)
ACTS = [
    Act(
        "talk", _("登记口头告诫或批评教育"), _of(TalkForm, TALK), _does(executing.talked, _("已登记。")),
        may=_may(TALK), basis="ACC-11-1a",
    ),
    Act(
        "circular", _("印发通报"), _of(CircularForm, CIRCULATE), _does(circulating.send, _("通报已编号印发。")),
        may=_may_send, basis="ACC-11-2b", lazy=True,
    ),
    Act(
        "move", _("登记调离"), _of(MoveForm, MOVE), _does(executing.moved, _("已登记。")), may=_may(MOVE),
        basis="ACC-11-3d",
    ),
    Act(
        "leave-post", _("登记离岗培训"), _of(LeaveForm, TRAIN), _does(executing.left_post, _("已登记，期满日已算出。")),
        may=_may(TRAIN, left=False), basis="ACC-11-3e",
    ),
    Act(
        "come-back", _("登记返岗"), _of(BackForm, TRAIN), _does(executing.came_back, _("已登记。")),
        may=_may(TRAIN, left=True), basis="ACC-11-3e",
    ),
    Act("order", _("再下达改正任务"), plain(OrderForm), _order, may=_may_order, basis="ACC-13-a", lazy=True),
    Act("verify", _("不经报告核实"), plain(VerifyForm), _verify, step=workflow.VERIFY, may=_may_verify),
    Act("close", _("办结"), plain(CloseForm), _close, step=workflow.CLOSE),
]  # fmt: skip
urlpatterns = [
    path("accountability/tasks/<uuid:pk>/report.<slug:kind>", report_form, name="accountability_report_form"),
    path("accountability/talks/<uuid:pk>/", talk, name="accountability_talk"),
]
