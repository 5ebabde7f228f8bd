"""Charts to token games: what each kind of node takes and puts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from mingjing.procedure.diagram import Flow, Node, NodeKind
from mingjing.procedure.matching import Graph, match_joins, splits_freely
from mingjing.procedure.net import Net
from mingjing.procedure.reduction import merge_routing
from mingjing.procedure.transition import Transition


def compile_net(nodes: Sequence[Node], flows: Sequence[Flow]) -> Net:
    """The token game of a chart whose wiring has no faults, without routing that decides nothing."""
    drawn = draw_net(nodes, flows)
    return Net(drawn.nodes, merge_routing(drawn.transitions), drawn.targets)


def draw_net(nodes: Sequence[Node], flows: Sequence[Flow]) -> Net:
    """The token game exactly as drawn."""
    return _Compiler(nodes, flows).compile()


class _Compiler:
    """Lays out the places first, since clearing a scope must name all of them; then writes the transitions."""

    def __init__(self, nodes: Sequence[Node], flows: Sequence[Flow]) -> None:
        self.nodes = sorted(nodes, key=lambda node: node.id)
        self.graph = Graph(nodes, flows)
        self.matches = match_joins(self.graph)
        self.index = {node.id: index for index, node in enumerate(self.nodes)}
        self.transitions: list[Transition] = []
        self.targets: list[int] = []
        self.inside: dict[str, int] = {"": 0} | {node.id: 0 for node in nodes}
        self.entry: dict[str, int] = {"": self.new_place("", self.starts("")[0])}
        self.running: dict[str, int] = {}
        self.decided: dict[str, int] = {}
        self.again: dict[str, int] = {}
        self.skipped: dict[tuple[str, int], int] = {}
        self.on_flow: dict[str, int] = {}
        self.lay_out()

    def starts(self, scope: str) -> list[Node]:
        return [node for node in self.nodes if node.scope == scope and node.kind is NodeKind.START]

    def new_place(self, scope: str, waits_for: Node) -> int:
        place = 1 << len(self.targets)
        self.targets.append(self.index[waits_for.id])
        while True:
            self.inside[scope] |= place
            if not scope:
                return place
            scope = self.graph.nodes[scope].scope

    def lay_out(self) -> None:
        for node in self.nodes:
            self.place_inside(node)
        for split, match in self.matches.items():
            join = self.graph.nodes[match.join]
            for branch in range(len(self.graph.leaving[split])):
                self.skipped[split, branch] = self.new_place(join.scope, join)
            self.on_flow |= {flow: self.skipped[split, branch] for flow, branch in match.branch_of.items()}
        for flow in self.graph.flows:
            if flow.id not in self.on_flow:
                target = self.graph.nodes[flow.target]
                self.on_flow[flow.id] = self.new_place(target.scope, target)

    def place_inside(self, node: Node) -> None:
        """The places a node needs besides those of its flows."""
        if node.kind is NodeKind.EXPANDED:
            self.entry[node.id] = self.new_place(node.id, self.starts(node.id)[0])
            self.running[node.id] = self.new_place(node.scope, node)
        if node.repeats:
            self.again[node.id] = self.new_place(node.scope, node)
        if splits_freely(node, self.graph) and node.kind is not NodeKind.INCLUSIVE:
            self.decided[node.id] = self.new_place(node.scope, node)

    def compile(self) -> Net:
        for node in self.nodes:
            WRITERS[node.kind](self, node)
        return Net(self.nodes, self.transitions, self.targets)

    # What a node takes and puts

    def taken(self, node: Node) -> list[int]:
        """A place for each flow into the node (several flows of one branch into a join share theirs)."""
        return sorted({self.on_flow[flow.id] for flow in self.graph.entering[node.id]})

    def put(self, flows: Sequence[Flow]) -> int:
        return sum(self.on_flow[flow.id] for flow in flows)

    def outcome(self, node: Node) -> int:
        """What a node puts when it is done: a token on every flow, or one for the free choice that follows."""
        return self.decided.get(node.id) or self.put(self.graph.leaving[node.id])

    def add(self, node: Node, take: int, put: int, *, absent: int = 0, clear: int = 0, visible: bool = False) -> None:
        self.transitions.append(Transition(self.index[node.id], visible, take, put, absent, clear))

    # Writers, one for each kind of node

    def write_start(self, node: Node) -> None:
        self.add(node, self.entry[node.scope], self.outcome(node))
        self.write_choice(node)

    def write_step(self, node: Node) -> None:
        again = self.again.get(node.id, 0)
        for take in [*self.taken(node), *([again] if again else [])]:
            self.add(node, take, again or self.outcome(node), visible=node.visible)
            for event in self.graph.boundaries[node.id]:
                self.add(event, take, self.outcome(event))
        if again:
            self.add(node, again, self.outcome(node))
        self.write_choice(node)

    def write_exclusive(self, node: Node) -> None:
        for take in self.taken(node):
            for flow in self.graph.leaving[node.id]:
                self.add(node, take, self.on_flow[flow.id])

    def write_parallel(self, node: Node) -> None:
        self.add(node, sum(self.taken(node)), self.outcome(node))

    def write_inclusive(self, node: Node) -> None:
        if splits_freely(node, self.graph):
            self.write_free_split(node, sum(self.taken(node)))
        else:
            self.add(node, sum(self.taken(node)), self.outcome(node))

    def write_choice(self, node: Node) -> None:
        """The choice among conditional flows that leave a node without a gateway."""
        if node.id in self.decided:
            self.write_free_split(node, self.decided[node.id])

    def write_free_split(self, node: Node, take: int) -> None:
        """Every choice of branches: a token on each taken one, a skip token at the join for each other."""
        flows = self.graph.leaving[node.id]
        outcomes = {
            sum({self.on_flow[f.id] if f in chosen else self.skipped[node.id, i] for i, f in enumerate(flows)})
            for chosen in lawful_choices(node, flows)
        }
        for put in sorted(outcomes):
            self.add(node, take, put)

    def write_end(self, node: Node) -> None:
        handler = self.handler(node)
        for take in self.taken(node):
            if handler is not None:
                scope = handler.attached_to
                self.add(node, take | self.running[scope], self.outcome(handler), clear=self.inside[scope])
            elif node.trigger == "terminate":
                self.add(node, take, 0, clear=self.inside[node.scope])
            else:
                self.add(node, take, 0, clear=self.inside[""] if node.trigger == "error" else 0)

    def write_scope(self, node: Node) -> None:
        """An expanded sub-process: it is done when no token is left inside."""
        running, again, inside = self.running[node.id], self.again.get(node.id, 0), self.inside[node.id]
        for take in [*self.taken(node), *([again] if again else [])]:
            self.add(node, take, running | self.entry[node.id])
        self.add(node, running, again or self.outcome(node), absent=inside)
        if again:
            self.add(node, again, self.outcome(node))
        for event in self.graph.boundaries[node.id]:
            if not self.is_thrown_inside(event):
                self.add(event, running, self.outcome(event), clear=inside)
        self.write_choice(node)

    def write_boundary(self, node: Node) -> None:
        """Written with the activity it is attached to; here only the choice behind it."""
        self.write_choice(node)

    # Errors and escalations thrown by end events

    def handler(self, end: Node) -> Node | None:
        """The boundary event that catches what an end event throws, from the inside out."""
        scope = end.scope
        while scope and end.trigger in ("error", "escalation"):
            for event in self.graph.boundaries[scope]:
                if event.trigger == end.trigger and event.reference in ("", end.reference):
                    return event
            scope = self.graph.nodes[scope].scope
        return None

    def is_thrown_inside(self, event: Node) -> bool:
        """Whether an end event names this boundary event as its way out; then nothing else triggers it."""
        return any(node.kind is NodeKind.END and self.handler(node) is event for node in self.nodes)


def lawful_choices(node: Node, flows: Sequence[Flow]) -> Iterator[set[Flow]]:
    """The sets of flows that may be taken together: at least one; the default alone; the unconditional always."""
    gateway = node.kind is NodeKind.INCLUSIVE
    default = {flow for flow in flows if flow.id == node.default}
    always = {flow for flow in flows if not flow.conditional and flow not in default and not gateway}
    open_ones = [flow for flow in flows if flow not in default and flow not in always]
    for size in range(len(open_ones) + 1):
        for chosen in combinations(open_ones, size):
            if chosen:
                yield always | set(chosen)
            elif always or default:
                yield always | default


WRITERS: dict[NodeKind, Callable[[_Compiler, Node], None]] = {
    NodeKind.START: _Compiler.write_start,
    NodeKind.END: _Compiler.write_end,
    NodeKind.TASK: _Compiler.write_step,
    NodeKind.CALL: _Compiler.write_step,
    NodeKind.COLLAPSED: _Compiler.write_step,
    NodeKind.EXPANDED: _Compiler.write_scope,
    NodeKind.EXCLUSIVE: _Compiler.write_exclusive,
    NodeKind.EVENT_BASED: _Compiler.write_exclusive,
    NodeKind.PARALLEL: _Compiler.write_parallel,
    NodeKind.INCLUSIVE: _Compiler.write_inclusive,
    NodeKind.CATCH: _Compiler.write_step,
    NodeKind.THROW: _Compiler.write_step,
    NodeKind.BOUNDARY: _Compiler.write_boundary,
}
