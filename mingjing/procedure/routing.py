"""How lines run through a grid of nodes: which row a long one follows, and where each turns in the gutters.

A line never crosses a node: it runs in cells that no node has, and turns only in the gutters between columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.procedure.placing import Grid, Link, Row

Height = tuple[int, int, int]  # lane, row, and how far below the row's middle: 0 the middle itself


@dataclass(frozen=True, slots=True)
class Turn:
    """A vertical piece of a line in one gutter, and at which heights it comes from the left or goes to the right."""

    flow: str
    gutter: int
    top: Height
    bottom: Height
    left: frozenset[Height]
    right: frozenset[Height]
    source: str
    target: str

    def overlaps(self, other: Turn) -> bool:
        """Whether the two cannot share a track: lines from or to the same node may run together."""
        apart = self.bottom < other.top or other.bottom < self.top
        return not (apart or self.source == other.source or self.target == other.target)


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one line: the row it follows between its ends; None between neighbours."""

    link: Link
    start: Height
    end: Height
    row: Row | None
    first: int  # gutter after the source
    last: int  # gutter before the target
    back: bool

    @property
    def along(self) -> Height:
        """The height at which the line leaves its first gutter."""
        return (*self.row, 0) if self.row else self.end


class Router:
    """Routes of all links of a grid, short ones first; tracks in every gutter."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.scope = grid.scope
        self.exits = {
            event.id: below for events in self.scope.attached.values() for below, event in enumerate(events, start=1)
        }
        ordered = sorted(self.scope.links, key=lambda link: (self._span(link), self._rank(link)))
        self.routes = {link.flow.id: self._route(link) for link in ordered}
        self.turns = [turn for route in self.routes.values() for turn in turns(route)]
        gutters: dict[int, list[Turn]] = defaultdict(list)
        for turn in self.turns:
            gutters[turn.gutter].append(turn)
        self.tracks: dict[tuple[str, int], int] = {}
        self.widths: dict[int, int] = {}
        for gutter, found in gutters.items():
            placed = tracks(found)
            self.widths[gutter] = max(placed.values()) + 1
            self.tracks |= {(flow, gutter): track for flow, track in placed.items()}

    def _span(self, link: Link) -> int:
        columns = self.scope.columns
        return abs(columns[link.target] - columns[link.source])

    def _rank(self, link: Link) -> tuple[int, int]:
        return self.scope.order[link.source], self.scope.order[link.target]

    def _route(self, link: Link) -> Route:
        first, last = self.scope.columns[link.source], self.scope.columns[link.target]
        source, target = self.grid.row_of[link.source], self.grid.row_of[link.target]
        back = last <= first
        crossed = range(last, first + 1) if back else range(first + 1, last)
        row = self.grid.free_row((source, target), crossed) if crossed else None
        start = (*source, self.exits.get(link.flow.source, 0))
        return Route(link, start, (*target, 0), row, first + 1, last, back)


def turns(route: Route) -> Iterable[Turn]:
    """The vertical pieces of a route, none where it runs straight on."""
    along = route.along
    ends = route.link.flow.id, route.link.source, route.link.target
    if route.back:
        yield _turn(ends, route.first, route.start, along, left={route.start, along}, right=set())
        yield _turn(ends, route.last, along, route.end, left=set(), right={along, route.end})
        return
    if route.start != along:
        yield _turn(ends, route.first, route.start, along, left={route.start}, right={along})
    if route.row and along != route.end:
        yield _turn(ends, route.last, along, route.end, left={along}, right={route.end})


def _turn(
    ends: tuple[str, str, str], gutter: int, one: Height, other: Height, *, left: set[Height], right: set[Height]
) -> Turn:
    flow, source, target = ends
    top, bottom = min(one, other), max(one, other)
    return Turn(flow, gutter, top, bottom, frozenset(left), frozenset(right), source, target)


def tracks(found: list[Turn]) -> dict[str, int]:
    """A track for each turn of a gutter: what leaves a row turns before what arrives there, lest one be the other's."""
    earlier: dict[str, set[str]] = defaultdict(set)
    for one in found:
        for other in found:
            if one is not other and one.left & other.right:
                earlier[other.flow].add(one.flow)
    waiting = sorted(found, key=lambda turn: (turn.top, turn.bottom, turn.flow))
    placed: dict[str, int] = {}
    on_track: dict[int, list[Turn]] = defaultdict(list)
    while waiting:
        ready = next((turn for turn in waiting if earlier[turn.flow] <= placed.keys()), waiting[0])
        waiting.remove(ready)
        track = max((placed[flow] + 1 for flow in earlier[ready.flow] if flow in placed), default=0)
        while any(ready.overlaps(other) for other in on_track[track]):
            track += 1
        placed[ready.flow] = track
        on_track[track].append(ready)
    return placed
