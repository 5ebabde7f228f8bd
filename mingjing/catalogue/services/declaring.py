"""A unit's entries of a clearing round from a sheet: all rows are taken or none (ASM-5-3-2a)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from mingjing.catalogue.declarations import SCHEME
from mingjing.catalogue.enums import EntryStatus, Proposal
from mingjing.catalogue.models import ClearingEntry, ClearingRound, PowerType
from mingjing.catalogue.services.clearing import LONGEST, edit_entry, prefill, propose
from mingjing.core.errors import Refused
from mingjing.core.sheets import Fault, FaultySheet, Row
from mingjing.people.models import Official


@transaction.atomic
def import_entries(clearing: ClearingRound, rows: Sequence[Row], *, by: Official, at: dt.datetime) -> int:
    """Enter or change an entry for each row, the unit's own powers being entered first; how many rows.

    Raises:
        Refused: not the clerk of a unit asked, or the round is closed.
        FaultySheet: with every row that cannot be taken, and why; then nothing is taken.
    """
    prefill(clearing, by=by, at=at)
    known = ClearingEntry.objects.filter(round=clearing, unit=by.unit_id).exclude(status=EntryStatus.WITHDRAWN)
    entries = list(known.select_related("item", "round"))
    places = {entry.item.number: entry for entry in entries if entry.item}
    names = {entry.name: entry for entry in entries if entry.item is None}
    types = {row.name: row for row in PowerType.objects.filter(scheme=SCHEME)}
    faults = []
    for row in rows:
        try:
            with transaction.atomic():
                _take(clearing, row.said, places, names, types, by=by, at=at)
        except Refused as refusal:
            faults.append(Fault(row.number, "", str(refusal)))
    if faults:
        raise FaultySheet(faults)
    return len(rows)


def _take(
    clearing: ClearingRound,
    said: Mapping[str, Any],
    places: Mapping[str, ClearingEntry],
    names: dict[str, ClearingEntry],
    types: Mapping[str, PowerType],
    *,
    by: Official,
    at: dt.datetime,
) -> None:
    for name, title in (("name", "事项名称"), ("basis", "实施依据"), ("note", "说明")):
        if len(said[name]) > LONGEST[name]:
            raise Refused(f"“{title}”最多 {LONGEST[name]} 个字，现在有 {len(said[name])} 个。")
    if said["type"] not in types:
        raise Refused(f"没有“{said['type']}”这个类别，可填：{'、'.join(types)}。")
    if said["number"] and said["number"] not in places:
        raise Refused(f"本单位没有编码为“{said['number']}”的职权；申报新事项不要填编码。")
    entry = places.get(said["number"]) or names.get(said["name"])
    what = {"basis": said["basis"], "note": said["note"], "proposal": said["proposal"] or Proposal.CONFIRM}
    if entry is None:
        entry = propose(clearing, name=said["name"], power_type=types[said["type"]], by=by, at=at)
        names[entry.name] = entry
    edit_entry(entry, by=by, at=at, type=types[said["type"]], **what)
