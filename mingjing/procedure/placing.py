"""Which column, lane and row of a grid each node of a drawing gets. The same chart always gets the same places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mingjing.procedure.diagram import STEPS, Flow, Node, NodeKind

Row = tuple[int, int]  # lane, and row in the lane: rows compare from top to bottom


@dataclass(frozen=True, slots=True)
class Link:
    """A flow of one scope between nodes of the grid; what leaves a boundary event leaves its activity."""

    flow: Flow
    source: str
    target: str


class Scope:
    """The nodes and flows on one level of a drawing: the process itself, or the inside of a sub-process."""

    def __init__(self, nodes: Sequence[Node], flows: Sequence[Flow], scope: str = "") -> None:
        everything = {node.id: node for node in nodes if node.scope == scope}
        self.nodes = {
            key: node for key, node in everything.items() if not (node.attached_to and node.attached_to in everything)
        }
        hosts = {key: node.attached_to for key, node in everything.items() if key not in self.nodes}
        self.attached: dict[str, list[Node]] = defaultdict(list)
        for key, host in hosts.items():
            self.attached[host].append(everything[key])
        ends = ((flow, hosts.get(flow.source, flow.source), flow.target) for flow in flows)
        links = [Link(*end) for end in ends if end[1] in self.nodes and end[2] in self.nodes]
        self.links = sorted(links, key=lambda link: link.flow.source in hosts)  # what interrupts comes last

    @cached_property
    def order(self) -> dict[str, int]:
        """Ranks in reading order: what comes later on the way stands later, loops not counted."""
        ahead: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            ahead[link.source].append(link.target)
        entered = {link.target for link in self.links}
        starts = sorted(self.nodes, key=lambda key: (self.nodes[key].kind is not NodeKind.START, key in entered))
        done: list[str] = []
        seen: set[str] = set()
        for start in starts:
            done = _after(start, ahead, seen) + done
        return {key: rank for rank, key in enumerate(done)}

    @cached_property
    def columns(self) -> dict[str, int]:
        """The longest way to each node, loops not counted."""
        before: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            if not self.goes_back(link):
                before[link.target].append(link.source)
        columns: dict[str, int] = {}
        for key in self.order:
            columns[key] = max((columns[source] + 1 for source in before[key]), default=0)
        return columns

    def goes_back(self, link: Link) -> bool:
        """Whether a flow leads to what was passed already."""
        return self.order[link.target] <= self.order[link.source]


def _after(start: str, ahead: Mapping[str, list[str]], seen: set[str]) -> list[str]:
    """What can be reached from a node and was not seen yet, in reading order, without recursion."""
    if start in seen:
        return []
    seen.add(start)
    done: list[str] = []
    path = [(start, iter(ahead[start][::-1]))]
    while path:
        key, rest = path[-1]
        following = next((other for other in rest if other not in seen), None)
        if following is None:
            done.append(path.pop()[0])
        else:
            seen.add(following)
            path.append((following, iter(ahead[following][::-1])))
    return done[::-1]


class Grid:
    """Every node of a scope in a cell of its own."""

    def __init__(self, scope: Scope, lanes: Mapping[str, str]) -> None:
        self.scope = scope
        self.lane_of = spread(scope, lanes)
        self.lanes = list(dict.fromkeys(self.lane_of[key] for key in scope.order))
        self.rows: dict[int, int] = dict.fromkeys(range(len(self.lanes)), 1)
        self.taken: set[tuple[Row, int]] = set()
        self.row_of: dict[str, Row] = {}
        before: dict[str, list[str]] = defaultdict(list)
        for link in scope.links:
            before[link.target].append(link.source)
        rank = {lane: index for index, lane in enumerate(self.lanes)}
        for key in sorted(scope.order, key=lambda key: (scope.columns[key], scope.order[key])):
            self._place(key, rank[self.lane_of[key]], before[key])

    def _place(self, key: str, lane: int, before: Sequence[str]) -> None:
        """Beside what comes before it in the same lane, else as near as there is room."""
        beside = [self.row_of[other][1] for other in before if self.row_of.get(other, (-1,))[0] == lane]
        wanted = min(beside, default=0)
        column = self.scope.columns[key]
        rows = sorted(range(self.rows[lane] + 1), key=lambda row: (abs(row - wanted), row < wanted))
        row = next(row for row in rows if ((lane, row), column) not in self.taken)
        self.rows[lane] = max(self.rows[lane], row + 1)
        self.row_of[key] = (lane, row)
        self.taken.add(((lane, row), column))

    def all_rows(self) -> list[Row]:
        """Every row from top to bottom."""
        return [(lane, row) for lane, count in sorted(self.rows.items()) for row in range(count)]

    def free_row(self, wanted: Sequence[Row], columns: Sequence[int]) -> Row:
        """A row with these columns free: a wanted one, else the nearest in the lanes between, else a new one."""
        home = wanted[0]
        lanes = range(min(row[0] for row in wanted), max(row[0] for row in wanted) + 1)
        between = (row for row in self.all_rows() if row[0] in lanes)
        near = sorted(between, key=lambda row: (abs(row[0] - home[0]), abs(row[1] - home[1]), row))
        for row in [*wanted, *near]:
            if not any((row, column) in self.taken for column in columns):
                break
        else:
            row = (home[0], self.rows[home[0]])
            self.rows[home[0]] += 1
        self.taken.update((row, column) for column in columns)
        return row


def spread(scope: Scope, lanes: Mapping[str, str]) -> dict[str, str]:
    """The lane of every node: steps where they are said to be, the rest with what comes before or after."""
    found = {key: lanes[key] for key in scope.nodes if lanes.get(key)}
    if not found:
        return dict.fromkeys(scope.nodes, "")
    ahead = [(link.source, link.target) for link in scope.links if not scope.goes_back(link)]
    pairs = sorted(ahead, key=lambda pair: scope.order[pair[1]])
    for source, target in pairs:
        if source in found and not _says(scope.nodes[target], lanes):
            found.setdefault(target, found[source])
    for source, target in pairs[::-1]:
        if target in found and not _says(scope.nodes[source], lanes):
            found.setdefault(source, found[target])
    return {key: found.get(key, "") for key in scope.nodes}


def _says(node: Node, lanes: Mapping[str, str]) -> bool:
    """A step that is said to be in no lane stays in none: somebody must still say whose it is."""
    return node.kind in STEPS and node.id in lanes
