"""动态运行: matters, their events, the verdict on each, and signals."""

from mingjing.casework.models.delivery import ActivityMapping, ApiToken, Batch
from mingjing.casework.models.judging import JudgingRun
from mingjing.casework.models.matters import Event, Matter, MatterStep
from mingjing.casework.models.records import (
    Objection,
    OperationRecord,
    RecordFile,
    RecordStep,
    RegisterField,
    RegisterForm,
)
from mingjing.casework.models.signalling import Signal
from mingjing.casework.models.statistics import MonthRun, RunMark, StrayRun, TimeRun
from mingjing.casework.models.supervision import AlertRule, Chase, Digest, SignalFile

__all__ = [
    "ActivityMapping",
    "AlertRule",
    "ApiToken",
    "Batch",
    "Chase",
    "Digest",
    "Event",
    "JudgingRun",
    "Matter",
    "MatterStep",
    "MonthRun",
    "Objection",
    "OperationRecord",
    "RecordFile",
    "RecordStep",
    "RegisterField",
    "RegisterForm",
    "RunMark",
    "Signal",
    "SignalFile",
    "StrayRun",
    "TimeRun",
]
