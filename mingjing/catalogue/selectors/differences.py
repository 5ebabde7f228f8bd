"""The difference between two versions of a power, in words a citizen reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from mingjing.catalogue.models import FlowChart, FlowNode, PowerBasis, PowerVersion
from mingjing.catalogue.selectors import charts
from mingjing.procedure import Chart
from mingjing.procedure.comparison import Comparison, compare, pairs
from mingjing.procedure.svg import Mark

COMPARED = (
    "name", "sub_name", "body_nature", "authorised_by", "exercise_level", "counterpart", "conditions", "procedure",
    "fee", "fee_basis", "fee_standard", "discretion", "result", "disclosed_content", "disclosed_to", "disclosed_by",
    "disclosed_within", "attribute", "closed_ground", "affected", "key_concern", "important", "online",
    "service_phone", "complaint_phone", "remedy", "responsibilities", "accountable_for", "chief", "handler",
)  # fmt: skip
PARTS = (Prefetch("bases", PowerBasis.objects.select_related("basis")), "materials", "special_procedures")
NODE_COLUMNS = ("post", "condition", "supervision", "rights", "complaint_way")


@dataclass(frozen=True)
class Change:
    """One difference: what, of which place, before and after. `kind` names the word."""

    kind: str
    what: str
    before: str = ""
    after: str = ""

    @property
    def word(self) -> str:
        """The kind as a chip shows it."""
        return {
            "redrawn": "改画",
            "added": "增加",
            "removed": "删去",
            "changed": "修改",
            "shorter": "缩短",
            "longer": "延长",
            "moved": "移动",
        }[self.kind]


def difference(old: PowerVersion, new: PowerVersion) -> list[Change]:
    """What `new` says otherwise than `old`, elements first, then limits, rows and steps of the chart."""
    prefetch_related_objects([old, new], *PARTS)
    return [*_words(old, new), *_nodes(old, new)]


def outlines(pairs: Sequence[tuple[PowerVersion, PowerVersion]]) -> list[list[Change]]:
    """What each new version says otherwise than the old one, of the chart only whether it changed.

    For lists: six queries however many pairs there are.
    """
    versions = [version for pair in pairs for version in pair]
    prefetch_related_objects(versions, *PARTS, Prefetch("chart", FlowChart.objects.defer("xml")))
    return [[*_words(old, new), *_redrawn(old, new)] for old, new in pairs]


def _redrawn(old: PowerVersion, new: PowerVersion) -> Iterator[Change]:
    before, after = (getattr(getattr(version, "chart", None), "digest", "") for version in (old, new))
    if before != after:
        yield Change("redrawn", "流程图", "", "环节、时限或走向有改动，请对照两版流程图")


def _words(old: PowerVersion, new: PowerVersion) -> list[Change]:
    """Everything but the chart; rows are prefetched."""
    return [
        *_elements(old, new),
        *_limit("法定时限", _length(old, "statutory"), _length(new, "statutory")),
        *_limit("承诺时限", _length(old, "promised"), _length(new, "promised")),
        *_rows("依据", _names(old.bases.all()), _names(new.bases.all())),
        *_materials(old, new),
        *_rows("特殊程序", _names(old.special_procedures.all()), _names(new.special_procedures.all())),
    ]


def _elements(old: PowerVersion, new: PowerVersion) -> Iterator[Change]:
    for name in COMPARED:
        before, after = _said(old, name), _said(new, name)
        if before != after:
            yield Change("changed", _label(PowerVersion, name), before, after)


def _label(model: type[Model], column: str) -> str:
    return str(getattr(model._meta.get_field(column), "verbose_name", column))


def _said(row: Model, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value or "")


def _length(version: PowerVersion, which: str) -> tuple[int | None, str, str]:
    length, unit = getattr(version, f"{which}_length"), getattr(version, f"{which}_unit")
    return length, unit, f"{length}{getattr(version, f'get_{which}_unit_display')()}" if length else "未规定"


def _limit(what: str, old: tuple[int | None, str, str], new: tuple[int | None, str, str]) -> Iterator[Change]:
    if old[2] == new[2]:
        return
    kind = "changed"
    if old[1] == new[1] and old[0] and new[0]:
        kind = "shorter" if new[0] < old[0] else "longer"
    yield Change(kind, what, old[2], new[2])


def _names(rows: QuerySet[Any]) -> list[str]:
    return [str(row) for row in rows]


def _rows(what: str, old: list[str], new: list[str]) -> Iterator[Change]:
    yield from (Change("removed", what, before=name) for name in old if name not in new)
    yield from (Change("added", what, after=name) for name in new if name not in old)


def _materials(old: PowerVersion, new: PowerVersion) -> Iterator[Change]:
    """Materials by their names: asking for more copies or for the original is a change, not another material."""
    before, after = ({row.name: str(row) for row in version.materials.all()} for version in (old, new))
    yield from (Change("removed", "材料", before=said) for name, said in before.items() if name not in after)
    yield from (Change("added", "材料", after=said) for name, said in after.items() if name not in before)
    yield from (
        Change("changed", f"材料“{name}”", said, after[name])
        for name, said in before.items()
        if name in after and said != after[name]
    )


def _nodes(old: PowerVersion, new: PowerVersion) -> Iterator[Change]:
    """What the two charts say otherwise: steps, then what is published of them, then their order and ways."""
    before, after = drawn_chart(old), drawn_chart(new)
    if before is None or after is None:
        yield from _chart_itself(before, after)
        return
    both = Both(before, after)
    found = list(both.changes())
    yield from found
    if not found and both.old.row.digest != both.new.row.digest:
        yield Change("redrawn", "流程图", "", "环节和走向没有改动，只是画法不同")


def _chart_itself(old: Drawn | None, new: Drawn | None) -> Iterator[Change]:
    if old or new:
        before, after = ("有" if chart else "没有" for chart in (old, new))
        yield Change("added" if new else "removed", "流程图", before, after)
    for chart, kind in ((old, "removed"), (new, "added")):
        for node in chart.nodes if chart else ():
            yield Change(kind, "环节", **{"before" if chart is old else "after": node.name})


@dataclass(frozen=True)
class Drawn:
    """A version's chart with what is said of its steps. `chart` is empty where the file cannot be read."""

    version: PowerVersion
    row: FlowChart
    nodes: list[FlowNode]
    chart: Chart


def drawn_chart(version: PowerVersion) -> Drawn | None:
    """The version's chart; None where it has none. Two queries."""
    row = FlowChart.objects.filter(version=version).prefetch_related("nodes").first()
    if row is None:
        return None
    return Drawn(version, row, list(row.nodes.all()), charts.chart_of(row) or Chart(row.process, (), ()))


class Both:
    """Two charts of one power, step by step."""

    def __init__(self, old: Drawn, new: Drawn) -> None:
        self.old, self.new = old, new
        self.compared: Comparison = compare(old.chart, new.chart)
        self.before = {node.node: node for node in old.nodes}
        self.after = {node.node: node for node in new.nodes}
        self.same = pairs(
            [(node.node, node.name) for node in old.nodes], [(node.node, node.name) for node in new.nodes]
        )

    def changes(self) -> Iterator[Change]:
        """Every difference in words."""
        stayed = set(self.same.values())
        yield from (Change("removed", "环节", before=n.name) for n in self.old.nodes if n.node not in self.same)
        yield from (Change("added", "环节", after=n.name) for n in self.new.nodes if n.node not in stayed)
        for key, twin in self.same.items():
            yield from _of_node(self.before[key], self.after[twin])
        yield from self._moves()
        yield from self._ways()

    def _moves(self) -> Iterator[Change]:
        old = {self.same.get(key): place for key, place in _places(self.old.nodes).items()}
        for key, place in _places(self.new.nodes).items():
            if key in self.compared.moved and key in old:
                yield Change("moved", f"环节“{self.after[key].name}”的先后", old[key], place)

    def _ways(self) -> Iterator[Change]:
        for twin, (before, after) in self.compared.ways.items():
            what = f"“{self.after[twin].name}”之后" if twin in self.after else "开始之后"
            yield Change("changed", what, "；".join(before), "；".join(after))

    # On the pictures

    def marks(self) -> tuple[dict[str, Mark], dict[str, Mark]]:
        """Words at the nodes of both pictures: what goes, what comes, what is changed or moved."""
        old = {key: Mark("removed", _("删去")) for key in self.compared.removed}
        new = {key: Mark("added", _("增加")) for key in self.compared.added}
        back = {twin: key for key, twin in self.same.items()}
        for twin in self.after.keys() - new.keys():
            mark = self._mark(back.get(twin, ""), twin)
            if mark:
                new[twin] = old[back[twin]] = mark
        return old, new

    def _mark(self, key: str, twin: str) -> Mark | None:
        if key not in self.before:
            return None
        words = [word for word, found in self._what(self.before[key], self.after[twin]) if found]
        if words:
            return Mark("changed", charts.short("、".join(words), charts.LONGEST_MARK))
        return Mark("moved", _("移动")) if twin in self.compared.moved else None

    def _what(self, old: FlowNode, new: FlowNode) -> Iterator[tuple[str, bool]]:
        yield _("改名"), old.name != new.name
        for change in _limit("", _node_limit(old), _node_limit(new)):
            yield _("时限") + change.word, True
        for column in NODE_COLUMNS:
            yield _("改") + _label(FlowNode, column), getattr(old, column) != getattr(new, column)
        yield _("走向改变"), new.node in self.compared.ways


def _places(nodes: list[FlowNode]) -> dict[str, str]:
    """Where each step stands on the list: after which other."""
    before = [_("最前面"), *(_("在“%(name)s”之后") % {"name": node.name} for node in nodes)]
    return {node.node: place for node, place in zip(nodes, before, strict=False)}


def pictures(old: PowerVersion, new: PowerVersion) -> tuple[str, str] | None:
    """Both charts as SVG with the differences marked on each; None where either has no chart."""
    both = drawn_chart(old), drawn_chart(new)
    if both[0] is None or both[1] is None:
        return None
    marks = Both(both[0], both[1]).marks()
    return charts.drawing(old, both[0].row, marks[0]), charts.drawing(new, both[1].row, marks[1])


def _of_node(old: FlowNode, new: FlowNode) -> Iterator[Change]:
    if old.name != new.name:
        yield Change("changed", "环节名称", old.name, new.name)
    yield from _limit(f"环节“{new.name}”的时限", _node_limit(old), _node_limit(new))
    for column in NODE_COLUMNS:
        was, now = getattr(old, column), getattr(new, column)
        if was != now:
            yield Change("changed", f"环节“{new.name}”的{_label(FlowNode, column)}", was, now)


def _node_limit(node: FlowNode) -> tuple[int | None, str, str]:
    said = f"{node.limit_length}{node.get_limit_unit_display()}" if node.limit_length else "未规定"
    return node.limit_length, node.limit_unit, said
