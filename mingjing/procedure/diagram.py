"""The parts a chart is made of, as drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NodeKind(StrEnum):
    """What a node is, by its BPMN name; all kinds of task are one kind."""

    START = "startEvent"
    END = "endEvent"
    TASK = "task"
    CALL = "callActivity"
    COLLAPSED = "subProcess"
    EXPANDED = "expandedSubProcess"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_BASED = "eventBasedGateway"
    CATCH = "intermediateCatchEvent"
    THROW = "intermediateThrowEvent"
    BOUNDARY = "boundaryEvent"


STEPS = frozenset({NodeKind.TASK, NodeKind.CALL, NodeKind.COLLAPSED})
ACTIVITIES = STEPS | {NodeKind.EXPANDED}
MAY_BE_SHOWN = frozenset({NodeKind.CATCH, NodeKind.THROW})


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the chart. `visible`: cases show it as a step."""

    id: str
    name: str
    kind: NodeKind
    lane: str = ""
    visible: bool = False
    scope: str = ""  # id of the expanded sub-process around it
    repeats: bool = False  # loop or multi-instance: once or more
    attached_to: str = ""  # a boundary event's activity
    trigger: str = ""  # the event definition: timer, message, error, terminate, link ...
    reference: str = ""  # which error, escalation or link
    default: str = ""  # the flow taken when no condition holds


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow from node to node."""

    id: str
    source: str
    target: str
    name: str = ""
    conditional: bool = False


@dataclass(frozen=True)
class Diagram:
    """One process of a file: its nodes and flows in document order, and what the reader should know."""

    process: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    warnings: tuple[str, ...] = ()
