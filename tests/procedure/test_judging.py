"""The explanation itself: which one of equal ones, what enabled each step, what may come next."""

import pytest

from mingjing.procedure import Judge, MoveKind, judge, judge_log, next_steps
from tests.procedure.charts import chart, flows, node, tasks

LINE = (tasks(*"ABCD"), flows("start A B C D end"))
BLOCK = (
    node("parallelGateway", "fork"), node("parallelGateway", "meet"), tasks(*"ABCD"),
    flows("start A fork B meet D end", "fork C meet"),
)  # fmt: skip


def told(verdict) -> str:
    """The moves as text: A for a step seen, (A) for one skipped, +A for one added."""
    form = {MoveKind.MATCHED: "{}", MoveKind.SKIPPED: "({})", MoveKind.ADDED: "+{}"}
    return " ".join(form[move.kind].format(move.name) for move in verdict.moves)


@pytest.mark.parametrize(
    ("case", "explanation"),
    [
        ("ABCD", "A B C D"),
        ("ABBCD", "A B +B C D"),  # the first of two equal events is the step
        ("ACBD", "A (B) C +B D"),  # seen before added: C is a step when it comes
        ("ABXCD", "A B +X C D"),
        ("AXCD", "A +X (B) C D"),  # a skipped step stands where it was due
        ("BCD", "(A) B C D"),
        ("ABC", "A B C (D)"),
        ("DCBA", "(A) (B) (C) D +C +B +A"),
        ("", "(A) (B) (C) (D)"),
        ("XX", "+X +X (A) (B) (C) (D)"),
    ],
)
@pytest.mark.article("ACC-7-2a")
def test_of_the_cheapest_explanations_always_the_same_one_is_told(case, explanation):
    assert told(judge(chart(*LINE), list(case))) == explanation


@pytest.mark.article("ACC-7-2a")
def test_added_and_skipped_steps_are_named_in_order():
    verdict = judge(chart(*LINE), list("AXCYD"))
    assert (verdict.cost, verdict.fits) == (3, False)
    assert (verdict.added, verdict.skipped) == (("X", "Y"), ("B",))


def test_each_step_names_the_event_that_enabled_it():
    moves = judge(chart(*BLOCK), list("ACBD")).moves
    assert [(move.name, move.event, move.enabled_by) for move in moves] == [
        ("A", 0, None),
        ("C", 1, 0),
        ("B", 2, 0),
        ("D", 3, 2),  # the later of the two branches
    ]


def test_a_skipped_step_enables_nothing_and_an_added_one_is_enabled_by_nothing():
    moves = judge(chart(*LINE), list("AXCD")).moves
    assert [(move.name, move.event, move.enabled_by) for move in moves] == [
        ("A", 0, None),
        ("X", 1, None),
        ("B", None, 0),
        ("C", 2, 0),
        ("D", 3, 2),
    ]


def test_a_step_after_a_sub_process_is_enabled_by_the_last_event_inside():
    inside = (
        node("startEvent", "s") + node("parallelGateway", "g") + tasks(*"BC") + node("endEvent", "e")
        + flows("s g B e", "g C e")
    )  # fmt: skip
    drawn = chart(tasks(*"AD"), node("subProcess", "sub", "勘验", inside=inside), flows("start A sub D end"))
    assert [move.enabled_by for move in judge(drawn, list("ABCD")).moves] == [None, 0, 0, 2]


@pytest.mark.parametrize(
    ("case", "steps"),
    [
        ("", [("A", None)]),
        ("A", [("B", 0), ("C", 0)]),
        ("AC", [("B", 0)]),
        ("ACB", [("D", 2)]),
        ("AXC", [("B", 0)]),
        ("ABCD", []),
    ],
)
def test_the_steps_that_may_come_next_are_told_with_what_enabled_them(case, steps):
    assert [(step.name, step.enabled_by) for step in next_steps(chart(*BLOCK), list(case))] == steps


def test_an_unfinished_case_owes_nothing_that_may_still_come():
    drawn = chart(*LINE)
    assert [judge(drawn, list(case), finished=False).cost for case in ("", "A", "AB", "AC", "ACB")] == [0, 0, 0, 1, 1]


def test_two_equally_long_ways_through_routing_to_one_step_are_no_matter():
    gates = [node("exclusiveGateway", key) for key in ("g", "one", "other")]
    drawn = chart(*gates, tasks(*"AB"), flows("start g one A B end", "g other A"))
    assert [told(judge(drawn, list(case))) for case in ("AB", "B", "AXB")] == ["A B", "(A) B", "A +X B"]


def test_past_the_budget_a_case_is_undecided_and_says_so(shared):
    from mingjing.procedure import Chart

    wide = Chart.read(shared / "data/charts/parallel_12_3.bpmn")
    names = [step.name for step in wide.steps]
    verdict = judge(wide, names[::-1], budget=500)
    assert (verdict.decided, verdict.cost, verdict.moves, verdict.fits) == (False, None, (), False)
    assert "500" in verdict.reason


@pytest.mark.slow
def test_a_chart_of_sixteen_million_markings_is_judged(shared):
    from mingjing.procedure import Chart

    wide = Judge(Chart.read(shared / "data/charts/parallel_12_3.bpmn"))
    names = [step.name for step in wide.chart.steps]
    assert wide.judge(names).cost == 0
    assert wide.judge([]).cost == 38
    assert wide.judge([names[0], *names[3:20], names[5], *names[21:]]).cost == 4
    assert wide.judge(names[:9], finished=False).cost == 0


def test_a_verdict_does_not_depend_on_what_was_judged_before():
    cases = ["ABCD", "DCBA", "AXCD", "", "AABBCCDD", "ACBD"]
    fresh = [Judge(chart(*BLOCK)).judge(list(case)) for case in cases]
    used = Judge(chart(*BLOCK))
    assert [used.judge(list(case)) for case in cases] == fresh
    assert [used.judge(list(case)) for case in reversed(cases)] == fresh[::-1]
    used.automaton.states.clear()
    used.automaton.reaches.clear()
    assert [used.judge(list(case)) for case in cases] == fresh


def test_a_log_is_judged_case_by_case_in_the_order_first_seen():
    cases = ["2", "1", "2", "1", "2", "2", "3"]
    activities = ["A", "A", "B", "B", "C", "D", "A"]
    found = list(judge_log(chart(*LINE), cases, activities))
    assert [(one.case, "".join(one.activities), one.verdict.cost) for one in found] == [
        ("2", "ABCD", 0),
        ("1", "AB", 2),
        ("3", "A", 3),
    ]


def test_columns_of_unequal_length_are_an_error():
    with pytest.raises(ValueError, match="shorter"):
        list(judge_log(chart(*LINE), ["1", "1"], ["A"]))
