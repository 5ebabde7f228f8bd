"""The markings of a chart as cases meet them: from each, which steps can come next after free routing."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

from mingjing.procedure.net import Net
from mingjing.procedure.transition import Transition

MAX_ROUTING = 20_000  # markings met by routing alone, from one marking


class TooWideError(Exception):
    """More markings than the limit allows; depends on chart and case alone, never on what was judged before."""


class Arc(NamedTuple):
    """A step that can come next: the routing before it and the step itself, and where they lead."""

    node: int
    name: str
    routing: int
    target: int
    way: tuple[Transition, ...]


class Ending(NamedTuple):
    """How routing alone brings a marking to the end."""

    routing: int
    way: tuple[Transition, ...]


Last = tuple[int, Transition]  # a marking, and the routing that leaves it


class Space:
    """Arcs and endings by marking, computed when first asked for and kept."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self._arcs: dict[int, tuple[Arc, ...]] = {}
        self._endings: dict[int, Ending | None] = {}
        self._next: dict[int, tuple[list[Transition], list[Transition]]] = {}

    def __len__(self) -> int:
        return len(self._next)

    def forget(self) -> None:
        """Give the memory back."""
        for kept in (self._arcs, self._endings, self._next):
            kept.clear()

    def arcs(self, marking: int) -> tuple[Arc, ...]:
        """The steps that can come next, ordered by node id; routing is done only as far as a step needs it."""
        if marking not in self._arcs:
            self._explore(marking)
        return self._arcs[marking]

    def ending(self, marking: int) -> Ending | None:
        """The shortest routing to the end; None where a step must come first."""
        if marking not in self._endings:
            self._explore(marking)
        return self._endings[marking]

    def next(self, marking: int) -> tuple[list[Transition], list[Transition]]:
        """The invisible and the visible transitions that may happen; unsafe ones may not."""
        found = self._next.get(marking)
        if found is None:
            silent: list[Transition] = []
            visible: list[Transition] = []
            for transition in self.net.enabled(marking):
                if transition.is_safe(marking):
                    (visible if transition.visible else silent).append(transition)
            found = self._next[marking] = silent, visible
        return found

    def _explore(self, marking: int) -> None:
        routes, lasts = self._routes(marking)
        arcs = []
        for reached, (routing, way) in routes.items():
            needless = self._needless(reached, lasts[reached])
            for step in self.next(reached)[1]:
                if id(step) not in needless:
                    name = self.net.nodes[step.node].name
                    arcs.append(Arc(step.node, name, routing + step.routing, step.fire(reached), (*way, step)))
        self._arcs[marking] = tuple(sorted(arcs, key=lambda arc: (arc.node, arc.routing, arc.target)))
        self._endings[marking] = Ending(*routes[0]) if 0 in routes else None

    def _routes(self, marking: int) -> tuple[dict[int, Ending], dict[int, list[Last]]]:
        """Every marking that routing alone reaches, with the shortest way to it, and the last routing of all such."""
        routes: dict[int, Ending] = {}
        lasts: dict[int, list[Last]] = {marking: []}
        costs: dict[int, int] = {marking: 0}
        heap: list[tuple[int, int, int, tuple[Transition, ...]]] = [(0, 0, marking, ())]
        pushed = 0
        while heap:
            routing, _, reached, way = heappop(heap)
            if reached in routes:
                continue
            routes[reached] = Ending(routing, way)
            if len(routes) > MAX_ROUTING:
                raise TooWideError
            for silent in self.next(reached)[0]:
                after, cost = silent.fire(reached), routing + silent.routing
                if cost < costs.get(after, cost + 1):
                    costs[after], lasts[after] = cost, []
                    pushed += 1
                    heappush(heap, (cost, pushed, after, (*way, silent)))
                if cost == costs[after]:
                    lasts[after].append((reached, silent))
        return routes, lasts

    def _needless(self, reached: int, lasts: list[Last]) -> set[int]:
        """The steps (by identity) that could as well come before the last routing, which can be done after them."""
        found = set()
        for before, last in lasts:
            for step in self.next(before)[1]:
                if id(step) not in found and step.enabled(reached):
                    early = step.fire(before)
                    if last.enabled(early) and last.is_safe(early) and last.fire(early) == step.fire(reached):
                        found.add(id(step))
        return found
