"""Two charts compared: which step is which, what came, went, changed, moved; what follows otherwise now."""

import pytest

from mingjing.procedure.comparison import compare, pairs
from mingjing.procedure.inspection import cautions, faults
from tests.procedure.charts import START_END, Chart, bpmn, chart, flows, node, tasks


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ([("1", "甲"), ("2", "乙")], [("1", "甲"), ("2", "乙")], {"1": "1", "2": "2"}),
        ([("1", "甲"), ("2", "乙")], [("1", "乙")], {"2": "1"}),  # numbered anew by a program: the name tells
        ([("1", "甲")], [("1", "受理")], {"1": "1"}),  # renamed
        ([("1", "甲")], [("9", "甲")], {"1": "9"}),  # drawn anew
        ([("1", "")], [("2", "")], {}),
        ([("1", "甲"), ("2", "甲")], [("2", "甲")], {"2": "2"}),
    ],
)
def test_the_same_step_is_known_by_element_and_name_then_name_then_element(old, new, same):
    assert pairs(old, new) == same


def line(*names: str) -> Chart:
    return chart(tasks(*names), flows(" ".join(("start", *names, "end"))))


def test_added_and_removed():
    found = compare(line("甲", "乙", "丙"), line("甲", "丙", "丁"))
    assert (found.removed, found.added) == ({"乙"}, {"丁"})
    assert not found.moved
    assert found.ways["甲"] == (("到“乙”",), ("到“丙”",))
    assert found.ways["丙"] == (("办结",), ("到“丁”",))


def test_moved_is_the_one_that_changed_its_place_and_not_all_others():
    assert compare(line("甲", "乙", "丙", "丁"), line("乙", "丙", "丁", "甲")).moved == {"甲"}


def test_the_same_chart_drawn_elsewhere_is_the_same():
    found = compare(line("甲", "乙"), line("甲", "乙"))
    assert not (found.added or found.removed or found.changed or found.moved or found.ways)


def test_a_step_by_another_name_is_changed_and_what_leads_to_it_is_not():
    old = chart(node("task", "1", "甲"), node("task", "2", "乙"), flows("start 1 2 end"))
    new = chart(node("task", "1", "甲"), node("task", "2", "复核"), flows("start 1 2 end"))
    found = compare(old, new)
    assert found.changed == {"2"}
    assert not found.ways


def test_another_condition_is_another_way():
    def choice(words: str) -> Chart:
        gate = node("exclusiveGateway", "g")
        way = f'<sequenceFlow id="w" name="{words}" sourceRef="g" targetRef="乙"/>'
        return chart(gate, tasks("甲", "乙"), way, flows("start 甲 g end", "乙 end"))

    found = compare(choice("超过十日"), choice("超过五日"))
    before, after = found.ways["甲"]
    assert "若“超过十日”，到“乙”" in before
    assert "若“超过五日”，到“乙”" in after


def test_more_than_one_start_is_a_fault_at_each():
    two = bpmn(START_END, node("startEvent", "again"), tasks("甲", "乙"), flows("start 甲 end", "again 乙 end"))
    found = [problem for problem in faults(Chart.read(two)) if "只能有一个" in problem.reason]
    assert [problem.element for problem in found] == ["start", "again"]
    assert "开始有 2 个" in found[0].reason


def test_a_last_step_that_may_be_left_out_is_a_caution():
    gate = node("exclusiveGateway", "g")
    found = cautions(chart(gate, tasks("决定", "发证"), flows("start 决定 g 发证 end", "g end")))
    assert [problem.element for problem in found] == ["决定"]
    assert "也可能还要办“发证”" in found[0].reason


def test_a_chart_whose_last_step_always_comes_has_no_caution():
    gates = node("exclusiveGateway", "g") + node("exclusiveGateway", "m")
    assert not cautions(chart(gates, tasks("甲", "乙", "送达"), flows("start g 甲 m 送达 end", "g 乙 m")))


def test_past_the_budget_nothing_is_said(shared):
    assert cautions(Chart.read(shared / "data/charts/parallel_10_2.bpmn"), budget=100) == ()
