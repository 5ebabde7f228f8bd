"""The checklist of 十公开: loaded, added to, changed, retired; and the stages that a project takes from it (GAP-11)."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from mingjing.core import pages
from mingjing.core.errors import Refused
from mingjing.disclosure import access, workflow
from mingjing.disclosure.enums import PlanKind
from mingjing.disclosure.models import Plan, Stage, TenDisclosure
from mingjing.disclosure.selectors import checklist
from mingjing.disclosure.services.planning import PAGE
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of

DEFAULTS = Path(__file__).parents[1] / "ten.toml"
BASIS = "EVA-5-2-3d"
SAID = ("name", "evidence", "due", "order")
LOGGED = (*SAID, "default")


@transaction.atomic
def load_defaults(*, by: Official, at: dt.datetime) -> list[TenDisclosure]:
    """Fill an empty checklist with the default rows, marked as such.

    Raises:
        Refused: not the office, or the checklist has rows.
    """
    access.check_may_keep_ten(by)
    if checklist.active().exists():
        raise Refused("清单里已有内容，不再载入默认清单；要改哪一项，请直接修改。")
    listed = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))["rows"]
    rows = [TenDisclosure(**said, order=place, default=True) for place, said in enumerate(listed, start=1)]
    TenDisclosure.objects.bulk_create(rows)
    ledger.write_all(rows, workflow.TEN_LOADED, by=by, at=at, basis=BASIS, columns=LOGGED)
    return rows


@transaction.atomic
def add(
    *, name: str, evidence: str, due: str, order: int | None = None, by: Official, at: dt.datetime
) -> TenDisclosure:
    """Add a row, last unless said otherwise; any number may stand.

    Raises:
        Refused: not the office.
        ValidationError: something is missing, or the name is there.
    """
    access.check_may_keep_ten(by)
    last = checklist.active().aggregate(last=Max("order"))["last"] or 0
    row = TenDisclosure(name=name.strip(), evidence=evidence.strip(), due=due.strip(), order=order or last + 1)
    row.full_clean()
    row.save()
    ledger.write(row, workflow.TEN_ADDED, by=by, at=at, basis=BASIS, after=_values(row))
    return row


@transaction.atomic
def change(row: TenDisclosure, *, by: Official, at: dt.datetime, **said: Any) -> None:
    """Rename or reword a row; saved as it stands, a default row is confirmed. Plans that took it keep their words.

    Raises:
        Refused: not the office, or the row is retired.
        ValidationError: something is missing, or the name is there.
    """
    access.check_may_keep_ten(by)
    row = _active(row)
    before = _values(row)
    for name in SAID:
        setattr(row, name, said.get(name, getattr(row, name)))
    row.default = False
    row.full_clean()
    row.save()
    after = _values(row)
    changed = [name for name in LOGGED if after[name] != before[name]]
    ledger.write(
        row, workflow.TEN_CHANGED, by=by, at=at, basis=BASIS,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip


@transaction.atomic
def retire(row: TenDisclosure, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Take a row off the checklist; it stays on record.

    Raises:
        Refused: not the office, no reason, or retired before.
    """
    access.check_may_keep_ten(by)
    if not reason.strip():
        raise Refused("移出清单要写明理由，以后查得到为什么不再要求公开。")
    row = _active(row)
    row.retired_on = day_of(at)
    row.save(update_fields=["retired_on"])
    said = {"retired_on": str(row.retired_on)}
    ledger.write(row, workflow.TEN_RETIRED, by=by, at=at, basis=BASIS, reason=reason.strip(), after=said)


@transaction.atomic
def take_stages(plan: Plan, ends: Mapping[UUID, dt.date], *, by: Official, at: dt.datetime) -> list[Stage]:
    """Make each row of the checklist a stage of a construction project, with the day planned for it.

    The words are copied: what becomes of the checklist later does not touch the plan.

    Raises:
        Refused: not the unit's clerk, not a staged plan, ended, has stages, no checklist, or a row without a day.
    """
    access.check_may_plan(by, plan.unit)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    _check_takes(plan)
    rows = list(checklist.active())
    if not rows:
        raise Refused("“十公开”清单还是空的，请先由领导小组办公室建立清单，或者逐个增加阶段。")
    missing = [row.name for row in rows if row.pk not in ends]
    if missing:
        raise Refused(f"还没有填计划日期：{'、'.join(missing)}。清单里的每一项都要成为一个阶段。")
    stages = [
        Stage(plan=plan, name=row.name, evidence=row.evidence, order=place, ends_on=ends[row.pk])
        for place, row in enumerate(rows, start=1)
    ]
    Stage.objects.bulk_create(stages)
    said = {"stages": [f"{stage.name} {stage.ends_on}" for stage in stages]}
    ledger.write(plan, workflow.TEN_TAKEN, by=by, at=at, basis=BASIS, after=said)
    pages.publish(PAGE, str(plan.pk))
    return stages


def _check_takes(plan: Plan) -> None:
    if plan.kind != PlanKind.STAGED:
        raise Refused("只有“逐段公开”的事项才能按清单生成阶段。")
    if plan.ends_on is not None:
        raise Refused(f"“{plan}”的公开计划已于 {plan.ends_on} 终止，请另行制定。")
    if plan.stages.exists():
        raise Refused(f"“{plan}”已有阶段，不能再按清单生成；缺的阶段请逐个增加。")


def _active(row: TenDisclosure) -> TenDisclosure:
    """The row as it stands, locked."""
    row = TenDisclosure.objects.select_for_update().get(pk=row.pk)
    if row.retired_on:
        raise Refused(f"“{row}”已于 {row.retired_on} 移出清单，要恢复请另行增加一项。")
    return row


def _values(row: TenDisclosure) -> dict[str, Any]:
    return {name: getattr(row, name) for name in LOGGED}
