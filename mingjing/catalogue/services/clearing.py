"""清理审核: the office opens and closes a round; units compile their entries and hand them in (ASM-5-3-2a)."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from mingjing.catalogue import access, workflow
from mingjing.catalogue.enums import EntryStatus, ItemStatus, Proposal, RoundStatus
from mingjing.catalogue.models import ClearingEntry, ClearingRound, ClearingUnit, PowerItem, PowerType
from mingjing.catalogue.selectors import clearing as reads
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.procedure.timing import day_of

BASIS = "ASM-5-3-2a"
LONGEST = {"name": 120, "basis": 300, "note": 300}
NAMED = 5  # how many of a longer list a refusal names


@transaction.atomic
def open_round(
    *, name: str, basis: str, units: Collection[Unit], submit_by: dt.date, review_by: dt.date, decide_by: dt.date,
    by: Official, at: dt.datetime, note: str = "",
) -> ClearingRound:  # fmt: skip
    """Open a clearing round and ask these units to declare their powers by its first last day (ASM-5-3-2a).

    Raises:
        Refused: not the office, something is missing, days out of order, or a unit is in a running round already.
    """
    today = day_of(at)
    _check_opening(name, basis, units, (today, submit_by, review_by, decide_by), by)
    _check_free(units)
    clearing = ClearingRound(
        number=_number(today.year), name=name.strip()[:100], basis=basis.strip()[:200], note=note.strip(),
        submit_by=submit_by, review_by=review_by, decide_by=decide_by, opened_by=by, opened_at=at,
        status=RoundStatus.OPEN,
    )  # fmt: skip
    clearing.save(force_insert=True)
    ClearingUnit.objects.bulk_create(ClearingUnit(round=clearing, unit=unit) for unit in units)
    said = {"status": clearing.status, "name": clearing.name, "units": len(units), "submit_by": submit_by.isoformat()}
    ledger.write(clearing, "启动清理", by=by, at=at, basis=BASIS, reason=clearing.basis, after=said)
    return clearing


def _check_opening(name: str, basis: str, units: Collection[Unit], days: Sequence[dt.date], by: Official) -> None:
    if not access.may_open_round(by):
        raise Refused("清理审核由领导小组办公室启动，您没有这个权限（考核制度第五条第三项）。")
    lacks = [
        what for what, said in (("名称", name.strip()), ("清理依据", basis.strip()), ("报送单位", units)) if not said
    ]
    if lacks:
        raise Refused(f"启动清理还缺少{'、'.join(lacks)}，请补齐后再启动。")
    if list(days) != sorted(days):
        raise Refused("日期顺序不对：报送截止不早于今天，审核截止不早于报送截止，决定截止不早于审核截止。请核对。")


def _check_free(units: Collection[Unit]) -> None:
    held = Unit.objects.select_for_update().filter(pk__in=[unit.pk for unit in units]).order_by("pk")
    list(held)  # two rounds opened at once may not ask the same unit
    busy = ClearingUnit.objects.filter(unit__in=units, round__status=RoundStatus.OPEN).select_related("unit", "round")
    if found := list(busy[: NAMED + 1]):
        names = "、".join(str(row.unit) for row in found[:NAMED]) + ("等" if len(found) > NAMED else "")
        raise Refused(
            f"{names}正在参加“{found[0].round}”，一个单位不能同时参加两次清理。请先结束那一次，或去掉这些单位。"
        )


def _number(year: int) -> str:
    taken = set(ClearingRound.objects.filter(number__startswith=f"QL-{year}-").values_list("number", flat=True))
    return next(number for n in range(1, len(taken) + 2) if (number := f"QL-{year}-{n:02d}") not in taken)


@transaction.atomic
def close_round(clearing: ClearingRound, *, by: Official, at: dt.datetime, note: str = "") -> None:
    """End a round: its confirmed entries are the baseline from now on and never change.

    Raises:
        Refused: not the office's head, entries undecided, or units have handed nothing in and no note says why.
    """
    access.check_holds(by, workflow.CLOSE_ROUND.role, workflow.CLOSE_ROUND.name)
    asked = list(ClearingUnit.objects.select_for_update(of=("self",)).filter(round=clearing).select_related("unit"))
    open_ones = reads.undecided(clearing)
    if count := open_ones.count():
        names = _named(open_ones.values_list("name", flat=True))
        raise Refused(
            f"还有 {count} 项没有决定（{names}），不能结束清理。请逐项确认、取消或备案后再结束（第五条第三项）。"
        )
    silent = [str(row.unit) for row in asked if row.handed_in_at is None]
    if silent and not note.strip():
        raise Refused(f"{_named(silent)}没有报送。请督促报送；确需结束的，写明结束说明。")
    ledger.take(
        workflow.CLOSE_ROUND, clearing, by=by, at=at, reason=note.strip(), closed_by=by, closed_at=at,
        closing_note=note.strip()[:300],
    )  # fmt: skip


def _named(names: Iterable[str]) -> str:
    found = list(names)
    return "、".join(found[:NAMED]) + (f"等 {len(found)} 个" if len(found) > NAMED else "")


def held(clearing: ClearingRound, by: Official) -> ClearingUnit:
    """The clerk's own unit in the round, kept from everybody else until the transaction ends.

    Raises:
        Refused: not the clerk of a unit asked, or the round is closed.
    """
    access.check_may_compile(by, clearing)
    asked = ClearingUnit.objects.select_for_update(of=("self",)).select_related("unit", "round")
    row = asked.get(round=clearing, unit=by.unit_id)
    access.check_may_compile(by, ClearingRound.objects.get(pk=clearing.pk))  # it may have been closed meanwhile
    return row


@transaction.atomic
def prefill(clearing: ClearingRound, *, by: Official, at: dt.datetime) -> int:
    """Enter every power the unit holds and has not entered yet; how many. A fixed number of queries.

    Raises:
        Refused: not the clerk of a unit asked, or the round is closed.
    """
    asked = held(clearing, by)
    items = reads.undeclared(clearing, asked.unit).select_related("type").prefetch_related("versions__bases__basis")
    entries = [
        ClearingEntry(
            round=clearing, unit=asked.unit, item=item, number=f"{clearing.number}/{item.number}"[:64],
            name=item.name, type=item.type, basis=_cited(item)[: LONGEST["basis"]], status=EntryStatus.COMPILING,
        )
        for item in items
    ]  # fmt: skip
    ClearingEntry.objects.bulk_create(entries)
    ledger.write_all(entries, workflow.ENTERED, by=by, at=at, basis=BASIS, columns=("status", "name", "proposal"))
    return len(entries)


def _cited(item: PowerItem) -> str:
    """The laws that the newest version of a power rests on."""
    newest = max(item.versions.all(), key=lambda version: version.no, default=None)
    return "；".join(str(row) for row in newest.bases.all()) if newest else ""


@transaction.atomic
def propose(
    clearing: ClearingRound, *, name: str, power_type: PowerType, by: Official, at: dt.datetime, basis: str = "",
    note: str = "",
) -> ClearingEntry:  # fmt: skip
    """Enter a power that the unit does not hold yet and proposes to be confirmed.

    Raises:
        Refused: not the clerk of a unit asked, no name, or the unit has entered or holds a power of this name.
    """
    asked = held(clearing, by)
    name = name.strip()[: LONGEST["name"]]
    if not name:
        raise Refused("请写明事项名称。")
    if PowerItem.objects.filter(unit=asked.unit, name=name).exclude(status=ItemStatus.ABOLISHED).exists():
        raise Refused(f"本单位已有职权“{name}”，不必作为新事项申报；请用“从现有职权填入”。")
    entry = ClearingEntry(
        round=clearing, unit=asked.unit, number=_next(clearing, asked.unit), name=name, type=power_type,
        basis=basis.strip()[: LONGEST["basis"]], note=note.strip()[: LONGEST["note"]], status=EntryStatus.COMPILING,
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise Refused(f"“{name}”已在本次清理的事项里，请直接修改那一项。") from None
    said = {"status": entry.status, "name": name}
    ledger.write(entry, workflow.ENTERED, by=by, at=at, basis=BASIS, after=said)
    return entry


def _next(clearing: ClearingRound, unit: Unit) -> str:
    stem = f"{clearing.number}/{unit.code}-N"
    return f"{stem}{ClearingEntry.objects.filter(round=clearing, number__startswith=stem).count() + 1:03d}"


@transaction.atomic
def edit_entry(entry: ClearingEntry, *, by: Official, at: dt.datetime, **said: Any) -> bool:
    """Change what a unit says of an entry that it has not handed in, or that came back; False if nothing differs.

    `said` may hold basis, proposal, note, and of a new proposal also name and type.

    Raises:
        Refused: not the clerk of the unit, handed in already, or a name that the unit has entered already.
    """
    held(entry.round, by)
    stored = ClearingEntry.objects.select_for_update(of=("self",)).select_related("item").get(pk=entry.pk)
    _check_own(stored, by)
    if stored.status not in workflow.HAND_IN.sources:
        raise Refused(f"“{stored.name}”{stored.get_status_display()}，不能修改；要改请办公室退回更正。")
    if stored.item_id:
        said = {key: value for key, value in said.items() if key not in ("name", "type")}
    changed = {name: value for name, value in said.items() if getattr(stored, name) != value}
    if not changed:
        return False
    before = {name: str(getattr(stored, name)) for name in changed}
    for name, value in changed.items():
        setattr(stored, name, value)
    try:
        with transaction.atomic():
            stored.save(update_fields=list(changed))
    except IntegrityError:
        raise Refused(f"“{stored.name}”已在本次清理的事项里，请换一个名称。") from None
    after = {name: str(value) for name, value in changed.items()}
    ledger.write(stored, workflow.ENTRY_EDITED, by=by, at=at, basis=BASIS, before=before, after=after)
    entry.refresh_from_db()
    return True


def _check_own(entry: ClearingEntry, by: Official) -> None:
    if entry.unit_id != by.unit_id:
        raise Refused(f"“{entry.name}”由{entry.unit}的经办人编报。")


@transaction.atomic
def leave_out(entry: ClearingEntry, *, by: Official, at: dt.datetime) -> None:
    """Take a new proposal out before it was ever handed in.

    Raises:
        Refused: not the clerk of the unit, the unit holds this power, or it was handed in.
    """
    held(entry.round, by)
    _check_own(entry, by)
    if entry.item_id:
        raise Refused(f"“{entry.name}”是本单位现有的职权，必须申报；不再需要的，建议改选“取消”（第七条第一项）。")
    ledger.take(workflow.LEAVE_OUT, entry, by=by, at=at)


@transaction.atomic
def hand_in(clearing: ClearingRound, *, by: Official, at: dt.datetime) -> int:
    """Hand every entry of the unit that is ready to the reviewers; how many. Late is accepted, and shows.

    Raises:
        Refused: not the clerk of a unit asked, nothing to hand in, powers left out, or entries without basis or reason.
    """
    asked = held(clearing, by)
    ready = ClearingEntry.objects.filter(round=clearing, unit=asked.unit, status__in=workflow.HAND_IN.sources)
    if not ready.exists():
        raise Refused("没有可报送的事项。请先“从现有职权填入”或申报新事项。")
    if left_out := list(reads.undeclared(clearing, asked.unit).values_list("name", flat=True)):
        raise Refused(f"本单位还有职权没有列入（{_named(left_out)}）。请先“从现有职权填入”，再报送（第五条第三项）。")
    _check_complete(ready)
    now: dict[str, Any] = {
        "submitted_by": by,
        "submitted_at": at,
        "submission": F("submission") + 1,
        "returned_for": "",
    }
    moved = ledger.take_all(workflow.HAND_IN, ready, by=by, at=at, **now)
    ClearingUnit.objects.filter(pk=asked.pk).update(handed_in_at=at, handed_in_by=by)
    return len(moved)


def _check_complete(entries: QuerySet[ClearingEntry]) -> None:
    if bare := list(entries.filter(proposal=Proposal.CONFIRM, basis="").values_list("name", flat=True)):
        raise Refused(
            f"建议保留的事项要有实施依据，以下没有：{_named(bare)}。请补上依据，或改为建议取消（第七条第一项）。"
        )
    unsaid = entries.exclude(proposal=Proposal.CONFIRM).filter(note="")
    if names := list(unsaid.values_list("name", flat=True)):
        raise Refused(f"建议取消或备案不公开的，要写明理由，以下没有：{_named(names)}。")
