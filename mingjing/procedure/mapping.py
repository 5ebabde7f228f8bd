"""Source systems name steps their own way: a table takes their names to the chart's."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from mingjing.procedure.events import LogError, LogProblem
from mingjing.procedure.messages import Message, gettext_noop
from mingjing.procedure.tables import read_rows

HEADER = ("activity", "step")

NO_COLUMNS = gettext_noop("对照表应有 activity 和 step 两列")
BLANK = gettext_noop("activity 或 step 为空")
TWICE = gettext_noop("“{activity}”已对照为“{step}”")
NO_STEP = gettext_noop("流程图中没有环节“{step}”")


def read_mapping(path: Path, steps: Collection[str]) -> dict[str, str]:
    """Step by activity, from a CSV file with the columns activity and step.

    Raises:
        LogError: with every faulty row: a blank, an activity mapped twice, a step that is not on the chart.
    """
    rows = read_rows(path)
    header = next(rows, (1, []))[1]
    if not set(HEADER) <= set(header):
        raise LogError([LogProblem(0, Message.of(NO_COLUMNS))])
    positions = [header.index(name) for name in HEADER]
    mapping: dict[str, str] = {}
    problems: list[LogProblem] = []
    for row, cells in rows:
        activity, step = (cells[position].strip() if position < len(cells) else "" for position in positions)
        fault = _fault(activity, step, mapping, steps)
        if fault and any(cells):
            problems.append(LogProblem(row, fault))
        mapping.setdefault(activity, step)
    if problems:
        raise LogError(problems)
    return mapping


def _fault(activity: str, step: str, mapping: dict[str, str], steps: Collection[str]) -> str:
    if not activity or not step:
        return Message.of(BLANK)
    if mapping.get(activity, step) != step:
        return Message.of(TWICE, activity=activity, step=mapping[activity])
    return "" if step in steps else Message.of(NO_STEP, step=step)
