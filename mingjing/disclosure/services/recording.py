"""Records of what was disclosed, with pictures; corrections, marks of scope, and pages found still right."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mingjing.catalogue.enums import Audience
from mingjing.catalogue.models import PowerItem
from mingjing.core import pages, uploads
from mingjing.core.errors import Refused
from mingjing.disclosure import access, workflow
from mingjing.disclosure.enums import Channel, OccasionKind, PlanKind
from mingjing.disclosure.models import Confirmation, Disclosure, Occasion, Picture, Plan, ScopeMark, Stage
from mingjing.disclosure.selectors import dues
from mingjing.disclosure.selectors.dues import INFORMATION, STAGE, TURN, Law
from mingjing.disclosure.services.planning import PAGE
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.privacy import find, find_in, mask
from mingjing.procedure.timing import day_of
from mingjing.rules.disclosing import Cycle, due_in, period_of
from mingjing.rules.limits import Limit

MOST_PICTURES = 9
SAID = ("title", "channel", "place", "address", "scope", "group", "reach", "formed_on", "published_on", "note")


@dataclass(frozen=True)
class Proof:
    """A photo or scan that goes with a record: the upload, and what it shows in words."""

    upload: Any
    alt: str


@dataclass(frozen=True)
class Subject:
    """Of what a record is one: a power, or a plan with its turn, stage or occasion."""

    item: PowerItem | None = None
    plan: Plan | None = None
    period: dt.date | None = None
    stage: Stage | None = None
    occasion: Occasion | None = None
    unit: Unit = field(init=False)

    def __post_init__(self) -> None:
        about = self.plan or self.item
        if about is None:
            raise Refused("请写明公开的是哪项职权或哪个公开事项。")
        object.__setattr__(self, "unit", about.unit)

    def columns(self) -> dict[str, Any]:
        """As a record keeps it."""
        item = self.plan.item if self.plan else self.item
        return {
            "unit": self.unit, "item": item, "plan": self.plan,
            "period": self.period, "stage": self.stage, "occasion": self.occasion,
        }  # fmt: skip


def record(
    subject: Subject, *, proofs: Sequence[Proof] = (), by: Official, at: dt.datetime, known: Law, **said: Any
) -> Disclosure:
    """Write down one disclosure by one channel, with its pictures (ASM-5-3-2e).

    Raises:
        Refused: not the unit's clerk, in the future, a turn, stage or occasion of another plan, or a bad picture.
        ValidationError: what was said does not fit together.
    """
    access.check_may_plan(by, subject.unit)
    return _write(subject, proofs, workflow.RECORDED, by=by, at=at, known=known, **said)


def correct(
    wrong: Disclosure, *, proofs: Sequence[Proof] = (), by: Official, at: dt.datetime, known: Law, **said: Any
) -> Disclosure:
    """Write down what should have been recorded. The wrong record stays, and no longer counts.

    Raises:
        Refused: as `record`, or corrected before.
        ValidationError: what was said does not fit together.
    """
    _check_correctable(wrong, by)
    subject = Subject(wrong.item, wrong.plan, wrong.period, wrong.stage, wrong.occasion)
    new = _write(subject, proofs, workflow.CORRECTED, by=by, at=at, known=known, corrects=wrong, **said)
    if not proofs:
        _keep(new, [Picture(**_copied(picture)) for picture in wrong.pictures.order_by("order")])
    return new


@transaction.atomic
def void(wrong: Disclosure, *, reason: str, by: Official, at: dt.datetime) -> Disclosure:
    """Say that what was recorded never happened.

    Raises:
        Refused: not the unit's clerk, no reason, or corrected before.
    """
    _check_correctable(wrong, by)
    if not reason.strip():
        raise Refused("作废要写明理由，原记录仍然留档。")
    columns = {name: getattr(wrong, name) for name in (*SAID, "unit", "item", "plan", "period", "stage", "occasion")}
    new = Disclosure(**columns, corrects=wrong, void=True, by=by, at=at)
    new.note = reason.strip()[:200]
    new.save(force_insert=True)
    ledger.write(new, workflow.CORRECTED, by=by, at=at, basis="ACC-6-0", reason=reason, after={"void": True})
    _show(new)
    return new


def _check_correctable(wrong: Disclosure, by: Official) -> None:
    access.check_may_plan(by, wrong.unit)
    if wrong.void or Disclosure.objects.filter(corrects=wrong).exists():
        raise Refused("这条记录已经更正过，请更正最新的一条。")


@transaction.atomic
def _write(
    subject: Subject, proofs: Sequence[Proof], step: str, *, by: Official, at: dt.datetime, known: Law, **said: Any
) -> Disclosure:
    _check_subject(subject)
    row = Disclosure(**subject.columns(), by=by, at=at, **said)
    if row.published_on and row.published_on > day_of(at):
        raise Refused(f"公开日期 {row.published_on} 还没有到，公开之后再登记。")
    due = due_of(subject, row.formed_on, known)
    row.due_on, row.late_basis = due or (None, "")
    _check_said(row, proofs)
    pictures = [_picture(proof, at) for proof in proofs]
    _check_personal(row, pictures)
    row.full_clean()
    row.save(force_insert=True)
    _keep(row, pictures)
    after = {name: str(getattr(row, name)) for name in SAID if getattr(row, name)}
    ledger.write(row, step, by=by, at=at, basis="ASM-5-3-2e", after={**after, "pictures": len(proofs)})
    _show(row)
    return row


def _check_subject(subject: Subject) -> None:
    plan = subject.plan
    parts = [part for part in (subject.stage, subject.occasion) if part is not None]
    if any(plan is None or part.plan_id != plan.pk for part in parts):
        raise Refused("阶段或者事由不属于这个公开事项，请重新选择。")
    if subject.period is None:
        return
    if plan is None or plan.kind != PlanKind.REGULAR or period_of(Cycle(plan.cycle), subject.period) != subject.period:
        raise Refused("所属周期与公开计划不符，请重新选择。")


def _check_said(row: Disclosure, proofs: Sequence[Proof]) -> None:
    if row.channel == Channel.PORTAL and not row.address:
        raise ValidationError({"address": "在本单位门户网站公开的，要填网址，系统会定期检查是否打得开。"})
    if row.formed_on and row.published_on and row.formed_on > row.published_on:
        raise ValidationError({"formed_on": "信息形成日期不能晚于公开日期。"})
    if len(proofs) > MOST_PICTURES:
        raise Refused(f"一条记录最多 {MOST_PICTURES} 个照片或扫描件，请分几条登记。")
    if any(not proof.alt.strip() for proof in proofs):
        raise Refused("请写一句话说明照片或扫描件是什么，看不见图的人要靠它。")


def _check_personal(row: Disclosure, pictures: Sequence[Picture]) -> None:
    """Nothing that the public reads holds personal data, neither the words nor the text of a scan (ACC-9-4a)."""
    if row.scope == Audience.INTERNAL:
        return
    words = "\n".join((row.title, row.place, row.group, row.note, *(picture.alt for picture in pictures)))
    found = [f"{one.kind}（{mask(one.text)}）" for one in find(words) if one.blocks]
    for picture in pictures:
        if picture.kind == uploads.PDF.type:
            report = find_in(picture.name, uploads.path_of(picture.digest).read_bytes())
            found += [f"{picture.name}{at.where}有{at.found.kind}（{mask(at.found.text)}）" for at in report.blocking]
    if found:
        raise Refused(f"有个人信息，不能公开：{'；'.join(found)}。请删去或遮盖后再登记（第九条第四项）。")


def due_of(subject: Subject, formed_on: dt.date | None, known: Law) -> tuple[dt.date, str] | None:
    """The last day for a record of this, and the id it rests on; None where no limit runs."""
    if subject.plan and subject.period:
        return due_in(dues.rhythm_of(subject.plan), subject.period, known.calendar), TURN
    if subject.stage:
        return dues.stage_due(subject.stage, known.calendar), STAGE
    if subject.occasion:
        deadline = dues.deadline_of(subject.occasion, known)
        return (deadline.on, deadline.limit.id) if deadline else None
    if formed_on is None:
        return None
    limit = _limit(subject.plan, known)
    return (limit.after(formed_on, known.calendar).on, INFORMATION) if limit else None


def _limit(plan: Plan | None, known: Law) -> Limit | None:
    return dues.limit_of(plan, OccasionKind.INFORMATION, known.limits) if plan else known.limits.get(INFORMATION)


def _picture(proof: Proof, at: dt.datetime) -> Picture:
    kept = uploads.keep(proof.upload, kinds=uploads.SCANS)
    return Picture(**vars(kept), alt=proof.alt.strip()[:120], kept_at=at)


def _copied(picture: Picture) -> dict[str, Any]:
    names = ("name", "kind", "digest", "size", "scanned", "kept_at", "alt")
    return {name: getattr(picture, name) for name in names}


def _keep(row: Disclosure, pictures: Sequence[Picture]) -> None:
    for order, picture in enumerate(pictures, start=1):
        picture.record, picture.order = row, order
    Picture.objects.bulk_create(pictures)


@transaction.atomic
def mark(row: Disclosure, *, matters: bool, reason: str, by: Official, at: dt.datetime) -> ScopeMark:
    """Say whether scope and reach of a record match what the power touches; the last mark holds (ACC-6-3).

    Raises:
        Refused: not the office's clerk, or no reason.
    """
    access.check_may_mark(by)
    if not reason.strip():
        raise Refused("标明范围是否相符要写明理由（第六条第三项）。")
    said = ScopeMark.objects.create(record=row, matters=matters, reason=reason.strip()[:200], by=by, at=at)
    ledger.write(row, workflow.MARKED, by=by, at=at, basis="ACC-6-3", reason=reason, after={"matters": matters})
    return said


@transaction.atomic
def confirm(
    *, unit: Unit, items: Sequence[PowerItem] = (), plans: Sequence[Plan] = (), card: bool = False, by: Official,
    on: dt.date, at: dt.datetime,
) -> int:  # fmt: skip
    """Say that public pages were read and are still right; how many. That counts as their update (ASM-5-3-4b).

    Raises:
        Refused: not the unit's clerk, or pages of another unit.
    """
    access.check_may_plan(by, unit)
    owned: list[PowerItem | Plan] = [*items, *plans]
    if any(thing.unit_id != unit.pk for thing in owned):
        raise Refused("只能核对本单位的页面。")
    rows = [
        *(Confirmation(unit=unit, item=item, on=on, by=by, at=at) for item in items),
        *(Confirmation(unit=unit, plan=plan, on=on, by=by, at=at) for plan in plans),
        *([Confirmation(unit=unit, on=on, by=by, at=at)] if card else []),
    ]
    Confirmation.objects.bulk_create(rows)
    things = [*owned, *([unit] if card else [])]
    ledger.write_all(things, workflow.CONFIRMED, by=by, at=at, basis="ASM-5-3-4b")
    for item in items:
        pages.publish("power_running", item.number)
    for plan in plans:
        pages.publish(PAGE, str(plan.pk))
    if card:
        pages.publish("unit", unit.code)
    return len(rows)


def _show(row: Disclosure) -> None:
    """Pages that show the record are rendered anew: the power's, the information's and the unit's."""
    if row.plan_id:
        pages.publish(PAGE, str(row.plan_id))
    if row.item:
        pages.publish("power_running", row.item.number)
    pages.publish("unit_disclosures", row.unit.code)
