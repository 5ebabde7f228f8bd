"""Charts and verdicts: is what was done what was published? Pure: values in, values out."""

from mingjing.procedure.chart import Chart
from mingjing.procedure.diagram import Flow, Node, NodeKind
from mingjing.procedure.problems import ChartError, Problem

__all__ = ["Chart", "ChartError", "Flow", "Node", "NodeKind", "Problem"]
