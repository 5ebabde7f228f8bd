"""The picture that is laid out: the same each time, nothing on top of anything else, lanes by post."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.procedure import bpmn
from mingjing.procedure.document import drawn, picture_of, with_picture
from mingjing.procedure.markup import parse
from mingjing.procedure.picture import LANE, POOL
from tests.procedure.charts import START_END, flows, grow, node, tasks
from tests.procedure.charts import bpmn as file_of

FILES = [f"bpmn/miwg/{name}" for name in (
    "A.1.0", "A.2.0", "A.2.1", "A.3.0", "A.4.0", "A.4.1", "B.1.0", "B.2.0", "C.1.0", "C.1.1", "C.2.0", "C.3.0",
    "C.4.0", "C.5.0", "C.6.0", "C.7.0", "C.8.0", "C.8.1", "C.9.0", "C.9.1", "C.9.2",
)] + [f"charts/{name}" for name in (
    "receipt", "receipt_inductive", "receipt_inductive_all", "road_traffic_fines", "road_traffic_fines_inductive",
    "parallel_5_2", "parallel_10_2", "parallel_12_3",
)]  # fmt: skip
NAMES = st.text("受理审查决定公示送达ABC ", min_size=1, max_size=30).filter(str.strip)
TREES = st.recursive(
    NAMES.map(lambda name: ("step", name)),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["seq", "xor", "and"]), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("loop"), inner, st.one_of(inner, st.just(("skip",)))),
    ),
    max_leaves=8,
)


def charts_in(data: bytes) -> list[tuple[str, str]]:
    """(file, process) of every process that has anything to run; in text, whatever the file's encoding."""
    declared = data[:200].decode("ascii", "ignore")
    text = data.decode("latin-1" if "8859-1" in declared else "utf-8-sig")
    text = text.replace("ISO-8859-1", "UTF-8").replace("iso-8859-1", "UTF-8")
    processes = [e for e in parse(text.encode()).walk() if e.tag == "process" and bpmn.holds_nodes(e)]
    return [(text, process.get("id")) for process in processes]


def laid(xml: str, process: str, lanes=None):
    text = drawn(xml, process, lanes)
    return text, picture_of(text, process), bpmn.skim(parse(text.encode()), process)


def check(picture, diagram) -> None:
    """No node on another, no line through a node that it does not end at, everything in its lane's pool."""
    boxes = {n.id: picture.box_of(n.id) for n in diagram.nodes}
    nodes = {n.id: n for n in diagram.nodes}
    apart = [n.id for n in diagram.nodes if not n.attached_to]
    for one, other in combinations(apart, 2):
        if nodes[one].scope == nodes[other].scope:
            assert not boxes[one].overlaps(boxes[other]), (one, other)
    lines = {line.id: line for line in picture.lines}
    for flow in diagram.flows:
        if "→" in flow.id:  # from one link event to the other: no line
            continue
        hosts = {nodes[end].attached_to for end in (flow.source, flow.target)}
        for (x, y), (there, down) in zip(lines[flow.id].points, lines[flow.id].points[1:], strict=False):
            assert x == there or y == down, f"{flow.id} is not at right angles"
            for key in apart:
                box = boxes[key]
                if key in (flow.source, flow.target, *hosts) or nodes[key].scope != nodes[flow.source].scope:
                    continue
                inside = (
                    max(min(x, there), box.x) < min(max(x, there), box.right) if y == down else box.x < x < box.right
                )
                crossed = (
                    max(min(y, down), box.y) < min(max(y, down), box.bottom) if x == there else box.y < y < box.bottom
                )
                assert not (inside and crossed), f"{flow.id} crosses {key}"


@pytest.mark.parametrize("name", FILES)
def test_real_charts_are_laid_out_without_overlaps_and_the_same_each_time(shared, name):
    found = charts_in((shared / "data" / f"{name}.bpmn").read_bytes())
    assert found
    for xml, process in found:
        text, picture, diagram = laid(xml, process)
        check(picture, diagram)
        assert drawn(xml, process) == text
        assert drawn(text, process) == text


@given(TREES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_chart_of_blocks_is_laid_out_without_overlaps(tree):
    _text, picture, diagram = laid(grow(tree).decode(), "p")
    check(picture, diagram)


@given(TREES, st.lists(st.sampled_from(["窗口", "审批科", "局长", ""]), min_size=12, max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_step_stands_in_the_lane_of_its_post(tree, posts):
    xml = grow(tree).decode()
    steps = [n.id for n in bpmn.skim(parse(xml.encode()), "p").nodes if n.visible]
    lanes = {step: posts[index % len(posts)] for index, step in enumerate(steps)}
    if not any(lanes.values()):
        return
    _text, picture, diagram = laid(xml, "p", lanes)
    check(picture, diagram)
    assert {n.id: n.lane for n in diagram.nodes if n.visible} == lanes
    bands = {shape.name: shape.box for shape in picture.shapes if shape.tag == LANE}
    for step, post in lanes.items():
        box = picture.box_of(step)
        assert bands[post].y <= box.y, "above its lane"
        assert box.bottom <= bands[post].bottom, "below its lane"
    assert not any(one.overlaps(other) for one, other in combinations(bands.values(), 2))
    assert sum(shape.tag == POOL for shape in picture.shapes) == 1


def test_a_file_without_a_picture_gets_one_and_a_file_with_one_keeps_it():
    xml = file_of(START_END, tasks("受理"), flows("start 受理 end")).decode()
    text = with_picture(xml, "p")
    assert "BPMNShape" in text
    assert with_picture(text, "p") == text


def test_a_picture_that_lacks_a_node_or_is_absurd_is_laid_out_anew():
    xml = file_of(START_END, tasks("受理"), flows("start 受理 end")).decode()
    text = with_picture(xml, "p")
    for broken in (text.replace('bpmnElement="受理"', 'bpmnElement="无"'), text.replace('x="160"', 'x="1e99"')):
        assert picture_of(broken, "p").box_of("受理") is not None


def test_what_else_the_file_shows_is_moved_below_and_not_lost(shared):
    xml, process = charts_in((shared / "data/bpmn/miwg/C.8.1.bpmn").read_bytes())[0]
    before, text = picture_of(xml, process), drawn(xml, process)
    after = picture_of(text, process)
    assert {shape.id for shape in after.shapes} == {shape.id for shape in before.shapes}
    assert {line.id for line in after.lines} == {line.id for line in before.lines}
    data = [shape.box for shape in after.shapes if shape.tag == "dataObjectReference"]
    assert data
    assert min(box.y for box in data) > max(n.bottom for n in (after.box_of(k.id) for k in bpmn.skim(
        parse(text.encode()), process).nodes))  # fmt: skip


def test_a_comment_a_note_and_foreign_elements_survive_a_new_layout():
    inside = '<documentation>依据第三条</documentation><x:own xmlns:x="urn:x" kept="yes"/>'
    note = '<textAnnotation id="note"><text>附注</text></textAnnotation><!-- 手写 -->'
    xml = file_of(START_END, node("task", "受理", "受理", inside), flows("start 受理 end"), note).decode()
    text = drawn(xml, "p", {"受理": "窗口"})
    for kept in ("依据第三条", 'kept="yes"', "附注", "<!-- 手写 -->"):
        assert kept in text
