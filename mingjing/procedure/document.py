"""A BPMN file that is changed in place: whatever is not touched stays as it was written.

The file has been read by `markup.parse` before: no DTD, bounded in depth and size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from mingjing.procedure import bpmn
from mingjing.procedure.diagram import Diagram, Node, NodeKind
from mingjing.procedure.layout import Laid, lay
from mingjing.procedure.markup import BOUNDS, BPMN, DIAGRAM, POINTS, parse
from mingjing.procedure.picture import LANE, POOL, Box, Picture, Point, read_picture

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
ENCODED = re.compile(r"^\s*<\?xml[^>]*\?>")
BELOW = 60.0  # between a new picture and what else the file shows
EXPECTED = {NodeKind.EXCLUSIVE: "isMarkerVisible", NodeKind.EXPANDED: "isExpanded"}  # what editors show only if told
Xml = etree._Element


def has_picture(xml: str, process: str) -> bool:
    """Whether every node of the process has its place in the file."""
    root = parse(xml.encode())
    return read_picture(root, [node.id for node in bpmn.skim(root, process).nodes]) is not None


def picture_of(xml: str, process: str) -> Picture:
    """The picture of a process, as the file has it, else laid out.

    Raises:
        ChartError: not XML, or no such process.
    """
    root = parse(xml.encode())
    diagram = bpmn.skim(root, process)
    found = read_picture(root, [node.id for node in diagram.nodes])
    if found is None:
        root = parse(drawn(xml, process).encode())
        found = read_picture(root, [node.id for node in diagram.nodes])
    return found or Picture((), ())


def with_picture(xml: str, process: str) -> str:
    """The same file if it has its picture, else with one."""
    return xml if has_picture(xml, process) else drawn(xml, process)


def drawn(xml: str, process: str, lanes: Mapping[str, str] | None = None) -> str:
    """The file with its picture laid out anew; `lanes` (step → post) also lays the steps into lanes of these posts.

    Raises:
        ChartError: not XML, or no such process.
    """
    diagram = bpmn.skim(parse(xml.encode()), process)
    document = Document(xml, process)
    document.draw(diagram, lanes)
    return document.text()


class Document:
    """One process of a file, to be changed."""

    def __init__(self, xml: str, process: str) -> None:
        parse(xml.encode())
        self.root: Xml = etree.fromstring(ENCODED.sub("", xml, count=1).encode(), PARSER)
        self.key = process
        found = [element for element in self.root.iter(_tag("process")) if element.get("id") == process]
        self.process: Xml = found[0]

    def text(self) -> str:
        """The file as text."""
        etree.indent(self.root)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(self.root, encoding="unicode") + "\n"

    def draw(self, diagram: Diagram, lanes: Mapping[str, str] | None = None) -> None:
        """Lay the picture out anew, and the lanes where `lanes` says whose each step is."""
        laid = lay(diagram, lanes)
        plane = self._plane()
        before = {shape.get("bpmnElement") or "": shape for shape in plane if shape.tag == _di("BPMNShape")}
        self._forget(plane, {node.id for node in diagram.nodes} | {flow.id for flow in diagram.flows})
        others = Others(plane)
        pool = self._pool(laid, lanes is not None)
        keys = self._lanes(laid) if lanes is not None else self._lane_keys(laid)
        drawn_flows = {flow.get("id") for flow in self.process.iter(_tag("sequenceFlow"))}
        laid.lines = {key: points for key, points in laid.lines.items() if key in drawn_flows}  # no line joins links
        _Pen(plane, before).draw(diagram, laid, pool, keys)
        others.settle(laid)

    @property
    def has_lanes(self) -> bool:
        """Whether the process is divided among posts."""
        return next(self.process.iter(_tag(LANE)), None) is not None

    # Pools and lanes

    def participant(self) -> Xml | None:
        """The pool of the process, if it has one."""
        pools = (pool for pool in self.root.iter(_tag(POOL)) if pool.get("processRef") == self.key)
        return next(pools, None)

    def _pool(self, laid: Laid, make: bool) -> str:
        found = self.participant()
        if found is not None:
            return found.get("id") or ""
        if not make or laid.pool is None:
            return ""
        collaboration = next(self.root.iter(_tag("collaboration")), None)
        if collaboration is None:
            collaboration = etree.Element(_tag("collaboration"), id=self.new_id("collaboration"))
            self.root.insert(list(self.root).index(self.process), collaboration)
        name = self.process.get("name") or ""
        pool = {"id": self.new_id("pool"), "name": name, "processRef": self.key}
        etree.SubElement(collaboration, _tag(POOL), {key: value for key, value in pool.items() if value})
        self._plane().set("bpmnElement", collaboration.get("id") or "")
        return pool["id"]

    def _lanes(self, laid: Laid) -> list[str]:
        """New lanes of the process in the order of the picture; their ids."""
        for old in self.process.findall(_tag("laneSet")):
            self.process.remove(old)
        if not laid.lanes:
            return []
        lane_set = etree.Element(_tag("laneSet"), id=self.new_id("lanes"))
        self.process.insert(self._after_documentation(), lane_set)
        keys = []
        for name, _box in laid.lanes:
            keys.append(self.new_id("lane"))
            lane = etree.SubElement(lane_set, _tag(LANE), id=keys[-1], name=name)
            for node in (node for node, lane_name in laid.lane_of.items() if lane_name == name):
                etree.SubElement(lane, _tag("flowNodeRef")).text = node
        return keys

    def _after_documentation(self) -> int:
        first = (_tag("documentation"), _tag("extensionElements"))
        return sum(1 for child in self.process if child.tag in first)

    def _lane_keys(self, laid: Laid) -> list[str]:
        by_name = {" ".join((lane.get("name") or "").split()): lane.get("id") for lane in self.process.iter(_tag(LANE))}
        return [by_name.get(name) or "" for name, _box in laid.lanes]

    # The picture's own elements

    def _plane(self) -> Xml:
        planes = list(self.root.iter(_di("BPMNPlane")))
        return max(planes, key=self._shows) if planes else self._new_plane()

    def _shows(self, plane: Xml) -> int:
        """How much of the process is on a plane."""
        inside = {element.get("id") for element in self.process.iter()}
        return sum(shape.get("bpmnElement") in inside for shape in plane)

    def _new_plane(self) -> Xml:
        names = {"bpmndi": DIAGRAM, "dc": BOUNDS, "di": POINTS}
        pool = self.participant()
        owner = self.process if pool is None else pool.getparent()
        about = (owner.get("id") if owner is not None else "") or self.key
        diagram = etree.SubElement(self.root, _di("BPMNDiagram"), id=self.new_id("diagram"), nsmap=names)
        return etree.SubElement(diagram, _di("BPMNPlane"), id=self.new_id("plane"), bpmnElement=about)

    def _forget(self, plane: Xml, drawn_now: set[str]) -> None:
        """Take out what will be drawn anew: nodes, flows, lanes and the pool."""
        lanes = {lane.get("id") for lane in self.process.iter(_tag(LANE))}
        pool = self.participant()
        gone = drawn_now | lanes | ({pool.get("id")} if pool is not None else set())
        gone |= {flow.get("id") for flow in self.process.iter(_tag("sequenceFlow"))}
        for shape in [child for child in plane if child.get("bpmnElement") in gone]:
            plane.remove(shape)

    def new_id(self, stem: str) -> str:
        """An id that the file does not have yet, the same for the same file."""
        taken = {element.get("id") for element in self.root.iter() if isinstance(element.tag, str)}
        return next(key for n in range(1, len(taken) + 2) if (key := f"{stem}_{n}") not in taken)


class _Pen:
    """Writes shapes and lines onto a plane."""

    def __init__(self, plane: Xml, before: Mapping[str, Xml]) -> None:
        self.plane = plane
        self.before = before

    def draw(self, diagram: Diagram, laid: Laid, pool: str, lanes: list[str]) -> None:
        if pool and laid.pool:
            self.shape(pool, laid.pool, isHorizontal="true")
        elif pool:
            self.shape(pool, _around(laid), isHorizontal="true")
        for key, (_name, box) in zip(lanes, laid.lanes, strict=True):
            if key:
                self.shape(key, box, isHorizontal="true")
        for node in diagram.nodes:
            self.node(node, laid)
        for flow in diagram.flows:
            if flow.id in laid.lines:
                self.line(flow.id, laid.lines[flow.id], laid.labels.get(flow.id))

    def node(self, node: Node, laid: Laid) -> None:
        old = self.before.get(node.id)
        marks = {EXPECTED[node.kind]: "true"} if node.kind in EXPECTED else {}
        if old is not None:
            marks |= {name: old.get(name, "") for name in EXPECTED.values() if old.get(name)}
        self.shape(node.id, laid.boxes[node.id], laid.labels.get(node.id), **marks)

    def shape(self, key: str, box: Box, label: Box | None = None, **marks: str) -> None:
        shape = etree.SubElement(self.plane, _di("BPMNShape"), id=f"{key}_di", bpmnElement=key)
        for name, value in marks.items():
            shape.set(name, value)
        _bounds(shape, box)
        if label:
            _bounds(etree.SubElement(shape, _di("BPMNLabel")), label)

    def line(self, key: str, points: tuple[Point, ...], label: Box | None) -> None:
        edge = etree.SubElement(self.plane, _di("BPMNEdge"), id=f"{key}_di", bpmnElement=key)
        for point in points:
            _waypoint(edge, point)
        if label:
            _bounds(etree.SubElement(edge, _di("BPMNLabel")), label)


class Others:
    """What else a plane shows, notes, data and other pools: moved below the new picture in one piece, not lost."""

    def __init__(self, plane: Xml) -> None:
        self.plane = plane
        self.shapes = [child for child in plane if child.tag == _di("BPMNShape")]
        self.edges = [child for child in plane if child.tag == _di("BPMNEdge")]

    def settle(self, laid: Laid) -> None:
        """Move the shapes; lines between them move along, lines to the new picture run straight."""
        boxes = [(bounds, _box_of(bounds)) for shape in self.shapes for bounds in shape.iter(_dc("Bounds"))]
        if boxes:
            frame = laid.pool or _around(laid)
            left, top = min(box.x for _, box in boxes), min(box.y for _, box in boxes)
            dx, dy = frame.x - left, frame.bottom + BELOW - top
            for bounds, box in boxes:
                bounds.set("x", _said(box.x + dx))
                bounds.set("y", _said(box.y + dy))
        if self.edges:
            places = {shape.get("bpmnElement"): shape for shape in self.plane if shape.tag == _di("BPMNShape")}
            elements = {element.get("id"): element for element in self.plane.getroottree().iter()}
            for edge in self.edges:
                found = elements.get(edge.get("bpmnElement"))
                self._straighten(edge, [places.get(end) for end in _ends(found)] if found is not None else [])

    def _straighten(self, edge: Xml, ends: list[Xml | None]) -> None:
        """A straight line between the centres of the two ends; without two drawn ends the line goes."""
        boxes = [_box_of(end.find(_dc("Bounds"))) for end in ends if end is not None]
        if len(boxes) != 2:
            self.plane.remove(edge)
            return
        for old in [child for child in edge if child.tag in (_point("waypoint"), _di("BPMNLabel"))]:
            edge.remove(old)
        one, other = boxes
        for point in (towards(one, other), towards(other, one)):
            _waypoint(edge, point)


def _ends(line: Xml) -> Iterator[str | None]:
    """The two ends of a message flow or an association, written as attributes or as elements.

    What brings data to an activity or takes it away stands inside the activity, which is the end not named.
    """
    owner = line.getparent()
    own = {_tag("dataInputAssociation"): "targetRef", _tag("dataOutputAssociation"): "sourceRef"}.get(line.tag)
    for name in ("sourceRef", "targetRef"):
        found = line.find(_tag(name))
        if name == own and owner is not None:
            yield owner.get("id")
        else:
            yield line.get(name) or (found.text.strip() if found is not None and found.text else None)


def towards(box: Box, other: Box) -> Point:
    """Where the straight line from the centre of one box to that of another leaves the first."""
    (x, y), (there, down) = box.centre, other.centre
    dx, dy = there - x, down - y
    if not dx and not dy:
        return x, y
    reach = min(box.width / 2 / abs(dx) if dx else 1e9, box.height / 2 / abs(dy) if dy else 1e9)
    return x + dx * min(reach, 1), y + dy * min(reach, 1)


def _around(laid: Laid) -> Box:
    xs = [x for box in laid.boxes.values() for x in (box.x, box.right)]
    ys = [y for box in (*laid.boxes.values(), *laid.labels.values()) for y in (box.y, box.bottom)]
    xs += [x for points in laid.lines.values() for x, _ in points]
    ys += [y for points in laid.lines.values() for _, y in points]
    left, top = min(xs, default=0) - 60, min(ys, default=0) - 20
    return Box(left, top, max(xs, default=0) + 30 - left, max(ys, default=0) + 20 - top)


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _di(name: str) -> str:
    return f"{{{DIAGRAM}}}{name}"


def _dc(name: str) -> str:
    return f"{{{BOUNDS}}}{name}"


def _point(name: str) -> str:
    return f"{{{POINTS}}}{name}"


def _said(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _bounds(owner: Xml, box: Box) -> None:
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(owner, _dc("Bounds"), {name: _said(value) for name, value in sides.items()})


def _waypoint(owner: Xml, point: Point) -> None:
    etree.SubElement(owner, _point("waypoint"), x=_said(point[0]), y=_said(point[1]))


def _box_of(bounds: Xml | None) -> Box:
    sides = [float(bounds.get(name) or 0) if bounds is not None else 0 for name in ("x", "y", "width", "height")]
    return Box(*sides)
