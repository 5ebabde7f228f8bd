"""Which inclusive join belongs to which split: only matched pairs have one meaning for every case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingjing.procedure.diagram import Flow, Node, NodeKind

MAX_BRANCHES = 10


class Graph:
    """Nodes with the flows that enter and leave them."""

    def __init__(self, nodes: Sequence[Node], flows: Sequence[Flow]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.flows = tuple(flows)
        self.entering: dict[str, list[Flow]] = defaultdict(list)
        self.leaving: dict[str, list[Flow]] = defaultdict(list)
        self.boundaries: dict[str, list[Node]] = defaultdict(list)
        for flow in flows:
            self.entering[flow.target].append(flow)
            self.leaving[flow.source].append(flow)
        for node in nodes:
            if node.attached_to:
                self.boundaries[node.attached_to].append(node)

    def next_flows(self, node: str) -> Iterator[Flow]:
        """The flows out of a node and out of the boundary events on it."""
        yield from self.leaving[node]
        for event in self.boundaries[node]:
            yield from self.leaving[event.id]


@dataclass(frozen=True)
class Match:
    """A split's join, and which branch (by position among the split's flows) each flow into the join ends."""

    join: str
    branch_of: dict[str, int]


def splits_freely(node: Node, graph: Graph) -> bool:
    """Whether any number of the flows out of the node may be taken together."""
    flows = graph.leaving[node.id]
    if len(flows) < 2 or node.kind in (NodeKind.EXCLUSIVE, NodeKind.EVENT_BASED, NodeKind.PARALLEL):
        return False
    return node.kind is NodeKind.INCLUSIVE or any(flow.conditional for flow in flows)


def match_joins(graph: Graph) -> dict[str, Match]:
    """The join of each free split that has one."""
    joins = [
        node for node in graph.nodes.values() if node.kind is NodeKind.INCLUSIVE and len(graph.entering[node.id]) > 1
    ]
    matches: dict[str, Match] = {}
    for split in graph.nodes.values():
        if splits_freely(split, graph):
            found = (match(split, join, graph) for join in joins if join.scope == split.scope)
            pair = next(filter(None, found), None)
            if pair:
                matches[split.id] = pair
    return matches


def match(split: Node, join: Node, graph: Graph) -> Match | None:
    """The pair, if every branch of the split runs apart from the others and into the join."""
    branch_of: dict[str, int] = {}
    taken: set[str] = set()
    for position, flow in enumerate(graph.leaving[split.id]):
        region, arrivals = branch(flow, join.id, graph)
        if not arrivals or region & taken or not stands_apart(region, split.id, flow, graph):
            return None
        taken |= region
        branch_of |= {arrival.id: position for arrival in arrivals}
    return Match(join.id, branch_of) if len(branch_of) == len(graph.entering[join.id]) else None


def branch(first: Flow, join: str, graph: Graph) -> tuple[set[str], list[Flow]]:
    """The nodes a branch passes before the join, and its flows into the join."""
    region: set[str] = set()
    arrivals: list[Flow] = []
    ahead = [first]
    while ahead:
        flow = ahead.pop()
        if flow.target == join:
            arrivals.append(flow)
        elif flow.target not in region:
            region.add(flow.target)
            ahead += graph.next_flows(flow.target)
    return region, arrivals


def stands_apart(region: set[str], split: str, first: Flow, graph: Graph) -> bool:
    """Whether a branch is entered only through its first flow and left only through the join."""
    if split in region:
        return False
    inside = {first.id} | {flow.id for node in region for flow in graph.next_flows(node)}
    for node in (graph.nodes[key] for key in region):
        if node.kind is NodeKind.END and node.trigger != "terminate":
            return False
        if any(flow.id not in inside for flow in graph.entering[node.id]):
            return False
    return True
