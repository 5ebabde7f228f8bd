"""A flow in the demo's notation as nodes and flows on a grid: columns by order, lanes by post."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, count

from mingjing.demo.notation import Choice, Item, Loop, Parallel, Sequence, Step, width

START, END, TASK, EXCLUSIVE, PARALLEL = "startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway"
IDS = {START: "start", END: "end", TASK: "s"}


@dataclass(frozen=True)
class Shape:
    """A node with its place on the grid."""

    id: str
    kind: str
    name: str
    lane: int
    column: int
    track: int
    step: Step | None = None


@dataclass(frozen=True)
class Arrow:
    """A flow between two shapes. `weight`: how often it is taken, among those that leave the same gateway."""

    id: str
    source: Shape
    target: Shape
    label: str = ""
    weight: int | None = None

    @property
    def leaves_left(self) -> bool:
        """True on the way back of a loop, out of a step."""
        return self.source.kind == TASK and self.target.column < self.source.column

    @property
    def enters_right(self) -> bool:
        """True on the way back of a loop, into a step."""
        return self.target.kind == TASK and self.target.column < self.source.column


@dataclass(frozen=True)
class Loose:
    """A flow that has left its source and not yet reached a target."""

    source: Shape
    label: str = ""
    weight: int | None = None


@dataclass
class Room:
    """The columns of one branch, and the track that it keeps to itself in each lane it needs."""

    columns: range
    tracks: dict[int, int] = field(default_factory=dict)


@dataclass
class Drawing:
    """The chart as placed so far. `kept`: cells (lane, track, column) that only their own branch may use."""

    lanes: list[str] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    kept: set[tuple[int, int, int]] = field(default_factory=set)
    rooms: list[Room] = field(default_factory=list)

    def add(self, kind: str, column: int, lane: int, step: Step | None = None, name: str = "") -> Shape:
        """Put a shape on the track that the branch being drawn has in this lane."""
        room = self.rooms[-1]
        if lane not in room.tracks:
            room.tracks[lane] = self.free_track(lane, room.columns, [0])
        track = room.tracks[lane]
        self.keep(lane, track, room.columns)
        return self.put(kind, column, lane, track, step, name)

    def put(self, kind: str, column: int, lane: int, track: int, step: Step | None = None, name: str = "") -> Shape:
        name = step.name if step else name
        shape = Shape(f"{IDS.get(kind, 'g')}{len(self.shapes)}", kind, name, lane, column, track, step)
        self.shapes.append(shape)
        return shape

    def keep(self, lane: int, track: int, columns: range) -> None:
        self.kept.update((lane, track, column) for column in columns)

    def free_track(self, lane: int, columns: range, wished: Iterable[int]) -> int:
        """The first track of a lane that nobody keeps in these columns."""
        tracks = chain(wished, count())
        return next(n for n in tracks if not any((lane, n, column) in self.kept for column in columns))

    def lane(self, post: str) -> int:
        if post not in self.lanes:
            self.lanes.append(post)
        return self.lanes.index(post)

    def join(self, loose: list[Loose], target: Shape) -> None:
        for end in loose:
            self.arrows.append(Arrow(f"f{len(self.arrows)}", end.source, target, end.label, end.weight))


def draw(flow: Sequence) -> Drawing:
    """The flow from its start to its end."""
    drawing = Drawing()
    drawing.rooms.append(Room(range(width(flow) + 2)))
    start = drawing.add(START, 0, drawing.lane(first_post(flow)), name="开始")
    column, loose = place_all(drawing, flow, 1, [Loose(start)])
    drawing.join(loose, drawing.add(END, column, loose[0].source.lane, name="办结"))
    return drawing


def first_post(flow: Sequence) -> str:
    """The post of the step that stands first."""
    match flow[0]:
        case Step(post=post):
            return post
        case Choice(branches):
            return next(first_post(branch.body) for branch in branches if branch.body)
        case Parallel(sides):
            return first_post(sides[0])
        case Loop(body):
            return first_post(body)


def place_all(drawing: Drawing, flow: Sequence, column: int, loose: list[Loose]) -> tuple[int, list[Loose]]:
    """Place items one after the other; the next free column and the flows that leave the last."""
    for item in flow:
        column, loose = place(drawing, item, column, loose)
    return column, loose


def place(drawing: Drawing, item: Item, column: int, loose: list[Loose]) -> tuple[int, list[Loose]]:
    match item:
        case Step():
            shape = drawing.add(TASK, column, drawing.lane(item.post), item)
            drawing.join(loose, shape)
            return column + 1, [Loose(shape)]
        case Choice():
            return place_choice(drawing, item, column, loose)
        case Parallel():
            return place_parallel(drawing, item, column, loose)
        case Loop():
            return place_loop(drawing, item, column, loose)


def place_branch(
    drawing: Drawing, flow: Sequence, columns: range, loose: list[Loose], *, first: bool
) -> tuple[int, list[Loose]]:
    """Place a branch on tracks of its own; the first one stays on those of what is around it."""
    outer = drawing.rooms[-1]
    drawing.rooms.append(Room(columns, outer.tracks if first else {}))
    placed = place_all(drawing, flow, columns.start, loose)
    drawing.rooms.pop()
    return placed


def place_choice(drawing: Drawing, choice: Choice, column: int, loose: list[Loose]) -> tuple[int, list[Loose]]:
    split = drawing.add(EXCLUSIVE, column, loose[0].source.lane)
    drawing.join(loose, split)
    reached, open_ends = column + 1, []
    for number, branch in enumerate(choice.branches):
        columns = range(column + 1, column + 1 + width(branch.body) + branch.ends)
        way = [Loose(split, branch.label, branch.weight)]
        after, ends = place_branch(drawing, branch.body, columns, way, first=number == 0)
        if branch.ends:
            source = ends[0].source
            drawing.join(ends, drawing.put(END, after, source.lane, source.track, name="办结"))
        else:
            open_ends += ends
        reached = max(reached, after + branch.ends)
    if len(open_ends) == 1:
        return reached, open_ends
    merge = drawing.add(EXCLUSIVE, reached, split.lane)
    drawing.join(open_ends, merge)
    return reached + 1, [Loose(merge)]


def place_parallel(drawing: Drawing, parallel: Parallel, column: int, loose: list[Loose]) -> tuple[int, list[Loose]]:
    split = drawing.add(PARALLEL, column, loose[0].source.lane)
    drawing.join(loose, split)
    placed = []
    for number, side in enumerate(parallel.branches):
        columns = range(column + 1, column + 1 + width(side))
        placed.append(place_branch(drawing, side, columns, [Loose(split)], first=number == 0))
    reached = max(after for after, _ in placed)
    merge = drawing.add(PARALLEL, reached, split.lane)
    drawing.join([end for _, ends in placed for end in ends], merge)
    return reached + 1, [Loose(merge)]


def place_loop(drawing: Drawing, loop: Loop, column: int, loose: list[Loose]) -> tuple[int, list[Loose]]:
    """The body between two gateways; what is done again runs back on tracks of its own."""
    merge = drawing.add(EXCLUSIVE, column, drawing.lane(first_post(loop.body)))
    drawing.join(loose, merge)
    after, ends = place_all(drawing, loop.body, column + 1, [Loose(merge)])
    split = drawing.add(EXCLUSIVE, max(after, column + 1 + len(loop.redo)), ends[0].source.lane)
    drawing.join(ends, split)
    back, between = [Loose(split, loop.label, loop.weight)], range(column, split.column + 1)
    for steps_back, step in enumerate(loop.redo, start=1):
        lane = drawing.lane(step.post)
        track = drawing.free_track(lane, between, [back[0].source.track] if steps_back > 1 else [])
        shape = drawing.put(TASK, split.column - steps_back, lane, track, step)
        drawing.join(back, shape)
        back = [Loose(shape)]
    for arrow in drawing.arrows[-len(loop.redo) :]:
        drawing.keep(arrow.target.lane, arrow.target.track, between)
    drawing.join(back, merge)
    return split.column + 1, [Loose(split, "", 100 - loop.weight)]
