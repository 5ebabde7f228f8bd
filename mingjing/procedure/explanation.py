"""From the steps along the cheapest way to moves that name what enabled each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingjing.procedure.net import Net
from mingjing.procedure.space import Arc, Ending, Space
from mingjing.procedure.transition import START, Transition, bits
from mingjing.procedure.verdict import Move, MoveKind

AT_START = -1


@dataclass(frozen=True, slots=True)
class Path:
    """An explanation over the known events: what was skipped before each and the step it is (None: added)."""

    cost: int
    events: tuple[tuple[tuple[Arc, ...], Arc | None], ...]
    tail: tuple[Arc, ...] = ()
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that may come next, and the index of the event that enabled it (None: the case's start)."""

    node: str
    name: str
    enabled_by: int | None


def moves(path: Path, activities: Sequence[str], known: Sequence[int], net: Net) -> tuple[Move, ...]:
    """The moves of an explanation; events at places not in `known` are on no chart and were added."""
    return tuple(_Replay(net, activities).run(path, known))


def next_steps(path: Path, activities: Sequence[str], known: Sequence[int], space: Space) -> tuple[NextStep, ...]:
    """What the chart allows after an explanation, each step once, by the shortest routing to it."""
    replay = _Replay(space.net, activities)
    replay.run(path, known)
    found: dict[int, NextStep] = {}
    for arc in space.arcs(sum(replay.tokens)):
        if arc.node not in found:
            enabled_by = replay.copy().follow(arc, None)
            found[arc.node] = NextStep(space.net.nodes[arc.node].id, arc.name, enabled_by)
    return tuple(found.values())


class _Replay:
    """Runs an explanation on the chart; each token remembers the last event before it."""

    def __init__(self, net: Net, activities: Sequence[str]) -> None:
        self.net = net
        self.activities = activities
        self.tokens: dict[int, int] = {START: AT_START}
        self.taken: dict[int, int] = {}  # place -> the last event that took a token from it

    def copy(self) -> _Replay:
        other = _Replay(self.net, self.activities)
        other.tokens, other.taken = dict(self.tokens), dict(self.taken)
        return other

    def run(self, path: Path, known: Sequence[int]) -> list[Move]:
        found: list[Move] = []
        done = 0
        for event, (skipped, seen) in zip(known, path.events, strict=True):
            if done < event:
                found += [self.added(other) for other in range(done, event)]
            if skipped:
                found += [self.skipped(arc) for arc in skipped]
            found.append(self.seen(seen, event) if seen else self.added(event))
            done = event + 1
        found += [self.added(other) for other in range(done, len(self.activities))]
        found += [self.skipped(arc) for arc in path.tail]
        return found

    def added(self, event: int) -> Move:
        return Move(MoveKind.ADDED, self.activities[event], None, event, None)

    def skipped(self, arc: Arc) -> Move:
        enabled_by = self.follow(arc, None)
        return Move(MoveKind.SKIPPED, arc.name, self.net.nodes[arc.node].id, None, enabled_by)

    def seen(self, arc: Arc, event: int) -> Move:
        enabled_by = self.follow(arc, event)
        return Move(MoveKind.MATCHED, arc.name, self.net.nodes[arc.node].id, event, enabled_by)

    def follow(self, arc: Arc, event: int | None) -> int | None:
        for routing in arc.way[:-1]:
            self.fire(routing, None)
        enabled_by = self.fire(arc.way[-1], event)
        return None if enabled_by == AT_START else enabled_by

    def fire(self, transition: Transition, event: int | None) -> int:
        """Move the tokens; the event that enabled the transition, which is the one before its latest token."""
        before = [self.tokens[place] for place in transition.takes]
        if transition.absent:
            before += [self.taken[place] for place in bits(transition.absent) if place in self.taken]
        enabled_by = max(before)
        mark = enabled_by if event is None else event
        for place in bits(transition.take | transition.clear) if transition.clear else transition.takes:
            if self.tokens.pop(place, None) is not None:
                self.taken[place] = mark
        for place in transition.puts:
            self.tokens[place] = mark
        return enabled_by
