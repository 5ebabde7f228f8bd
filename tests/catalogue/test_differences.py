"""Two versions compared in words and on their pictures: steps, limits, posts, ways, materials."""

import pytest

from mingjing.catalogue import selectors, services
from mingjing.catalogue.models import FlowChart, FlowNode
from mingjing.catalogue.selectors.differences import pictures
from mingjing.catalogue.services.steps import change_list
from tests.catalogue.factories import AT, DAY, amended, bpmn, describe_all, house, published

pytestmark = [pytest.mark.django_db, pytest.mark.article("ASM-5-4-1a")]
SAID = {"post": "窗口人员", "limit_length": 1, "limit_unit": "working_days"}


@pytest.fixture
def home():
    return house()


@pytest.fixture
def pair(home):
    """The version in force and the draft of the next."""
    old = published(home)
    return old, services.amend(old.item, reason="简化程序", by=home.clerk, at=AT + DAY)


def changes(pair) -> list[tuple[str, str, str, str]]:
    return [(found.word, found.what, found.before, found.after) for found in selectors.difference(*pair)]


def wish(pair, home, do, **how):
    return change_list(pair[1], do, by=home.clerk, at=AT + DAY, **how)


def test_a_copy_is_the_same_and_so_is_one_drawn_elsewhere(pair, home):
    assert changes(pair) == []
    row = FlowChart.objects.get(version=pair[1])
    services.set_chart(pair[1], row.xml.replace('x="16', 'x="17').encode(), by=home.clerk, at=AT + DAY)
    assert changes(pair) == [("改画", "流程图", "", "环节和走向没有改动，只是画法不同")]


def test_a_new_step_is_told_with_the_ways_that_lead_to_it(pair, home):
    wish(pair, home, lambda chart: chart.add_after("t0", "现场核查"), said=SAID)
    assert changes(pair) == [
        ("增加", "环节", "", "现场核查"),
        ("修改", "“受理”之后", "到“审查”", "到“现场核查”"),
    ]


def test_a_removed_step_and_a_moved_one(pair, home):
    wish(pair, home, lambda chart: chart.move("t0", "t1"))
    assert ("移动", "环节“受理”的先后", "最前面", "在“审查”之后") in changes(pair)
    wish(pair, home, lambda chart: chart.remove("t0"))
    assert ("删去", "环节", "受理", "") in changes(pair)


def test_limits_posts_and_conditions(pair):
    new = FlowNode.objects.filter(chart__version=pair[1])
    new.filter(node="t0").update(limit_length=1, post="窗口人员")
    new.filter(node="t1").update(limit_length=5, condition="材料齐全")
    assert changes(pair) == [
        ("缩短", "环节“受理”的时限", "2个工作日", "1个工作日"),
        ("修改", "环节“受理”的承办岗位", "许可科科员", "窗口人员"),
        ("延长", "环节“审查”的时限", "2个工作日", "5个工作日"),
        ("修改", "环节“审查”的行使条件", "", "材料齐全"),
    ]


def test_a_branch_is_told_with_its_condition(pair, home):
    wish(pair, home, lambda chart: chart.branch("t1", "材料不齐", "t0", otherwise="材料齐全"))
    assert changes(pair) == [("修改", "“审查”之后", "到“决定”", "若“材料齐全”，到“决定”；若“材料不齐”，到“受理”")]


def test_more_copies_of_a_material_are_a_change_of_it(pair):
    old, new = pair
    for version, copies in ((old, 1), (new, 2)):
        version.materials.create(name="申请书", copies=copies)
    new.materials.create(name="承诺书")
    assert changes(pair) == [
        ("增加", "材料", "", "承诺书 复印件1份"),
        ("修改", "材料“申请书”", "申请书 复印件1份", "申请书 复印件2份"),
    ]


def test_a_chart_that_was_not_there_is_added_with_its_steps(pair):
    FlowChart.objects.filter(version=pair[0]).delete()
    found = changes(pair)
    assert found[0] == ("增加", "流程图", "没有", "有")
    assert ("增加", "环节", "", "受理") in found


def test_the_pictures_carry_words_where_they_differ(pair, home):
    wish(pair, home, lambda chart: chart.add_after("t0", "现场核查"), said=SAID)
    wish(pair, home, lambda chart: chart.remove("t2"))
    FlowNode.objects.filter(chart__version=pair[1], node="t1").update(limit_length=1)
    old, new = pictures(*pair)
    assert (">删去<" in old, ">增加<" in old) == (True, False)
    assert (">增加<" in new, ">删去<" in new) == (True, False)
    assert "时限缩短" in old
    assert "时限缩短" in new


def test_there_are_no_pictures_where_a_chart_is_missing(pair):
    FlowChart.objects.filter(version=pair[0]).delete()
    assert pictures(*pair) is None


def test_a_file_numbered_anew_by_another_program_is_told_by_names(home):
    old = published(home)
    new = services.amend(old.item, reason="简化程序", by=home.clerk, at=AT + DAY)
    services.set_chart(new, bpmn("受理", "决定"), by=home.clerk, at=AT + DAY)
    describe_all(new, home, at=AT + DAY)
    assert ("删去", "环节", "审查", "") in changes((old, new))
    assert not any(what == "环节名称" for _, what, _, _ in changes((old, new)))


def test_the_same_words_reach_the_public(client, home):
    new = amended(published(home), home, at=AT + DAY, promised_length=5)
    text = client.get(f"/powers/{new.item.number}/2/compare/1/").text
    assert "10个工作日" in text
    assert "5个工作日" in text
