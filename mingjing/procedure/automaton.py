"""Judging as a deterministic automaton, built while cases run through it.

A state holds all ways to explain the events so far that may still become the cheapest: markings with
their cost above the cheapest, in order of preference. Few states occur in practice, so after a few
cases an event costs one look-up. `room` is how many more deviations an explanation may have: a case
is run with room 0, 1, 2 ... until it gets through, and the first time it does, the cost is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mingjing.procedure.costs import ADDED, UNIT, deviations
from mingjing.procedure.reach import Hit, Reach
from mingjing.procedure.space import Arc, Ending, Space, TooWideError
from mingjing.procedure.transition import START

NARROW = 2_500  # markings of a chart that is judged by the automaton alone
MAX_REACH = 100  # in wider charts: markings within reach of one marking,
MAX_WIDTH = 4  # and entries in a state; what needs more is left to the search
MAX_KEPT = 50_000  # states and markings kept before the automaton starts afresh

Entry = tuple[int, int]  # marking, cost above the cheapest


class Origin(NamedTuple):
    """Where an entry of a state came from: which entry of the state before, and by what."""

    entry: int
    hit: Hit | None  # None: the event was added, the marking stayed


class Step(NamedTuple):
    """What one event does to a state."""

    rise: int
    state: State
    origins: tuple[Origin, ...]


class Finish(NamedTuple):
    """The cheapest end of a case from a state."""

    cost: int
    entry: int
    last: int
    ending: Ending | None


@dataclass(slots=True, eq=False)
class State:
    """Markings with their cost above the cheapest, best explanation first."""

    entries: tuple[Entry, ...]
    room: int
    steps: dict[str, Step | None] = field(default_factory=dict)
    too_wide: set[str] = field(default_factory=set)
    finish: Finish | None = None


Candidate = tuple[int, int, tuple[int, ...], Hit | None]  # cost, then how it sorts: its entry, its key; the step seen
Ranked = tuple[int, int, tuple[int, ...], int, Hit | None]  # the same, with the marking it leads to
UNKNOWN = Step(-1, State((), 0), ())


class Automaton:
    """The states met so far for one chart, and the steps between them."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.states: dict[tuple[tuple[Entry, ...], int], State] = {}
        self.reaches: dict[int, Reach] = {}
        self.max_reach, self.max_width = (NARROW, NARROW) if self.is_narrow() else (MAX_REACH, MAX_WIDTH)

    def is_narrow(self) -> bool:
        """Whether the chart has few markings."""
        seen, ahead = {START}, [START]
        while ahead and len(seen) <= NARROW:
            marking = ahead.pop()
            silent, visible, _ = self.space.next(marking)
            for _, reached, _ in (*silent, *visible):
                if reached not in seen:
                    seen.add(reached)
                    ahead.append(reached)
        return len(seen) <= NARROW

    def trim(self) -> None:
        """Start afresh once too much is kept; verdicts do not depend on it."""
        if len(self.states) > MAX_KEPT or len(self.space) > MAX_KEPT:
            self.states.clear()
            self.reaches.clear()
            self.space.forget()

    def start(self, room: int) -> State:
        return self.state(((START, 0),), room)

    def state(self, entries: tuple[Entry, ...], room: int) -> State:
        key = entries, room
        if key not in self.states:
            self.states[key] = State(entries, room)
        return self.states[key]

    def reach(self, marking: int, depth: int) -> Reach:
        found = self.reaches.get(marking)
        if found is None:
            found = self.reaches[marking] = Reach(self.space, marking, self.max_reach)
        if len(found.layers) <= depth:
            found.extend(depth)
        return found

    def step(self, state: State, activity: str) -> Step | None:
        """What `activity` does to `state`; None if no explanation fits into the room left.

        Raises:
            TooWideError: the state would have too many entries.
        """
        if activity in state.steps:
            return state.steps[activity]
        if activity in state.too_wide:
            raise TooWideError
        try:
            found = state.steps[activity] = self._compute(state, activity)
        except TooWideError:
            state.too_wide.add(activity)
            raise
        return found

    def _compute(self, state: State, activity: str) -> Step | None:
        kept = self._undominated(self._candidates(state, activity))
        if not kept:
            return None
        rise = min([cost for cost, *_ in kept])
        entries = tuple([(marking, cost - rise) for cost, _, _, marking, _ in kept])
        origins = tuple([Origin(entry, hit) for _, entry, _, _, hit in kept])
        return Step(rise, self.state(entries, state.room - deviations(rise)), origins)

    def _candidates(self, state: State, activity: str) -> dict[int, Candidate]:
        """The cheapest way to each marking after `activity`, of equal ones the preferred."""
        found: dict[int, Candidate] = {}
        for index, (marking, cost) in enumerate(state.entries):
            depth = state.room - deviations(cost)
            if depth > 0:
                _offer(found, marking, (cost + UNIT, index, (ADDED,), None))
            for layer in self.reach(marking, depth).hits[: depth + 1]:
                for hit in layer.get(activity, ()):
                    _offer(found, hit.arc.target, (cost + hit.cost, index, hit.key, hit))
        return found

    def _undominated(self, candidates: dict[int, Candidate]) -> list[Ranked]:
        """Leave out what a preferred candidate reaches as cheaply, or any candidate more cheaply, by skipping later."""
        kept: list[Ranked] = []
        for one in sorted([(cost, entry, key, m, hit) for m, (cost, entry, key, hit) in candidates.items()]):
            if not any(self._reaches(other, one) for other in kept):
                kept.append(one)
        if len(kept) > self.max_width:
            raise TooWideError
        return sorted(kept, key=_by_preference)

    def _reaches(self, better: Ranked, other: Ranked) -> bool:
        spare = other[0] - better[0]
        place = self.reach(better[3], max(deviations(spare), 0)).places.get(other[3])
        if place is None or place.cost > spare:
            return False
        return place.cost < spare or better[1:3] < other[1:3]

    def finish(self, state: State) -> Finish | None:
        """The cheapest end of a case in `state`; None if it does not fit into the room left."""
        if state.finish is None:
            for index, (marking, cost) in enumerate(state.entries):
                depth = state.room - deviations(cost)
                found = self.reach(marking, depth).ending(depth)
                if found and (state.finish is None or cost + found[0] < state.finish.cost):
                    state.finish = Finish(cost + found[0], index, found[1], found[2])
        return state.finish

    def can_end(self, state: State) -> bool:
        """False once it is known that no run of the chart ends from `state`."""
        reaches = [self.reaches[marking] for marking, _ in state.entries]
        return not all(reach.is_exhausted and reach.ending(len(reach.layers)) is None for reach in reaches)

    def run(self, events: Sequence[str], room: int) -> list[Step] | None:
        """The steps of a case; None if it does not fit into `room`."""
        state = self.start(room)
        trail: list[Step] = []
        for activity in events:
            step = state.steps.get(activity, UNKNOWN)
            if step is UNKNOWN:
                step = self.step(state, activity)
            if step is None:
                return None
            trail.append(step)
            state = step.state
        return trail

    def path(self, trail: Sequence[Step], entry: int) -> list[tuple[tuple[Arc, ...], Arc | None]]:
        """For each event the steps skipped before it and the step it is (None: added), along the cheapest way."""
        found: list[tuple[tuple[Arc, ...], Arc | None]] = []
        for index in range(len(trail) - 1, -1, -1):
            origin = trail[index].origins[entry]
            entry = origin.entry
            if origin.hit is None:
                found.append(((), None))
            else:
                before = trail[index - 1].state if index else None
                marking = before.entries[entry][0] if before else START
                found.append((self.reaches[marking].way_to(origin.hit.source), origin.hit.arc))
        return found[::-1]


def _offer(found: dict[int, Candidate], marking: int, candidate: Candidate) -> None:
    known = found.get(marking)
    if known is None or candidate < known:
        found[marking] = candidate


def _by_preference(one: Ranked) -> tuple[int, tuple[int, ...], int, int]:
    cost, entry, key, marking, _ = one
    return entry, key, cost, marking
