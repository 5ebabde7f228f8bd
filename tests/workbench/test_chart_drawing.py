"""The editor's page: drawing and steps saved in one step, checked and laid out on demand, nobody overwritten."""

import json

import pytest
from django.urls import reverse

from mingjing.catalogue import services
from mingjing.catalogue.models import FlowChart, FlowNode
from tests.catalogue.factories import AT, STEPS, bpmn, draft, house

pytestmark = [pytest.mark.django_db, pytest.mark.article("ASM-5-3-2b")]


@pytest.fixture
def home():
    return house()


@pytest.fixture
def version(home):
    return draft(home)


@pytest.fixture
def clerk(client, home):
    client.force_login(home.clerk)
    return client


def url(version, name: str) -> str:
    return reverse(f"workbench:{name}", args=[version.item.number, version.no])


def send(client, version, name: str, xml: bytes, nodes=None, **more):
    return client.post(url(version, name), {"xml": xml.decode(), "nodes": json.dumps(nodes or {}), **more})


def steps_of(version) -> list[str]:
    return [node.name for node in FlowNode.objects.filter(chart__version=version)]


def test_the_page_opens_with_the_drawing_what_was_said_and_the_units_posts(clerk, version):
    page = clerk.get(url(version, "chart_draw"))
    form = page.context["form"]
    assert "BPMNShape" in form.initial["xml"]
    assert json.loads(form.initial["nodes"])["t0"]["post"] == "许可科科员"
    assert "<datalist" in page.text
    assert reverse("workbench:chart_steps", args=[version.item.number, 1]) in page.text  # the way by keyboard


def test_drawing_and_steps_are_saved_together(clerk, version):
    nodes = {"t0": {"post": "窗口人员", "limit_length": "3", "limit_unit": "days", "rights": "陈述、申辩"}, "t9": {}}
    answer = send(clerk, version, "chart_draw", bpmn("受理", "复核"), nodes, revision=version.revision)
    assert answer.url == url(version, "chart")
    node = FlowNode.objects.get(node="t0")
    assert (node.post, node.limit_length, node.limit_unit, node.rights) == ("窗口人员", 3, "days", "陈述、申辩")
    assert FlowNode.objects.get(node="t1").name == "复核"


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ({"t0": {"name": "受理", "post": "长" * 61}}, "岗位"),
        ({"t0": {"name": "受理", "limit_length": "三天"}}, "时限"),
        ({"t0": {"name": "受理", "limit_length": "-1"}}, "时限"),
        ({"t0": {"name": "受理", "limit_unit": "weeks"}}, "时限单位"),
    ],
)
def test_a_value_that_is_none_is_said_with_its_step_and_nothing_is_lost(clerk, version, nodes, said):
    answer = send(clerk, version, "chart_draw", bpmn("甲"), nodes)
    assert answer.status_code == 422
    assert said in answer.text
    assert "受理" in answer.text
    assert "画的都还在" in answer.text
    assert steps_of(version) == list(STEPS)


@pytest.mark.parametrize("nodes", ["[]", "{", '{"a": 1}', "null", "[" * 5000])
def test_nonsense_about_steps_is_no_error_of_the_server(clerk, version, nodes):
    answer = clerk.post(url(version, "chart_draw"), {"xml": bpmn("甲").decode(), "nodes": nodes})
    assert answer.status_code in (302, 422)


def test_a_colleague_is_not_overwritten_unless_one_says_so(clerk, home, version):
    seen = version.revision
    services.edit(version, by=home.clerk, at=AT, conditions="同事改的")
    answer = send(clerk, version, "chart_draw", bpmn("甲"), revision=seen)
    assert answer.status_code == 422
    assert "同事改过这份草稿" in answer.text
    assert "最近一次改动" in answer.text
    assert 'name="甲"' in answer.context["form"].data["xml"]
    assert steps_of(version) == list(STEPS)
    overwrite = answer.context["overtaken"]["revision"]
    assert send(clerk, version, "chart_draw", bpmn("甲"), revision=overwrite).status_code == 302
    assert steps_of(version) == ["甲"]


def check(client, version, xml: bytes, nodes=None) -> dict:
    return send(client, version, "chart_check", xml, nodes).json()


def test_a_check_names_each_element_in_words(clerk, version):
    said = {"t0": {"post": "窗口人员", "limit_length": "1"}}
    found = check(clerk, version, bpmn("受理", "审查"), said)
    assert [(f["element"], f["reason"], f["kind"]) for f in found["findings"]] == [("t1", "没有岗位、时限", "problem")]
    assert "1 处问题" in found["summary"]
    said["t1"] = {"post": "科员", "limit_length": 0}
    assert check(clerk, version, bpmn("受理", "审查"), said) == {"summary": "没有问题，可以提交。", "findings": []}


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (bpmn(""), "没有名称"),
        (bpmn("甲").replace(b'<endEvent id="end"/>', b""), "没有结束事件"),
        (bpmn("甲").replace(b'targetRef="t0"', b'targetRef="end"'), "没有流入的连线"),
        (b"not xml", "不是合法的 XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "DTD"),
        (b"<a/>", "没有可读取的 BPMN"),
    ],
)
def test_bad_drawings_are_checked_as_well(clerk, version, xml, said):
    found = check(clerk, version, xml)
    assert any(said in finding["reason"] for finding in found["findings"])


def test_a_drawing_past_the_limit_is_told(clerk, version):
    answer = send(clerk, version, "chart_check", b" " * (2 * 1024 * 1024 + 1))
    assert (answer.status_code, "最大 2048 KB" in answer.json()["summary"]) == (422, True)


def test_a_drawing_is_laid_out_into_lanes_and_nothing_is_stored(clerk, version):
    nodes = {"t0": {"post": "窗口人员"}, "t1": {"post": "科长"}}
    xml = send(clerk, version, "chart_lay", bpmn("甲", "乙"), nodes, lanes="1").json()["xml"]
    assert (xml.count("<lane "), "窗口人员" in xml, "科长" in xml) == (2, True, True)
    assert "<lane" not in send(clerk, version, "chart_lay", bpmn("甲", "乙"), nodes).json()["xml"]
    assert steps_of(version) == list(STEPS)


@pytest.mark.parametrize("xml", [b"not xml", b"<a/>", bpmn("甲", process="a").replace(b"</definitions>", b"<x")])
def test_what_cannot_be_laid_out_is_told(clerk, version, xml):
    FlowChart.objects.all().delete()
    answer = send(clerk, version, "chart_lay", xml)
    assert (answer.status_code, "排不了" in answer.json()["summary"]) == (422, True)


def test_the_picture_of_a_draft_has_its_problems_on_it(clerk, version):
    FlowNode.objects.filter(node="t1").update(post="")
    answer = clerk.get(url(version, "chart_svg"))
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "没有岗位" in answer.text
    page = clerk.get(url(version, "chart")).text
    assert "提交前还要写明" in page
    assert 'href="#node-1"' in page
    assert reverse("workbench:chart_step", args=[version.item.number, 1, 2]) in page


def test_it_prints_on_a4_with_item_version_date_and_phones(clerk, version):
    page = clerk.get(url(version, "chart_print")).text
    for said in (version.name, "第 1 版", "起草中", "投诉举报电话", "环节，按办理顺序", *STEPS):
        assert said in page


def test_two_versions_are_compared_on_the_picture(client, home):
    from tests.catalogue.factories import DAY, published

    old = published(home)
    new = services.amend(old.item, reason="简化程序", by=home.clerk, at=AT + DAY)
    services.set_chart(new, bpmn("受理", "审查", "决定", "送达"), by=home.clerk, at=AT + DAY)
    client.force_login(home.clerk)
    page = client.get(reverse("workbench:version_compare", args=[old.item.number, 2, 1])).text
    for side, word in (("old", "走向改变"), ("new", "增加")):
        address = reverse("workbench:version_compared", args=[old.item.number, 2, 1, side])
        assert address in page
        assert f">{word}<" in client.get(address).text
    assert client.get(address.replace("new.svg", "both.svg")).status_code == 404
