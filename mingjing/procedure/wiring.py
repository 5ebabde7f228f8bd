"""Faults of a drawing that show without running it: dangling flows, loose nodes, gateways without a match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from mingjing.procedure.diagram import ACTIVITIES, Flow, Node, NodeKind
from mingjing.procedure.matching import MAX_BRANCHES, Graph, match_joins, splits_freely
from mingjing.procedure.messages import Message, gettext_noop
from mingjing.procedure.problems import Problem

NO_SOURCE = gettext_noop("连线没有起点，或起点不在本流程中（{source}）")
NO_TARGET = gettext_noop("连线没有终点，或终点不在本流程中（{target}）")
CROSSES = gettext_noop("连线穿过了子流程的边界")
NO_START = gettext_noop("没有开始事件")
NO_END = gettext_noop("没有结束事件")
NO_INCOMING = gettext_noop("没有流入的连线")
NO_OUTGOING = gettext_noop("没有流出的连线")
ENTERED_START = gettext_noop("开始事件不能有流入的连线")
LEFT_END = gettext_noop("结束事件不能有流出的连线")
ENTERED_BOUNDARY = gettext_noop("边界事件不能有流入的连线")
NOT_ATTACHED = gettext_noop("边界事件没有附着在办理环节或子流程上（{target}）")
NO_MATCH = gettext_noop("分支可以同时走多条，但找不到与之配对的包容网关来汇合")
NO_SPLIT = gettext_noop("包容网关汇合了多条连线，但找不到与之配对的分支")
TOO_WIDE = gettext_noop("可同时走的分支超过 {limit} 条")


def faults(nodes: Sequence[Node], flows: Sequence[Flow]) -> list[Problem]:
    """Every fault of the wiring; gateways are matched only once the flows are whole."""
    found = [*dangling(nodes, flows), *missing_ends(nodes), *loose(nodes, flows)]
    return found or list(unmatched(Graph(nodes, flows)))


def dangling(nodes: Sequence[Node], flows: Sequence[Flow]) -> Iterator[Problem]:
    scopes = {node.id: node.scope for node in nodes}
    for flow in flows:
        ends = flow.source in scopes, flow.target in scopes
        if not ends[0]:
            yield Problem(flow.id, flow.name, Message.of(NO_SOURCE, source=flow.source))
        if not ends[1]:
            yield Problem(flow.id, flow.name, Message.of(NO_TARGET, target=flow.target))
        if all(ends) and scopes[flow.source] != scopes[flow.target]:
            yield Problem(flow.id, flow.name, Message.of(CROSSES))


def missing_ends(nodes: Sequence[Node]) -> Iterator[Problem]:
    """A process or an expanded sub-process that nobody can enter or leave."""
    kinds: dict[str, set[NodeKind]] = defaultdict(set)
    for node in nodes:
        kinds[node.scope].add(node.kind)
    names = {node.id: node.name for node in nodes}
    for scope in ["", *(node.id for node in nodes if node.kind is NodeKind.EXPANDED)]:
        if NodeKind.START not in kinds[scope]:
            yield Problem(scope, names.get(scope, ""), Message.of(NO_START))
        if NodeKind.END not in kinds[scope]:
            yield Problem(scope, names.get(scope, ""), Message.of(NO_END))


def loose(nodes: Sequence[Node], flows: Sequence[Flow]) -> Iterator[Problem]:
    """Nodes without a way in or out, and events with a flow where none may be."""
    entered, left = {flow.target for flow in flows}, {flow.source for flow in flows}
    activities = {node.id for node in nodes if node.kind in ACTIVITIES}
    for node in nodes:
        reasons = {
            ENTERED_START: node.kind is NodeKind.START and node.id in entered,
            LEFT_END: node.kind is NodeKind.END and node.id in left,
            ENTERED_BOUNDARY: node.kind is NodeKind.BOUNDARY and node.id in entered,
            NOT_ATTACHED: node.kind is NodeKind.BOUNDARY and node.attached_to not in activities,
            NO_INCOMING: node.kind not in (NodeKind.START, NodeKind.BOUNDARY) and node.id not in entered,
            NO_OUTGOING: node.kind is not NodeKind.END and node.id not in left,
        }
        for reason, found in reasons.items():
            if found:
                yield Problem(node.id, node.name, Message.of(reason, target=node.attached_to))


def unmatched(graph: Graph) -> Iterable[Problem]:
    """Splits that may take several branches, and inclusive joins, that have no partner."""
    matches = match_joins(graph)
    for node in graph.nodes.values():
        if splits_freely(node, graph):
            if node.id not in matches:
                yield Problem(node.id, node.name, Message.of(NO_MATCH))
            elif len(graph.leaving[node.id]) > MAX_BRANCHES:
                yield Problem(node.id, node.name, Message.of(TOO_WIDE, limit=MAX_BRANCHES))
    joined = {match.join for match in matches.values()}
    for node in graph.nodes.values():
        if node.kind is NodeKind.INCLUSIVE and len(graph.entering[node.id]) > 1 and node.id not in joined:
            yield Problem(node.id, node.name, Message.of(NO_SPLIT))
