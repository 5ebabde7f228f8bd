"""A lower bound on the cost still to come: a price on every token, fitted to the events that remain.

The price of a place is the least cost of the steps that a token there must still skip and of its routing, less
one deviation for each step that a remaining event can be, where it can be but once. Whatever events are left
over then count as added. Prices obey, for each transition, price taken <= cost + price put: they never promise
too much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mingjing.procedure.costs import UNIT
from mingjing.procedure.net import Net
from mingjing.procedure.transition import Transition, bits

NEVER = 1 << 60
MAX_KEPT = 5_000  # sets of remaining activities, and markings priced for each, before both are forgotten


class Prices:
    """The price of each place, and of each marking asked for."""

    def __init__(self, places: dict[int, int]) -> None:
        self.places = places
        self.markings: dict[int, int] = {}

    def of(self, marking: int) -> int:
        """What the tokens of a marking must still pay together."""
        found = self.markings.get(marking)
        if found is None:
            if len(self.markings) >= MAX_KEPT:
                self.markings.clear()
            found = self.markings[marking] = sum([self.places.get(place, 0) for place in bits(marking)])
        return found


class Bounds:
    """Lower bounds for one net; prices are kept per set of remaining activities."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.cleared = 0
        for transition in net.transitions:
            self.cleared |= transition.clear
        self.putters: dict[int, list[Transition]] = defaultdict(list)
        self.sources: list[Transition] = [transition for transition in net.transitions if not transition.put]
        for transition in net.transitions:
            for place in bits(transition.put):
                self.putters[place].append(transition)
        self.once = self._names_met_once()
        self.bystanders = self._bystanders()
        self._prices: dict[tuple[frozenset[str], bool], Prices] = {}

    def _names_met_once(self) -> set[str]:
        """Names whose steps stand on no loop."""
        looping = set()
        for transition in self.net.transitions:
            if transition.visible and self._returns(transition):
                looping.add(transition.node)
        names = {t.node: self.net.nodes[t.node].name for t in self.net.transitions if t.visible}
        return set(names.values()) - {names[node] for node in looping}

    def _returns(self, transition: Transition) -> bool:
        seen, ahead = 0, transition.put
        while ahead:
            seen |= ahead
            following = 0
            for place in bits(ahead):
                for taker in self.net.takers[place]:
                    if taker is transition:
                        return True
                    following |= taker.put
            ahead = following & ~seen
        return False

    def _bystanders(self) -> int:
        """Places that are not the first of those a transition takes: the first one carries the price of the rest."""
        found = 0
        for transition in self.net.transitions:
            found |= transition.take & (transition.take - 1)
        return found

    def prices(self, remaining: frozenset[str], finished: bool) -> Prices:
        """The prices while the events named `remaining` are still to come."""
        key = remaining, finished
        found = self._prices.get(key)
        if found is None:
            if len(self._prices) >= MAX_KEPT:
                self._prices.clear()
            found = self._prices[key] = Prices(self._settle(remaining, finished))
        return found

    def _settle(self, remaining: frozenset[str], finished: bool) -> dict[int, int]:
        free = self.cleared | self.bystanders if finished else -1
        prices = {place: 0 if place & free else NEVER for place in self.net.takers}
        ahead = list(self.net.transitions if not finished or free else self.sources)
        waiting = {id(transition) for transition in ahead}
        while ahead:
            transition = ahead.pop()
            waiting.discard(id(transition))
            place = transition.take & -transition.take
            price = self.weight(transition, remaining) + sum(prices.get(p, NEVER) for p in bits(transition.put))
            if price < prices[place]:
                prices[place] = price
                for putter in self.putters[place]:
                    if id(putter) not in waiting:
                        waiting.add(id(putter))
                        ahead.append(putter)
        return prices

    def weight(self, transition: Transition, remaining: frozenset[str]) -> int:
        """What a transition costs at least; less than nothing where it saves adding an event."""
        if not transition.visible:
            return transition.routing
        name = self.net.nodes[transition.node].name
        if name not in remaining:
            return transition.routing + UNIT
        return transition.routing - UNIT if name in self.once else transition.routing


class Outlook:
    """The bounds along one case: what must still be paid, by position and marking."""

    def __init__(self, bounds: Bounds, events: Sequence[str], finished: bool) -> None:
        self.base = [0]
        self.prices = [bounds.prices(frozenset(), finished)]
        for index in range(len(events) - 1, -1, -1):
            self.base.append(self.base[-1] + UNIT * (events[index] in bounds.once))
            self.prices.append(bounds.prices(frozenset(events[index:]), finished))
        self.base.reverse()
        self.prices.reverse()

    def at(self, index: int, marking: int) -> int:
        """The least cost that follows when event `index` is next and the chart stands at `marking`."""
        return max(0, self.base[index] + self.prices[index].of(marking))
