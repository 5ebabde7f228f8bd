"""The ordered list: everything a chart needs by forms alone, without script; refusals keep what was typed."""

import pytest
from django.urls import reverse

from mingjing.catalogue.models import FlowChart, FlowNode
from mingjing.procedure import Chart
from tests.catalogue.factories import STEPS, bring, draft, house, official
from tests.catalogue.factories import unit as unit_of

pytestmark = [pytest.mark.django_db, pytest.mark.article("ASM-5-3-2b")]
SAID = {"post": "窗口人员", "limit_length": "1", "limit_unit": "working_days"}


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


def address(version, place: int | None = None) -> str:
    args = [version.item.number, version.no]
    return (
        reverse("workbench:chart_step", args=[*args, place]) if place else reverse("workbench:chart_steps", args=args)
    )


def wish(client, version, place: int, do: str, **said):
    page = client.get(address(version, place))
    hidden = {"do": do, "revision": page.context["revision"], "element": page.context["node"].node}
    return client.post(address(version, place), hidden | said)


def steps_of(version) -> list[str]:
    return [node.name for node in FlowNode.objects.filter(chart__version=version)]


def test_a_chart_of_five_steps_with_a_branch_is_drawn_by_forms_alone(clerk, version):
    FlowChart.objects.all().delete()
    assert "第一步" in clerk.get(address(version)).text
    answer = clerk.post(address(version), {"name": "受理", **SAID})
    assert answer.url.endswith("#step-1")
    for place, name in enumerate(("审查", "决定", "送达"), start=1):
        assert wish(clerk, version, place, "add", name=name, **SAID).url.endswith(f"#step-{place + 1}")
    said = {"condition": "材料不齐", "through": "补正告知", "target": "STEP", "otherwise": "材料齐全"}
    said["target"] = FlowNode.objects.get(name="受理").node
    assert wish(clerk, version, 2, "branch", **said).status_code == 302
    assert sorted(steps_of(version)) == sorted(["受理", "审查", "决定", "送达", "补正告知"])
    page = clerk.get(address(version)).text
    assert "若“材料不齐”，到第" in page
    assert "没有岗位" in page  # of the step that came with the branch
    place = steps_of(version).index("补正告知") + 1
    wish(clerk, version, place, "change", name="补正告知", **SAID, rights="可以补交材料")
    assert "检查过了" in clerk.get(address(version)).text
    row = FlowChart.objects.get(version=version)
    assert Chart.read(row.xml.encode()).check() == ()
    assert FlowNode.objects.get(name="补正告知").rights == "可以补交材料"


def test_a_step_is_moved_removed_done_beside_another(clerk, version):
    wish(clerk, version, 1, "move", after="t1")
    assert steps_of(version) == ["审查", "受理", "决定"]
    wish(clerk, version, 2, "beside", name="征求意见", **SAID)
    assert "等同时办理的各步都办完" in clerk.get(address(version)).text
    wish(clerk, version, 1, "remove")
    assert sorted(steps_of(version)) == sorted(["受理", "征求意见", "决定"])


def test_a_way_is_changed_given_a_step_and_closed(clerk, version):
    wish(clerk, version, 2, "branch", condition="不符合条件", target="end")
    page = clerk.get(address(version, 2))
    way = next(w["way"] for w in page.context["desk"].ways if w["way"].condition == "不符合条件")
    wish(clerk, version, 2, "redirect", flow=way.flow, condition="需要重报", target="t0")
    assert "若“需要重报”，到第1步“受理”" in clerk.get(address(version)).text
    wish(clerk, version, 2, "on", flow=way.flow, name="告知")
    page = clerk.get(address(version, 2)).text
    assert "会一并删去只有这一路才办的环节：告知" in page
    wish(clerk, version, 2, "close", flow=way.flow)
    assert steps_of(version) == list(STEPS)


@pytest.mark.parametrize(
    ("do", "said", "why"),
    [
        ("add", {"name": "", **SAID}, "必填|必须|required|不能为空"),
        ("add", {"name": "登记", **SAID, "limit_length": "三天"}, "整数|number"),
        ("branch", {"condition": "", "target": "end"}, "必填|必须|required|不能为空"),
        ("branch", {"condition": "甲", "target": "nowhere"}, "nowhere"),
        ("move", {"after": "t1"}, "自己之后|选择|nowhere|t1"),
    ],
)
def test_what_cannot_be_is_said_at_its_form_and_what_was_typed_stays(clerk, version, do, said, why):
    import re

    answer = wish(clerk, version, 2, do, **said)
    assert answer.status_code == 422
    assert re.search(why, answer.text)
    assert steps_of(version) == list(STEPS)
    typed = said.get("post") or said.get("condition")
    assert not typed or typed in answer.text


def test_the_only_step_is_not_removed(clerk, version):
    for _ in range(2):
        wish(clerk, version, 2, "remove")
    answer = wish(clerk, version, 1, "remove")
    assert (answer.status_code, "唯一的环节" in answer.text) == (422, True)


def test_a_colleague_who_was_quicker_is_named_and_not_overwritten(clerk, version):
    page = clerk.get(address(version, 1))
    old = {"do": "add", "revision": page.context["revision"], "element": "t0"}
    wish(clerk, version, 1, "add", name="登记", **SAID)
    answer = clerk.post(address(version, 1), old | {"name": "咨询", **SAID})
    assert (answer.status_code, "同事改过这份草稿" in answer.text) == (422, True)
    assert 'value="咨询"' in answer.text
    assert "咨询" not in steps_of(version)


def test_steps_go_into_lanes_by_post_on_one_press(clerk, version):
    FlowNode.objects.filter(node="t0").update(post="窗口人员")
    press = reverse("workbench:chart_rearrange", args=[version.item.number, version.no])
    assert clerk.post(press).status_code == 302
    assert FlowChart.objects.get(version=version).xml.count("<lane ") == 2
    assert "已按岗位分好泳道" in clerk.get(reverse("workbench:chart", args=[version.item.number, version.no])).text


def test_posts_of_the_unit_are_offered(clerk, home, version):
    assert "许可科科员" in clerk.get(address(version, 1)).text.split("<datalist")[1]


@pytest.mark.parametrize("place", [0, 4, 999])
def test_there_is_no_such_step(clerk, version, place):
    url = reverse("workbench:chart_step", args=[version.item.number, version.no, place])
    assert clerk.get(url).status_code == 404


def test_an_unknown_wish_is_none(clerk, version):
    assert wish(clerk, version, 1, "explode").status_code == 404
    assert wish(clerk, version, 1, "close", flow="nowhere").status_code == 404


NAMES = ("chart_draw", "chart_steps", "chart_check", "chart_lay", "chart_rearrange")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["stranger", "other", "leader", "submitted"])
def test_only_the_units_clerk_works_on_a_draft(client, home, version, name, who):
    url = reverse(f"workbench:{name}", args=[version.item.number, version.no])
    if who == "submitted":
        bring(version, home, "unit_review")
    people = {"other": official("other", "unit_clerk", of=unit_of("130600SJ", "审计局")), "leader": home.leader}
    if who != "stranger":
        client.force_login(people.get(who, home.clerk))
    reads = name in ("chart_draw", "chart_steps")
    answer = client.get(url) if reads else client.post(url, {"xml": ""})
    allowed = {"stranger": 302, "other": 404, "leader": 404, "submitted": 404 if reads else None}[who]
    if allowed:
        assert answer.status_code == allowed
    assert steps_of(version) == list(STEPS)


@pytest.mark.parametrize("many", [3, 30])
def test_the_pages_cost_the_same_for_any_length(clerk, version, many, django_assert_max_num_queries):
    from mingjing.catalogue import services
    from tests.catalogue.factories import AT, bpmn

    services.set_chart(version, bpmn(*(f"第{n}步" for n in range(many))), by=version.drafted_by, at=AT)
    for url in (address(version), address(version, 1)):
        with django_assert_max_num_queries(12):
            clerk.get(url)
