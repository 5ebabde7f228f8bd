"""A stored chart as readers meet it: an ordered list, a picture drawn on the server, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.procedure import Chart, ChartError, Problem, bpmn, inspection
from mingjing.procedure.document import picture_of, with_picture
from mingjing.procedure.lettering import width
from mingjing.procedure.markup import parse
from mingjing.procedure.outline import outline
from mingjing.procedure.picture import Box, Picture
from mingjing.procedure.svg import Mark, extent, svg

POST, LIMIT = "post", "limit_length"
UPRIGHT, ACROSS = (900, 1150), (1340, 760)  # pixels of a picture that can still be read on a sheet of A4
LONGEST_MARK = 160  # pixels a word on the picture may take; the rest stands in the list


@dataclass(frozen=True)
class Line:
    """One step of the ordered list: its number, what is published of it, and what follows, a sentence for each way."""

    number: int
    node: FlowNode
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something about one element of a chart: `serious` where it keeps the chart from being submitted.

    `lacking`: the chart itself could be used, something must still be said of the step.
    """

    problem: Problem
    serious: bool
    lacking: bool = False

    @property
    def kind(self) -> str:
        return "problem" if self.serious else "warning"

    @property
    def word(self) -> str:
        """What stands at the node on the picture."""
        return short(said(self.problem.reason), LONGEST_MARK)


def said(reason: str) -> str:
    """A reason in the reader's language."""
    translated = getattr(reason, "translated", None)
    return str(translated(_) if translated else reason)


def short(words: str, room: float) -> str:
    """Words as far as they go into so many pixels."""
    if width(words) <= room:
        return words
    while words and width(words + "…") > room:
        words = words[:-1]
    return words + "…"


def chart_of(row: FlowChart) -> Chart | None:
    """The stored chart to be run; None where it cannot be read any more."""
    try:
        return Chart.read(row.xml.encode(), row.process or None)
    except ChartError:
        return None


def process_of(xml: str) -> str:
    """The process that a drawing is about: the only one that has anything to run, faults and all.

    Raises:
        ChartError: not XML, none, or several.
    """
    root = parse(xml.encode())
    return bpmn.choose([e for e in root.walk() if e.tag == "process" and bpmn.holds_nodes(e)], None, root).get("id")


def opening(chart: Chart | None) -> tuple[str, ...]:
    """What comes first, a sentence for each way."""
    return outline(chart, _)[""] if chart else ()


def listed(nodes: Iterable[FlowNode], chart: Chart | None) -> list[Line]:
    """The steps in order, each with what follows it in words. No query."""
    ways = outline(chart, _) if chart else {}
    return [Line(number, node, ways.get(node.node, ())) for number, node in enumerate(nodes, start=1)]


def report_phone(version: PowerVersion) -> str:
    """The phone that takes complaints about this power: the item's own, else the unit's (ACC-5-1g)."""
    return version.complaint_phone or version.item.unit.report_phone


# What is wrong


def unsound(row: FlowChart) -> tuple[Problem, ...]:
    """Why cases could not be run on the stored chart: each element with its name and the reason."""
    try:
        return inspection.faults(Chart.read(row.xml.encode(), row.process or None))
    except ChartError as error:
        return error.problems


def findings(row: FlowChart, nodes: Iterable[FlowNode]) -> list[Finding]:
    """Everything about a draft's chart, what keeps it back first (ASM-5-3-2b)."""
    return examine(row.xml, row.process, {node.node: (node.post, node.limit_length) for node in nodes})


def examine(xml: str, process: str | None, described: Mapping[str, tuple[str, int | None]]) -> list[Finding]:
    """The same of a chart that is not stored yet; `described` says of each step its post and limit."""
    try:
        chart = Chart.read(xml.encode(), process or None)
    except ChartError as error:
        return [Finding(problem, serious=True) for problem in error.problems]
    faults = [Finding(fault, serious=True) for fault in inspection.faults(chart)]
    unclear = [] if faults else [Finding(one, serious=False) for one in inspection.cautions(chart)]
    lacking = [Finding(one, serious=True, lacking=True) for one in _undescribed(chart, described)]
    return [*faults, *lacking, *unclear]


def cautions(row: FlowChart) -> tuple[Problem, ...]:
    """What keeps a stored chart from nothing but deserves another look."""
    chart = chart_of(row)
    return inspection.cautions(chart) if chart else ()


def _undescribed(chart: Chart, described: Mapping[str, tuple[str, int | None]]) -> Iterable[Problem]:
    for step in chart.steps:
        post, limit = described.get(step.id, ("", None))
        lacking = [word for word, gone in ((_("岗位"), not post), (_("时限"), limit is None)) if gone]
        if lacking:
            yield Problem(step.id, step.name, _("没有%(lacking)s") % {"lacking": "、".join(lacking)})


def marks_of(found: Iterable[Finding]) -> dict[str, Mark]:
    """One word at each element that has a finding: the first, and how many more there are."""
    by_element: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.problem.element:
            by_element.setdefault(finding.problem.element, []).append(finding)
    marks = {}
    for element, here in by_element.items():
        more = f"（+{len(here) - 1}）" if len(here) > 1 else ""
        marks[element] = Mark(here[0].kind, here[0].word + more)
    return marks


# The picture


def xml_of(row: FlowChart) -> str:
    """The file with a picture in it: charts stored without one are laid out."""
    try:
        return with_picture(row.xml, row.process) if row.process else row.xml
    except ChartError:
        return row.xml


def picture(row: FlowChart) -> Picture:
    """The picture of a stored chart; an empty one where the file cannot be read."""
    try:
        return picture_of(row.xml, row.process)
    except ChartError:
        return Picture((), ())


def headline(version: PowerVersion) -> list[str]:
    """What stands above the picture: which power and version, and the phone for complaints (ACC-5-1g)."""
    when = version.published_at or None
    dated = _("%(on)s 公布") % {"on": when.astimezone().strftime("%Y-%m-%d")} if when else version.get_status_display()
    phone = report_phone(version)
    return [
        f"{version.item.unit.name}　{version.name}　"
        + _("第 %(no)s 版，%(dated)s") % {"no": version.no, "dated": dated},
        _("投诉举报电话：%(phone)s") % {"phone": phone or _("未公布")},
    ]


def drawing(version: PowerVersion, row: FlowChart, marks: Mapping[str, Mark] | None = None) -> str:
    """The picture as an SVG file with its headline."""
    title = _("“%(name)s”流程图") % {"name": version.name}
    return svg(picture(row), title=title, lines=headline(version), marks=marks)


@dataclass(frozen=True)
class Sheets:
    """A picture on A4: upright or across, and the view box of each part, left to right and top to bottom."""

    wide: bool
    parts: tuple[str, ...]


def sheets(row: FlowChart) -> Sheets:
    """The picture in as few parts as leave its words readable, one if it fits."""
    whole = extent(picture(row), lines=2)
    upright, across = cut(whole, UPRIGHT), cut(whole, ACROSS)
    wide = len(across) < len(upright) or (len(across) == len(upright) and whole.width > whole.height)
    boxes = across if wide else upright
    return Sheets(wide, tuple(f"{b.x:.0f},{b.y:.0f},{b.width:.0f},{b.height:.0f}" for b in boxes))


def cut(whole: Box, room: tuple[float, float]) -> list[Box]:
    """Equal parts of a picture, none larger than the room, left to right and top to bottom."""
    across, down = -int(-whole.width // room[0]), -int(-whole.height // room[1])
    wide, high = whole.width / across, whole.height / down
    return [Box(whole.x + wide * n, whole.y + high * m, wide, high) for m in range(down) for n in range(across)]


def described(nodes: Iterable[FlowNode], columns: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is said of each step, by its element."""
    return {node.node: {column: getattr(node, column) for column in columns} for node in nodes}
