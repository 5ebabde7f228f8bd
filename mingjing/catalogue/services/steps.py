"""A draft's chart changed as an ordered list: every wish leaves a chart that can be read, its picture drawn anew."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.catalogue.services.charts import save_chart
from mingjing.catalogue.services.drafting import check_editable
from mingjing.core.errors import Refused
from mingjing.people.models import Official
from mingjing.procedure import ChartError
from mingjing.procedure.document import drawn
from mingjing.procedure.editing import EditError, Editor

Wish = Callable[[Editor], str | None]  # may answer the element of a new step


def change_list(
    version: PowerVersion,
    wish: Wish,
    *,
    by: Official,
    at: dt.datetime,
    said: Mapping[str, Any] | None = None,
    revision: int | None = None,
    redraw: bool = True,
) -> str:
    """Fulfil one wish of the ordered list; the element it is about or "". `said` is what must be published of it.

    `redraw=False` for a wish that leaves every way as it is: the picture stays, unless steps stand in lanes.

    Raises:
        Overtaken: a colleague changed the draft since `revision`.
        Refused: not editable, not possible with this step, or the chart could not be read afterwards.
    """
    check_editable(version, by)
    row = FlowChart.objects.filter(version=version).first()
    editor = Editor(row.xml, row.process) if row else Editor.blank(version.name)
    element = _fulfil(editor, wish)
    about = {element: said} if element and said else {}
    xml = editor.text()
    if redraw or editor.has_lanes:
        posts = posts_of(version) | {key: str(columns.get("post", "")) for key, columns in about.items()}
        xml = drawn(xml, editor.key, posts if editor.has_lanes else None)
    _save(version, xml, editor.key, about, by=by, at=at, revision=revision)
    return element


def lay_out(version: PowerVersion, *, by: Official, at: dt.datetime, revision: int | None = None) -> None:
    """Draw the picture anew with a lane for each post, and each step in the lane of its post.

    Raises:
        Overtaken: a colleague changed the draft since `revision`.
        Refused: not editable, or there is no chart.
    """
    check_editable(version, by)
    row = FlowChart.objects.filter(version=version).first()
    if row is None:
        raise Refused("还没有流程图，请先加第一步。")
    xml = drawn(row.xml, row.process, posts_of(version))
    _save(version, xml, row.process, {}, by=by, at=at, revision=revision)


def posts_of(version: PowerVersion) -> dict[str, str]:
    """Which post each step of a version's chart is with. One query."""
    return dict(FlowNode.objects.filter(chart__version=version).values_list("node", "post"))


def _fulfil(editor: Editor, wish: Wish) -> str:
    try:
        return wish(editor) or ""
    except EditError as error:
        raise Refused(f"{error}。") from error


def _save(version: PowerVersion, xml: str, process: str, said: Mapping[str, Mapping[str, Any]], **how: Any) -> None:
    try:
        save_chart(version, xml.encode(), said, process=process, **how)
    except ChartError as error:
        reasons = "；".join(map(str, error.problems[:5]))
        raise Refused(f"这样改，图就读不通了，没有保存：{reasons}。") from error
