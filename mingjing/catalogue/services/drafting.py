"""Drafts: making, filling and copying them. Nothing but a draft is ever edited."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from mingjing.catalogue import access
from mingjing.catalogue.enums import ItemStatus, VersionStatus
from mingjing.catalogue.models import (
    FlowChart,
    FlowNode,
    Material,
    PowerBasis,
    PowerItem,
    PowerType,
    PowerVersion,
    SpecialProcedure,
)
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations.models import Basis

ROWS: tuple[type[Model], ...] = (PowerBasis, Material, SpecialProcedure)
OWN = {"id", "item", "no", "number", "status", "drafted_by", "change_reason", "valid_from", "valid_to"}
STAMPS = {"reviewed_by", "cleared_by", "clearance", "approved_by", "approved_at", "published_at"}


@transaction.atomic
def create_item(
    *, name: str, power_type: PowerType, by: Official, at: dt.datetime, number: str = "", **elements: Any
) -> PowerVersion:
    """Start a new power of the clerk's own unit with its first draft. The code carries the unit's.

    Raises:
        Refused: not a clerk, or the unit has this name already.
    """
    unit = by.unit
    access.check_holds(by, "unit_clerk", "起草职权")
    if PowerItem.objects.filter(unit=unit, name=name).exclude(status=ItemStatus.ABOLISHED).exists():
        raise Refused(f"{unit}已有职权“{name}”。要修改它，请打开后选“修订”。")
    last = PowerItem.objects.select_for_update().filter(unit=unit).count()
    item = PowerItem.objects.create(
        number=number or f"{unit.code}-{last + 1:04d}", unit=unit, name=name, type=power_type, status=ItemStatus.NEW
    )
    ledger.write(item, "登记", by=by, at=at, basis="ASM-5-3-2a", after={"status": item.status, "name": name})
    return _draft(item, by=by, at=at, name=name, **elements)


def edit(version: PowerVersion, *, by: Official, at: dt.datetime, **elements: Any) -> None:
    """Change elements of a draft. A promise longer than the law's limit is refused at once.

    Raises:
        Refused: not a draft any more, not the unit's clerk, or the promise is longer than the law allows.
    """
    check_editable(version, by)
    for name, value in elements.items():
        setattr(version, name, value)
    check_promise(version)
    version.full_clean(exclude=["item", "drafted_by"])
    with transaction.atomic():
        version.save()
        ledger.write(version, "修改草稿", by=by, at=at, after={"fields": sorted(elements)})


def check_editable(version: PowerVersion, by: Official) -> None:
    """Refuse to edit anything but a draft of the own unit.

    Raises:
        Refused: with the reason.
    """
    if version.status != VersionStatus.DRAFT:
        raise Refused(f"{version} 不是草稿，不能修改；要改已公布的内容，请“修订”成新的一版（第六条第四项）。")
    if not access.may_draft(by, version.item):
        raise Refused(f"只有{version.item.unit}的经办人能修改这份草稿。")


def check_promise(version: PowerVersion) -> None:
    """A promised limit is never longer than the statutory one; days against working days by the stricter reading.

    Raises:
        Refused: the promise is longer, or is given in a unit that could be longer.
    """
    promised, statutory = version.promised_length, version.statutory_length
    if promised is None or statutory is None:
        return
    longer = promised > statutory
    if version.promised_unit == "working_days" and version.statutory_unit == "days":
        longer = promised + 2 * (promised // 5) > statutory  # every five working days hold two more days
    if longer:
        raise Refused(
            f"承诺时限（{promised}{version.get_promised_unit_display()}）长于法定时限"
            f"（{statutory}{version.get_statutory_unit_display()}），只能更短或相同。请改承诺时限。"
        )


def add_basis(
    version: PowerVersion, *, basis: Basis, article: str, text: str = "", by: Official, at: dt.datetime
) -> PowerBasis:
    """Add a legal basis with its article (ACC-7-1).

    Raises:
        Refused: not editable, or already there.
    """
    check_editable(version, by)
    if version.bases.filter(basis=basis, article=article).exists():
        raise Refused(f"已有依据《{basis}》{article}。")
    with transaction.atomic():
        row = version.bases.create(basis=basis, article=article, text=text, order=version.bases.count())
        ledger.write(version, "增加依据", by=by, at=at, basis="ACC-7-1", after={"basis": f"{basis} {article}"})
    return row


def add_material(version: PowerVersion, *, by: Official, at: dt.datetime, name: str, **columns: Any) -> Material:
    """Add a material that applicants bring."""
    check_editable(version, by)
    with transaction.atomic():
        row = version.materials.create(name=name, order=version.materials.count(), **columns)
        ledger.write(version, "增加材料", by=by, at=at, after={"material": name})
    return row


def add_special_procedure(
    version: PowerVersion, *, by: Official, at: dt.datetime, name: str, **columns: Any
) -> SpecialProcedure:
    """Add a procedure that lawfully stops the clock between two activities (ACC-7-2c)."""
    check_editable(version, by)
    if version.special_procedures.filter(name=name).exists():
        raise Refused(f"已有特殊程序“{name}”。")
    with transaction.atomic():
        row = version.special_procedures.create(name=name, **columns)
        ledger.write(version, "增加特殊程序", by=by, at=at, basis="ACC-7-2c", after={"name": name})
    return row


def remove_row(row: PowerBasis | Material | SpecialProcedure, *, by: Official, at: dt.datetime) -> None:
    """Take a row out of a draft."""
    check_editable(row.version, by)
    with transaction.atomic():
        ledger.write(row.version, "删除一行", by=by, at=at, before={row._meta.model_name or "": str(row.pk)})
        row.delete()


@transaction.atomic
def amend(item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> PowerVersion:
    """Start the next version as a copy of the one in force, chart and rows included (ASM-5-4-1a).

    Raises:
        Refused: not the unit's clerk, no reason, nothing published yet, or a draft is already on its way.
    """
    if not access.may_draft(by, item):
        raise Refused(f"只有{item.unit}的经办人能修订这项职权。")
    if not reason.strip():
        raise Refused("修订要写明理由（第六条第四项）。")
    if item.current is None or item.status == ItemStatus.ABOLISHED:
        raise Refused(f"{item} 没有现行版本，不能修订。")
    done = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)
    if under_way := item.versions.exclude(status__in=done).first():
        raise Refused(f"{under_way} 正在{under_way.get_status_display()}，请先办完或退回后继续修改它。")
    old = item.current
    skip = OWN | STAMPS
    elements = {f.name: getattr(old, f.name) for f in PowerVersion._meta.fields if f.name not in skip}
    new = _draft(item, by=by, at=at, change_reason=reason, **elements)
    for model in ROWS:
        _copy(model, {"version": old}, {"version": new})
    if chart := FlowChart.objects.filter(version=old).first():
        copied = FlowChart.objects.create(version=new, xml=chart.xml, process=chart.process, digest=chart.digest)
        _copy(FlowNode, {"chart": chart}, {"chart": copied})
    return new


def _copy(model: type[Model], source: dict[str, Model], target: dict[str, Model]) -> None:
    names = [f.name for f in model._meta.fields if f.name not in {"id", *source}]
    rows = model._default_manager.filter(**source)
    model._default_manager.bulk_create([model(**target, **{n: getattr(row, n) for n in names}) for row in rows])


def _draft(item: PowerItem, *, by: Official, at: dt.datetime, **elements: Any) -> PowerVersion:
    no = (item.versions.aggregate(last=Max("no"))["last"] or 0) + 1
    version = PowerVersion(
        item=item, no=no, number=f"{item.number}-v{no}", status=VersionStatus.DRAFT, drafted_by=by, **elements
    )
    check_promise(version)
    version.save(force_insert=True)
    reason = str(elements.get("change_reason", ""))
    ledger.write(version, "起草", by=by, at=at, basis="ASM-5-3-2a", reason=reason, after={"status": version.status})
    return version
