"""Flow charts of drafts: read, checked, and described node by node."""

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction

from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.catalogue.services.drafting import check_editable
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure import Chart

LARGEST = 2 * 1024 * 1024
DESCRIBED = ("post", "condition", "limit_length", "limit_unit", "supervision", "rights", "complaint_way")


def set_chart(
    version: PowerVersion, data: bytes, *, by: Official, at: dt.datetime, process: str | None = None
) -> tuple[str, ...]:
    """Give a draft its chart; what nodes of the same id or name were said to be is kept. Returns warnings.

    Raises:
        Refused: not editable, or larger than two megabytes.
        ChartError: with every problem of the file.
    """
    check_editable(version, by)
    if len(data) > LARGEST:
        raise Refused(f"流程图文件有 {len(data) // 1024} KB，最大 {LARGEST // 1024} KB。请删去图片或拆分。")
    chart = Chart.read(data, process or None)
    with transaction.atomic():
        known = FlowNode.objects.filter(chart__version=version)
        described = {node.name: node for node in known} | {node.node: node for node in known}
        FlowChart.objects.filter(version=version).delete()
        row = FlowChart.objects.create(
            version=version, xml=text_of(data), process=chart.process, digest=hashlib.sha256(data).hexdigest()
        )
        FlowNode.objects.bulk_create([_node(row, order, step, described) for order, step in enumerate(chart.steps)])
        ledger.write(version, "更换流程图", by=by, at=at, basis="ASM-5-3-2b", after={"digest": row.digest})
    return chart.warnings


def text_of(data: bytes) -> str:
    """The file as text, whatever encoding its declaration names; stored in UTF-8."""
    head = data[:200].decode("ascii", "ignore").lower()
    name = next((n for n in ("gb18030", "gbk", "gb2312", "iso-8859-1", "utf-16") if n in head), "utf-8-sig")
    text = data.decode(name, "replace").replace("\x00", "")
    return text.replace(f'encoding="{name.upper()}"', 'encoding="UTF-8"').replace(
        f'encoding="{name}"', 'encoding="UTF-8"'
    )


def _node(row: FlowChart, order: int, step: Any, described: dict[str, FlowNode]) -> FlowNode:
    before = described.get(step.id) or described.get(step.name)
    said = {name: getattr(before, name) for name in DESCRIBED} if before else {"post": step.lane}
    return FlowNode(chart=row, node=step.id, name=step.name, order=order, **said)


def describe_node(node: FlowNode, *, by: Official, at: dt.datetime, **said: Any) -> None:
    """Say of a node who handles it, on what condition, how long, who watches, and what the counterpart may do."""
    version = node.chart.version
    check_editable(version, by)
    for name in DESCRIBED:
        if name in said:
            setattr(node, name, said[name])
    node.full_clean(exclude=["chart"])
    with transaction.atomic():
        node.save()
        ledger.write(version, "填写环节", by=by, at=at, basis="ASM-5-3-2b", after={"node": node.name})
