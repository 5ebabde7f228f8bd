"""Flow charts of drafts: read, checked, and described node by node."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.catalogue.services.drafting import check_editable, editing
from mingjing.catalogue.workflow import CHART_SET, NODE_DESCRIBED
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure import Chart, ChartError, Node, Problem
from mingjing.procedure.document import with_picture

LARGEST = 2 * 1024 * 1024
LONGEST = 120  # letters in a node's id or name
DESCRIBED = ("post", "condition", "limit_length", "limit_unit", "supervision", "rights", "complaint_way")
DECLARED = re.compile(r"""^(\s*<\?xml[^>]*?encoding\s*=\s*)["']([\w.-]+)["']""", re.IGNORECASE)
CODECS = {"gb2312": "gb18030", "gbk": "gb18030"}


class Overtaken(Refused):
    """A colleague changed the draft meanwhile: what this one drew is kept on the page, not stored."""


def set_chart(
    version: PowerVersion, data: bytes, *, by: Official, at: dt.datetime, process: str | None = None
) -> tuple[str, ...]:
    """Give a draft its chart; what nodes of the same id or name were said to be is kept. Returns warnings.

    Raises:
        Refused: not editable, or larger than two megabytes.
        ChartError: with every problem of the file.
    """
    return save_chart(version, data, {}, by=by, at=at, process=process)


def save_chart(
    version: PowerVersion,
    data: bytes,
    said: Mapping[str, Mapping[str, Any]],
    *,
    by: Official,
    at: dt.datetime,
    process: str | None = None,
    revision: int | None = None,
) -> tuple[str, ...]:
    """Give a draft its chart and say of its nodes, by element, what must be published, both or neither (ASM-5-3-2b).

    A file without a picture gets one. `revision` is the one the clerk saw; None takes the newest. Returns warnings.

    Raises:
        Overtaken: a colleague changed the draft since.
        Refused: not editable, or larger than two megabytes.
        ChartError: with every problem of the file, or of what was said of a node.
    """
    check_editable(version, by)
    chart = read_chart(data, process)
    with editing(version, by) as draft:
        if revision is not None and revision != draft.revision:
            raise Overtaken("您画图期间同事改过这份草稿，为免覆盖没有保存，您画的还在本页。")
        _replace(draft, chart, data, said, by=by, at=at)
    return tuple(map(str, chart.warnings))


def _replace(
    draft: PowerVersion,
    chart: Chart,
    data: bytes,
    said: Mapping[str, Mapping[str, Any]],
    *,
    by: Official,
    at: dt.datetime,
) -> None:
    known = list(FlowNode.objects.filter(chart__version=draft))
    digest = hashlib.sha256(data).hexdigest()
    before = FlowChart.objects.filter(version=draft).values_list("digest", flat=True).first()
    FlowChart.objects.filter(version=draft).delete()
    xml = with_picture(text_of(data), chart.process)
    row = FlowChart.objects.create(version=draft, xml=xml, process=chart.process, digest=digest)
    nodes = [_node(row, order, step, known) for order, step in enumerate(chart.steps)]
    changes = _describe_each(nodes, said)
    FlowNode.objects.bulk_create(nodes)
    if before != digest:
        ledger.write(draft, CHART_SET, by=by, at=at, basis="ASM-5-3-2b", after={"digest": digest})
    entries = [(draft, *change) for change in changes]
    ledger.write_each(entries, NODE_DESCRIBED, by=by, at=at, basis="ASM-5-3-2b")


def _describe_each(
    nodes: list[FlowNode], said: Mapping[str, Mapping[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Set what was said of each node; before and after of those that changed.

    Raises:
        ChartError: naming each node and what is wrong with what was said of it.
    """
    changes, problems = [], []
    for node in nodes:
        try:
            change = _describe(node, said.get(node.node, {}))
        except ValidationError as error:
            problems += [Problem(node.node, node.name, fault) for fault in _faults(error)]
        else:
            changes += [change] if change else []
    if problems:
        raise ChartError(problems)
    return changes


def _faults(error: ValidationError) -> Iterator[str]:
    for column, texts in error.message_dict.items():
        label = FlowNode._meta.get_field(column).verbose_name if column in DESCRIBED else column  # type: ignore[union-attr]
        yield f"{label}：{'、'.join(texts)}"


def read_chart(data: bytes, process: str | None = None) -> Chart:
    """The chart in an uploaded file.

    Raises:
        Refused: larger than two megabytes.
        ChartError: with every problem of the file, names too long for the catalogue included.
    """
    if len(data) > LARGEST:
        raise Refused(f"流程图文件有 {len(data) // 1024} KB，最大 {LARGEST // 1024} KB。请删去图片或拆分。")
    chart = Chart.read(data, process or None)
    if problems := list(_too_long(chart)):
        raise ChartError(problems)
    return chart


def _too_long(chart: Chart) -> Iterator[Problem]:
    for step in chart.steps:
        if max(len(step.id), len(step.name)) > LONGEST:
            yield Problem(step.id[:LONGEST], step.name[:LONGEST], f"编号或名称超过 {LONGEST} 个字")


def text_of(data: bytes) -> str:
    """The file as text, whatever encoding its declaration names; the declaration then says UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    else:
        declared = DECLARED.match(data[:300].decode("ascii", "ignore"))
        named = declared.group(2).lower() if declared else "utf-8"
        codec = "utf-8-sig" if named == "utf-8" else CODECS.get(named, named)
    return DECLARED.sub(r'\1"UTF-8"', data.decode(codec, "replace"))


def _node(row: FlowChart, order: int, step: Node, known: list[FlowNode]) -> FlowNode:
    """A step with what was said of it before: of the same element and name, else of the name, else of the element."""
    same = [node for node in known if step.id == node.node or step.name == node.name]
    before = max(same, key=lambda node: (step.name == node.name, step.id == node.node), default=None)
    said = {name: getattr(before, name) for name in DESCRIBED} if before else {"post": step.lane[:60]}
    return FlowNode(chart=row, node=step.id, name=step.name, order=order, **said)


def describe_node(node: FlowNode, *, by: Official, at: dt.datetime, **said: Any) -> None:
    """Say of a node who handles it, on what condition, how long, who watches, and what the counterpart may do.

    Raises:
        Refused: not editable.
    """
    describe_nodes(node.chart.version, {node.pk: said}, by=by, at=at)
    node.refresh_from_db()


def describe_nodes(version: PowerVersion, said: dict[Any, dict[str, Any]], *, by: Official, at: dt.datetime) -> int:
    """Say it of many nodes at once, by their keys; how many changed. One ledger entry for each that did.

    Raises:
        Refused: not editable, or a node that the chart does not have.
    """
    with editing(version, by) as draft:
        nodes = {node.pk: node for node in FlowNode.objects.filter(chart__version=draft)}
        if unknown := said.keys() - nodes.keys():
            raise Refused(f"流程图已更换，有 {len(unknown)} 个环节不在其中。请刷新后重填。")
        changes = [change for pk, columns in said.items() if (change := _describe(nodes[pk], columns))]
        FlowNode.objects.bulk_update(nodes.values(), DESCRIBED)
        entries = [(draft, before, after) for before, after in changes]
        ledger.write_each(entries, NODE_DESCRIBED, by=by, at=at, basis="ASM-5-3-2b")
    return len(changes)


def _describe(node: FlowNode, columns: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Set what is new on a node, not yet stored; before and after, None where nothing is."""
    new = {name: columns[name] for name in DESCRIBED if name in columns and columns[name] != getattr(node, name)}
    if not new:
        return None
    before = {name: getattr(node, name) for name in new}
    for name, value in new.items():
        setattr(node, name, value)
    node.full_clean(exclude=["chart"], validate_unique=False)
    place = {"node": node.name}
    return place | before, place | new
