"""What a file becomes, or why it is refused: element, name and reason, and all of them."""

import pytest

from mingjing.procedure import Chart, ChartError, NodeKind
from tests.procedure.charts import HEAD, START_END, bpmn, chart, flows, node, tasks


def problems(data: bytes, process: str | None = None) -> dict[str, str]:
    """Reasons by element of a file that must be refused."""
    with pytest.raises(ChartError) as refusal:
        Chart.read(data, process)
    found: dict[str, str] = {}
    for problem in refusal.value.problems:
        found[problem.element] = f"{found.get(problem.element, '')}{problem.reason};"
    return found


def test_a_chart_has_its_nodes_with_lanes_and_its_steps_in_reading_order():
    lanes = (
        '<laneSet id="l"><lane id="l1" name="窗口"><flowNodeRef>start</flowNodeRef>'
        "<flowNodeRef>受理</flowNodeRef></lane>"
        '<lane id="l2" name="科室"><childLaneSet id="c"><lane id="l3" name="审查股">'
        "<flowNodeRef>审查</flowNodeRef></lane></childLaneSet></lane></laneSet>"
    )
    read = chart(lanes, tasks("审查", "受理"), flows("start 受理 审查 end"))
    assert [(step.name, step.lane, step.kind) for step in read.steps] == [
        ("受理", "窗口", NodeKind.TASK),
        ("审查", "审查股", NodeKind.TASK),
    ]
    assert (read.process, read.warnings) == ("p", ())
    assert {flow.id for flow in read.flows} == {"start-受理", "受理-审查", "审查-end"}


def test_names_are_read_on_one_line_and_flows_keep_theirs():
    named = '<sequenceFlow id="f" name="材料\n齐全" sourceRef="A" targetRef="end"/>'
    read = chart(node("task", "A", "受理&#10;  申请"), flows("start A"), named)
    assert read.steps[0].name == "受理 申请"
    assert read.flows[-1].name == "材料 齐全"


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030"])
def test_a_file_in_a_gb_encoding_is_read(declared):
    text = bpmn(START_END, tasks("受理"), flows("start 受理 end")).decode().replace("UTF-8", declared)
    assert [step.name for step in Chart.read(text.encode("gb18030")).steps] == ["受理"]


def test_a_file_that_is_not_in_the_gb_encoding_it_declares_is_refused():
    text = bpmn(START_END).decode().replace("UTF-8", "GBK").encode() + b"\xff\xff"
    assert "GB" in problems(text)[""]


def test_broken_xml_is_refused_with_its_place():
    assert "第 1 行" in problems(b"<definitions><process>")[""]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.org/x.dtd"> %p;]>',
    ],
)
def test_a_dtd_or_an_entity_is_refused_before_it_is_expanded(prolog):
    data = bpmn(START_END).decode().replace("?>", "?>" + prolog, 1).encode()
    assert "DTD" in problems(data)[""]


def test_two_hundred_levels_are_refused():
    nested = node("subProcess", "s199", "底")
    for level in range(198, -1, -1):
        nested = node("subProcess", f"s{level}", "层", inside=nested)
    assert "200 层" in problems(bpmn(START_END, nested))[""]


def test_a_hundred_thousand_shapes_are_refused():
    assert "10000" in problems(bpmn(START_END, *(f'<task id="t{n}" name="t"/>' for n in range(100_000))))[""]


def test_a_file_beyond_the_size_limit_is_refused():
    assert "兆字节" in problems(b" " * (32 * 1024 * 1024 + 1))[""]


def test_a_file_without_a_process_is_refused():
    assert "没有可读取的" in problems(HEAD.encode() + b"</definitions>")[""]


def test_dangling_flows_are_named():
    found = problems(
        bpmn(START_END, tasks("A"), flows("start A end", "A nowhere", "nobody A")),
    )
    assert "没有终点" in found["A-nowhere"]
    assert "没有起点" in found["nobody-A"]


def test_every_fault_of_a_file_is_listed_at_once():
    found = problems(
        bpmn(
            node("startEvent", "start"),
            node("task", "nameless"),
            node("task", "loose", "孤立"),
            node("complexGateway", "complex"),
            node("boundaryEvent", "soft", "提醒", cancelActivity="false", attachedToRef="nameless"),
            node("transaction", "tx", "事务"),
            node("task", "nameless", "again"),
            flows("start nameless complex tx", "soft loose"),
        )
    )
    assert "没有结束事件" in found[""]
    assert "复杂网关" in found["complex"]
    assert "非中断边界事件" in found["soft"]
    assert "事务子流程" in found["tx"]
    assert "没有流出" in found["tx"]
    assert "没有流出" in found["loose"]
    assert "没有名称" in found["nameless"]
    assert "重复" in found["nameless"]


@pytest.mark.parametrize(
    ("elements", "element", "reason"),
    [
        ((tasks("A"), flows("start A end", "A start")), "start", "开始事件不能有流入"),
        ((tasks("A"), flows("start A end A")), "end", "结束事件不能有流出"),
        ((tasks("A"), node("boundaryEvent", "b"), flows("start A end", "b end")), "b", "没有附着"),
        ((tasks("A", "B"), flows("start A end", "B end")), "B", "没有流入"),
        ((tasks("A", "B"), flows("start A end", "A B")), "B", "没有流出"),
        ((node("task", "A"), flows("start A end")), "A", "没有名称"),
        ((node("task", "A", "A", isForCompensation="true"), flows("start end")), "A", "补偿"),
        ((node("subProcess", "S", "S", triggeredByEvent="true"), flows("start end")), "S", "事件子流程"),
        ((node("subProcess", "S", "S", inside=tasks("A")), flows("start S end")), "S", "没有开始事件"),
        ((tasks("A"), node("inclusiveGateway", "g"), flows("start g A end", "g end")), "g", "找不到与之配对"),
    ],
)
def test_a_fault_is_named_with_its_reason(elements, element, reason):
    assert reason in problems(bpmn(START_END, *elements))[element]


def test_an_inclusive_join_without_its_split_is_refused():
    split = node("exclusiveGateway", "x")
    parts = (START_END, split, node("inclusiveGateway", "j"), tasks("A", "B"), flows("start x A j end", "x B j"))
    assert "找不到与之配对的分支" in problems(bpmn(*parts))["j"]


def test_a_flow_through_the_wall_of_a_sub_process_is_refused():
    inside = node("startEvent", "s") + tasks("A") + node("endEvent", "e") + flows("s A e")
    parts = (START_END, node("subProcess", "S", "S", inside=inside), tasks("B"), flows("start S B end", "B A"))
    assert "穿过了子流程" in problems(bpmn(*parts))["B-A"]


def test_a_folded_sub_process_is_one_step_and_says_so():
    inside = node("startEvent", "s") + tasks("A") + node("endEvent", "e") + flows("s A e")
    shape = '<di:BPMNDiagram><di:BPMNShape bpmnElement="S" isExpanded="false"/></di:BPMNDiagram>'
    data = bpmn(START_END, node("subProcess", "S", "勘验", inside=inside), flows("start S end"))
    folded = Chart.read(data.replace(b"</definitions>", shape.encode() + b"</definitions>"))
    assert [step.name for step in folded.steps] == ["勘验"]
    assert "折叠" in folded.warnings[0]
    assert [step.name for step in Chart.read(data).steps] == ["A"]


def test_of_several_processes_the_executable_one_is_read_or_the_user_is_asked():
    one = f'<process id="p1" name="甲">{START_END}{tasks("A")}{flows("start A end")}</process>'
    parts = node("startEvent", "s") + tasks("B") + node("endEvent", "e") + flows("s B e")
    other = f'<process id="p2" name="乙">{parts}</process>'
    two = f"{HEAD}{one}{other}</definitions>"
    asked = problems(two.encode())
    assert "请指明" in asked["p1"]
    assert "请指明" in asked["p2"]
    assert Chart.read(two.encode(), "p1").process == "p1"
    chosen = Chart.read(two.replace('id="p1"', 'id="p1" isExecutable="true"').encode())
    assert (chosen.process, [str(w) for w in chosen.warnings]) == ("p1", ["未导入流程“乙”（p2）"])
    assert "没有编号为" in problems(two.encode(), "p3")[""]


def test_link_events_join_as_a_flow_would():
    throw = node("intermediateThrowEvent", "t", inside='<linkEventDefinition id="l1" name="甲"/>')
    catch = node("intermediateCatchEvent", "c", inside='<linkEventDefinition id="l2" name="甲"/>')
    read = chart(throw, catch, tasks("A", "B"), flows("start A t", "c B end"))
    assert [step.name for step in read.steps] == ["A", "B"]
    assert read.check() == ()


def test_a_refusal_can_be_said_in_another_language():
    with pytest.raises(ChartError) as refusal:
        chart(node("complexGateway", "g"), flows("start g end"))
    reason = refusal.value.problems[0].reason
    assert reason.translated(lambda text: {"不支持“{feature}”，请改用支持的图形": "{feature}?"}[text]) == "复杂网关?"
