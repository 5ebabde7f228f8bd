"""Where everything of a drawing stands in pixels: lanes, shapes, and flows that run around the shapes."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from mingjing.demo.drawing import EXCLUSIVE, PARALLEL, TASK, Arrow, Drawing, Shape

GAP, MARGIN, LANE_HEAD = 80, 60, 60  # between columns; above and left of everything; the lane's name
ROW = 104
SIZES = {TASK: (120, 72), EXCLUSIVE: (50, 50), PARALLEL: (50, 50)}
EVENT = (36, 36)
TRUNK = 16  # where flows turn, beside a shape

Point = tuple[int, int]
Cell = tuple[int, int]  # (lane, track)


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


class Layout:
    """Gives every shape a box and every arrow its points."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.taken = {(shape.lane, shape.track, shape.column) for shape in drawing.shapes}
        self.taken |= {cell for arrow in drawing.arrows for cell in kept_free(arrow)}
        self.rows = {arrow.id: self.row_for(arrow) for arrow in sorted(drawing.arrows, key=span)}
        self.tracks: dict[int, int] = defaultdict(int)
        for lane, track, _ in self.taken:
            self.tracks[lane] = max(self.tracks[lane], track + 1)

    # Which row of the grid a long arrow runs along

    def row_for(self, arrow: Arrow) -> Cell | None:
        """The row whose cells between the two shapes are free, the nearest first; None between neighbours."""
        columns = crossed(arrow)
        if not columns:
            return None
        rows = self.candidates(arrow)
        row = next(row for row in rows if not any((*row, column) in self.taken for column in columns))
        self.taken.update((*row, column) for column in columns)
        return row

    def candidates(self, arrow: Arrow) -> list[Cell]:
        source, target = (arrow.source.lane, arrow.source.track), (arrow.target.lane, arrow.target.track)
        lanes = sorted(range(len(self.drawing.lanes)), key=lambda lane: abs(lane - source[0]))
        return [source, target, *((lane, track) for track in range(50) for lane in lanes)]

    # Pixels

    @cached_property
    def lefts(self) -> list[int]:
        """The left edge of each column, and after the last one the right edge of all."""
        widths: dict[int, int] = defaultdict(int)
        for shape in self.drawing.shapes:
            widths[shape.column] = max(widths[shape.column], size(shape)[0])
        ends = accumulate(widths[column] + GAP for column in range(max(widths) + 1))
        first = MARGIN + LANE_HEAD + GAP // 2
        return [first, *(first + end for end in ends)]

    @cached_property
    def lane_boxes(self) -> list[Box]:
        """One band across the whole chart for each lane."""
        boxes, y = [], MARGIN
        width = self.lefts[-1] - MARGIN - LANE_HEAD // 2
        for lane in range(len(self.drawing.lanes)):
            height = max(1, self.tracks[lane]) * ROW + 16
            boxes.append(Box(MARGIN + LANE_HEAD // 2, y, width, height))
            y += height
        return boxes

    @cached_property
    def pool(self) -> Box:
        last = self.lane_boxes[-1]
        return Box(MARGIN, MARGIN, last.width + LANE_HEAD // 2, last.y + last.height - MARGIN)

    def row_middle(self, row: Cell) -> int:
        return self.lane_boxes[row[0]].y + 8 + row[1] * ROW + ROW // 2

    def box(self, shape: Shape) -> Box:
        width, height = size(shape)
        column_width = self.lefts[shape.column + 1] - self.lefts[shape.column] - GAP
        x = self.lefts[shape.column] + (column_width - width) // 2
        return Box(x, self.row_middle((shape.lane, shape.track)) - height // 2, width, height)

    def points(self, arrow: Arrow) -> list[Point]:
        """Out of the source, up or down to the arrow's row, along it, up or down again, into the target."""
        source, target = self.box(arrow.source), self.box(arrow.target)
        out = (source.x if arrow.leaves_left else source.x + source.width, source.middle)
        into = (target.x + target.width if arrow.enters_right else target.x, target.middle)
        return straighten([out, *self.turns(arrow, out, into), into])

    def turns(self, arrow: Arrow, out: Point, into: Point) -> list[Point]:
        """The corners between the two shapes."""
        behind = self.lefts[arrow.source.column + 1] - GAP + TRUNK
        before = self.lefts[arrow.target.column] - TRUNK
        if arrow.leaves_left:
            behind = self.lefts[arrow.source.column] - TRUNK if arrow.enters_right else before
        row = self.rows[arrow.id]
        if row is not None:
            along = self.row_middle(row)
            return [(behind, out[1]), (behind, along), (before, along), (before, into[1])]
        turn = before if merges(arrow, self.drawing) and not arrow.enters_right else behind
        return [(turn, out[1]), (turn, into[1])]

    def label(self, arrow: Arrow) -> Box:
        """A place for the arrow's label: above the first stretch behind the gateway's turn."""
        row = self.rows[arrow.id]
        middle = self.box(arrow.target).middle if row is None else self.row_middle(row)
        return Box(self.lefts[arrow.source.column + 1] - GAP + TRUNK + 2, middle - 18, 14 * len(arrow.label), 14)


def size(shape: Shape) -> tuple[int, int]:
    return SIZES.get(shape.kind, EVENT)


def span(arrow: Arrow) -> int:
    return abs(arrow.target.column - arrow.source.column)


def crossed(arrow: Arrow) -> range:
    """The columns that an arrow passes and that nobody has kept free for it: backwards those of both its ends."""
    source, target = arrow.source.column, arrow.target.column
    if arrow.leaves_left or arrow.enters_right:
        return range(0)
    return range(source + 1, target) if target > source else range(target, source + 1)


def kept_free(arrow: Arrow) -> Iterator[tuple[int, int, int]]:
    """The cells that the way back of a loop runs through beside the step it enters or leaves."""
    if arrow.leaves_left or arrow.enters_right:
        step = arrow.target if arrow.enters_right else arrow.source
        for column in range(arrow.target.column, arrow.source.column + 1):
            yield step.lane, step.track, column


def merges(arrow: Arrow, drawing: Drawing) -> bool:
    return sum(other.target is arrow.target for other in drawing.arrows) > 1


def straighten(points: list[Point]) -> list[Point]:
    """Without the points that do not turn."""
    kept = points[:1]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if here != kept[-1] and not (before[0] == here[0] == after[0] or before[1] == here[1] == after[1]):
            kept.append(here)
    return [*kept, points[-1]]
