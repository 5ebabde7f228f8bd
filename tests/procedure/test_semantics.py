"""What each kind of node means: for a chart, which cases fit, and what the others cost."""

import pytest

from mingjing.procedure import Chart, judge
from tests.procedure.charts import START_END, bpmn, chart, flows, node, tasks

TIMER = '<timerEventDefinition id="d"/>'
CONDITION = "<conditionExpression/>"


def costs(drawn: Chart, cases: dict[str, int], *, finished: bool = True) -> None:
    """Check the cost of each case, a step a letter."""
    assert drawn.check() == ()
    assert {case: judge(drawn, list(case), finished=finished).cost for case in cases} == cases


def test_an_inclusive_gateway_takes_one_branch_or_several_but_not_none():
    gates = node("inclusiveGateway", "split") + node("inclusiveGateway", "join")
    drawn = chart(gates, tasks(*"ABCD"), flows("start split A join D end", "split B join", "split C join"))
    costs(drawn, {"AD": 0, "CD": 0, "ABD": 0, "CBAD": 0, "D": 1, "AAD": 1, "ADB": 1, "AB": 1})


def test_the_default_branch_of_an_inclusive_gateway_is_taken_alone():
    gates = node("inclusiveGateway", "split", default="split-C") + node("inclusiveGateway", "join")
    drawn = chart(gates, tasks(*"ABC"), flows("start split A join end", "split B join", "split C join"))
    costs(drawn, {"C": 0, "AB": 0, "AC": 1, "": 1})


def test_inclusive_gateways_nest_and_hold_choices_and_loops():
    gates = "".join(node("inclusiveGateway", key) for key in ("s1", "j1", "s2", "j2"))
    choice = node("exclusiveGateway", "x") + node("exclusiveGateway", "y")
    ways = flows("start s1 s2 A j2 j1 end", "s2 B j2", "s1 x C y j1", "y x", "x D y")
    costs(chart(gates, choice, tasks(*"ABCD"), ways), {"A": 0, "AB": 0, "CDC": 0, "ACBD": 0, "": 1, "AABC": 1})


def test_conditional_flows_out_of_a_step_are_an_inclusive_split():
    def conditional(source: str, target: str) -> str:
        return (
            f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{CONDITION}</sequenceFlow>'
        )

    parts = (tasks(*"ABCD"), node("inclusiveGateway", "join"), conditional("A", "B"), conditional("A", "C"))
    drawn = chart(*parts, flows("start A", "A D join end", "B join", "C join"))
    costs(drawn, {"AD": 0, "ADB": 0, "ACDB": 0, "AB": 1, "A": 1})


def test_an_event_gateway_waits_for_one_of_its_events():
    catches = node("intermediateCatchEvent", "m", "来信") + node("intermediateCatchEvent", "t", "到期")
    drawn = chart(
        node("eventBasedGateway", "wait"), catches, tasks(*"ABC"), flows("start A wait m B end", "wait t C end")
    )
    costs(drawn, {"AB": 0, "AC": 0, "ABC": 1, "A": 1})


def test_an_intermediate_event_is_a_step_once_a_mapping_names_it():
    drawn = chart(node("intermediateCatchEvent", "m", "M"), tasks(*"AB"), flows("start A m B end"))
    costs(drawn, {"AB": 0, "AMB": 1})
    costs(drawn.showing(["M"]), {"AB": 1, "AMB": 0})
    assert drawn.showing(["A"]) is drawn


def test_an_interrupting_boundary_event_is_another_way_out_of_a_step():
    drawn = chart(
        tasks(*"ABC"),
        node("boundaryEvent", "late", attachedToRef="B", inside=TIMER),
        flows("start A B end", "late C end"),
    )
    costs(drawn, {"AB": 0, "AC": 0, "ABC": 1, "A": 1})


def test_a_boundary_event_on_a_sub_process_stops_all_that_runs_inside():
    inside = (
        node("startEvent", "s") + node("parallelGateway", "g") + tasks(*"AB")
        + node("endEvent", "e") + flows("s g A e", "g B e")
    )  # fmt: skip
    drawn = chart(
        node("subProcess", "sub", "勘验", inside=inside), tasks(*"CD"),
        node("boundaryEvent", "stop", attachedToRef="sub", inside=TIMER), flows("start sub C end", "stop D end"),
    )  # fmt: skip
    costs(drawn, {"ABC": 0, "BAC": 0, "D": 0, "BD": 0, "ABD": 0, "BC": 1, "DA": 1, "ACB": 2})


def test_an_error_end_leaves_a_sub_process_by_its_boundary_event_and_by_no_other_way():
    error = '<errorEventDefinition id="d1"/>'
    inside = (
        node("startEvent", "s") + tasks("A") + node("exclusiveGateway", "x") + node("endEvent", "ok")
        + node("endEvent", "bad", inside=error) + flows("s A x ok", "x bad")
    )  # fmt: skip
    drawn = chart(
        node("subProcess", "sub", "审查", inside=inside), tasks(*"CD"),
        node("boundaryEvent", "catch", attachedToRef="sub", inside=error), flows("start sub C end", "catch D end"),
    )  # fmt: skip
    costs(drawn, {"AC": 0, "AD": 0, "D": 1, "ACD": 1})


def test_a_terminate_end_inside_a_sub_process_ends_only_the_sub_process():
    inside = (
        node("startEvent", "s") + node("parallelGateway", "g") + tasks(*"AB") + node("endEvent", "e")
        + node("endEvent", "now", inside='<terminateEventDefinition id="d"/>') + flows("s g A e", "g B now")
    )  # fmt: skip
    drawn = chart(node("subProcess", "sub", "勘验", inside=inside), tasks("C"), flows("start sub C end"))
    costs(drawn, {"ABC": 0, "BC": 0, "AC": 1, "BAC": 0, "BCA": 1})  # A may come before the end takes effect


def test_a_looping_step_or_sub_process_happens_once_or_more():
    loop = '<standardLoopCharacteristics id="l"/>'
    several = '<multiInstanceLoopCharacteristics id="m"/>'
    inside = several + node("startEvent", "s") + tasks(*"BC") + node("endEvent", "e") + flows("s B C e")
    drawn = chart(node("task", "A", "A", inside=loop), node("subProcess", "sub", "会审", inside=inside),
                  flows("start A sub end"))  # fmt: skip
    costs(drawn, {"ABC": 0, "AAABCBC": 0, "BC": 1, "ABCB": 1, "A": 2})
    assert len(drawn.warnings) == 2


def test_two_flows_into_a_step_merge_and_two_out_of_it_run_side_by_side():
    drawn = chart(
        node("exclusiveGateway", "x"), node("parallelGateway", "j"), tasks(*"ABCDE"),
        flows("start x A C D j end", "x B C", "C E j"),
    )  # fmt: skip
    costs(drawn, {"ACDE": 0, "BCED": 0, "ACD": 1, "ABCDE": 1})


def test_two_nodes_of_one_name_are_told_apart_by_their_place():
    drawn = chart(
        node("task", "t1", "A"), node("task", "t2", "B"), node("task", "t3", "A"), flows("start t1 t2 t3 end")
    )
    costs(drawn, {"ABA": 0, "AB": 1, "BA": 1, "AA": 1})
    assert [move.node for move in judge(drawn, ["B", "A"]).moves] == ["t1", "t2", "t3"]


def test_several_start_events_are_alternatives():
    drawn = chart(node("startEvent", "other"), tasks(*"ABC"), flows("start A C end", "other B C"))
    costs(drawn, {"AC": 0, "BC": 0, "ABC": 1, "C": 1})


def test_a_case_on_a_chart_that_cannot_end_is_undecided_but_may_be_judged_so_far():
    drawn = Chart.read(
        bpmn(
            START_END,
            node("exclusiveGateway", "x"),
            node("parallelGateway", "j"),
            tasks(*"AB"),
            flows("start x A j end", "x B j"),
        )  # fmt: skip
    )
    verdict = judge(drawn, ["A"])
    assert (verdict.decided, verdict.cost, verdict.moves) == (False, None, ())
    assert "无法办结" in verdict.reason
    assert judge(drawn, ["A"], finished=False).cost == 0


@pytest.mark.parametrize("finished", [True, False])
def test_a_case_without_events_misses_everything_or_nothing_yet(finished):
    drawn = chart(tasks(*"AB"), flows("start A B end"))
    costs(drawn, {"": 2 if finished else 0}, finished=finished)
