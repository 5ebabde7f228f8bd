"""What leaves the building about a power: its form (职权事项表) and the list of its steps (办理环节一览表)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import FlowNode, PowerVersion
from mingjing.core.documents import Block, Document, Heading, Paragraph, Table

# Integrity risks never leave; who drafted and reviewed stands in the ledger.
GROUPS = (
    ("基本情况", ("name", "sub_name", "body_nature", "authorised_by", "exercise_level", "counterpart", "affected")),
    ("行使与办理", ("conditions", "procedure", "discretion", "result")),
    ("时限与收费", ("statutory_length", "promised_length", "fee", "fee_basis", "fee_standard")),
    ("谁主管谁负责", ("chief", "handler", "service_phone", "complaint_phone")),
    ("公开", ("attribute", "closed_ground", "disclosed_content", "disclosed_to", "disclosed_by", "disclosed_within")),
    ("责任与救济", ("responsibilities", "accountable_for", "remedy")),
)
NUMERALS = "一二三四五六七八九十"
SHOWN = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)
STEP_COLUMNS = ("序号", "环节", "承办岗位", "时限", "行使条件", "监督制约环节", "相对人权利", "投诉举报途径")
STEP_WIDTHS = (0.6, 1.6, 1.5, 1.1, 2, 1.7, 1.7, 1.7)


def power_form(version: PowerVersion) -> Document:
    """职权事项表: every element of a version that may be seen, its bases, materials, special procedures and steps."""
    return Document(
        f"{version.name}职权事项表",
        list(_numbered(_parts(version))),
        number=_number(version),
        issuer=version.item.unit.name,
        date=_day(version),
    )


def step_list(version: PowerVersion) -> Document:
    """办理环节一览表: each step of the chart with what must be published of it (ASM-5-3-2b)."""
    rows = [_step(order, node) for order, node in enumerate(_nodes(version), start=1)]
    blocks: list[Block] = [Table(rows, header=STEP_COLUMNS, widths=STEP_WIDTHS, size=10.5)]
    return Document(
        f"{version.name}办理环节一览表",
        blocks if rows else [Paragraph("这一版还没有流程图。")],
        number=_number(version),
        issuer=version.item.unit.name,
        date=_day(version),
        landscape=True,
    )


def _number(version: PowerVersion) -> str:
    state = "" if version.status in SHOWN else f"（{version.get_status_display()}，未公布）"
    return f"职权编码 {version.item.number}　第{version.no}版{state}"


def _day(version: PowerVersion) -> dt.date | None:
    """The day it was published; a draft is of no day."""
    return timezone.localdate(version.published_at) if version.published_at else None


def _parts(version: PowerVersion) -> Iterator[tuple[str, list[Block]]]:
    for title, names in GROUPS:
        yield title, [_facts(version, names, [("类别", version.item.type.name)] if title == "基本情况" else [])]
    bases = [(str(row), row.text) for row in version.bases.select_related("basis")]
    yield "实施依据", _bases(bases)
    materials = [
        (str(n), row.name, "原件" if row.original else "复印件", str(row.copies), row.note)
        for n, row in enumerate(version.materials.all(), start=1)
    ]
    header = ("序号", "材料", "原件或复印件", "份数", "说明")
    table: list[Block] = [Table(materials, header=header, widths=(0.7, 3, 1.5, 0.8, 2))]
    yield "申请材料", table if materials else [Paragraph("不需要提交材料。")]
    if specials := [str(row) for row in version.special_procedures.all()]:
        yield "特殊程序（期间不计入办理时限）", [Paragraph(text) for text in specials]
    steps = [(str(n), node.name, node.post, _limit(node)) for n, node in enumerate(_nodes(version), start=1)]
    if steps:
        yield "办理环节", [Table(steps, header=STEP_COLUMNS[:4], widths=(0.7, 3, 2.5, 1.8))]


def _bases(bases: list[tuple[str, str]]) -> list[Block]:
    """A table where a text is given, else one line each."""
    if any(text for _basis, text in bases):
        return [Table(bases, header=("依据", "条文内容"), widths=(2, 3))]
    return [Paragraph(basis) for basis, _text in bases] or [Paragraph("无。")]


def _numbered(parts: Iterator[tuple[str, list[Block]]]) -> Iterator[Block]:
    """Parts under 一、二、三、 as official documents count them."""
    for numeral, (title, blocks) in zip(NUMERALS, parts, strict=False):
        yield Heading(f"{numeral}、{title}")
        yield from blocks


def _facts(version: PowerVersion, names: tuple[str, ...], first: list[tuple[str, str]]) -> Table:
    return Table([*first, *((_label(name), _said(version, name) or "—") for name in names)], widths=(1, 3))


def _label(name: str) -> str:
    return str(PowerVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _said(version: PowerVersion, name: str) -> str:
    value: Any = getattr(version, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if name.endswith("_length"):
        unit = getattr(version, f"get_{name.removesuffix('_length')}_unit_display")()
        return "没有规定" if value is None else f"{value}{unit}"
    display = getattr(version, f"get_{name}_display", None)
    return str(display() if display else value or "")


def _nodes(version: PowerVersion) -> list[FlowNode]:
    return list(FlowNode.objects.filter(chart__version=version).order_by("order"))


def _step(order: int, node: FlowNode) -> tuple[str, ...]:
    others = (node.condition, node.supervision, node.rights, node.complaint_way)
    return (str(order), node.name, node.post, _limit(node), *others)


def _limit(node: FlowNode) -> str:
    return f"{node.limit_length}{node.get_limit_unit_display()}" if node.limit_length is not None else "—"
