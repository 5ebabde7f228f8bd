"""Enter units, change them, close them, and mark to whom a regulation applies (ACC-2, NOT-3)."""

import datetime as dt
from typing import Any

from django.db import transaction

from mingjing.core import pages
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people import access
from mingjing.people.models import Official, Unit, UnitScope
from mingjing.people.services import saving
from mingjing.people.services.indexing import index
from mingjing.rules import packs

CARD = ("duties", "authority", "address", "portal_url", "service_phone", "report_phone")
MASTER = (
    "name",
    "short_name",
    "parent",
    "region_code",
    "administered_by",
    "addressee_class",
    "nature",
    "sector",
    "active_from",
)
BASIS = "ACC-2"


@transaction.atomic
def register(code: str, *, by: Official | None, at: dt.datetime, **said: Any) -> Unit:
    """Enter a unit in the register (登记单位). Its code is its address and stays.

    Raises:
        Refused: not a keeper of units, the code is taken or odd, a column is wrong.
    """
    access.check_may_keep_units(by)
    if Unit.objects.filter(code=code).exists():
        raise Refused(f"单位代码 {code} 已经登记，请打开该单位修改，或换一个代码。")
    unit = Unit(code=code, **said)
    saving.create(unit, "登记单位", by=by, at=at, basis=BASIS, names=("code", *MASTER, *CARD))
    _show(unit)
    return unit


@transaction.atomic
def edit(unit: Unit, *, by: Official | None, at: dt.datetime, **said: Any) -> bool:
    """Change what is said of a unit; False if nothing differs. A unit's clerk may change its card only.

    Raises:
        Refused: not the keeper of what would change, the tree would close in a circle, a column is wrong.
    """
    stored = saving.held(unit)
    changes = saving.difference(stored, said)
    access.check_may_keep_card(by, stored)
    if changes.keys() - set(CARD):
        access.check_may_keep_units(by)
    if not changes:
        return False
    for name in changes.keys() & {"parent", "administered_by"}:
        _check_no_circle(stored, name, changes[name])
    former = {stored.parent_id}
    saving.change(stored, changes, "修改单位", by=by, at=at, basis=BASIS)
    _show(stored, former)
    unit.refresh_from_db()
    return True


@transaction.atomic
def close(unit: Unit, *, last_day: dt.date, reason: str, by: Official | None, at: dt.datetime) -> None:
    """Close a unit after its last day (停用); what it did stays. Its officials must have left or moved first.

    Raises:
        Refused: not a keeper of units, no reason, or units and people still belong to it.
    """
    access.check_may_keep_units(by)
    stored = saving.held(unit)
    if not reason.strip():
        raise Refused("请写明停用的理由，例如机构改革文件的名称和文号。")
    if last_day < stored.active_from:
        raise Refused(f"停用日期 {last_day} 早于启用日期 {stored.active_from}，请核对。")
    _check_empty(stored)
    saving.change(stored, {"active_to": last_day}, "停用单位", by=by, at=at, basis=BASIS, reason=reason.strip())
    _show(stored)
    unit.refresh_from_db()


@transaction.atomic
def reopen(unit: Unit, *, reason: str, by: Official | None, at: dt.datetime) -> None:
    """Take back the closing of a unit (恢复).

    Raises:
        Refused: not a keeper of units, no reason, or the unit is not closed.
    """
    access.check_may_keep_units(by)
    stored = saving.held(unit)
    if stored.active_to is None:
        raise Refused(f"{stored}没有停用，不必恢复。")
    if not reason.strip():
        raise Refused("请写明恢复的理由。")
    saving.change(stored, {"active_to": None}, "恢复单位", by=by, at=at, basis=BASIS, reason=reason.strip())
    _show(stored)
    unit.refresh_from_db()


@transaction.atomic
def mark_scope(
    unit: Unit, pack: str, *, in_scope: bool, reason: str, by: Official | None, at: dt.datetime
) -> UnitScope:
    """Mark whether a regulation version applies to a unit (ACC-2-a, ACC-2-b, GAP-16). Old cases keep their law.

    Raises:
        Refused: not the office, no reason, or no such version.
    """
    access.check_may_mark_scope(by)
    if pack not in packs.slugs():
        raise Refused(f"没有法规版本“{pack}”，请在法规页面核对。")
    if not reason.strip():
        raise Refused("请写明适用或不适用的理由（ACC-2）。")
    mark, made = UnitScope.objects.select_for_update().get_or_create(
        unit=unit, pack=pack, defaults={"in_scope": in_scope, "reason": reason.strip()}
    )
    before = {} if made else {"pack": pack, "in_scope": mark.in_scope, "reason": mark.reason}
    mark.in_scope, mark.reason = in_scope, reason.strip()
    saving.check(mark)
    mark.save()
    after = {"pack": pack, "in_scope": in_scope, "reason": mark.reason}
    ledger.write(unit, "标明适用范围", by=by, at=at, basis=BASIS, reason=mark.reason, before=before, after=after)
    return mark


def _check_no_circle(unit: Unit, name: str, above: Unit | None) -> None:
    """Climb from the new superior to the top; meeting the unit itself closes a circle."""
    above_of = dict(Unit.objects.values_list("pk", f"{name}_id"))
    place = above.pk if above else None
    while place is not None:
        if place == unit.pk:
            label = {"parent": "上级单位", "administered_by": "管理单位"}[name]
            raise Refused(f"{unit}的{label}不能是它自己或它的下级，请另选一个。")
        place = above_of[place]


def _check_empty(unit: Unit) -> None:
    children = unit.children.filter(active_to=None).count()
    people = unit.officials.filter(is_active=True).count()
    if children or people:
        raise Refused(f"{unit}还有 {children} 个下级单位和 {people} 名在职人员，请先调整他们的归属再停用。")


def _show(unit: Unit, also: set[Any] = frozenset()) -> None:  # type: ignore[assignment]
    """Index the unit; have its public page and its superiors' pages rendered anew."""
    index(unit)
    above = {pk for pk in {unit.parent_id, *also} if pk}
    for code in (unit.code, *Unit.objects.filter(pk__in=above).values_list("code", flat=True)):
        pages.publish("unit", code)
