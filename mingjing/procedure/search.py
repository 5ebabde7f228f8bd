"""Judge one case by itself where a chart is too wide for the automaton: event by event, led by a lower bound.

The explanation is the one the automaton would give: the same costs, compared in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from mingjing.procedure.bounds import NEVER, Bounds, Outlook
from mingjing.procedure.costs import ADDED, SHIFT, SKIPPED, UNIT, deviations
from mingjing.procedure.explanation import Path
from mingjing.procedure.space import Arc, Ending, Space
from mingjing.procedure.transition import START

Order = tuple[int, tuple[int, ...]]


class PastBudgetError(Exception):
    """More markings than the budget allows were looked at."""


class NoEndError(Exception):
    """No run of the chart ends."""


class Entry(NamedTuple):
    """A way to explain the events so far: its cost, and from which marking by which steps it came."""

    cost: int
    order: Order
    source: int
    skipped: tuple[Arc, ...]
    seen: Arc | None


class Frontier(NamedTuple):
    """A marking reached by skipping ahead; sorts by the least total cost through it, then by preference."""

    total: int
    order: Order
    marking: int
    cost: int
    source: int
    skipped: tuple[Arc, ...]


class Search:
    """One case on one chart, tried with room for more and more deviations."""

    def __init__(self, space: Space, bounds: Bounds, events: Sequence[str], *, finished: bool, budget: int) -> None:
        self.space = space
        self.events = events
        self.finished = finished
        self.left = budget
        self.outlook = Outlook(bounds, events, finished)

    def run(self) -> Path:
        """The cheapest explanation.

        Raises:
            PastBudgetError: it is not known within the budget.
            NoEndError: there is none.
        """
        least = self.outlook.at(0, START)
        room = least >> SHIFT
        while least < NEVER:
            path = self.attempt(room)
            if path:
                return path
            room += 1
        raise NoEndError

    def attempt(self, room: int) -> Path | None:
        """The cheapest explanation with at most `room` deviations."""
        layers = [{START: Entry(0, (0, ()), START, (), None)}]
        for index, activity in enumerate(self.events):
            layers.append(self.advance(layers[-1], index, activity, room))
            if not layers[-1]:
                return None
        return self.close(layers, room) if self.finished else self.pause(layers)

    def advance(self, layer: dict[int, Entry], index: int, activity: str, room: int) -> dict[int, Entry]:
        """All ways to explain one more event, in order of preference."""
        found: dict[int, Entry] = {}

        def offer(marking: int, entry: Entry) -> None:
            if (entry.cost + self.outlook.at(index + 1, marking)) >> SHIFT <= room:
                known = found.get(marking)
                if known is None or entry[:2] < known[:2]:
                    found[marking] = entry

        for rank, (marking, entry) in enumerate(layer.items()):
            offer(marking, Entry(entry.cost + UNIT, (rank, (ADDED,)), marking, (), None))
        for place in self.ahead(layer, index, room):
            rank, key = place.order
            for arc in self.space.arcs(place.marking):
                if arc.name == activity:
                    cost = place.cost + arc.routing
                    offer(arc.target, Entry(cost, (rank, (*key, arc.node)), place.source, place.skipped, arc))
        return dict(sorted(found.items(), key=lambda item: (item[1].order, item[1].cost, item[0])))

    def ahead(self, layer: dict[int, Entry], index: int, room: int) -> Iterator[Frontier]:
        """The markings within room that skipping reaches before event `index`, the most promising first."""
        heap = [
            Frontier(entry.cost + self.outlook.at(index, marking), (rank, ()), marking, entry.cost, marking, ())
            for rank, (marking, entry) in enumerate(layer.items())
        ]
        heapify(heap)
        done: set[int] = set()
        while heap:
            place = heappop(heap)
            if place.marking in done:
                continue
            done.add(place.marking)
            self.spend()
            yield place
            rank, key = place.order
            for arc in self.space.arcs(place.marking):
                cost = place.cost + UNIT + arc.routing
                total = cost + self.outlook.at(index, arc.target)
                if arc.target not in done and total >> SHIFT <= room:
                    order = rank, (*key, SKIPPED + arc.node)
                    heappush(heap, Frontier(total, order, arc.target, cost, place.source, (*place.skipped, arc)))

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise PastBudgetError

    def close(self, layers: list[dict[int, Entry]], room: int) -> Path | None:
        """The cheapest way to end the case."""
        best: tuple[int, Order, Frontier, Ending] | None = None
        for place in self.ahead(layers[-1], len(self.events), room):
            if best and place.total >= best[0]:
                break
            ending = self.space.ending(place.marking)
            if ending and (best is None or (place.cost + ending.routing, place.order) < best[:2]):
                best = place.cost + ending.routing, place.order, place, ending
        if best is None:
            return None
        cost, _, place, ending = best
        return Path(deviations(cost), self.trace(layers, place.source), place.skipped, ending)

    def pause(self, layers: list[dict[int, Entry]]) -> Path:
        """The cheapest explanation of an unfinished case."""
        marking, entry = min(layers[-1].items(), key=lambda item: item[1].cost)
        return Path(deviations(entry.cost), self.trace(layers, marking))

    def trace(self, layers: list[dict[int, Entry]], marking: int) -> tuple[tuple[tuple[Arc, ...], Arc | None], ...]:
        """What each event was, from the last one back."""
        path: list[tuple[tuple[Arc, ...], Arc | None]] = []
        for layer in layers[:0:-1]:
            entry = layer[marking]
            path.append((entry.skipped, entry.seen))
            marking = entry.source
        return tuple(path[::-1])
