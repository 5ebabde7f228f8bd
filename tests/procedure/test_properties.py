"""Random charts and noisy cases against searches that share nothing with the judge."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mingjing.procedure import Chart, Judge, judge, judge_log
from mingjing.procedure.bounds import Bounds
from mingjing.procedure.compiler import draw_net
from mingjing.procedure.search import Search
from tests.procedure.charts import Language, Tree, distance, grow
from tests.procedure.dijkstra import cheapest
from tests.procedure.replay import replays

NAMES = "ABCDE"
LONGEST = 9
STEP = st.tuples(st.just("step"), st.sampled_from(NAMES))
SKIP = st.just(("skip",))


def blocks(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.tuples(st.just("seq"), several),
        st.tuples(st.just("and"), several),
        st.tuples(st.just("or"), several),
        st.tuples(st.just("xor"), st.lists(st.one_of(inner, SKIP), min_size=2, max_size=3, unique_by=str)),
        st.tuples(st.just("loop"), inner, st.one_of(inner, SKIP)),
    )


TREES = st.recursive(STEP, blocks, max_leaves=6)
CASES = st.lists(st.sampled_from(NAMES + "X"), max_size=7)
quick = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))


@quick
@given(TREES, CASES)
def test_the_cost_is_the_distance_to_the_nearest_run(tree, case):
    words = Language(LONGEST).words(tree)
    nearest = min((distance(tuple(case), word) for word in words), default=None)
    verdict = judge(Chart.read(grow(tree)), case)
    shortest = min(map(len, words), default=LONGEST + 1)
    assume(nearest is not None and nearest <= LONGEST - max(len(case), shortest))
    assert verdict.cost == nearest


@quick
@given(TREES, CASES)
def test_the_cost_of_a_prefix_is_the_distance_to_the_nearest_beginning_of_a_run(tree, case):
    words = Language(LONGEST).words(tree)
    beginnings = {word[:n] for word in words for n in range(len(word) + 1)}
    assume(words)
    nearest = min(distance(tuple(case), word) for word in beginnings)
    assume(len(case) + nearest <= LONGEST - 1)
    assert judge(Chart.read(grow(tree)), case, finished=False).cost <= nearest
    if all(kind not in str(tree) for kind in ("loop",)):
        assert judge(Chart.read(grow(tree)), case, finished=False).cost == nearest


@quick
@given(TREES, CASES)
def test_the_explanation_replays_and_has_the_fewest_invisible_steps(tree, case):
    chart = Chart.read(grow(tree))
    found = Judge(chart)
    assert replays(chart, case, found.judge(case))
    known = [name for name in case if name in found.names]
    path = found._path(known, True)
    routing = sum(arc.routing for skipped, seen in path.events for arc in (*skipped, *([seen] if seen else [])))
    routing += sum(arc.routing for arc in path.tail) + path.ending.routing
    assert (path.cost, routing) == cheapest(draw_net(chart.nodes, chart.flows), known, finished=True)


@quick
@given(TREES, CASES)
def test_the_explanation_of_an_unfinished_case_replays_and_is_cheapest(tree, case):
    chart = Chart.read(grow(tree))
    found = Judge(chart)
    verdict = found.judge(case, finished=False)
    assert replays(chart, case, verdict, finished=False)
    known = [name for name in case if name in found.names]
    deviations, _ = cheapest(draw_net(chart.nodes, chart.flows), known, finished=False)
    assert verdict.cost == deviations + len(case) - len(known)


@quick
@given(TREES, CASES, st.booleans())
def test_the_search_for_wide_charts_gives_the_very_same_explanation(tree, case, finished):
    found = Judge(Chart.read(grow(tree)))
    known = [name for name in case if name in found.names]
    searched = Search(found.space, Bounds(found.net), known, finished=finished, budget=100_000).run()
    assert searched == found._path(known, finished)


@quick
@given(TREES, CASES)
def test_online_never_falls_and_ends_at_most_at_the_verdict(tree, case):
    found = Judge(Chart.read(grow(tree)))
    costs = [found.judge(case[:n], finished=False).cost for n in range(len(case) + 1)]
    assert costs == sorted(costs)
    assert costs[-1] <= found.judge(case).cost


@quick
@given(TREES, st.lists(CASES, max_size=6), st.booleans())
def test_batch_online_and_a_second_run_agree(tree, cases, finished):
    data = grow(tree)
    columns = [(f"case {n}", name) for n, case in enumerate(cases) for name in case]
    batch = list(judge_log(Chart.read(data), [c for c, _ in columns], [a for _, a in columns], finished=finished))
    again = Judge(Chart.read(data))
    for judged in reversed(batch):
        assert again.judge(judged.activities, finished=finished) == judged.verdict
        assert judge(Chart.read(data), judged.activities, finished=finished) == judged.verdict


@quick
@given(TREES)
def test_a_chart_of_blocks_is_sound(tree):
    assert Chart.read(grow(tree)).check() == ()
