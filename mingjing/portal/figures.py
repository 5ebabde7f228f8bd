"""How a power really runs, laid out: rows of tables with their bars, links to what each number counts, chart marks."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.casework.selectors.running import Deviation, Month, NodeTime, Running, share
from mingjing.catalogue.models import FlowNode, PowerVersion
from mingjing.core.templatetags.mingjing import percent
from mingjing.portal.matters import ADDED, FINISHED, LATE, OFF_CHART, SKIPPED, START, STEP_LATE
from mingjing.rules.calendar import DAY

ROOM = 1.06  # of the largest value that a bar leaves free
MOST_MARKED = 12  # deviations drawn on the chart; the table has them all


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
    time: NodeTime | None
    bar: Bar | None
    late_list: str


@dataclass(frozen=True)
class MonthRow:
    """One month: its counts, its bar, and the lists of what was opened, ended and late."""

    month: Month
    bar: Bar
    opened_list: str
    ended_list: str
    late_list: str
    off_list: str
    on_time: float | None


@dataclass(frozen=True)
class DeviationRow:
    """One way off the chart: what, in words where, how often, and the list of the matters."""

    found: Deviation
    where: str
    share: float
    list: str


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
        return self.of(state=FINISHED, closed_from=window.since, closed_to=window.until, **asked)

    def own(self, **asked: Any) -> str:
        """Those of them that ran under this version."""
        return self.ended(version=self.version.no, **asked)


def figures(version: PowerVersion, nodes: Iterable[FlowNode], running: Running) -> dict[str, Any]:
    """What the section on the power's running shows."""
    lists = Lists(version, running)
    deviations = [_deviation(found, running, lists) for found in running.deviations]
    return {
        "running": running,
        "node_rows": _node_rows(nodes, running, lists),
        "month_rows": _month_rows(running, lists),
        "deviations": deviations,
        "ended_list": lists.ended(),
        "late_list": lists.ended(kind=LATE),
        "off_list": lists.ended(kind=OFF_CHART),
        "own_list": lists.own(),
        "own_off_list": lists.own(kind=OFF_CHART),
        "marks": json.dumps(marks(running), ensure_ascii=False),
    }


def _node_rows(nodes: Iterable[FlowNode], running: Running, lists: Lists) -> list[NodeRow]:
    pairs = [(node, running.nodes.get(node.node)) for node in nodes]
    longest = max((max(time.p90 if time else 0, node.limit_length or 0) for node, time in pairs), default=0)
    return [
        NodeRow(
            node,
            time,
            Bar(
                place(time.median, longest),
                place(time.p90, longest),
                place(node.limit_length, longest) if node.limit_length is not None else None,
            )
            if time
            else None,
            lists.own(kind=STEP_LATE, step=node.name),
        )
        for node, time in pairs
    ]


def place(value: float, longest: float) -> float:
    """Where a value stands on a bar, of 100."""
    return round(100 * value / (longest * ROOM), 1) if longest else 0.0


def _month_rows(running: Running, lists: Lists) -> list[MonthRow]:
    most = max(month.opened for month in running.months)
    rows = []
    for month in running.months:
        first, last = month.first, min(_last_day(month.first), running.window.until)
        ended = {"state": FINISHED, "closed_from": first, "closed_to": last}
        rows.append(
            MonthRow(
                month,
                Bar(place(month.opened, most)),
                opened_list=lists.of(opened_from=first, opened_to=last),
                ended_list=lists.of(**ended),
                late_list=lists.of(**ended, kind=LATE),
                off_list=lists.of(**ended, kind=OFF_CHART),
                on_time=share(month.ended - month.late, month.ended),
            )
        )
    return rows


def _last_day(first: dt.date) -> dt.date:
    return (first + 31 * DAY).replace(day=1) - DAY


def _deviation(found: Deviation, running: Running, lists: Lists) -> DeviationRow:
    kind = SKIPPED if found.kind == "skipped" else ADDED
    return DeviationRow(
        found,
        where=_where(found),
        share=share(found.matters, running.own.ended) or 0.0,
        list=lists.own(kind=kind, step=found.name, place=found.node or START),
    )


def _where(found: Deviation) -> str:
    if found.kind == "skipped":
        return _("图上有这一步，没有办")
    if not found.after:
        return _("多在最开始")
    return _("多在“%(step)s”之后") % {"step": found.after}


def marks(running: Running) -> dict[str, list[dict[str, str]]]:
    """What the drawn chart shows at its nodes: a kind, which has a colour and a pattern, and words."""
    found: dict[str, list[dict[str, str]]] = {}
    for node, time in running.nodes.items():
        if time.late:
            text = _("超时 %(share)s") % {"share": percent(time.late_share)}
            found.setdefault(node, []).append({"kind": "late", "label": text})
    for one in running.deviations[:MOST_MARKED]:
        if one.node:
            of_100 = {"share": percent(share(one.matters, running.own.ended)), "step": one.name}
            text = _("缺 %(share)s") if one.kind == "skipped" else _("后加“%(step)s”%(share)s")
            found.setdefault(one.node, []).append({"kind": one.kind, "label": text % of_100})
    return found
