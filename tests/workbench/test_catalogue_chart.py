"""流程图: a file is taken in or refused by element, name and reason; a drawing is kept; every step is described."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.catalogue import services
from mingjing.catalogue.models import FlowChart, FlowNode
from mingjing.procedure import Chart, ChartError
from tests.catalogue.factories import AT, BPMN, STEPS, bpmn, bring, draft, house, official

pytestmark = pytest.mark.django_db
ONE_PROCESS = ("A.1.0", "A.2.0", "C.1.0", "C.1.1", "C.3.0", "C.7.0", "C.8.0", "C.8.1")
# What the page says of each file that is refused: the element's name (or id where it has none) and the reason.
REFUSED = {
    "A.2.1": [("Task 2", "找不到与之配对"), ("Task 4", "找不到与之配对")],
    "A.3.0": [("Boundary Intermediate Event Non-Interrupting Message", "非中断边界事件")],
    "C.6.0": [("Booking", "补偿"), ("Handle Compensation", "事件子流程")],
    "C.9.0": [("", "事件子流程")],
    "C.9.1": [("daily", "非中断边界事件")],
    "C.9.2": [("", "事件子流程")],
}
ASKS = {"A.4.0": 2, "A.4.1": 2, "B.1.0": 4, "B.2.0": 4, "C.2.0": 4, "C.4.0": 4, "C.5.0": 2}


@pytest.fixture
def home():
    return house()


@pytest.fixture
def version(home):
    return draft(home)


def address(version, name: str = "chart") -> str:
    return reverse(f"workbench:{name}", args=[version.item.number, version.no])


def upload(client, home, version, data: bytes, **said):
    client.force_login(home.clerk)
    file = SimpleUploadedFile("chart.bpmn", data, "application/xml")
    return client.post(address(version), {"file": file, "not_secret": "on", **said})


def steps_of(version) -> list[str]:
    return [node.name for node in FlowNode.objects.filter(chart__version=version)]


def miwg(shared, name: str) -> bytes:
    return (shared / "data/bpmn/miwg" / f"{name}.bpmn").read_bytes()


@pytest.mark.parametrize("name", ONE_PROCESS)
def test_a_file_made_by_others_comes_in_with_every_step(shared, client, home, version, name):
    data = miwg(shared, name)
    assert upload(client, home, version, data).url == address(version)
    chart = Chart.read(data)
    assert steps_of(version) == [step.name for step in chart.steps]
    text = client.get(address(version)).text
    assert "流程图已保存" in text
    for warning in chart.warnings:
        assert warning.split("“")[0] in text
    assert "这张图还不能用来办件" not in text


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_beyond_the_subset_is_refused_by_element_name_and_reason(shared, client, home, version, name):
    answer = upload(client, home, version, miwg(shared, name))
    assert answer.status_code == 422
    for element, reason in REFUSED[name]:
        assert element in answer.text
        assert reason in answer.text
    assert "原来的流程图不变" in answer.text
    assert steps_of(version) == list(STEPS)


@pytest.mark.parametrize("name", ASKS)
def test_a_file_of_several_processes_asks_which_and_takes_or_refuses_the_one_picked(
    shared, client, home, version, name
):
    answer = upload(client, home, version, miwg(shared, name))
    assert answer.status_code == 422
    pick = answer.context["pick"]
    assert len(pick.fields["process"].choices) == ASKS[name]
    assert "导入哪一个" in answer.text
    for process, _label in pick.fields["process"].choices:
        said = {"process": process, "xml": pick.initial["xml"]}
        try:
            steps = [step.name for step in Chart.read(miwg(shared, name), process).steps]
        except ChartError as error:
            answer = client.post(address(version), said)
            assert (answer.status_code, error.problems[0].reason in answer.text) == (422, True)
        else:
            assert client.post(address(version), said).status_code == 302
            assert steps_of(version) == steps


def test_a_picked_process_that_the_file_does_not_have_is_said(client, home, version):
    client.force_login(home.clerk)
    answer = client.post(address(version), {"process": "nothing", "xml": bpmn("甲").decode()})
    assert (answer.status_code, "没有编号为“nothing”的流程" in answer.text) == (422, True)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<definitions xmlns="%b"><process id="p">&b;</process></definitions>""" % BPMN.encode()
DEEP = f'<definitions xmlns="{BPMN}">'.encode() + b"<subProcess>" * 200
CROWD = f'<definitions xmlns="{BPMN}"><process id="p">'.encode() + b"<task/>" * 100_000
DANGLING = bpmn("甲").replace(b'targetRef="end"', b'targetRef="nowhere"')


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BOMB, ("DTD",)),
        (DEEP, ("嵌套",)),
        (CROWD, ("图形超过",)),
        (DANGLING, ("f1", "nowhere")),
        (b"%PDF-1.7", ("XML",)),
        (b"PK\x03\x04", ("XML",)),
        (b"<html><body/></html>", ("BPMN",)),
        (bpmn("长" * 121), ("超过 120",)),
        (b" " * (2 * 1024 * 1024 + 1), ("最大 2048 KB",)),
    ],
    ids=["bomb", "deep", "crowd", "dangling", "pdf", "zip", "html", "long", "large"],
)
def test_a_harmful_or_broken_file_is_refused_with_the_reason_and_changes_nothing(client, home, version, data, said):
    answer = upload(client, home, version, data)
    assert answer.status_code == 422
    assert all(word in answer.text for word in said)
    assert steps_of(version) == list(STEPS)


@pytest.mark.article("X-09")
def test_nothing_is_uploaded_before_it_is_confirmed_not_to_be_secret(client, home, version):
    answer = upload(client, home, version, bpmn("甲"), not_secret="")
    assert (answer.status_code, "不得存放国家秘密" in answer.text) == (422, True)
    assert steps_of(version) == list(STEPS)


NEVER_ENDS = """<process id="p"><startEvent id="s"/><task id="t" name="登记"/><task id="u" name="u"/>
<parallelGateway id="g"/><endEvent id="e"/><exclusiveGateway id="x"/>
<sequenceFlow id="1" sourceRef="s" targetRef="x"/><sequenceFlow id="2" sourceRef="x" targetRef="t"/>
<sequenceFlow id="3" sourceRef="x" targetRef="u"/><sequenceFlow id="4" sourceRef="t" targetRef="g"/>
<sequenceFlow id="5" sourceRef="u" targetRef="g"/><sequenceFlow id="6" sourceRef="g" targetRef="e"/></process>"""


@pytest.mark.article("ASM-5-3-2b")
def test_a_chart_that_cannot_end_is_kept_and_its_page_shows_the_run_that_gets_stuck(client, home, version):
    data = f'<definitions xmlns="{BPMN}">{NEVER_ENDS}</definitions>'.encode()
    assert upload(client, home, version, data).status_code == 302
    text = client.get(address(version)).text
    assert "这张图还不能用来办件" in text
    assert "走到那里的最短路径" in text
    submit = reverse("workbench:version_step", args=[version.item.number, 1, "submit"])
    assert client.post(submit).status_code == 422


def test_what_was_said_of_a_step_survives_a_new_file(client, home, version):
    upload(client, home, version, bpmn("受理", "送达"))
    assert FlowNode.objects.get(chart__version=version, name="受理").post == "许可科科员"
    assert FlowNode.objects.get(chart__version=version, name="送达").limit_length == 2  # by its element: t1


def test_a_file_for_what_has_just_been_submitted_is_refused_in_words(client, home, version):
    bring(version, home, "unit_review")
    answer = upload(client, home, version, bpmn("甲"))
    assert (answer.status_code, "不是草稿" in answer.text) == (422, True)
    assert steps_of(version) == list(STEPS)


def test_the_file_comes_back_as_a_download_and_never_as_a_page(client, home, version):
    client.force_login(home.leader)
    answer = client.get(address(version, "chart_xml"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content.decode() == version.chart.xml
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_draft_without_a_chart_says_how_to_start(client, home, version):
    FlowChart.objects.all().delete()
    client.force_login(home.clerk)
    assert "上传 BPMN 文件，或在页面上画" in client.get(address(version)).text
    assert client.get(address(version, "chart_xml")).status_code == 404
    assert "先上传或绘制流程图" in client.get(address(version, "chart_nodes")).text
    assert "startEvent" in client.get(address(version, "chart_draw")).text


def draw(client, home, version, xml: str):
    client.force_login(home.clerk)
    return client.post(address(version, "chart_draw"), {"xml": xml})


def test_a_drawing_is_kept(client, home, version):
    assert draw(client, home, version, bpmn("受理", "审查", "送达").decode()).url == address(version)
    assert steps_of(version) == ["受理", "审查", "送达"]


def test_a_drawing_that_cannot_be_kept_stays_on_the_page_with_its_problems(client, home, version):
    xml = DANGLING.decode()
    answer = draw(client, home, version, xml)
    assert answer.status_code == 422
    assert "nowhere" in answer.text
    assert answer.context["form"]["xml"].value() == xml
    assert steps_of(version) == list(STEPS)


def test_a_drawing_for_what_has_just_been_submitted_stays_on_the_page(client, home, version):
    bring(version, home, "unit_review")
    answer = draw(client, home, version, bpmn("送达").decode())
    assert (answer.status_code, "不是草稿" in answer.text, "送达" in answer.text) == (422, True, True)


def described(version, **said) -> dict[str, str]:
    """What the form of every step posts, `said` for the first."""
    plain = {"post": "许可科科员", "limit_length": "2", "limit_unit": "working_days"}
    found = {}
    for n, node in enumerate(FlowNode.objects.filter(chart__version=version)):
        found |= {f"n{node.pk.hex}-{name}": value for name, value in (plain | (said if n == 0 else {})).items()}
    return found


def describe(client, person, version, said: dict[str, str]):
    client.force_login(person)
    return client.post(address(version, "chart_nodes"), said)


@pytest.mark.article("ASM-5-3-2b")
def test_every_step_is_described(client, home, version):
    said = {
        "condition": "材料齐全", "supervision": "科长复核", "rights": "陈述、申辩", "complaint_way": "拨打 12345",
        "limit_length": "3", "limit_unit": "days",
    }  # fmt: skip
    assert describe(client, home.clerk, version, described(version, **said)).url == address(version)
    text = client.get(address(version)).text
    for value in ("材料齐全", "科长复核", "陈述、申辩", "拨打 12345", "3 日"):
        assert value in text


@pytest.mark.parametrize("said", [{"limit_length": "三天"}, {"limit_length": "-1"}, {"limit_unit": "weeks"}])
def test_a_limit_that_is_none_is_said_and_what_was_typed_stays(client, home, version, said):
    answer = describe(client, home.clerk, version, described(version, condition="材料齐全", **said))
    assert answer.status_code == 422
    assert 'value="材料齐全"' in answer.text
    assert FlowNode.objects.filter(condition="材料齐全").count() == 0


def test_of_two_clerks_the_one_whose_chart_was_replaced_is_told(client, home, version):
    said = described(version, condition="我写的条件")
    colleague = official("clerk-2", "unit_clerk", of=home.unit)
    services.set_chart(version, bpmn("受理", "送达"), by=colleague, at=AT)
    answer = describe(client, home.clerk, version, said)
    assert answer.status_code == 422
    assert FlowNode.objects.filter(condition="我写的条件").count() == 0


@pytest.mark.parametrize("rows", [3, 40])
@pytest.mark.parametrize("name", ["chart", "chart_nodes"])
def test_the_pages_take_the_same_few_queries_for_any_length(client, home, django_assert_num_queries, name, rows):
    version = draft(home)
    services.set_chart(version, bpmn(*(f"第{n}步" for n in range(rows))), by=home.clerk, at=AT)
    client.force_login(home.clerk)
    url = address(version, name)
    with django_assert_num_queries(5 if name == "chart" else 4):
        client.get(url)
