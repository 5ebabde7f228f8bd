"""Charts wired at random, sound or not, with sub-processes and boundary events: merging routing changes nothing."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mingjing.procedure import Chart, ChartError, Judge
from mingjing.procedure.compiler import draw_net
from mingjing.procedure.soundness import TWICE, check
from tests.procedure.charts import START_END, bpmn, node
from tests.procedure.dijkstra import cheapest
from tests.procedure.replay import replays

KINDS = ("task", "task", "exclusiveGateway", "parallelGateway")
CASES = st.lists(st.sampled_from("ABCX"), max_size=5)


@st.composite
def wild(draw: st.DrawFn) -> bytes:
    """A file of up to eight nodes wired at random; one may be a sub-process, one may be interrupted."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=7))
    parts = [START_END]
    for key, kind in enumerate(kinds):
        parts.append(node(kind, f"n{key}", draw(st.sampled_from("ABC")) if kind == "task" else ""))
    keys = [f"n{key}" for key in range(len(kinds))]
    pairs = {("start", keys[0]), (keys[-1], "end")}
    pairs |= set(zip(keys, keys[1:], strict=False))
    pairs |= draw(st.sets(st.tuples(st.sampled_from(keys), st.sampled_from([*keys, "end"])), max_size=5))
    if draw(st.booleans()):
        parts.append(draw(sub_process()))
        pairs |= {(draw(st.sampled_from(keys)), "sub"), ("sub", draw(st.sampled_from([*keys, "end"])))}
        if draw(st.booleans()):
            parts.append(node("boundaryEvent", "cut", attachedToRef="sub"))
            pairs.add(("cut", draw(st.sampled_from([*keys, "end"]))))
    parts += [
        f'<sequenceFlow id="f{n}" sourceRef="{source}" targetRef="{target}"/>'
        for n, (source, target) in enumerate(sorted(pairs))
    ]
    return bpmn(*parts)


@st.composite
def sub_process(draw: st.DrawFn) -> str:
    """Two steps side by side, the second ending the sub-process at once if it terminates."""
    stop = draw(st.sampled_from(["", "<terminateEventDefinition/>"]))
    inside = (
        node("startEvent", "s0") + node("parallelGateway", "s1") + node("task", "s2", "A") + node("task", "s3", "B")
        + node("endEvent", "s4") + node("endEvent", "s5", inside=stop)
    )  # fmt: skip
    ways = [("s0", "s1"), ("s1", "s2"), ("s1", "s3"), ("s2", "s4"), ("s3", "s5")]
    inside += "".join(f'<sequenceFlow id="{a}{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in ways)
    return node("subProcess", "sub", inside=inside)


def read(data: bytes) -> Chart:
    try:
        return Chart.read(data)
    except ChartError:
        assume(False)
        raise


quick = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@quick
@given(wild())
def test_merging_routing_keeps_what_is_wrong_with_a_chart(data):
    chart = read(data)
    drawn = check(draw_net(chart.nodes, chart.flows), 20_000)
    merged = chart.check(20_000)
    assert bool(drawn) == bool(merged)
    assert any(p.reason == TWICE for p in drawn) == any(p.reason == TWICE for p in merged)


@quick
@given(wild(), CASES)
def test_the_cost_is_that_of_the_plain_search_on_the_chart_as_drawn(data, case):
    chart = read(data)
    assume(not any(problem.reason == TWICE for problem in chart.check(20_000)))
    judge = Judge(chart)
    known = [name for name in case if name in judge.names]
    verdict = judge.judge(case)
    plain = cheapest(draw_net(chart.nodes, chart.flows), known, finished=True)
    if plain is None:
        assert not verdict.decided
    else:
        assert verdict.cost == plain[0] + len(case) - len(known)
        assert replays(chart, case, verdict)
    begun = judge.judge(case, finished=False)
    plain = cheapest(draw_net(chart.nodes, chart.flows), known, finished=False)
    assert begun.cost == plain[0] + len(case) - len(known)
    assert replays(chart, case, begun, finished=False)
