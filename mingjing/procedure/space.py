"""The markings of a chart as cases meet them: from each, which steps can come next after free routing."""

from __future__ import annotations

from collections.abc import Sequence
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
Next = tuple[Transition, int, int]  # what may happen, the marking it leads to, and (as bits):
#   of a step: itself; of routing: the steps that take and leave the same tokens before it as after it
Route = tuple[int, Way, int]  # how many invisible steps, which, and the steps (as bits) that may as well come earlier


class Space:
    """Arcs and endings by marking, computed when first asked for and kept."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self._arcs: dict[int, tuple[Arc, ...]] = {}
        self._endings: dict[int, Ending | None] = {}
        self._next: dict[int, tuple[list[Next], list[Next], int]] = {}
        self._bits = _independence(net.transitions)

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

    def next(self, marking: int) -> tuple[list[Next], list[Next], int]:
        """The invisible and the visible transitions that may happen, unsafe ones may not; and the visible as bits."""
        found = self._next.get(marking)
        if found is None:
            silent: list[Next] = []
            visible: list[Next] = []
            for transition in self.net.enabled(marking):
                kept = marking & transition.keep
                if not kept & transition.put:
                    one = transition, kept | transition.put, self._bits[id(transition)]
                    (visible if transition.visible else silent).append(one)
            found = self._next[marking] = silent, visible, sum([bit for _, _, bit in visible])
        return found

    def _explore(self, marking: int) -> None:
        """Of several ways to do a step with the same outcome only the shortest is an arc."""
        arcs: dict[tuple[int, int], tuple[int, Way]] = {}
        routes = self._routes(marking)
        for reached, (routing, way, needless) in routes.items():
            for step, target, bit in self.next(reached)[1]:
                if not needless & bit:
                    key, cost = (step.node, target), routing + step.routing
                    if key not in arcs or cost < arcs[key][0]:
                        arcs[key] = cost, (way, step)
        nodes = self.net.nodes
        found = sorted([(node, routing, target, way) for (node, target), (routing, way) in arcs.items()])
        self._arcs[marking] = tuple(
            [Arc(node, nodes[node].name, routing, target, _unrolled(way)) for node, routing, target, way in found]
        )
        self._endings[marking] = Ending(routes[0][0], _unrolled(routes[0][1])) if 0 in routes else None

    def _routes(self, marking: int) -> dict[int, Route]:
        """Every marking that routing alone reaches, and the shortest way to it.

        A step that was possible before the last routing of any such way, and does not touch it, may come earlier.
        """
        known: dict[int, Route] = {marking: (0, None, 0)}
        ahead: dict[int, list[int]] = {0: [marking]}  # by how many invisible steps
        routes: dict[int, Route] = {}
        while ahead:
            routing = min(ahead)
            for reached in ahead.pop(routing):
                if reached in routes:
                    continue
                _, way, _ = routes[reached] = known[reached]
                if len(routes) > MAX_ROUTING:
                    raise TooWideError
                silents, _, possible = self.next(reached)
                for silent, after, independent in silents:
                    cost = routing + silent.routing
                    before = known.get(after)
                    if before is None or cost < before[0]:
                        known[after] = cost, (way, silent), possible & independent
                        ahead.setdefault(cost, []).append(after)
                    elif cost == before[0]:
                        known[after] = cost, before[1], before[2] | possible & independent
        return routes


def _independence(transitions: Sequence[Transition]) -> dict[int, int]:
    """A bit for each step; for each routing the bits of the steps that it neither helps nor hinders; by identity."""
    steps = [transition for transition in transitions if transition.visible]
    found = {id(step): 1 << index for index, step in enumerate(steps)}
    for silent in transitions:
        if not silent.visible:
            found[id(silent)] = sum(found[id(step)] for step in steps if silent.is_independent_of(step))
    return found


def _unrolled(way: Way) -> tuple[Transition, ...]:
    found: list[Transition] = []
    while way is not None:
        way, last = way
        found.append(last)
    return tuple(found[::-1])
