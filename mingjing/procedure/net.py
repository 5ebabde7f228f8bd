"""A chart's token game: its transitions over markings, a marking being a bit set over flows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from mingjing.procedure.diagram import Node
from mingjing.procedure.transition import Transition, bits


class Net:
    """All transitions of a chart. The marking 0, with no token left, is the end of a case."""

    def __init__(self, nodes: Sequence[Node], transitions: Sequence[Transition], targets: Sequence[int]) -> None:
        self.nodes = tuple(nodes)  # sorted by id: a node's index is its rank among ties
        self.transitions = tuple(transitions)
        self.targets = tuple(targets)  # place -> the node its token waits for

    @cached_property
    def by_place(self) -> dict[int, list[Transition]]:
        """Transitions by the lowest place they take from, so that a marking's tokens find each exactly once."""
        index: dict[int, list[Transition]] = {}
        for transition in self.transitions:
            index.setdefault(transition.take & -transition.take, []).append(transition)
        return index

    @cached_property
    def takers(self) -> dict[int, list[Transition]]:
        """Transitions by each place they take from."""
        index: dict[int, list[Transition]] = {1 << place: [] for place in range(len(self.targets))}
        for transition in self.transitions:
            for place in bits(transition.take):
                index[place].append(transition)
        return index

    def enabled(self, marking: int) -> Iterator[Transition]:
        """Every transition that may happen, safe or not."""
        rest = marking
        while rest:
            place = rest & -rest
            rest ^= place
            for transition in self.by_place.get(place, ()):
                if transition.enabled(marking):
                    yield transition

    def waiting(self, marking: int) -> list[int]:
        """The nodes that a marking's tokens wait for."""
        return [node for place, node in enumerate(self.targets) if marking >> place & 1]
