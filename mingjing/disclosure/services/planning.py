"""Plans, their stages, and what makes an ad hoc disclosure due (ASM-5-3-3)."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from mingjing.catalogue.models import PowerItem
from mingjing.core import pages
from mingjing.core.errors import Refused
from mingjing.disclosure import access, workflow
from mingjing.disclosure.enums import PlanKind
from mingjing.disclosure.models import Occasion, Plan, Stage
from mingjing.disclosure.selectors.records import valid
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of

SETTLED = ("unit", "item", "kind")  # what a plan is of does not change: end it and make another
COLUMNS = (
    "title", "kind", "cycle", "cycle_month", "cycle_day", "rest", "within", "within_unit", "scope", "group",
    "affected", "affected_who", "channels", "why_there", "starts_on",
)  # fmt: skip
PAGE = "disclosure"


@transaction.atomic
def make(*, item: PowerItem | None = None, by: Official, at: dt.datetime, **said: Any) -> Plan:
    """Plan the disclosure of a power, or of standing information of the clerk's unit.

    Raises:
        Refused: not the unit's clerk, or another unit's power.
        ValidationError: what was said does not fit together.
    """
    access.check_may_plan(by, item.unit if item else by.unit)
    plan = Plan(unit=by.unit, item=item, made_by=by, made_at=at, **said)
    _check(plan)
    plan.save()
    ledger.write(plan, workflow.PLANNED, by=by, at=at, basis="ASM-5-3-3", after=_values(plan))
    _show(plan)
    return plan


@transaction.atomic
def change(plan: Plan, *, by: Official, at: dt.datetime, **said: Any) -> None:
    """Change a plan; what was disclosed under it stays as it was recorded.

    Raises:
        Refused: not the unit's clerk, or the plan has ended.
        ValidationError: what was said does not fit together.
    """
    access.check_may_plan(by, plan.unit)
    _check_runs(plan)
    before = _values(plan)
    for name, value in said.items():
        if name not in SETTLED:
            setattr(plan, name, value)
    _check(plan)
    plan.save()
    after = _values(plan)
    changed = [name for name in after if after[name] != before[name]]
    ledger.write(
        plan, workflow.CHANGED, by=by, at=at, basis="ASM-5-3-3",
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip
    _show(plan)


@transaction.atomic
def end(plan: Plan, *, reason: str, on: dt.date, by: Official, at: dt.datetime) -> None:
    """End a plan: nothing falls due after that day.

    Raises:
        Refused: not the unit's clerk, no reason, ended before, or before it began.
    """
    access.check_may_plan(by, plan.unit)
    _check_runs(plan)
    if not reason.strip():
        raise Refused("终止公开计划要写明理由，以后查得到为什么不再公开。")
    if on < plan.starts_on:
        raise Refused(f"终止日期 {on} 早于开始日期 {plan.starts_on}，请核对。")
    plan.ends_on, plan.why_ended = on, reason.strip()[:200]
    plan.save(update_fields=["ends_on", "why_ended"])
    ledger.write(plan, workflow.ENDED, by=by, at=at, basis="ASM-5-3-3", reason=reason, after={"ends_on": str(on)})
    _show(plan)


@transaction.atomic
def add_stage(plan: Plan, *, name: str, ends_on: dt.date, by: Official, at: dt.datetime) -> Stage:
    """Add a stage with its planned end to a staged plan (ASM-5-3-3b).

    Raises:
        Refused: not the unit's clerk, not a staged plan, or the plan has ended.
        ValidationError: no name, or one that is there.
    """
    access.check_may_plan(by, plan.unit)
    _check_runs(plan)
    if plan.kind != PlanKind.STAGED:
        raise Refused("只有“逐段公开”的事项才有阶段。")
    last = plan.stages.aggregate(last=Max("order"))["last"] or 0
    stage = Stage(plan=plan, name=name.strip(), ends_on=ends_on, order=last + 1)
    stage.full_clean()
    stage.save()
    ledger.write(
        plan, workflow.STAGED, by=by, at=at, basis="ASM-5-3-3b", after={"stage": name, "ends_on": str(ends_on)}
    )
    _show(plan)
    return stage


@transaction.atomic
def close_stage(stage: Stage, *, on: dt.date, by: Official, at: dt.datetime) -> str:
    """Close a stage; a warning where nothing was disclosed of it, which lists it, and empty where something was.

    Raises:
        Refused: not the unit's clerk, or closed before.
    """
    access.check_may_plan(by, stage.plan.unit)
    rows = Stage.objects.filter(pk=stage.pk, closed_on=None)
    if not rows.update(closed_on=on, closed_by=by):
        raise Refused(f"阶段“{stage}”已经结束，请刷新后查看。")
    stage.refresh_from_db()
    said = {"stage": stage.name, "closed_on": str(on)}
    ledger.write(stage.plan, workflow.CLOSED, by=by, at=at, basis="ASM-5-3-3b", after=said)
    _show(stage.plan)
    if valid().filter(stage=stage).exists():
        return ""
    return f"阶段“{stage}”已结束，但没有公开记录，已列入缺口（考核制度第五条第三项）。请登记这一阶段的公开。"


@transaction.atomic
def note(plan: Plan, *, kind: str, what: str, happened_on: dt.date, by: Official, at: dt.datetime) -> Occasion:
    """Note an event, or information formed or changed, that is to be disclosed within its limit (ASM-5-3-3c).

    Raises:
        Refused: not the unit's clerk, not an ad hoc plan, ended, or a day that is still to come.
        ValidationError: no words.
    """
    access.check_may_plan(by, plan.unit)
    _check_runs(plan)
    if plan.kind != PlanKind.AD_HOC:
        raise Refused("只有“随时公开”的事项才登记事由；定期和逐段公开的按周期和阶段计算。")
    if happened_on > day_of(at):
        raise Refused(f"日期 {happened_on} 还没有到，事由发生之后再登记。")
    occasion = Occasion(plan=plan, kind=kind, what=what.strip(), happened_on=happened_on, noted_by=by, noted_at=at)
    occasion.full_clean()
    occasion.save()
    said = {"what": occasion.what, "happened_on": str(happened_on)}
    ledger.write(plan, workflow.NOTED, by=by, at=at, basis="ASM-5-3-3c", after=said)
    return occasion


def _check(plan: Plan) -> None:
    """Raise ValidationError for what the columns do not allow, or what does not fit together."""
    if plan.item and plan.item.unit_id != plan.unit_id:
        raise Refused("只能为本单位的职权制定公开计划。")
    if not plan.channels:
        raise ValidationError({"channels": "至少选一种公开形式。"})
    if plan.cycle and plan.cycle_month > {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[plan.cycle]:
        raise ValidationError(
            {"cycle_month": "超出了周期的月数：每月填 1，每季度 1 至 3，每半年 1 至 6，每年 1 至 12。"}
        )
    plan.full_clean()


def _check_runs(plan: Plan) -> None:
    if plan.ends_on is not None:
        raise Refused(f"“{plan}”的公开计划已于 {plan.ends_on} 终止，请另行制定。")


def _values(plan: Plan) -> dict[str, Any]:
    said = {name: getattr(plan, name) for name in COLUMNS}
    return {name: value if isinstance(value, int | list | None) else str(value) for name, value in said.items()}


def _show(plan: Plan) -> None:
    pages.publish(PAGE, str(plan.pk))
