"""A draft's chart as a list: wishes kept or refused, lanes by post, all or nothing, colleagues not overwritten."""

import pytest

from mingjing.catalogue import selectors, services
from mingjing.catalogue.models import FlowChart, FlowNode
from mingjing.catalogue.selectors import charts
from mingjing.catalogue.services.charts import Overtaken, save_chart
from mingjing.catalogue.services.steps import change_list, lay_out
from mingjing.catalogue.workflow import CHART_SET, NODE_DESCRIBED
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.procedure import ChartError
from mingjing.procedure.editing import END
from tests.catalogue.factories import AT, BPMN, bpmn, bring, draft, house

pytestmark = pytest.mark.django_db
SAID = {"post": "窗口人员", "limit_length": 1, "limit_unit": "working_days"}


@pytest.fixture
def home():
    return house()


@pytest.fixture
def version(home):
    return draft(home)


def wish(version, home, do, **how):
    return change_list(version, do, by=home.clerk, at=AT, **how)


def steps_of(version) -> list[str]:
    return [node.name for node in FlowNode.objects.filter(chart__version=version)]


def test_a_step_comes_with_what_must_be_published_of_it_and_the_others_keep_theirs(home, version):
    new = wish(version, home, lambda chart: chart.add_after("t0", "登记"), said=SAID)
    assert steps_of(version) == ["受理", "登记", "审查", "决定"]
    assert FlowNode.objects.get(node=new).post == "窗口人员"
    assert set(FlowNode.objects.exclude(node=new).values_list("post", flat=True)) == {"许可科科员"}
    assert "BPMNShape" in FlowChart.objects.get(version=version).xml


def test_a_list_starts_a_chart_where_there_is_none(home, version):
    FlowChart.objects.all().delete()
    wish(version, home, lambda chart: chart.add_after("start", "受理"), said=SAID)
    row = FlowChart.objects.get(version=version)
    assert steps_of(version) == ["受理"]
    assert f'name="{version.name}"' in row.xml


def test_lanes_are_made_by_posts_and_follow_them(home, version):
    lay_out(version, by=home.clerk, at=AT)
    assert FlowChart.objects.get(version=version).xml.count("<lane ") == 1
    wish(version, home, lambda chart: chart.add_after("t0", "登记"), said=SAID)
    xml = FlowChart.objects.get(version=version).xml
    assert xml.count("<lane ") == 2
    assert 'name="窗口人员"' in xml


def test_a_chart_without_lanes_gets_none_by_an_edit(home, version):
    wish(version, home, lambda chart: chart.add_after("t0", "登记"), said=SAID)
    assert "<lane" not in FlowChart.objects.get(version=version).xml


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (lambda chart: chart.remove("nothing"), "已经没有这个环节"),
        (lambda chart: chart.redirect("f1", END), "图就读不通|没有流入|永远"),
        (lambda chart: chart.add_after("t0", "长" * 121), "超过 120"),
    ],
)
def test_a_wish_that_cannot_be_changes_nothing(home, version, do, why):
    if why.startswith("图就"):
        wish(version, home, do)  # what no way leads to any more goes with it
        assert steps_of(version) == ["受理"]
        return
    with pytest.raises(Refused, match=why):
        wish(version, home, do)
    assert steps_of(version) == ["受理", "审查", "决定"]


def test_a_colleague_is_not_overwritten(home, version):
    seen = version.revision
    services.edit(version, by=home.clerk, at=AT, conditions="同事改的")
    with pytest.raises(Overtaken, match="同事改过"):
        wish(version, home, lambda chart: chart.add_after("t0", "登记"), revision=seen)
    with pytest.raises(Overtaken):
        save_chart(version, bpmn("甲"), {}, by=home.clerk, at=AT, revision=seen)
    assert steps_of(version) == ["受理", "审查", "决定"]


def test_only_a_draft_of_the_own_unit_is_changed(home, version):
    with pytest.raises(Refused, match="经办人"):
        change_list(version, lambda chart: chart.remove("t0"), by=home.leader, at=AT)
    bring(version, home, "unit_review")
    for act in (lambda: lay_out(version, by=home.clerk, at=AT), lambda: wish(version, home, lambda c: c.remove("t0"))):
        with pytest.raises(Refused, match="不是草稿"):
            act()


def test_a_chart_and_what_is_said_of_its_steps_are_kept_together_or_not_at_all(home, version):
    said = {"t0": {"post": "长" * 61}, "t1": {"limit_length": 5}}
    with pytest.raises(ChartError, match="岗位") as caught:
        save_chart(version, bpmn("受理", "复核"), said, by=home.clerk, at=AT)
    assert [problem.element for problem in caught.value.problems] == ["t0"]
    assert steps_of(version) == ["受理", "审查", "决定"]
    save_chart(version, bpmn("受理", "复核"), {"t1": {"limit_length": 5}}, by=home.clerk, at=AT)
    assert FlowNode.objects.get(node="t1").limit_length == 5


def test_the_ledger_tells_a_new_drawing_from_new_words(home, version):
    Entry.objects.filter(step__in=(CHART_SET, NODE_DESCRIBED))
    before = Entry.objects.filter(step=CHART_SET).count()
    save_chart(version, bpmn("受理", "审查", "决定"), {"t0": {"rights": "陈述、申辩"}}, by=home.clerk, at=AT)
    assert Entry.objects.filter(step=CHART_SET).count() == before
    last = Entry.objects.filter(step=NODE_DESCRIBED).last()
    assert last.after == {"node": "受理", "rights": "陈述、申辩"}


TWO_STARTS = (
    f'<definitions xmlns="{BPMN}"><process id="p">'.encode()
    + (
        '<startEvent id="s"/><startEvent id="s2"/><task id="a" name="甲"/><endEvent id="e"/>'
        '<sequenceFlow id="1" sourceRef="s" targetRef="a"/><sequenceFlow id="2" sourceRef="s2" targetRef="a"/>'
        '<sequenceFlow id="3" sourceRef="a" targetRef="e"/></process></definitions>'
    ).encode()
)


@pytest.mark.article("ASM-5-3-2b")
def test_a_chart_of_two_starts_is_kept_and_not_submitted(home, version):
    save_chart(version, TWO_STARTS, {"a": SAID}, by=home.clerk, at=AT)
    with pytest.raises(Refused, match="只能有一个"):
        services.submit(version, by=home.clerk, at=AT)


@pytest.mark.article("ASM-5-3-2b")
def test_everything_wrong_is_found_at_its_step(home, version):
    FlowNode.objects.filter(chart__version=version, node="t1").update(post="", limit_length=None)
    row = FlowChart.objects.get(version=version)
    (found,) = charts.findings(row, row.nodes.all())
    assert (found.problem.element, found.problem.reason, found.serious) == ("t1", "没有岗位、时限", True)
    assert charts.marks_of([found])["t1"].word == "没有岗位、时限"
    with pytest.raises(Refused, match="“审查”没有岗位、时限"):
        services.submit(version, by=home.clerk, at=AT)


def test_a_last_step_that_may_be_left_out_does_not_keep_a_draft_back(home, version):
    wish(version, home, lambda chart: chart.branch("t1", "不予受理", END))
    assert any("办结”记录" in caution for caution in selectors.warnings(version))
    assert not any("流程图" in lack for lack in selectors.lacks(version))
