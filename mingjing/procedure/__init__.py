"""Charts and verdicts: is what was done what was published? Pure: values in, values out."""

from mingjing.procedure.chart import Chart
from mingjing.procedure.diagram import Flow, Node, NodeKind
from mingjing.procedure.judging import BUDGET, Judge, judge
from mingjing.procedure.problems import ChartError, Problem
from mingjing.procedure.verdict import Move, MoveKind, Verdict
from mingjing.procedure.wording import sentence

__all__ = [
    "BUDGET",
    "Chart",
    "ChartError",
    "Flow",
    "Judge",
    "Move",
    "MoveKind",
    "Node",
    "NodeKind",
    "Problem",
    "Verdict",
    "judge",
    "sentence",
]
