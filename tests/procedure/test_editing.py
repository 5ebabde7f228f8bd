"""A chart changed as a list: each wish leaves a chart that can be read, and does what it says."""

import pytest

from mingjing.procedure import Chart
from mingjing.procedure.document import drawn
from mingjing.procedure.editing import END, EditError, Editor
from mingjing.procedure.outline import outline
from mingjing.procedure.ways import ways_out
from tests.procedure.charts import START_END, bpmn, flows, node, tasks

LINE = bpmn(START_END, tasks("受理", "审查", "决定"), flows("start 受理 审查 决定 end")).decode()


class Draft:
    """A chart under work: wishes change it, `says` tells what follows each step."""

    def __init__(self, xml: str = LINE) -> None:
        self.xml = xml

    def wish(self, do) -> str:
        editor = Editor(self.xml, "p")
        new = do(editor)
        self.xml = editor.text()
        assert self.chart.check() == ()
        return new

    @property
    def chart(self) -> Chart:
        return Chart.read(self.xml.encode(), "p")

    @property
    def names(self) -> list[str]:
        return [step.name for step in self.chart.steps]

    def says(self) -> dict[str, tuple[str, ...]]:
        by_id = {step.id: step.name for step in self.chart.steps}
        return {by_id.get(key, ""): ways for key, ways in outline(self.chart, names={}).items()}


@pytest.fixture
def draft() -> Draft:
    return Draft()


def test_a_chart_begins_with_nothing_but_start_and_end():
    editor = Editor.blank("停车场备案")
    editor.add_after("start", "受理")
    chart = Chart.read(drawn(editor.text(), "power").encode())
    assert [step.name for step in chart.steps] == ["受理"]
    assert 'name="停车场备案"' in editor.text()


def test_a_step_is_added_after_another_and_before_all(draft):
    draft.wish(lambda chart: chart.add_after("审查", "公示"))
    draft.wish(lambda chart: chart.add_after("start", "咨询"))
    assert draft.names == ["咨询", "受理", "审查", "公示", "决定"]


def test_a_branch_leads_back_by_a_new_step(draft):
    draft.wish(lambda chart: chart.branch("审查", "材料不齐", "受理", otherwise="材料齐全", through="补正告知"))
    assert draft.says()["审查"] == ("若“材料齐全”，到“决定”", "若“材料不齐”，到“补正告知”")
    assert draft.says()["补正告知"] == ("到“受理”",)


def test_a_second_condition_joins_the_choice_that_is_there(draft):
    draft.wish(lambda chart: chart.branch("审查", "材料不齐", "受理"))
    draft.wish(lambda chart: chart.branch("审查", "不属于本机关", END))
    assert draft.says()["审查"] == ("否则，到“决定”", "若“材料不齐”，到“受理”", "若“不属于本机关”，办结")
    assert sum(n.kind.value == "exclusiveGateway" for n in draft.chart.nodes) == 1


def test_steps_are_done_at_the_same_time_and_one_more_joins_them(draft):
    draft.wish(lambda chart: chart.beside("审查", "征求意见"))
    draft.wish(lambda chart: chart.beside("审查", "专家评审"))
    assert draft.says()["受理"] == ("同时到“审查”，并到“征求意见”，并到“专家评审”",)
    assert draft.says()["专家评审"] == ("等同时办理的各步都办完，到“决定”",)


def test_a_step_is_taken_out_and_idle_gateways_go_with_it(draft):
    extra = draft.wish(lambda chart: chart.beside("审查", "征求意见"))
    draft.wish(lambda chart: chart.remove(extra))
    assert draft.names == ["受理", "审查", "决定"]
    assert all(n.kind.value in ("task", "startEvent", "endEvent") for n in draft.chart.nodes)


def test_the_condition_of_a_branch_outlives_its_step(draft):
    extra = draft.wish(lambda chart: chart.branch("审查", "材料不齐", "受理", through="补正告知"))
    draft.wish(lambda chart: chart.remove(extra))
    assert "若“材料不齐”，到“受理”" in draft.says()["审查"]


def test_a_step_is_moved_with_its_element(draft):
    draft.wish(lambda chart: chart.move("受理", "审查"))
    assert [(step.id, step.name) for step in draft.chart.steps][:2] == [("审查", "审查"), ("受理", "受理")]
    draft.wish(lambda chart: chart.move("决定", "start"))
    assert draft.names == ["决定", "审查", "受理"]


def test_a_way_is_led_elsewhere_reworded_and_given_a_step(draft):
    draft.wish(lambda chart: chart.branch("审查", "不符合条件", END))
    way = next(w for w in ways_out(_diagram(draft), "审查") if w.condition == "不符合条件")
    assert (way.target, way.branch, way.lost) == (END, True, ())
    draft.wish(lambda chart: chart.redirect(way.flow, "受理", "需要重报"))
    assert "若“需要重报”，到“受理”" in draft.says()["审查"]
    draft.wish(lambda chart: chart.add_on(way.flow, "告知"))
    assert "若“需要重报”，到“告知”" in draft.says()["审查"]
    assert draft.says()["告知"] == ("到“受理”",)


def test_a_branch_is_closed_with_the_steps_that_only_it_led_to_named_before(draft):
    draft.wish(lambda chart: chart.branch("审查", "材料不齐", "受理", through="补正告知"))
    way = next(w for w in ways_out(_diagram(draft), "审查") if w.condition == "材料不齐")
    assert way.lost == ("补正告知",)
    draft.wish(lambda chart: chart.close_way(way.flow))
    assert draft.names == ["受理", "审查", "决定"]


def test_a_step_is_renamed_and_nothing_else(draft):
    before = draft.says()["受理"]
    draft.wish(lambda chart: chart.rename("受理", "受理申请"))
    assert draft.names[0] == "受理申请"
    assert draft.says()["受理申请"] == before


def _diagram(draft: Draft):
    from mingjing.procedure import bpmn as reading
    from mingjing.procedure.markup import parse

    return reading.skim(parse(draft.xml.encode()), "p")


ONE = bpmn(START_END, tasks("受理"), flows("start 受理 end")).decode()


@pytest.mark.parametrize(
    ("xml", "wish", "why"),
    [
        (LINE, lambda c: c.add_after("end", "甲"), "“办结”之后"),
        (LINE, lambda c: c.add_after("没有", "甲"), "已经没有这个环节"),
        (LINE, lambda c: c.move("受理", "受理"), "自己之后"),
        (LINE, lambda c: c.redirect("没有", END), "已经没有这条走向"),
        (LINE, lambda c: c.close_way("受理-审查"), "唯一的走向"),
        (ONE, lambda c: c.remove("受理"), "唯一的环节"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_words(xml, wish, why):
    with pytest.raises(EditError, match=why):
        wish(Editor(xml, "p"))


def test_a_step_with_an_interrupting_event_is_left_to_the_drawing():
    event = node("boundaryEvent", "late", inside="<timerEventDefinition/>", attachedToRef="审查")
    xml = bpmn(START_END, event, tasks("受理", "审查"), flows("start 受理 审查 end", "late end")).decode()
    with pytest.raises(EditError, match="中断事件"):
        Editor(xml, "p").remove("审查")
