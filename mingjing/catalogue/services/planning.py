"""A whole workbook compared with the catalogue: what it makes, what it changes, and everything wrong with it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from mingjing.catalogue import access
from mingjing.catalogue.columns import LISTED, POWERS
from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import PowerItem
from mingjing.catalogue.selectors.sheets import Described, described, newest
from mingjing.catalogue.services.knowing import Known, NewChart, charts_of
from mingjing.catalogue.services.wishes import Wish, compare, listed_by_power, titles
from mingjing.core.sheets import Fault, Row
from mingjing.people.models import Official

MOST_LINES = 200  # shown of what is to be done
SHORT = 80  # letters of a value in the preview
COLUMNS = {column.name: column for column in POWERS.columns}
Tell = Callable[[int, int], None]


@dataclass
class Plan:
    """What a workbook would do."""

    wishes: list[Wish] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def made(self) -> list[Wish]:
        """New powers."""
        return [wish for wish in self.wishes if wish.base is None]

    @property
    def changed(self) -> list[Wish]:
        """Powers that get their next version, or whose draft changes."""
        return [wish for wish in self.wishes if wish.base and wish.changes]

    @property
    def same(self) -> int:
        """How many rows change nothing."""
        return len(self.wishes) - len(self.made) - len(self.changed)

    def lines(self) -> list[dict[str, Any]]:
        """The first of what is to be done, as the page shows it."""
        return [_line(wish) for wish in [*self.made, *self.changed][:MOST_LINES]]


def plan(
    found: Mapping[str, list[Row]],
    files: Mapping[str, Any],
    *,
    by: Official,
    reason: str = "",
    tell: Tell = lambda done, of: None,
) -> Plan:
    """What the rows of a workbook and the charts beside it want, compared with the catalogue. Writes nothing."""
    charts, faults = charts_of(files)
    faults += [fault for rows in found.values() for row in rows for fault in row.faults]
    known = Known.of(by, {row.said["unit"] for row in found[POWERS.title]})
    made = Plan(faults=faults)
    stored = _stored(found[POWERS.title])
    taken = _Taken(known, stored, charts, by)
    for wish in taken.wishes(found):
        compare(wish, known, by=by, reason=reason)
        made.wishes.append(wish)
        if not len(made.wishes) % 100:
            tell(len(made.wishes), len(found[POWERS.title]))
    made.faults += taken.faults
    made.faults += [fault for wish in made.wishes for fault in wish.faults]
    made.faults.sort(key=_in_order)
    return made


def _in_order(fault: Fault) -> tuple[int, str, int]:
    places = [POWERS.title, *(sheet.title for sheet in LISTED)]
    place = places.index(fault.sheet) if fault.sheet in places else len(places)
    return place, fault.sheet, fault.row


def _stored(rows: list[Row]) -> dict[str, Described]:
    """The powers that the rows name by code, each as its newest version."""
    numbers = [row.said["number"] for row in rows if row.said["number"]]
    return {row.version.item.number: row for row in described(newest(Q(item__number__in=numbers)))}


class _Taken:
    """Rows of the first sheet matched with what is stored, with their rows of the other sheets and their charts."""

    def __init__(
        self, known: Known, stored: Mapping[str, Described], charts: dict[str, NewChart], by: Official
    ) -> None:
        self.known, self.stored, self.charts, self.by = known, stored, charts, by
        self.faults: list[Fault] = []
        self.used: set[str] = set()
        self.charted: set[str] = set()

    def wishes(self, found: Mapping[str, list[Row]]) -> Iterator[Wish]:
        """A wish for each row of the first sheet that can be placed; rows that belong to none are faults."""
        rows = found[POWERS.title]
        listed = listed_by_power(found)
        self.numbers = Counter(row.said["number"] for row in rows if row.said["number"])
        self.names = Counter((row.said["unit"], row.said["name"]) for row in rows if not row.said["number"])
        self.called = Counter(row.said["name"] for row in rows if not row.said["number"])
        self.listed = set(listed)
        self.there = self._there(rows)
        for row in rows:
            if wish := self._wish(row, listed):
                yield wish
        self._check_all_used(listed)

    def _there(self, rows: list[Row]) -> set[tuple[Any, str]]:
        """Names of new powers that their units have already, and codes that somebody has."""
        new = [row for row in rows if row.said["number"] not in self.stored]
        items = PowerItem.objects.filter(
            unit__in=list(self.known.units.values()), name__in={r.said["name"] for r in new}
        )
        self.gone = set(
            PowerItem.objects.filter(number__in=[row.said["number"] for row in new]).values_list("number", flat=True)
        )
        return set(items.exclude(status=ItemStatus.ABOLISHED).values_list("unit", "name"))

    def _wish(self, row: Row, listed: Mapping[str, dict[str, list[Row]]]) -> Wish | None:
        said = row.said
        unit = self.known.units.get(said["unit"] or ("" if access.imports_for_city(self.by) else self.by.unit.code))
        if unit is None:
            what = "没有这个单位代码，请核对" if said["unit"] else "请填单位代码：办公室导入的每一行都要写是哪个单位的"
            self._fault(row, "单位代码", what)
            return None
        if not access.may_import_for(self.by, unit):
            self._fault(row, "单位代码", f"{unit}不是您的单位，只能导入本单位的职权")
            return None
        base = self.stored.get(said["number"])
        if base and base.version.item.unit_id != unit.pk:
            self._fault(row, "单位代码", f"职权 {said['number']} 是{base.version.item.unit}的，请核对单位代码")
            return None
        self._check_once(row, unit, base)
        key = said["number"] or said["name"]
        self.used.add(key)
        mine = {sheet.title: listed.get(key, {}).get(sheet.title, []) for sheet in LISTED}
        return Wish(row, unit, mine, base, self._chart((said["number"], said["name"]), base))

    def _chart(self, keys: tuple[str, str], base: Described | None) -> NewChart | None:
        """The chart that came along for a power, unless it is the one that is there."""
        key = next((key for key in keys if key in self.charts), None)
        if key is None:
            return None
        chart = self.charts[key]
        self.charted.add(key)
        same = base and base.chart and base.chart.digest == chart.digest
        return None if same else chart

    def _check_once(self, row: Row, unit: Any, base: Described | None) -> None:
        said = row.said
        if said["number"] and self.numbers[said["number"]] > 1:
            self._fault(row, "职权编码", f"编码 {said['number']} 在这张表里写了两次")
        if not said["number"] and self.names[said["unit"], said["name"]] > 1:
            self._fault(row, "事项名称", f"“{said['name']}”在这张表里写了两次，又没有编码，分不开")
        elif not said["number"] and self.called[said["name"]] > 1 and said["name"] in self.listed:
            self._fault(row, "事项名称", f"几个单位都有“{said['name']}”，请填职权编码，其他工作表才知道是哪一项")
        if base is None and (unit.pk, said["name"]) in self.there:
            self._fault(row, "事项名称", f"{unit}已有职权“{said['name']}”。要修改它，请填它的职权编码")
        if base is None and said["number"] in self.gone:
            self._fault(row, "职权编码", f"职权 {said['number']} 已取消，编码不能再用")

    def _check_all_used(self, listed: Mapping[str, dict[str, list[Row]]]) -> None:
        for key, sheets in listed.items():
            for title, rows in sheets.items() if key not in self.used else ():
                what = f"“职权”表里没有“{key[:40]}”；已有职权写编码，新职权写编码或事项名称"
                self.faults += [Fault(row.number, "职权", what, title) for row in rows if not row.faults]
        for key in self.charts:
            if key not in self.charted:
                what = "没有以这个编码或名称命名的职权，请把文件名改成职权编码或事项名称"
                self.faults.append(Fault(0, "", what, f"{key}.bpmn"))

    def _fault(self, row: Row, column: str, what: str) -> None:
        self.faults.append(Fault(row.number, column, what, POWERS.title))


def _line(wish: Wish) -> dict[str, Any]:
    said = {"row": wish.row.number, "unit": str(wish.unit), "number": wish.said["number"], "name": wish.said["name"]}
    if wish.base is None:
        counts = [f"{title} {len(rows)} 行" for title, rows in wish.listed.items() if rows]
        return said | {"new": True, "what": "；".join([*counts, *(["流程图"] if wish.chart else [])]), "details": []}
    changed = [*titles(wish.elements), *wish.rows, *(["流程图"] if wish.chart else [])]
    before = wish.base.version
    details = [
        (COLUMNS[name].title, _short(COLUMNS[name].shown(getattr(before, name))), _short(COLUMNS[name].shown(value)))
        for name, value in wish.elements.items()
    ]
    return said | {"new": False, "what": "、".join(changed), "details": details}


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[:SHORT] + "……"
