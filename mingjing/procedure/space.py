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


Way = tuple["Way", Transition] | None  # routing, the last of it first: a longer way shares the shorter one
Last = tuple[list["Next"], Transition]  # the steps that a marking allows, and the routing that leaves it
Next = tuple[Transition, int]  # a transition that may happen, and the marking that it leads to


class Space:
    """Arcs and endings by marking, computed when first asked for and kept."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self._arcs: dict[int, tuple[Arc, ...]] = {}
        self._endings: dict[int, Ending | None] = {}
        self._next: dict[int, tuple[list[Next], list[Next]]] = {}

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

    def next(self, marking: int) -> tuple[list[Next], list[Next]]:
        """The invisible and the visible transitions that may happen; unsafe ones may not."""
        found = self._next.get(marking)
        if found is None:
            silent: list[Next] = []
            visible: list[Next] = []
            for transition in self.net.enabled(marking):
                kept = marking & transition.keep
                if not kept & transition.put:
                    (visible if transition.visible else silent).append((transition, kept | transition.put))
            found = self._next[marking] = silent, visible
        return found

    def _explore(self, marking: int) -> None:
        """Of several ways to do a step with the same outcome only the shortest is an arc."""
        arcs: dict[tuple[int, int], tuple[int, Way]] = {}
        routes = self._routes(marking)
        for reached, (routing, way, lasts) in routes.items():
            steps = self.next(reached)[1]
            if not steps:
                continue
            needless = _needless(steps, lasts)
            for step, target in steps:
                key, cost = (step.node, target), routing + step.routing
                if id(step) not in needless and (key not in arcs or cost < arcs[key][0]):
                    arcs[key] = cost, (way, step)
        nodes = self.net.nodes
        self._arcs[marking] = tuple(
            Arc(node, nodes[node].name, routing, target, _unrolled(way))
            for (node, target), (routing, way) in sorted(
                arcs.items(), key=lambda item: (item[0][0], item[1][0], item[0])
            )
        )
        self._endings[marking] = Ending(routes[0][0], _unrolled(routes[0][1])) if 0 in routes else None

    def _routes(self, marking: int) -> dict[int, tuple[int, Way, list[Last]]]:
        """Every marking that routing alone reaches: the shortest way to it, and the last routing of all such ways."""
        costs: dict[int, tuple[int, Way, list[Last]]] = {marking: (0, None, [])}
        heap: list[tuple[int, int, int]] = [(0, 0, marking)]
        routes: dict[int, tuple[int, Way, list[Last]]] = {}
        pushed = 0
        while heap:
            routing, _, reached = heappop(heap)
            if reached in routes:
                continue
            route = routes[reached] = costs[reached]
            if len(routes) > MAX_ROUTING:
                raise TooWideError
            silents, steps = self.next(reached)
            for silent, after in silents:
                cost = routing + silent.routing
                known = costs.get(after)
                if known is None or cost < known[0]:
                    known = costs[after] = cost, (route[1], silent), []
                    pushed += 1
                    heappush(heap, (cost, pushed, after))
                if cost == known[0]:
                    known[2].append((steps, silent))
        return routes


def _needless(steps: list[Next], lasts: list[Last]) -> set[int]:
    """The steps (by identity) that could as well come before the last routing, which can be done after them."""
    found: set[int] = set()
    targets = {id(step): target for step, target in steps}
    for before, last in lasts:
        take, absent, keep, put = last.take, last.absent, last.keep, last.put
        for step, early in before:
            target = targets.get(id(step))
            if target is not None and early & take == take and not early & absent:
                kept = early & keep
                if not kept & put and kept | put == target:
                    found.add(id(step))
    return found


def _unrolled(way: Way) -> tuple[Transition, ...]:
    found: list[Transition] = []
    while way is not None:
        way, last = way
        found.append(last)
    return tuple(found[::-1])
