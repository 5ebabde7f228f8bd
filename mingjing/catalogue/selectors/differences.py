"""The difference between two versions of a power, in words a citizen reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion

COMPARED = (
    "name", "sub_name", "body_nature", "authorised_by", "exercise_level", "counterpart", "conditions", "procedure",
    "fee", "fee_basis", "fee_standard", "discretion", "result", "disclosed_content", "disclosed_to", "disclosed_by",
    "disclosed_within", "attribute", "closed_ground", "affected", "key_concern", "important", "online",
    "service_phone", "complaint_phone", "remedy", "responsibilities", "accountable_for", "chief", "handler",
)  # fmt: skip
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
        }[self.kind]


def difference(old: PowerVersion, new: PowerVersion) -> list[Change]:
    """What `new` says otherwise than `old`, elements first, then limits, rows and steps of the chart."""
    return [
        *_elements(old, new),
        *_limit("法定时限", _length(old, "statutory"), _length(new, "statutory")),
        *_limit("承诺时限", _length(old, "promised"), _length(new, "promised")),
        *_rows("依据", _names(old.bases.select_related("basis")), _names(new.bases.select_related("basis"))),
        *_rows("材料", _names(old.materials.all()), _names(new.materials.all())),
        *_rows("特殊程序", _names(old.special_procedures.all()), _names(new.special_procedures.all())),
        *_nodes(old, new),
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


def _nodes(old: PowerVersion, new: PowerVersion) -> Iterator[Change]:
    """Steps of the two charts: the same element is the same step, whatever it is called now; else the same name."""
    before, after = _steps(old), _steps(new)
    same = dict(_pairs(before, after))
    changes = [
        *(Change("removed", "环节", before=node.name) for node in before if node.pk not in same),
        *(Change("added", "环节", after=node.name) for node in after if node not in same.values()),
        *(change for node in before if node.pk in same for change in _of_node(node, same[node.pk])),
    ]
    yield from changes
    if not any(change.what == "环节" for change in changes) and _drawing(old) != _drawing(new):
        yield Change("redrawn", "流程图", "", "环节没有增减，画法或走向有改动，请对照两版流程图")


def _of_node(old: FlowNode, new: FlowNode) -> Iterator[Change]:
    if old.name != new.name:
        yield Change("changed", "环节名称", old.name, new.name)
    yield from _limit(f"环节“{new.name}”的时限", _node_limit(old), _node_limit(new))
    for column in NODE_COLUMNS:
        was, now = getattr(old, column), getattr(new, column)
        if was != now:
            yield Change("changed", f"环节“{new.name}”的{_label(FlowNode, column)}", was, now)


def _pairs(before: list[FlowNode], after: list[FlowNode]) -> Iterator[tuple[Any, FlowNode]]:
    by_element = {node.node: node for node in after}
    kept = {node.node for node in before} & by_element.keys()
    by_name = {node.name: node for node in after if node.node not in kept}
    for node in before:
        if twin := by_element.get(node.node) or by_name.pop(node.name, None):
            yield node.pk, twin


def _steps(version: PowerVersion) -> list[FlowNode]:
    return list(FlowNode.objects.filter(chart__version=version))


def _drawing(version: PowerVersion) -> str:
    return FlowChart.objects.filter(version=version).values_list("digest", flat=True).first() or ""


def _node_limit(node: FlowNode) -> tuple[int | None, str, str]:
    said = f"{node.limit_length}{node.get_limit_unit_display()}" if node.limit_length else "未规定"
    return node.limit_length, node.limit_unit, said
