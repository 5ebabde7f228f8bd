"""What is wrong with a chart that can be read but not followed, with the shortest run that shows it."""

import pytest

from tests.procedure.charts import chart, flows, node, tasks

SPLIT, JOIN = node("parallelGateway", "fork"), node("parallelGateway", "meet")
CHOICE, MERGE = node("exclusiveGateway", "either"), node("exclusiveGateway", "merge")


def test_a_chart_that_splits_in_parallel_and_merges_by_choice_puts_two_tokens_on_a_flow():
    found = chart(
        SPLIT, MERGE, tasks("A", "B", "C"), flows("start fork A merge C end", "fork B merge"),
    ).check()  # fmt: skip
    twice = [(problem.element, problem.run) for problem in found if "走两遍" in problem.reason]
    assert twice[:2] == [("B", ("A", "B")), ("A", ("B", "A"))]


def test_a_chart_that_chooses_and_joins_in_parallel_stops_there():
    found = chart(CHOICE, JOIN, tasks("A", "B"), flows("start either A meet end", "either B meet")).check()
    stuck = [problem for problem in found if "不能办结" in problem.reason]
    assert [(p.element, p.run) for p in stuck] == [("meet", ("A",))]
    assert [p.element for p in found if "永远不会" in p.reason] == ["end", "meet"]


def test_a_branch_left_over_when_the_chart_has_ended_is_named():
    ways = flows("start fork A end", "fork B meet end2", "fork either C meet", "either end3")
    ends = node("endEvent", "end2") + node("endEvent", "end3")
    found = chart(SPLIT, JOIN, CHOICE, ends, tasks("A", "B", "C"), ways).check()
    assert any("未办完" in problem.reason and problem.element == "meet" for problem in found)


def test_a_circle_without_a_way_out_is_found():
    found = chart(CHOICE, MERGE, tasks("A", "B"), flows("start either merge A B merge", "either end")).check()
    assert any("不能办结" in problem.reason for problem in found)
    assert not any("永远不会" in problem.reason for problem in found)


@pytest.mark.parametrize("boundary", ["", '<terminateEventDefinition id="t"/>'])
def test_terminate_clears_what_is_left(boundary):
    ends = node("endEvent", "stop", inside=boundary)
    found = chart(
        SPLIT, JOIN, CHOICE, ends, tasks("A", "B"),
        flows("start fork A meet end", "fork B either meet", "either stop"),
    ).check()  # fmt: skip
    assert bool(found) == (not boundary)


def test_past_the_budget_the_answer_says_that_it_was_not_finished(shared):
    from mingjing.procedure import Chart

    found = Chart.read(shared / "data/charts/parallel_12_3.bpmn").check(budget=1_000)
    assert len(found) == 1
    assert "没有查完" in found[0].reason
    assert "1000" in found[0].reason


def test_a_problem_reads_as_a_sentence():
    found = chart(CHOICE, JOIN, tasks("A", "B"), flows("start either A meet end", "either B meet")).check()
    assert str(found[-1]) == "meet：办到这里后再也不能办结"
