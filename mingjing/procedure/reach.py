"""Skipping ahead: what can be reached from a marking by leaving out one step, two steps and so on."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from mingjing.procedure.costs import SKIPPED, UNIT
from mingjing.procedure.space import Arc, Ending, Space, TooWideError


class Hit(NamedTuple):
    """A step that can be seen after skipping: at which cost, how it sorts, from where, and the step."""

    cost: int
    key: tuple[int, ...]
    source: int
    arc: Arc


class Place(NamedTuple):
    """A marking within reach: at which cost, how the skipped steps sort, from where, and the last skipped step."""

    cost: int
    key: tuple[int, ...]
    source: int
    arc: Arc | None


class Reach:
    """The markings around one marking, in layers by the number of steps skipped."""

    def __init__(self, space: Space, marking: int, limit: int) -> None:
        self.space = space
        self.limit = limit
        self.places: dict[int, Place] = {}
        self.layers: list[list[int]] = []
        self.hits: list[dict[str, list[Hit]]] = []
        self._add_layer({marking: Place(0, (), marking, None)})

    def extend(self, depth: int) -> None:
        """Look as far as `depth` skipped steps.

        Raises:
            TooWideError: more markings than the limit.
        """
        while len(self.layers) <= depth and not self.is_exhausted:
            self._add_layer(self._next_layer())

    @property
    def is_exhausted(self) -> bool:
        """Whether everything in reach was looked at."""
        return not self.layers[-1]

    def _next_layer(self) -> dict[int, Place]:
        """One more step skipped; in a layer, places stand in the order of their keys."""
        layer: dict[int, Place] = {}
        base = len(self.layers) * UNIT
        for source in self.layers[-1]:
            place = self.places[source]
            routing = place.cost % UNIT
            for arc in self.space.arcs(source):
                cost = base + routing + arc.routing
                known = self.places.get(arc.target) or layer.get(arc.target)
                if known is None or cost < known.cost:
                    layer.pop(arc.target, None)
                    layer[arc.target] = Place(cost, (*place.key, SKIPPED + arc.node), source, arc)
        return layer

    def _add_layer(self, layer: dict[int, Place]) -> None:
        if len(self.places) + len(layer) > self.limit:
            raise TooWideError
        hits: dict[str, list[Hit]] = defaultdict(list)
        for source, place in layer.items():
            for arc in self.space.arcs(source):
                hits[arc.name].append(Hit(place.cost + arc.routing, (*place.key, arc.node), source, arc))
        self.places |= layer
        self.layers.append(list(layer))
        self.hits.append(hits)

    def ending(self, depth: int) -> tuple[int, int, Ending] | None:
        """The cheapest way to the end within `depth` skipped steps: cost, last marking, routing from there."""
        self.extend(depth)
        for layer in self.layers[: depth + 1]:
            found = [
                (self.places[m].cost + end.routing, i, m, end)
                for i, m in enumerate(layer)
                if (end := self.space.ending(m))
            ]
            if found:
                cost, _, marking, end = min(found, key=lambda one: one[:2])
                return cost, marking, end
        return None

    def way_to(self, marking: int) -> tuple[Arc, ...]:
        """The steps skipped on the way to a marking."""
        way: list[Arc] = []
        place = self.places[marking]
        while place.arc is not None:
            way.append(place.arc)
            place = self.places[place.source]
        return tuple(way[::-1])
