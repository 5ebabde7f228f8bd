"""Merge routing that decides nothing into the transitions around it, so that far fewer markings remain.

Two rules, applied until neither fits. Both keep the runs of visible steps, whether every run can end,
and whether a flow can hold two tokens; no rule touches the place a case starts from or an end event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from mingjing.procedure.transition import START, Transition, bits


def merge_routing(transitions: Sequence[Transition]) -> list[Transition]:
    """The same token game with fewer places."""
    return _Reduction(transitions).run()


class _Reduction:
    def __init__(self, transitions: Sequence[Transition]) -> None:
        self.live: dict[int, Transition] = dict(enumerate(transitions))
        self.takers: dict[int, set[int]] = defaultdict(set)
        self.putters: dict[int, set[int]] = defaultdict(set)
        self.fresh = len(self.live)
        for key, transition in self.live.items():
            self.index(key, transition)
        self.scopes = {mask for t in transitions for mask in (t.clear, t.absent) if mask}

    def index(self, key: int, transition: Transition) -> None:
        for place in bits(transition.take):
            self.takers[place].add(key)
        for place in bits(transition.put):
            self.putters[place].add(key)

    def remove(self, key: int) -> Transition:
        transition = self.live.pop(key)
        for place in bits(transition.take):
            self.takers[place].discard(key)
        for place in bits(transition.put):
            self.putters[place].discard(key)
        return transition

    def add(self, transition: Transition) -> None:
        self.fresh += 1
        self.live[self.fresh] = transition
        self.index(self.fresh, transition)

    def run(self) -> list[Transition]:
        changed = True
        while changed:
            changed = False
            for key in list(self.live):
                if key in self.live and self.is_plain(self.live[key]):
                    changed |= self.merge_into_putters(key) or self.merge_into_takers(key)
        return list(self.live.values())

    def is_plain(self, transition: Transition) -> bool:
        """Invisible, from one place, clearing and waiting for nothing, and staying within its scopes."""
        t = transition
        if t.visible or t.absent or t.clear or t.take == START or t.take & (t.take - 1) or not t.put or t.take & t.put:
            return False
        return all(bool(t.take & scope) == bool(place & scope) for scope in self.scopes for place in bits(t.put))

    def merge_into_putters(self, key: int) -> bool:
        """A place with one, plain way on: whoever puts a token there goes on at once."""
        plain = self.live[key]
        putters = self.putters[plain.take]
        if len(self.takers[plain.take]) != 1 or any(self.live[other].put & plain.put for other in putters):
            return False
        self.remove(key)
        for other in [self.remove(other) for other in list(putters)]:
            put = other.put & ~plain.take | plain.put
            self.add(replace(other, put=put, through=(*other.through, *plain.through, plain.node)))
        return True

    def merge_into_takers(self, key: int) -> bool:
        """A place that only this plain transition fills and whose takers need no other: they take one place earlier."""
        plain = self.live[key]
        if plain.put & (plain.put - 1) or len(self.putters[plain.put]) != 1:
            return False
        takers = [self.live[other] for other in self.takers[plain.put]]
        if not takers or any(other.take != plain.put or other.absent for other in takers):
            return False
        self.remove(key)
        for other in [self.remove(other) for other in list(self.takers[plain.put])]:
            self.add(replace(other, take=plain.take, through=(*plain.through, plain.node, *other.through)))
        return True
