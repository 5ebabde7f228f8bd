"""Charts and verdicts: is what was done what was published? Pure: values in, values out."""

from mingjing.procedure.batch import CaseVerdict, judge_log
from mingjing.procedure.chart import Chart
from mingjing.procedure.diagram import Flow, Node, NodeKind
from mingjing.procedure.events import LogError, LogEvent, LogProblem, in_order
from mingjing.procedure.explanation import NextStep
from mingjing.procedure.judging import BUDGET, Judge, judge, next_steps
from mingjing.procedure.logs import read_log
from mingjing.procedure.messages import Message
from mingjing.procedure.problems import ChartError, Problem
from mingjing.procedure.tables import Columns, write_csv
from mingjing.procedure.timing import Pause, StepLimit, StepTime, time_case, time_steps
from mingjing.procedure.verdict import Move, MoveKind, Verdict
from mingjing.procedure.wording import sentence
from mingjing.procedure.xes import write_xes

__all__ = [
    "BUDGET",
    "CaseVerdict",
    "Chart",
    "ChartError",
    "Columns",
    "Flow",
    "Judge",
    "LogError",
    "LogEvent",
    "LogProblem",
    "Message",
    "Move",
    "MoveKind",
    "NextStep",
    "Node",
    "NodeKind",
    "Pause",
    "Problem",
    "StepLimit",
    "StepTime",
    "Verdict",
    "in_order",
    "judge",
    "judge_log",
    "next_steps",
    "read_log",
    "sentence",
    "time_case",
    "time_steps",
    "write_csv",
    "write_xes",
]
