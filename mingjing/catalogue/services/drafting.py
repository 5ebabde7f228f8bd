"""Drafts: making, filling and copying them. Nothing but a draft is ever edited."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Model

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
from mingjing.catalogue.services.indexing import index
from mingjing.catalogue.workflow import DRAFTED, EDITED
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.rules.limits import CountUnit
from mingjing.rules.promises import is_longer

ROWS: tuple[type[Model], ...] = (PowerBasis, Material, SpecialProcedure)
OWN = {"id", "item", "no", "number", "status", "drafted_by", "change_reason", "valid_from", "valid_to"}
STAMPS = {"reviewed_by", "cleared_by", "clearance", "approved_by", "approved_at", "published_at"}
BOOKKEEPING = {"revision", "bypassed"}
CODE = re.compile("[0-9A-Za-z-]*")
ELEMENTS = tuple(f.name for f in PowerVersion._meta.fields if f.name not in OWN | STAMPS | BOOKKEEPING)


@transaction.atomic
def create_item(
    *,
    name: str,
    power_type: PowerType,
    by: Official,
    at: dt.datetime,
    number: str = "",
    step: str = DRAFTED,
    **elements: Any,
) -> PowerVersion:
    """Start a new power of the clerk's own unit with its first draft. The code carries the unit's.

    Raises:
        Refused: not a clerk, or the unit has this name or the city this code already.
    """
    unit = Unit.objects.select_for_update().get(pk=by.unit_id)
    access.check_holds(by, "unit_clerk", "起草职权")
    _check_new(unit, name, number)
    item = PowerItem(number=number or _next_number(unit), unit=unit, name=name, type=power_type, status=ItemStatus.NEW)
    _clean(item)
    item.save(force_insert=True)
    ledger.write(item, "登记", by=by, at=at, basis="ASM-5-3-2a", after={"status": item.status, "name": name})
    version = _draft(item, by=by, at=at, step=step, name=name, **elements)
    index(item, version)
    return version


def _check_new(unit: Unit, name: str, number: str) -> None:
    if PowerItem.objects.filter(unit=unit, name=name).exclude(status=ItemStatus.ABOLISHED).exists():
        raise Refused(f"{unit}已有职权“{name}”。要修改它，请打开后选“修订”。")
    if not CODE.fullmatch(number):
        raise Refused(f"职权编码“{number}”只能用字母、数字和“-”。")
    if number and not number.startswith(unit.code):
        raise Refused(f"职权编码“{number}”应以本单位代码 {unit.code} 开头；不填则自动编号。")
    if number and PowerItem.objects.filter(number=number).exists():
        raise Refused(f"职权编码“{number}”已被使用，请换一个；不填则自动编号。")


def _next_number(unit: Unit) -> str:
    count = PowerItem.objects.filter(unit=unit).count()
    taken = set(PowerItem.objects.filter(unit=unit).values_list("number", flat=True))
    return next(code for n in range(count + 1, 2 * count + 3) if (code := f"{unit.code}-{n:04d}") not in taken)


@transaction.atomic
def edit(version: PowerVersion, *, by: Official, at: dt.datetime, revision: int | None = None, **elements: Any) -> None:
    """Change elements of a draft. A promise longer than the law's limit is refused at once.

    `revision` is the one the clerk saw when opening the form; None takes the newest.

    Raises:
        Refused: not a draft any more, not the unit's clerk, changed by a colleague meanwhile, or promising too much.
    """
    with editing(version, by) as draft:
        if revision is not None and revision != draft.revision:
            raise Refused("您填写期间同事改过这份草稿，为免覆盖没有保存。请另开一页对照，再改一次。")
        changed = {name: value for name, value in elements.items() if getattr(draft, name) != value}
        before = {name: _plain(getattr(draft, name)) for name in changed}
        for name, value in changed.items():
            setattr(draft, name, value)
        check_promise(draft)
        _clean(draft)
        draft.save(update_fields=list(changed) or None)
        after = {name: _plain(getattr(draft, name)) for name in changed}
        ledger.write(draft, EDITED, by=by, at=at, basis="ASM-5-4-1a", before=before, after=after)
        if draft.item.current_id is None:
            _follow(draft)
    version.refresh_from_db()


def _follow(draft: PowerVersion) -> None:
    """A power that has never been published is called what its draft is called."""
    PowerItem.objects.filter(pk=draft.item_id, current=None).update(name=draft.name)
    draft.item.name = draft.name
    index(draft.item, draft)


@contextmanager
def editing(version: PowerVersion, by: Official) -> Iterator[PowerVersion]:
    """The draft, held against everybody else until the block ends; counts one more change.

    Raises:
        Refused: not a draft any more, or not this person's.
    """
    with transaction.atomic():
        rows = PowerVersion.objects.select_for_update(of=("self",)).select_related("item__unit")
        draft = rows.get(pk=version.pk)
        check_editable(draft, by)
        yield draft
        PowerVersion.objects.filter(pk=draft.pk).update(revision=F("revision") + 1)


def check_editable(version: PowerVersion, by: Official) -> None:
    """Refuse to edit anything but a draft of the own unit.

    Raises:
        Refused: with the reason.
    """
    if not access.may_draft(by, version.item):
        raise Refused(f"只有{version.item.unit}的经办人能修改这份草稿。")
    if version.status != VersionStatus.DRAFT:
        raise Refused(f"{version} 不是草稿，不能修改；要改已公布的内容，请“修订”成新的一版（第六条第四项）。")
    if version.item.status == ItemStatus.ABOLISHED:
        raise Refused(f"{version.item} 已取消，草稿不能再改。")


def check_promise(version: PowerVersion) -> None:
    """A promised limit is never longer than the statutory one; days and working days are compared over plain weeks.

    Raises:
        Refused: the promise is longer.
    """
    promised, statutory = version.promised_length, version.statutory_length
    if promised is None or statutory is None:
        return
    if is_longer(promised, CountUnit(version.promised_unit), statutory, CountUnit(version.statutory_unit)):
        raise Refused(
            f"承诺时限（{promised}{version.get_promised_unit_display()}）长于法定时限"
            f"（{statutory}{version.get_statutory_unit_display()}），只能更短或相同。请改承诺时限。"
        )


@transaction.atomic
def amend(item: PowerItem, *, reason: str, by: Official, at: dt.datetime) -> PowerVersion:
    """Start the next version as a copy of the one in force, chart and rows included (ASM-5-4-1a).

    Raises:
        Refused: not the unit's clerk, no reason, nothing published yet, or a draft is already on its way.
    """
    item = PowerItem.objects.select_for_update(of=("self",)).select_related("unit", "current").get(pk=item.pk)
    old = _amendable(item, by)
    if not reason.strip():
        raise Refused("修订要写明理由（第六条第四项）。")
    elements = {name: getattr(old, name) for name in ELEMENTS}
    new = _draft(item, by=by, at=at, change_reason=reason.strip(), **elements)
    for model in ROWS:
        _copy(model, {"version": old}, {"version": new})
    if chart := FlowChart.objects.filter(version=old).first():
        copied = FlowChart.objects.create(version=new, xml=chart.xml, process=chart.process, digest=chart.digest)
        _copy(FlowNode, {"chart": chart}, {"chart": copied})
    return new


def _amendable(item: PowerItem, by: Official) -> PowerVersion:
    if not access.may_draft(by, item):
        raise Refused(f"只有{item.unit}的经办人能修订这项职权。")
    if item.current is None or item.status == ItemStatus.ABOLISHED:
        raise Refused(f"{item} 没有现行版本，不能修订。")
    done = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)
    if under_way := item.versions.exclude(status__in=done).first():
        raise Refused(f"{under_way} 正在{under_way.get_status_display()}，请先办完或退回后继续修改它。")
    return item.current


def _copy(model: type[Model], source: dict[str, Model], target: dict[str, Model]) -> None:
    names = [f.name for f in model._meta.fields if f.name not in {"id", *source}]
    rows = model._default_manager.filter(**source)
    model._default_manager.bulk_create([model(**target, **{n: getattr(row, n) for n in names}) for row in rows])


def _draft(item: PowerItem, *, by: Official, at: dt.datetime, step: str = DRAFTED, **elements: Any) -> PowerVersion:
    no = (item.versions.aggregate(last=Max("no"))["last"] or 0) + 1
    version = PowerVersion(
        item=item, no=no, number=f"{item.number}-v{no}", status=VersionStatus.DRAFT, drafted_by=by, **elements
    )
    check_promise(version)
    _clean(version)
    version.save(force_insert=True)
    reason = str(elements.get("change_reason", ""))
    ledger.write(version, step, by=by, at=at, basis="ASM-5-3-2a", reason=reason, after={"status": version.status})
    return version


def _clean(row: Model) -> None:
    """Refuse what a column would not take, each fault under the column's name."""
    relations = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.clean_fields(exclude=["id", *relations])
    except ValidationError as error:
        labels = {field.name: str(getattr(field, "verbose_name", field.name)) for field in row._meta.fields}
        faults = (f"{labels[name]}：{'、'.join(texts)}" for name, texts in error.message_dict.items())
        raise Refused("填写有误：" + "；".join(faults)) from error


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
