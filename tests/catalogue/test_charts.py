"""Charts of drafts: what imports, what is refused with its reasons, what survives a new drawing."""

import pytest

from mingjing.catalogue import selectors, services
from mingjing.catalogue.models import FlowChart, FlowNode
from mingjing.catalogue.services.charts import text_of
from mingjing.core.errors import Refused
from mingjing.procedure import Chart, ChartError
from tests.catalogue import factories
from tests.catalogue.factories import AT, BPMN, bpmn, draft, house

pytestmark = pytest.mark.django_db
ONE_PROCESS = ("A.1.0", "A.2.0", "C.1.0", "C.1.1", "C.7.0")
REFUSED = {
    "A.3.0": "非中断边界事件",
    "B.2.0": "非中断边界事件",
    "C.6.0": "补偿",
    "C.9.0": "事件子流程",
    "C.9.2": "事件子流程",
}
SEVERAL = ("A.4.0", "A.4.1", "B.1.0", "C.2.0", "C.4.0")


@pytest.fixture
def home():
    return house()


def miwg(shared, name):
    return next((shared / "data" / "bpmn").rglob(f"{name}*.bpmn")).read_bytes()


def put(version, home, data, process=None):
    return services.set_chart(version, data, process=process, by=home.clerk, at=AT)


@pytest.mark.parametrize("name", ONE_PROCESS)
def test_charts_made_by_others_come_in_with_every_step(shared, home, name):
    data = miwg(shared, name)
    version = draft(home)
    put(version, home, data)
    version.refresh_from_db()
    nodes = [(node.node, node.name) for node in version.chart.nodes.all()]
    assert nodes == [(step.id, step.name) for step in Chart.read(data).steps]
    assert selectors.unsound(version.chart) == ()


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_charts_that_cannot_be_judged_are_refused_by_element_name_and_reason(shared, home, name, reason):
    version = draft(home)
    with pytest.raises(ChartError) as caught:
        put(version, home, miwg(shared, name))
    assert any(problem.element and reason in problem.reason for problem in caught.value.problems)
    version.refresh_from_db()
    assert [node.name for node in version.chart.nodes.all()] == list(factories.STEPS)


@pytest.mark.parametrize("name", SEVERAL)
def test_a_file_of_several_processes_asks_which(shared, home, name):
    with pytest.raises(ChartError) as caught:
        put(draft(home), home, miwg(shared, name))
    asked = [problem for problem in caught.value.problems if "请指明导入哪一个" in problem.reason]
    assert len(asked) >= 2


def test_every_chart_of_the_others_is_taken_or_refused_with_reasons(shared, home):
    version = draft(home)
    for path in sorted((shared / "data" / "bpmn").rglob("*.bpmn")):
        try:
            put(version, home, path.read_bytes())
        except ChartError as error:
            assert all(problem.reason for problem in error.problems), path.name


def test_two_processes_one_named(home):
    both = bpmn("甲", process="a").replace(b"</definitions>", b"") + bpmn("乙", process="b").split(b'urn:t">')[1]
    version = draft(home)
    put(version, home, both.replace(b'"start"', b'"s"', 1).replace(b'sourceRef="start"', b'sourceRef="s"', 1), "a")
    assert FlowChart.objects.get(version=version).process == "a"


def test_what_was_said_of_a_node_survives_a_new_drawing_by_id_or_by_name(home):
    version = draft(home)
    put(version, home, bpmn("受理申请", "决定", "送达"))  # t0 renamed, 决定 moved, t2 renamed
    said = {node.name: node.post for node in FlowNode.objects.filter(chart__version=version)}
    assert said == {"受理申请": "许可科科员", "决定": "许可科科员", "送达": "许可科科员"}


def test_a_new_node_starts_with_nothing_said(home):
    version = draft(home)
    put(version, home, bpmn("受理", "审查", "决定", "送达"))
    assert FlowNode.objects.get(chart__version=version, name="送达").post == ""


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<definitions xmlns="%b"><process id="p">&b;</process></definitions>""" % BPMN.encode()
DEEP = f'<definitions xmlns="{BPMN}">'.encode() + b"<subProcess>" * 200
CROWD = f'<definitions xmlns="{BPMN}"><process id="p">'.encode() + b"<task/>" * 100_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB, "DTD"),
        (DEEP, "嵌套"),
        (CROWD, "图形超过"),
        (b"not xml", "XML"),
        (b"", "XML|流程"),
        (bpmn("甲").replace(b'targetRef="end"', b'targetRef="nowhere"'), "nowhere|不存在|没有"),
        (bpmn("长" * 121), "超过 120"),
    ],
)
def test_harmful_and_broken_files_are_refused_and_change_nothing(home, data, why):
    version = draft(home)
    with pytest.raises(ChartError, match=why):
        put(version, home, data)
    assert FlowNode.objects.filter(chart__version=version).count() == len(factories.STEPS)


def test_a_file_past_the_limit_is_refused_before_it_is_read(home):
    with pytest.raises(Refused, match="最大 2048 KB"):
        put(draft(home), home, b" " * (2 * 1024 * 1024 + 1))


NEVER_ENDS = b"""<process id="p"><startEvent id="s"/><task id="t" name="\xe5\x8a\x9e"/><task id="u" name="u"/>
<parallelGateway id="g"/><endEvent id="e"/><exclusiveGateway id="x"/>
<sequenceFlow id="1" sourceRef="s" targetRef="x"/><sequenceFlow id="2" sourceRef="x" targetRef="t"/>
<sequenceFlow id="3" sourceRef="x" targetRef="u"/><sequenceFlow id="4" sourceRef="t" targetRef="g"/>
<sequenceFlow id="5" sourceRef="u" targetRef="g"/><sequenceFlow id="6" sourceRef="g" targetRef="e"/></process>"""


@pytest.mark.article("ASM-5-3-2b")
def test_a_chart_that_cannot_end_is_not_submitted(home):
    version = draft(home)
    put(version, home, f'<definitions xmlns="{BPMN}">'.encode() + NEVER_ENDS + b"</definitions>")
    factories.describe_all(version, home)
    with pytest.raises(Refused, match="不能办结"):
        services.submit(version, by=home.clerk, at=AT)


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "GBK", "gb18030", "utf-16"])
def test_the_text_is_kept_whatever_its_encoding(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>环节</a>'
    assert text_of(text.encode(encoding)) == '<?xml version="1.0" encoding="UTF-8"?><a>环节</a>'


def test_a_node_that_the_chart_no_longer_has_is_told(home):
    version = draft(home)
    gone = version.chart.nodes.first()
    put(version, home, bpmn("办理"))
    with pytest.raises(Refused, match="刷新"):
        services.describe_nodes(version, {gone.pk: {"post": "科员"}}, by=home.clerk, at=AT)
