"""A picture for a chart: left to right, a lane for each post, lines at right angles, nothing on top of anything else.

Of our own, since a layout must keep lanes, must be there without script (in the ordered list, in print and for files
that come without a picture), and must be the same each time, so that two versions can be compared by eye.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from mingjing.procedure.diagram import ACTIVITIES, Diagram, Node, NodeKind
from mingjing.procedure.lettering import LINE, width, wrap
from mingjing.procedure.picture import Box, Point
from mingjing.procedure.placing import Grid, Row, Scope
from mingjing.procedure.routing import Height, Route, Router

EVENT, GATEWAY = (36.0, 36.0), (50.0, 50.0)
TASK_SIZES = ((100.0, 80.0), (140.0, 80.0), (180.0, 100.0), (220.0, 150.0))
EVENTS = frozenset({NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY})
LETTER = 12.0
LABEL = 90.0  # the widest a name beside its shape or line
HEAD = 30.0  # the strip with the name of a pool or lane
PAD, TRACK, ROW_GAP, LANE_PAD, EXIT = 24.0, 14.0, 26.0, 14.0, 22.0
LANE_MIN = 110.0
ORIGIN = (160.0, 80.0)
INSIDE = (24.0, 36.0)  # around the content of a sub-process: beside it, and above it for the name


@dataclass
class Laid:
    """Where everything of a chart goes. Boxes and labels by node or flow."""

    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    lanes: list[tuple[str, Box]] = field(default_factory=list)
    lane_of: dict[str, str] = field(default_factory=dict)
    pool: Box | None = None
    size: tuple[float, float] = (0, 0)

    def put(self, inner: Laid, dx: float, dy: float) -> None:
        """Take over what was laid for the inside of a node."""
        self.boxes |= {key: box.moved(dx, dy) for key, box in inner.boxes.items()}
        self.labels |= {key: box.moved(dx, dy) for key, box in inner.labels.items()}
        self.lines |= {key: tuple((x + dx, y + dy) for x, y in points) for key, points in inner.lines.items()}


def lay(diagram: Diagram, lanes: Mapping[str, str] | None = None) -> Laid:
    """Lay a chart out. `lanes` says of each step whose lane it is in; None keeps the lanes that the file has.

    A chart in which no step has a lane gets no pool either.
    """
    if lanes is None:
        lanes = {node.id: node.lane for node in diagram.nodes}
    inner = _lay(diagram, "", lanes)
    laid = Laid(lanes=inner.lanes, lane_of=inner.lane_of, pool=inner.pool)
    laid.put(inner, *ORIGIN)
    laid.lanes = [(name, box.moved(*ORIGIN)) for name, box in inner.lanes]
    laid.pool = inner.pool.moved(*ORIGIN) if inner.pool else None
    return laid


def _lay(diagram: Diagram, scope: str, lanes: Mapping[str, str]) -> Laid:
    inside = {
        node.id: _lay(diagram, node.id, {})
        for node in diagram.nodes
        if node.kind is NodeKind.EXPANDED and node.scope == scope
    }
    return _Sheet(Scope(diagram.nodes, diagram.flows, scope), lanes, inside).draw()


def size_of(node: Node) -> tuple[float, float]:
    """How large a node is drawn: a task as large as its name needs."""
    if node.kind in EVENTS:
        return EVENT
    if node.kind not in ACTIVITIES:
        return GATEWAY
    fits = (
        size for size in TASK_SIZES
        if len(wrap(node.name, size[0] - 8, LETTER)) * LETTER * LINE <= size[1] - 12
    )  # fmt: skip
    return next(fits, TASK_SIZES[-1])


def label_size(text: str) -> tuple[float, float]:
    """The room that a name beside its shape or line takes."""
    lines = wrap(text, LABEL, LETTER)
    return min(LABEL, max(width(line, LETTER) for line in lines)) + 2, len(lines) * LETTER * LINE


class _Sheet:
    """One scope on paper, its upper left corner at 0, 0."""

    def __init__(self, scope: Scope, lanes: Mapping[str, str], inside: Mapping[str, Laid]) -> None:
        self.scope = scope
        self.inside = inside
        self.grid = Grid(scope, lanes)
        self.router = Router(self.grid)
        self.sizes = {key: self._size(node) for key, node in scope.nodes.items()}
        self.has_lanes = self.grid.lanes not in ([], [""])
        self.named = [route for route in self.router.routes.values() if route.link.flow.name]
        self.stacked = self._stack()
        self.laid = Laid(lane_of=dict(self.grid.lane_of))

    def _size(self, node: Node) -> tuple[float, float]:
        if node.id in self.inside:
            inner = self.inside[node.id].size
            beside, above = INSIDE
            return max(inner[0] + 2 * beside, 140), inner[1] + above + beside
        return size_of(node)

    def _stack(self) -> dict[str, int]:
        """Which place a line's label has among those that would stand at the same spot."""
        seen: dict[tuple[int, Height], int] = defaultdict(int)
        places: dict[str, int] = {}
        for route in self.named:
            spot = route.first, route.along
            places[route.link.flow.id] = seen[spot]
            seen[spot] += 1
        return places

    def draw(self) -> Laid:
        self._columns()
        self._rows()
        self._nodes()
        for route in self.router.routes.values():
            self.laid.lines[route.link.flow.id] = tuple(self._points(route))
        self._labels()
        return self.laid

    # Across

    def _columns(self) -> None:
        columns = self.scope.columns
        count = max(columns.values(), default=-1) + 1
        widths = [
            max((self.sizes[key][0] for key in columns if columns[key] == column), default=0) for column in range(count)
        ]
        gutters = [self._gutter(gutter, count) for gutter in range(count + 1)]
        left = 2 * HEAD if self.has_lanes else 0
        steps = list(accumulate((g + w for g, w in zip(gutters, [*widths, 0], strict=True)), initial=left))
        self.gutter_x = steps[: count + 1]
        self.column_x = [(x + gutter, w) for x, gutter, w in zip(steps, gutters, widths, strict=False)]
        self.across = steps[-1]

    def _gutter(self, gutter: int, count: int) -> float:
        names = [label_size(route.link.flow.name)[0] for route in self.named if self._names_in(route) == gutter]
        room = max(names, default=0)
        turning = self.router.widths.get(gutter, 0) * TRACK
        if gutter in (0, count):
            return PAD + turning + room
        return 2 * PAD + turning + room - (TRACK if turning else 0)

    @staticmethod
    def _names_in(route: Route) -> int:
        return -1 if route.back else route.first

    # Down

    def _rows(self) -> None:
        above: dict[Row, float] = defaultdict(lambda: 4.0)
        below: dict[Row, float] = defaultdict(lambda: 4.0)
        for key, node in self.scope.nodes.items():
            row = self.grid.row_of[key]
            up, down = self._reach(node)
            above[row], below[row] = max(above[row], up), max(below[row], down)
        for route in self.named:
            up, down = self._label_reach(route)
            row = route.along[:2]
            above[row], below[row] = max(above[row], up), max(below[row], down)
        self.middle: dict[Row, float] = {}
        self.foot: dict[Row, float] = {}
        y = 0.0
        for lane in range(len(self.grid.lanes)):
            y = self._lane(lane, y, above, below)
        self.laid.size = self.across, y
        if self.has_lanes:
            self.laid.pool = Box(0, 0, self.across, y)

    def _lane(self, lane: int, top: float, above: Mapping[Row, float], below: Mapping[Row, float]) -> float:
        """Stack the rows of a lane; where it ends."""
        rows = [(lane, row) for row in range(self.grid.rows[lane])]
        needed = sum(above[row] + below[row] for row in rows) + ROW_GAP * (len(rows) - 1) + 2 * LANE_PAD
        height = max(needed, LANE_MIN) if self.has_lanes else needed - 2 * LANE_PAD
        y = top + (height - needed) / 2 + LANE_PAD
        for row in rows:
            self.middle[row] = y + above[row]
            self.foot[row] = y + above[row] + below[row]
            y += above[row] + below[row] + ROW_GAP
        if self.has_lanes:
            self.laid.lanes.append((self.grid.lanes[lane], Box(HEAD, top, self.across - HEAD, height)))
        return top + height

    def _reach(self, node: Node) -> tuple[float, float]:
        """How far a node reaches above and below the middle of its row."""
        half = self.sizes[node.id][1] / 2
        events = self.scope.attached[node.id]
        if events:
            named = max(label_size(event.name)[1] if event.name else 0 for event in events)
            return half, half + 18 + max(len(events) * EXIT, named) + 6
        if not node.name or node.kind in ACTIVITIES:
            return half, half
        needed = label_size(node.name)[1] + 6
        return (half, half + needed) if node.kind in EVENTS else (half + needed, half)

    def _label_reach(self, route: Route) -> tuple[float, float]:
        height = label_size(route.link.flow.name)[1] + 4
        place = self.stacked[route.link.flow.id]
        return (0, height * (place + 1) / 2) if place % 2 else (height * (place / 2 + 1), 0)

    # On paper

    def _nodes(self) -> None:
        for key, node in self.scope.nodes.items():
            x, room = self.column_x[self.scope.columns[key]]
            wide, high = self.sizes[key]
            box = Box(x + (room - wide) / 2, self.middle[self.grid.row_of[key]] - high / 2, wide, high)
            self.laid.boxes[key] = box
            if node.name and node.kind not in ACTIVITIES:
                self.laid.labels[key] = _beside(node, box)
            if key in self.inside:
                beside, above = INSIDE
                self.laid.put(self.inside[key], box.x + beside, box.y + above)
            self._attach(box, self.scope.attached[key])

    def _attach(self, host: Box, events: list[Node]) -> None:
        """Boundary events in a row on the lower border, the first one right: its line leaves highest."""
        for index, event in enumerate(events):
            step = min(48.0, (host.width - 24) / len(events))
            box = Box(host.right - 30 - step * index, host.bottom - EVENT[1] / 2, *EVENT)
            self.laid.boxes[event.id] = box
            if event.name:
                wide, high = label_size(event.name)
                self.laid.labels[event.id] = Box(box.x - wide - 2, box.bottom + 2, wide, high)

    def _height(self, height: Height, source: str = "") -> float:
        """The y of a height; what leaves a boundary event leaves below its activity."""
        lane, row, below = height
        if below:
            return self.laid.boxes[source].bottom + below * EXIT - 8
        return self.middle[lane, row]

    def _track(self, route: Route, gutter: int) -> float:
        return (
            self.gutter_x[gutter]
            + (PAD if gutter else PAD / 2)
            + self.router.tracks[route.link.flow.id, gutter] * TRACK
        )

    def _points(self, route: Route) -> list[Point]:
        flow = route.link.flow
        source, target = self.laid.boxes[flow.source], self.laid.boxes[flow.target]
        y, along, end = self._height(route.start, flow.source), self._height(route.along), self._height(route.end)
        points = [(source.right, y)]
        if route.start[2]:
            points = [(source.centre[0], source.bottom), (source.centre[0], y)]
        if route.back:
            right, left = self._track(route, route.first), self._track(route, route.last)
            points += [(right, y), (right, along), (left, along), (left, end)]
            return [*points, (target.x, end)]
        if route.start != route.along:
            x = self._track(route, route.first)
            points += [(x, y), (x, along)]
        if route.row and route.along != route.end:
            x = self._track(route, route.last)
            points += [(x, along), (x, end)]
        return [*points, (target.x, end)]

    def _labels(self) -> None:
        for route in self.named:
            flow = route.link.flow
            wide, high = label_size(flow.name)
            y, place = self._height(route.along), self.stacked[flow.id]
            gap = high + 4
            top = y + 4 + gap * (place - 1) / 2 if place % 2 else y - gap * (place / 2 + 1) + 2
            self.laid.labels[flow.id] = Box(self._label_x(route, wide), top, wide, high)

    def _label_x(self, route: Route, wide: float) -> float:
        if route.back:
            x, room = self.column_x[route.first - 1]
            return x + room - wide
        turning = self.router.widths.get(route.first, 0)
        return self.gutter_x[route.first] + PAD + max(turning - 1, 0) * TRACK + 6


def _beside(node: Node, box: Box) -> Box:
    """Where the name of an event or gateway stands: below the one, above the other."""
    wide, high = label_size(node.name)
    x = box.centre[0] - wide / 2
    return Box(x, box.bottom + 4, wide, high) if node.kind in EVENTS else Box(x, box.y - high - 4, wide, high)
