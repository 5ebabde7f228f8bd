"""What a workbook wants of one power, compared with the power as it stands, and everything wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from mingjing.catalogue import access
from mingjing.catalogue.columns import BASES, LISTED, MATERIALS, NODES, POWERS, SPECIALS
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import FlowNode, Material, PowerBasis, PowerItem, PowerVersion, SpecialProcedure
from mingjing.catalogue.selectors.sheets import Described, Said, power_said, read_back, row_said
from mingjing.catalogue.services.charts import DESCRIBED
from mingjing.catalogue.services.drafting import CODE, ELEMENTS, check_promise
from mingjing.catalogue.services.knowing import Known, NewChart
from mingjing.core.errors import Refused
from mingjing.core.sheets import Fault, Row, Sheet
from mingjing.core.sheets.columns import CUT
from mingjing.people.models import Official, Unit
from mingjing.regulations import access as regulations
from mingjing.regulations.enums import BasisStatus

ROWS: dict[str, type[Model]] = {
    BASES.title: PowerBasis,
    MATERIALS.title: Material,
    SPECIALS.title: SpecialProcedure,
    NODES.title: FlowNode,
}
ONCE = {BASES.title: ("basis", "article"), MATERIALS.title: ("name",), SPECIALS.title: ("name",)}
TITLES = {column.name: column.title for column in POWERS.columns}
BOOKKEEPING = {"unit", "number", "power_type", "change_reason", "seen", "bypassed"}  # columns that are no elements
OTHERS = ["id", "version", "chart", "item", "basis", "chief", "handler", "drafted_by"]  # not checked as columns


@dataclass
class Wish:
    """A row of the first sheet with what the others list for it, and what is to be done about it."""

    row: Row
    unit: Unit
    listed: dict[str, list[Row]]
    base: Described | None = None
    chart: NewChart | None = None
    elements: dict[str, Any] = field(default_factory=dict)  # that differ from the base, or all of a new power
    rows: dict[str, list[Said]] = field(default_factory=dict)  # by sheet, where they differ from the base
    faults: list[Fault] = field(default_factory=list)

    @property
    def said(self) -> Said:
        return self.row.said

    @property
    def changes(self) -> bool:
        """True if there is anything to do."""
        return self.base is None or bool(self.elements or self.rows or self.chart)

    def fault(self, column: str, what: str) -> None:
        """Note what is wrong in a column of the power's own row."""
        self.faults.append(Fault(self.row.number, TITLES.get(column, column), what, POWERS.title))


def compare(wish: Wish, known: Known, *, by: Official, reason: str) -> None:
    """Find what the workbook changes on a power, or wants of a new one, and everything that is wrong with it."""
    _elements(wish, known)
    for sheet in LISTED:
        _listed(wish, sheet, known)
    if wish.changes:
        _check_may_change(wish, by=by, reason=reason)
        _check_columns(wish)


def _elements(wish: Wish, known: Known) -> None:
    before = read_back(power_said(wish.base), POWERS.columns) if wish.base else {}
    for column in POWERS.columns:
        said = wish.said[column.name]
        kept = column.words and said == ""  # an empty choice is none
        if column.name in BOOKKEEPING or kept or (wish.base and said == before[column.name]):
            continue
        if isinstance(said, str) and said.endswith(CUT):
            wish.fault(column.name, "这一格太长，导出时没有写全，不能在表格里改，请在网页上改")
            continue
        wish.elements[column.name] = said
    for kind in ("chief", "handler"):
        if kind in wish.elements:
            wish.elements[kind] = _post(wish, kind, known)
    if wish.said["power_type"] not in known.types:
        wish.fault("power_type", f"没有“{wish.said['power_type'][:20]}”这个类别，可填：{'、'.join(known.types)}")
    elif wish.base and wish.said["power_type"] != wish.base.version.item.type.name:
        wish.fault("power_type", f"这项职权的类别是{wish.base.version.item.type}，类别随职权，不能在修订中改")


def _post(wish: Wish, kind: str, known: Known) -> Any:
    name = wish.elements[kind]
    post = known.post(wish.unit, kind, name)
    if name and post is None:
        label = "主管领导" if kind == "chief" else "承办人"
        wish.fault(kind, f"{wish.unit}没有“{name[:40]}”这个{label}岗位，请先在“单位与人员”里设置（第四条第一项）")
    return post


def _listed(wish: Wish, sheet: Sheet, known: Known) -> None:
    """Compare what a sheet lists for the power with what the base has; nodes are described, never added here."""
    rows = wish.listed[sheet.title]
    if sheet is NODES:
        _nodes(wish, rows, known)
        return
    _check_once(wish, sheet, rows)
    stored = wish.base.listed(sheet) if wish.base else []
    before = [read_back(row_said(row, sheet, ""), sheet.columns) for row in stored]
    after = [_defaulted(row.said | {"power": ""}, sheet) for row in rows]
    if after == before:
        return
    wish.rows[sheet.title] = [
        _parsed(wish, sheet, row, known, {known_row.basis_id for known_row in wish.base.bases} if wish.base else set())
        for row in rows
    ]


def _defaulted(said: Said, sheet: Sheet) -> Said:
    if sheet is MATERIALS:
        copies = 1 if said["copies"] is None else said["copies"]
        return said | {"copies": copies, "original": said["original"] or False}
    return said


def _check_once(wish: Wish, sheet: Sheet, rows: Iterable[Row]) -> None:
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        key = tuple(row.said[name] for name in ONCE[sheet.title])
        if key in seen:
            name = "、".join(str(part) for part in key)[:60]
            wish.faults.append(Fault(row.number, sheet.columns[1].title, f"“{name}”在这项职权下写了两次", sheet.title))
        seen.add(key)


def _parsed(wish: Wish, sheet: Sheet, row: Row, known: Known, cited: set[Any]) -> Said:
    said = {name: value for name, value in _defaulted(row.said, sheet).items() if name != "power"}
    if sheet is BASES:
        law = known.law(said["basis"])
        if law is None:
            what = f"依据库里没有《{said['basis'][:60]}》，请核对全称，或请办公室先登记（第七条第一项）"
            wish.faults.append(Fault(row.number, "法律法规", what, sheet.title))
        elif law.status == BasisStatus.REPEALED and law.pk not in cited:
            what = f"{regulations.warning(law)}请改引现行的；确需引用的，在网页上添加并写明理由（ACC-1-b）"
            wish.faults.append(Fault(row.number, "法律法规", what, sheet.title))
        said["basis"] = law
    _check_row(wish, sheet, row, said)
    return said


def _check_row(wish: Wish, sheet: Sheet, row: Row, said: Said) -> None:
    titles = {column.name: column.title for column in sheet.columns}
    columns = {name: value for name, value in said.items() if name != "basis"}
    for name, what in wrong(ROWS[sheet.title](**columns)):
        wish.faults.append(Fault(row.number, titles.get(name, name), what, sheet.title))


def wrong(row: Model) -> Iterator[tuple[str, str]]:
    """What the columns of a row not yet stored would not take, by column."""
    try:
        row.clean_fields(exclude=OTHERS)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            yield name, "、".join(texts)


def _nodes(wish: Wish, rows: list[Row], known: Known) -> None:
    """Describe the nodes of the chart that comes along, else of the one that is there."""
    if wish.chart:
        nodes: list[Said] = [dict(node) for node in wish.chart.nodes_after(wish.base)]
    else:
        nodes = [_node_said(node) for node in wish.base.nodes] if wish.base else []
    if rows and not nodes:
        what = "这项职权没有流程图，环节无处可填。请上传时附上以职权编码或名称命名的 bpmn 文件，或先在网页上画"
        wish.faults.append(Fault(rows[0].number, "职权", what, NODES.title))
        return
    before = [dict(node) for node in nodes]
    seen: set[str] = set()
    for row in rows:
        _node(wish, row, nodes, known, seen)
    if wish.chart or nodes != before:
        wish.rows[NODES.title] = nodes


def _node_said(node: FlowNode) -> Said:
    return {name: getattr(node, name) for name in ("node", "name", "order", *DESCRIBED)}


def _node(wish: Wish, row: Row, nodes: list[Said], known: Known, seen: set[str]) -> None:
    said = row.said
    node = _found(said, nodes)
    if node is None:
        what = f"流程图里没有环节“{said['name'][:40]}”。增减环节、改名请改流程图"
        wish.faults.append(Fault(row.number, "环节名称", what, NODES.title))
        return
    if node["node"] in seen:
        wish.faults.append(Fault(row.number, "环节名称", f"环节“{node['name']}”写了两次", NODES.title))
    seen.add(node["node"])
    columns = [column for column in NODES.columns if column.name in DESCRIBED]
    before = read_back(node, columns)
    new = {
        column.name: said[column.name]
        for column in columns
        if said[column.name] != before[column.name] and not (column.words and said[column.name] == "")
    }
    if (post := new.get("post")) and known.post(wish.unit, "", post) is None:
        what = f"{wish.unit}没有“{post[:40]}”这个岗位，请先在“单位与人员”里设置，或改正岗位名称"
        wish.faults.append(Fault(row.number, "承办岗位", what, NODES.title))
    node.update(new)
    if new:
        _check_row(wish, NODES, row, {**new, "node": node["node"], "name": node["name"], "order": node["order"]})


def _found(said: Said, nodes: list[Said]) -> Said | None:
    if said["node"]:
        return next((n for n in nodes if n["node"] == said["node"] and n["name"].strip() == said["name"]), None)
    named = [node for node in nodes if node["name"].strip() == said["name"]]
    return named[0] if len(named) == 1 else None


def _check_may_change(wish: Wish, *, by: Official, reason: str) -> None:
    if wish.base is None:
        return
    version = wish.base.version
    if wish.said["seen"] and wish.said["seen"] != wish.base.seen:
        wish.fault("seen", f"导出以后有人改过这项职权（现为{wish.base.seen}）。请重新导出，在新的表格里改")
    if version.status == VersionStatus.DRAFT:
        if not access.may_draft(by, version.item) and version.drafted_by_id != by.pk:
            wish.fault("number", f"{wish.unit}正在起草第{version.no}版，请由单位修改，或等它公布后再修订")
    elif version.status != VersionStatus.PUBLISHED:
        wish.fault("number", f"第{version.no}版{version.get_status_display()}，不能改。请先办完，或退回起草后再导入")
    elif not (wish.said["change_reason"] or reason):
        wish.fault("change_reason", "修订已公布的职权要写明理由（第六条第四项）")


def _check_columns(wish: Wish) -> None:
    """Whatever the version's columns would not take, and a promise that is longer than the law's limit."""
    trial = PowerVersion(**target(wish))
    for name, what in wrong(trial):
        if name in ELEMENTS:
            wish.fault(name, what)
    try:
        check_promise(trial)
    except Refused as refusal:
        wish.fault("promised_length", str(refusal))
    except (TypeError, ValueError):
        pass  # a unit that is none has been named already
    if wish.base is None:
        _check_new(wish)


def target(wish: Wish) -> dict[str, Any]:
    """Every element of the version that is to be, whether it is new, the next one, or a draft that is there."""
    before = {name: getattr(wish.base.version, name) for name in ELEMENTS} if wish.base else {}
    return before | wish.elements


def _check_new(wish: Wish) -> None:
    number = wish.said["number"]
    if not number:
        return
    if not CODE.fullmatch(number) or len(number) > PowerItem._meta.get_field("number").max_length:  # type: ignore[operator]
        wish.fault("number", f"职权编码“{number[:40]}”只能用字母、数字和“-”，最多 64 个")
    elif not number.startswith(wish.unit.code):
        wish.fault("number", f"职权编码“{number}”应以单位代码 {wish.unit.code} 开头；不填则自动编号")


def titles(changed: Iterable[str]) -> list[str]:
    """What changed, by the titles of its columns."""
    return [TITLES.get(name, name) for name in changed]


def listed_by_power(found: Mapping[str, list[Row]]) -> dict[str, dict[str, list[Row]]]:
    """The rows of the other sheets by what they call their power, then by sheet."""
    listed: dict[str, dict[str, list[Row]]] = {}
    for sheet in LISTED:
        for row in found[sheet.title]:
            listed.setdefault(row.said["power"], {}).setdefault(sheet.title, []).append(row)
    return listed
