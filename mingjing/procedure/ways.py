"""The ways out of a step as flows that can be changed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingjing.procedure.diagram import Diagram, Flow, Node, NodeKind
from mingjing.procedure.editing import END, lost_nodes
from mingjing.procedure.matching import Graph

CHOICES = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE, NodeKind.EVENT_BASED})
GATES = CHOICES | {NodeKind.PARALLEL}


@dataclass(frozen=True, slots=True)
class WayOut:
    """One flow after a step. `target` is the step it leads to, `END`, or "" where it leads to a gateway.

    `branch`: one of several ways, so that it can be taken away, with the steps named in `lost`.
    """

    flow: str
    condition: str
    target: str
    branch: bool
    lost: tuple[str, ...] = ()


def ways_out(diagram: Diagram, step: str) -> list[WayOut]:
    """The flows after a step, and after the gateways that follow it, as far as the next steps."""
    graph = Graph(diagram.nodes, diagram.flows)
    return [_way(diagram, graph, flow) for flow in _flows(graph, step, set())]


def _flows(graph: Graph, key: str, passed: set[str]) -> Iterator[Flow]:
    passed.add(key)
    for flow in graph.leaving[key]:
        target = graph.nodes[flow.target]
        choosing = target.kind in GATES and len(graph.leaving[target.id]) > 1
        if not choosing:
            yield flow
        elif target.id not in passed:
            yield from _flows(graph, target.id, passed)


def _way(diagram: Diagram, graph: Graph, flow: Flow) -> WayOut:
    source, target = graph.nodes[flow.source], graph.nodes[flow.target]
    branch = source.kind in GATES and len(graph.leaving[source.id]) > 1
    already = lost_nodes(diagram)
    lost = lost_nodes(diagram, flow.id) - already if branch else set()
    names = tuple(node.name for node in diagram.nodes if node.id in lost and node.visible)
    return WayOut(flow.id, flow.name, _where(target), branch, names)


def _where(target: Node) -> str:
    if target.kind is NodeKind.END:
        return END
    return target.id if target.visible else ""
