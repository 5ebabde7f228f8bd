"""Every cost that two independent tools found, and every explanation replayed."""

import json

import pytest

from mingjing.procedure import Chart, Judge
from tests.procedure.replay import replays

CHARTS = (
    "receipt",
    "receipt_inductive",
    "receipt_inductive_all",
    "road_traffic_fines",
    "road_traffic_fines_inductive",
    "parallel_5_2",
    "parallel_10_2",
)
SUMS = {
    "receipt": (788, 1_212),
    "receipt_inductive": (2_465, 713),
    "receipt_inductive_all": (0, 1_434),
    "road_traffic_fines": (8_598, 142_098),
    "road_traffic_fines_inductive": (0, 150_370),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_every_oracle_cost_is_met_and_every_explanation_replays(shared, name):
    oracle = json.loads((shared / "data/oracles" / f"{name}.json").read_text())
    chart = Chart.read(shared / "data" / oracle["chart"])
    judge = Judge(chart)
    total = fitting = 0
    for cases, cost, _, codes in oracle["variants"]:
        activities = [oracle["activities"][code] for code in codes]
        verdict = judge.judge(activities)
        assert verdict.cost == cost, activities
        assert replays(chart, activities, verdict)
        total += cases * cost
        fitting += cases * verdict.fits
    assert (total, fitting) == SUMS.get(name, (total, fitting))


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_the_cost_of_a_prefix_never_falls_and_never_exceeds_the_whole(shared, name):
    oracle = json.loads((shared / "data/oracles" / f"{name}.json").read_text())
    chart = Chart.read(shared / "data" / oracle["chart"])
    judge = Judge(chart)
    for _, cost, _, codes in oracle["variants"][::7]:
        activities = [oracle["activities"][code] for code in codes]
        costs = [judge.judge(activities[:n], finished=False).cost for n in range(len(activities) + 1)]
        assert costs == sorted(costs)
        assert costs[-1] <= cost


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CHARTS if not name.startswith("parallel")])
def test_a_published_chart_of_this_size_is_sound(shared, name):
    assert Chart.read(shared / f"data/charts/{name}.bpmn").check() == ()
