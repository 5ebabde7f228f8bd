"""A flow in the demo's notation as BPMN 2.0 with its picture."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from mingjing.demo.drawing import Arrow, Drawing, Shape, draw
from mingjing.demo.layout import Box, Layout
from mingjing.demo.notation import Sequence, Step

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="definitions" targetNamespace="urn:mingjing:demo">
"""


@dataclass(frozen=True)
class DrawnChart:
    """The file, the step behind each visible node, and how often each weighted flow is taken."""

    xml: bytes
    steps: Mapping[str, Step]
    weights: Mapping[str, int]


def write(flow: Sequence, name: str) -> DrawnChart:
    """The flow as a BPMN file that any editor opens: one pool, a lane for each post, straight flows."""
    drawing = draw(flow)
    lines = [HEAD, *_collaboration(name), *_process(drawing), *_picture(drawing), "</definitions>\n"]
    return DrawnChart(
        "".join(lines).encode(),
        {shape.id: shape.step for shape in drawing.shapes if shape.step},
        {arrow.id: arrow.weight for arrow in drawing.arrows if arrow.weight is not None},
    )


def _collaboration(name: str) -> Iterator[str]:
    yield '<collaboration id="collaboration">\n'
    yield f'<participant id="pool" name={quoteattr(name)} processRef="process"/>\n</collaboration>\n'


def _process(drawing: Drawing) -> Iterator[str]:
    yield '<process id="process" isExecutable="false">\n<laneSet id="lanes">\n'
    for index, post in enumerate(drawing.lanes):
        inside = "".join(f"<flowNodeRef>{s.id}</flowNodeRef>" for s in drawing.shapes if s.lane == index)
        yield f'<lane id="lane{index}" name={quoteattr(post)}>{inside}</lane>\n'
    yield "</laneSet>\n"
    for shape in drawing.shapes:
        yield _node(shape, drawing)
    for arrow in drawing.arrows:
        label = f" name={quoteattr(arrow.label)}" if arrow.label else ""
        ends = f'sourceRef="{arrow.source.id}" targetRef="{arrow.target.id}"'
        yield f'<sequenceFlow id="{arrow.id}"{label} {ends}/>\n'
    yield "</process>\n"


def _node(shape: Shape, drawing: Drawing) -> str:
    flows = [f"<incoming>{arrow.id}</incoming>" for arrow in drawing.arrows if arrow.target is shape]
    flows += [f"<outgoing>{arrow.id}</outgoing>" for arrow in drawing.arrows if arrow.source is shape]
    label = f" name={quoteattr(shape.name)}" if shape.name else ""
    return f'<{shape.kind} id="{shape.id}"{label}>{"".join(flows)}</{shape.kind}>\n'


def _picture(drawing: Drawing) -> Iterator[str]:
    layout = Layout(drawing)
    yield '<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="collaboration">\n'
    yield _shape("pool", layout.pool, ' isHorizontal="true"')
    for index, box in enumerate(layout.lane_boxes):
        yield _shape(f"lane{index}", box, ' isHorizontal="true"')
    for shape in drawing.shapes:
        marker = ' isMarkerVisible="true"' if shape.kind == "exclusiveGateway" else ""
        yield _shape(shape.id, layout.box(shape), marker)
    for arrow in drawing.arrows:
        yield _edge(arrow, layout)
    yield "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n"


def _shape(element: str, box: Box, more: str = "") -> str:
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}"{more}>{_bounds(box)}</bpmndi:BPMNShape>\n'


def _edge(arrow: Arrow, layout: Layout) -> str:
    points = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in layout.points(arrow))
    label = f"<bpmndi:BPMNLabel>{_bounds(layout.label(arrow))}</bpmndi:BPMNLabel>" if arrow.label else ""
    return f'<bpmndi:BPMNEdge id="{arrow.id}_di" bpmnElement="{arrow.id}">{points}{label}</bpmndi:BPMNEdge>\n'


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"/>'
