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

__all__ = [
    "ActivityMapping",
    "ApiToken",
    "Batch",
    "Event",
    "JudgingRun",
    "Matter",
    "MatterStep",
    "Objection",
    "OperationRecord",
    "RecordFile",
    "RecordStep",
    "RegisterField",
    "RegisterForm",
    "Signal",
]
