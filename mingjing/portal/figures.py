"""How a power really runs, laid out: rows of tables with their bars, links to what each number counts, chart marks."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.casework.enums import StrayKind
from mingjing.casework.selectors.running import FEWEST, Deviation, Month, Running, Times, honest, last_day
from mingjing.catalogue.models import FlowNode, PowerVersion
from mingjing.core.books import Sheet
from mingjing.core.templatetags.mingjing import percent
from mingjing.portal.matters import ADDED, CONDITION, FINISHED, IN_TIME, LATE, OFF_CHART, SKIPPED, START, STEP_LATE

ROOM = 1.06  # of the largest value that a bar leaves free
MOST_MARKED, MOST_AT_A_STEP = 12, 2  # deviations drawn on the chart; the table has them all
KINDS = {StrayKind.ADDED: ADDED, StrayKind.SKIPPED: SKIPPED, StrayKind.CONDITION: CONDITION}


@dataclass(frozen=True)
class Bar:
    """Places on a bar, of 100; None where there is no such mark."""

    median: float
    p90: float | None = None
    limit: float | None = None


@dataclass(frozen=True)
class NodeRow:
    """One step of the chart: its node, its times (None: never done), its bar, and the list of the late ones."""

    node: FlowNode
    time: Times | None
    bar: Bar | None
    late_list: str


@dataclass(frozen=True)
class MonthRow:
    """One month: its counts, its bar, and the lists of what was opened, ended, in time, late, off the chart."""

    month: Month
    bar: Bar
    opened_list: str
    ended_list: str
    in_time_list: str
    late_list: str
    off_list: str
    demanded_list: str


@dataclass(frozen=True)
class DeviationRow:
    """One way off the chart: what, in words where, of 100 how often (None: too few), and the list of the matters."""

    found: Deviation
    where: str
    share: float | None
    list: str

    @property
    def kind(self) -> str:
        return str(StrayKind(self.found.kind).label)


@dataclass(frozen=True)
class Lists:
    """Addresses of the lists behind the figures of one version."""

    version: PowerVersion
    running: Running

    def of(self, **asked: Any) -> str:
        """The list of what a figure counts."""
        address = reverse("portal:power_matters", args=[self.version.item.number])
        return f"{address}?{urlencode({name: value for name, value in asked.items() if value})}"

    def ended(self, **asked: Any) -> str:
        """Matters that ended in the window."""
        window = self.running.window
        return self.of(state=FINISHED, closed_from=window.since, closed_to=window.last, **asked)

    def own(self, **asked: Any) -> str:
        """Those of them that ran under this version."""
        return self.ended(version=self.version.no, **asked)


def figures(version: PowerVersion, nodes: Iterable[FlowNode], running: Running) -> dict[str, Any]:
    """What the section on the power's running shows."""
    lists = Lists(version, running)
    return {
        "running": running,
        "few": FEWEST,
        "node_rows": _node_rows(nodes, running, lists),
        "month_rows": _month_rows(running, lists),
        "deviations": [_deviation(found, running, lists, found.node or START) for found in running.deviations],
        "extras": [_deviation(found, running, lists) for found in running.extras],
        "ended_list": lists.ended(),
        "in_time_list": lists.ended(kind=IN_TIME),
        "late_list": lists.ended(kind=LATE),
        "off_list": lists.ended(kind=OFF_CHART),
        "demanded_list": lists.ended(kind=CONDITION),
        "own_list": lists.own(),
        "own_late_list": lists.own(kind=LATE),
        "own_off_list": lists.own(kind=OFF_CHART),
        "marks": json.dumps(marks(running), ensure_ascii=False),
    }


def _node_rows(nodes: Iterable[FlowNode], running: Running, lists: Lists) -> list[NodeRow]:
    pairs = [(node, running.nodes.get(node.node)) for node in nodes]
    longest = max((max((time and time.p90) or 0, node.limit_length or 0) for node, time in pairs), default=0)
    return [
        NodeRow(node, time, _bar(node, time, longest), lists.own(kind=STEP_LATE, step=node.name))
        for node, time in pairs
    ]


def _bar(node: FlowNode, time: Times | None, longest: float) -> Bar | None:
    if time is None or time.median is None or time.p90 is None:
        return None
    limit = place(node.limit_length, longest) if node.limit_length is not None else None
    return Bar(place(time.median, longest), place(time.p90, longest), limit)


def place(value: float, longest: float) -> float:
    """Where a value stands on a bar, of 100."""
    return round(100 * value / (longest * ROOM), 1) if longest else 0.0


def _month_rows(running: Running, lists: Lists) -> list[MonthRow]:
    most = max(month.opened for month in running.months)
    rows = []
    for month in running.months:
        first, last = month.first, last_day(month.first)
        ended = {"state": FINISHED, "closed_from": first, "closed_to": last}
        rows.append(
            MonthRow(
                month,
                Bar(place(month.opened, most)),
                opened_list=lists.of(opened_from=first, opened_to=last),
                ended_list=lists.of(**ended),
                in_time_list=lists.of(**ended, kind=IN_TIME),
                late_list=lists.of(**ended, kind=LATE),
                off_list=lists.of(**ended, kind=OFF_CHART),
                demanded_list=lists.of(**ended, kind=CONDITION),
            )
        )
    return rows


def _deviation(found: Deviation, running: Running, lists: Lists, at: str = "") -> DeviationRow:
    """`at`: the place that the list asks for, empty for wherever it came."""
    return DeviationRow(
        found,
        where=where(found),
        share=honest(found.matters, running.own.ended),
        list=lists.own(kind=KINDS[StrayKind(found.kind)], step=found.name, place=at),
    )


def where(found: Deviation) -> str:
    """In words, where on the chart a step was added or skipped."""
    if found.kind == StrayKind.SKIPPED:
        return _("图上有这一步，没有办")
    if not found.after:
        return _("多在最开始")
    return _("多在“%(step)s”之后") % {"step": found.after}


def marks(running: Running) -> dict[str, list[dict[str, str]]]:
    """What the drawn chart shows at its nodes: a kind, which has a colour and a pattern, and words."""
    found: dict[str, list[dict[str, str]]] = {}
    for node, time in running.nodes.items():
        if time.late:
            text = _("超时 %(share)s") % {"share": told(time.late, time.done)}
            found.setdefault(node, []).append({"kind": "late", "label": text})
    for one in running.deviations[:MOST_MARKED]:
        if one.node and len(found.get(one.node, ())) < MOST_AT_A_STEP:
            of_100 = {"share": told(one.matters, running.own.ended), "step": one.name}
            text = _("缺 %(share)s") if one.kind == StrayKind.SKIPPED else _("后加“%(step)s”%(share)s")
            found.setdefault(one.node, []).append({"kind": one.kind, "label": text % of_100})
    return found


def told(part: int, whole: int) -> str:
    """A share in words; where there are too few to speak of shares, how many."""
    share = honest(part, whole)
    return _("%(count)s 件") % {"count": part} if share is None else percent(share)


def sheets(version: PowerVersion, nodes: Iterable[FlowNode], running: Running) -> list[Sheet]:
    """All of it as a workbook: months, steps, deviations."""
    counts = [_("开始"), _("办结"), _("有期限"), _("按期"), _("超期"), _("偏离"), _("增加环节"), _("缺少环节")]
    months = [
        [
            f"{month.first:%Y-%m}", month.opened, t.ended, t.timed, t.in_time, t.late, t.deviating, t.added, t.skipped,
            t.demanded,
        ]
        for month in running.months
        for t in [month.totals]
    ]  # fmt: skip
    steps = [_step_row(node.name, running.nodes.get(node.node), node) for node in nodes]
    strays = [[StrayKind(one.kind).label, one.name, where(one), one.times, one.matters] for one in running.deviations]
    time = [_("环节"), _("时限"), _("单位"), _("办了"), _("超时"), _("中位"), _("九成")]
    return [
        Sheet(_("每月"), [_("月份"), *counts, _("增加条件或材料")], months),
        Sheet(_("环节用时"), time, [_step_row(_("全程"), running.whole), *steps]),
        Sheet(_("偏离"), [_("偏离"), _("环节"), _("位置"), _("次数"), _("件数")], strays),
    ]


def _step_row(name: str, time: Times | None, node: FlowNode | None = None) -> list[Any]:
    limit = [node.limit_length, node.get_limit_unit_display()] if node and node.limit_length is not None else [None, ""]
    return [name, *limit, *([time.done, time.late, time.median, time.p90] if time else [0, 0, None, None])]
