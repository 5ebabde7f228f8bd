"""Where everything of a chart stands: boxes, lines and their labels, as a BPMN file has them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mingjing.procedure.bpmn import DEFINITION, LOOPS, plain
from mingjing.procedure.markup import Element

Point = tuple[float, float]
FARTHEST = 1_000_000.0  # a coordinate beyond this is no place on paper
POOL, LANE, FLOW = "participant", "lane", "sequenceFlow"
LINES = (FLOW, "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Box:
        """The box elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than a border."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Shape:
    """One drawn element: its BPMN tag, what is written on it, and where."""

    id: str
    tag: str
    name: str
    box: Box
    label: Box | None = None
    trigger: str = ""  # of an event: timer, message, terminate ...
    repeats: bool = False
    expanded: bool = True
    upright: bool = False  # a pool or lane whose name stands at the top


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn connection."""

    id: str
    tag: str
    name: str
    points: tuple[Point, ...]
    label: Box | None = None
    default: bool = False


@dataclass(frozen=True)
class Picture:
    """A plane of a file."""

    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]

    def box_of(self, element: str) -> Box | None:
        """Where an element stands; None if it is not drawn."""
        return next((shape.box for shape in self.shapes if shape.id == element), None)

    def bounds(self) -> Box:
        """The smallest box around everything."""
        boxes = [shape.box for shape in self.shapes]
        boxes += [shape.label for shape in self.shapes if shape.label]
        boxes += [line.label for line in self.lines if line.label]
        xs = [x for box in boxes for x in (box.x, box.right)] + [x for line in self.lines for x, _ in line.points]
        ys = [y for box in boxes for y in (box.y, box.bottom)] + [y for line in self.lines for _, y in line.points]
        if not xs:
            return Box(0, 0, 100, 60)
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def read_picture(root: Element, nodes: Iterable[str]) -> Picture | None:
    """The plane on which these nodes are drawn; None where one of them has no place or an absurd one."""
    wanted = set(nodes)
    planes = [element for element in root.walk() if element.tag == "BPMNPlane"]
    ids = [{shape.get("bpmnElement") for shape in plane.named("BPMNShape")} for plane in planes]
    best = max(range(len(planes)), key=lambda n: len(wanted & ids[n]), default=None)
    if best is None or not wanted or not wanted <= ids[best]:
        return None
    elements = {element.get("id"): element for element in root.walk() if element.get("id")}
    defaults = {element.get("default") for element in elements.values()} - {""}
    try:
        shapes = tuple(_shapes(planes[best], elements))
        lines = tuple(_lines(planes[best], elements, defaults))
    except ValueError:
        return None
    return Picture(shapes, lines) if wanted <= {shape.id for shape in shapes} else None


def _shapes(plane: Element, elements: dict[str, Element]) -> Iterator[Shape]:
    for drawn in plane.named("BPMNShape"):
        element = elements.get(drawn.get("bpmnElement"))
        box = _box(drawn)
        if element is None or box is None:
            continue
        text = element.named("text")
        yield Shape(
            element.get("id"), element.tag, plain(text[0].text if text else element.get("name")), box,
            label=_label(drawn),
            trigger=next((c.tag.removesuffix(DEFINITION) for c in element.children if c.tag.endswith(DEFINITION)), ""),
            repeats=bool(element.named(*LOOPS)),
            expanded=drawn.get("isExpanded") != "false",
            upright=drawn.get("isHorizontal") == "false",
        )  # fmt: skip


def _lines(plane: Element, elements: dict[str, Element], defaults: set[str]) -> Iterator[Line]:
    for drawn in plane.named("BPMNEdge"):
        element = elements.get(drawn.get("bpmnElement"))
        points = tuple(_point(point) for point in drawn.named("waypoint"))
        if element is not None and len(points) > 1:
            key = element.get("id")
            name = plain(element.get("name"))
            yield Line(key, element.tag, name, points, _label(drawn), default=key in defaults)


def _label(drawn: Element) -> Box | None:
    return next((box for label in drawn.named("BPMNLabel") if (box := _box(label))), None)


def _box(drawn: Element) -> Box | None:
    for bounds in drawn.named("Bounds"):
        x, y, width, height = (_number(bounds.get(name)) for name in ("x", "y", "width", "height"))
        return Box(x, y, width, height) if width > 0 and height > 0 else None
    return None


def _point(drawn: Element) -> Point:
    return _number(drawn.get("x")), _number(drawn.get("y"))


def _number(text: str) -> float:
    value = float(text or 0)
    if not math.isfinite(value) or abs(value) > FARTHEST:
        raise ValueError(f"{text} is no place on paper")
    return value
