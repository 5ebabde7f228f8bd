"""Powers as their workbook says them, to be exported and to be compared with what comes back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q

from mingjing.catalogue.columns import BASES, LISTED, NODES, POWER, POWERS, SHEETS
from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import FlowChart, FlowNode, Material, PowerBasis, PowerVersion, SpecialProcedure
from mingjing.core.sheets import Column, Page, Sheet, hints
from mingjing.core.sheets.columns import cut

CHUNK = 500
RELATED = ("item__unit", "item__type", "chief", "handler")
LISTS = {"依据": "bases", "材料": "materials", "特殊程序": "specials", "环节": "nodes"}
MODELS: dict[str, Any] = {"依据": PowerBasis, "材料": Material, "特殊程序": SpecialProcedure}
SOURCES = {(BASES.title, "basis"): "basis__name"}
ORDERS = {"依据": ("order", "pk"), "材料": ("order", "pk"), "特殊程序": ("name",)}
Said = dict[str, Any]


@dataclass
class Described:
    """A version and the rows that it lists, as stored."""

    version: PowerVersion
    bases: list[PowerBasis] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    specials: list[SpecialProcedure] = field(default_factory=list)
    nodes: list[FlowNode] = field(default_factory=list)
    chart: FlowChart | None = None

    @property
    def seen(self) -> str:
        """Which state of the power this is."""
        return f"{self.version.no}.{self.version.revision}"

    def listed(self, sheet: Sheet) -> list[Any]:
        """The rows of one of the sheets that list what a version has."""
        rows: list[Any] = getattr(self, LISTS[sheet.title])
        return rows


def newest(where: Q) -> list[UUID]:
    """The newest version of each power that still is one, whatever its state, by the powers' codes. One query."""
    rows = PowerVersion.objects.filter(where).exclude(item__status=ItemStatus.ABOLISHED)
    return list(rows.order_by("item__number", "-no").distinct("item__number").values_list("pk", flat=True))


def described(keys: Iterable[UUID], sheets: Sequence[Sheet] = SHEETS) -> Iterator[Described]:
    """The versions of these keys in this order, each with the rows of `sheets`; a few queries per 500."""
    for some in _batched(keys):
        versions = PowerVersion.objects.filter(pk__in=some).select_related(*RELATED).in_bulk()
        found = {key: Described(versions[key]) for key in some if key in versions}
        _list(found, sheets)
        yield from found.values()


def _batched(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = iter(keys)
    while some := list(islice(left, CHUNK)):
        yield some


def _list(found: dict[UUID, Described], sheets: Sequence[Sheet]) -> None:
    for sheet in sheets:
        if sheet.title == NODES.title:
            _list_nodes(found)
        elif sheet.title in LISTS:
            rows = MODELS[sheet.title].objects.filter(version__in=list(found)).order_by(*ORDERS[sheet.title])
            for row in rows.select_related("basis") if sheet.title == BASES.title else rows:
                found[row.version_id].listed(sheet).append(row)


def _list_nodes(found: dict[UUID, Described]) -> None:
    charts = FlowChart.objects.filter(version__in=list(found)).defer("xml")
    versions = {chart.pk: chart.version_id for chart in charts}
    for chart in charts:
        found[chart.version_id].chart = chart
    for node in FlowNode.objects.filter(chart__in=list(versions)).order_by("order"):
        found[versions[node.chart_id]].nodes.append(node)


def power_said(row: Described) -> Said:
    """A version as its row of the first sheet says it; the reason of a change is each change's own."""
    version = row.version
    said = {column.name: getattr(version, column.name, "") for column in POWERS.columns}
    return said | {
        "unit": version.item.unit.code,
        "number": version.item.number,
        "power_type": version.item.type.name,
        "chief": str(version.chief or ""),
        "handler": str(version.handler or ""),
        "change_reason": "",
        "seen": row.seen,
    }


def row_said(row: Any, sheet: Sheet, power: str) -> Said:
    """What a version lists, as its row says it."""
    return {column.name: power if column.name == "power" else getattr(row, column.name) for column in sheet.columns}


def read_back(said: Said, columns: Sequence[Column]) -> Said:
    """What stored values are once they have been written to a sheet and read again."""
    return {column.name: _read_back(column, said[column.name]) for column in columns}


def _read_back(column: Column, value: Any) -> Any:
    text = cut(column.shown(value))
    try:
        return column.meant(text)
    except ValueError:
        return text


def pages(keys: Sequence[UUID]) -> list[Page]:
    """The workbook of these versions: read from the database while it is written."""
    listing = [Page.of(POWERS.title, POWERS.columns, (power_said(row) for row in described(keys, ())))]
    listing += [Page.of(sheet.title, sheet.columns, _rows(keys, sheet)) for sheet in LISTED]
    return [*listing, hints([(sheet.title, sheet.columns) for sheet in SHEETS])]


def _rows(keys: Sequence[UUID], sheet: Sheet) -> Iterator[Said]:
    """What the versions of these keys list in one sheet, as its rows say it; plain values, no rows of models."""
    names = {column.name: SOURCES.get((sheet.title, column.name), column.name) for column in sheet.columns[1:]}
    model, of, order = (FlowNode, "chart__version", ("order",)) if sheet is NODES else _listing(sheet)
    for some in _batched(keys):
        numbers = dict(PowerVersion.objects.filter(pk__in=some).values_list("pk", "item__number"))
        found: dict[UUID, list[Any]] = {key: [] for key in some}
        for version, *cells in (
            model.objects.filter(**{f"{of}__in": some}).order_by(*order).values_list(of, *names.values())
        ):
            found[version].append(cells)
        for key, rows in found.items():
            for cells in rows:
                yield {POWER.name: numbers[key], **dict(zip(names, cells, strict=True))}


def _listing(sheet: Sheet) -> tuple[Any, str, tuple[str, ...]]:
    return MODELS[sheet.title], "version", ORDERS[sheet.title]
