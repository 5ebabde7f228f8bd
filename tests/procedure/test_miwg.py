"""The BPMN interchange group's reference models: each imports, asks, or is refused by name."""

import pytest

from mingjing.procedure import Chart, ChartError

IMPORTS = ("A.1.0", "A.2.0", "C.1.0", "C.1.1", "C.3.0", "C.7.0", "C.8.0", "C.8.1")
REFUSED = {
    "A.2.1": {"Task 2": "找不到与之配对", "Task 4": "找不到与之配对"},
    "A.3.0": {"Boundary Intermediate Event Non-Interrupting Message": "非中断边界事件"},
    "C.6.0": {"Booking": "补偿", "Handle Compensation": "事件子流程", "Cancel Hotel": "补偿", "Flight": "补偿"},
    "C.9.0": {"": "事件子流程"},
    "C.9.1": {"daily": "非中断边界事件"},
    "C.9.2": {"": "事件子流程"},
}
ASKS = {"A.4.0": 2, "A.4.1": 2, "B.1.0": 4, "B.2.0": 4, "C.2.0": 4, "C.4.0": 4, "C.5.0": 2}
PROCESSES = {
    ("A.4.0", "WFP-6-1"): 2,
    ("A.4.0", "WFP-6-2"): 4,
    ("C.2.0", "WFP-Page_1-3"): 4,
    ("C.4.0", "_42cba3a9-a8ab-40b5-b9a4-2e8f32be364e"): 12,
    ("C.4.0", "_da743a6f-d9e5-4fcf-8a96-d2fd5cfb73d4"): 3,
    ("C.5.0", "_3d1ef204-2d4c-4643-8fc5-c319cc032ec0"): 17,
}


@pytest.fixture
def miwg(shared):
    return lambda name: shared / "data/bpmn/miwg" / f"{name}.bpmn"


@pytest.mark.parametrize("name", IMPORTS)
def test_a_model_of_the_subset_imports_and_is_sound(miwg, name):
    chart = Chart.read(miwg(name))
    assert chart.steps
    assert chart.check() == ()


@pytest.mark.parametrize("name", REFUSED)
def test_a_model_beyond_the_subset_is_refused_by_name(miwg, name):
    with pytest.raises(ChartError) as refusal:
        Chart.read(miwg(name))
    for element, reason in REFUSED[name].items():
        assert any(p.name == element and reason in p.reason for p in refusal.value.problems), element


@pytest.mark.parametrize("name", ASKS)
def test_a_model_with_several_processes_asks_which(miwg, name):
    with pytest.raises(ChartError) as refusal:
        Chart.read(miwg(name))
    assert sum("请指明" in problem.reason for problem in refusal.value.problems) == ASKS[name]


@pytest.mark.parametrize(("name", "process"), PROCESSES)
def test_each_process_then_imports(miwg, name, process):
    chart = Chart.read(miwg(name), process)
    assert len(chart.steps) == PROCESSES[name, process]
    assert chart.check() == ()


def test_the_widest_model_is_refused_with_the_whole_list(miwg):
    with pytest.raises(ChartError) as refusal:
        Chart.read(miwg("B.2.0"))
    reasons = " ".join(problem.reason for problem in refusal.value.problems)
    assert len(refusal.value.problems) > 8
    assert "非中断边界事件" in reasons


def test_the_executable_process_is_read_and_the_other_named(miwg):
    assert "Team-Assistant" in Chart.read(miwg("C.1.0")).warnings[0]


def test_a_multi_instance_step_says_that_it_is_read_as_a_loop(miwg):
    assert "Publish on other platforms" in Chart.read(miwg("C.7.0")).warnings[0]
