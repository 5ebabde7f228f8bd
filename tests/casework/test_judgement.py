"""One matter judged, without a database: the same function for one event at a time and for a whole file."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.casework.enums import EventKind, MatterState
from mingjing.casework.judgement import Happened, Special, Yardstick, judge_events
from mingjing.procedure import Chart, Judge, StepLimit
from mingjing.rules import calendar_seed
from tests.catalogue.factories import bpmn

CHINA = dt.timezone(dt.timedelta(hours=8))
START = dt.datetime(2026, 3, 2, 9, tzinfo=CHINA)  # a Monday
NOW = dt.datetime(2026, 3, 31, 9, tzinfo=CHINA)
CALENDAR = calendar_seed.seed()
CHART = Chart.read(bpmn("受理", "审查", "决定"))


def yardstick(*specials: Special, limit: int = 5, **mapping: str) -> Yardstick:
    limits = {"t1": StepLimit(2)}
    return Yardstick(Judge(CHART), limits, StepLimit(limit), specials, mapping)


def happened(*names: str, each: int = 1) -> list[Happened]:
    """One step on each `each`-th day."""
    return [Happened(EventKind.STEP, name, START + dt.timedelta(days=each * n)) for n, name in enumerate(names)]


def judged(events, measure=None, now=NOW):
    return judge_events(events, measure or yardstick(), CALENDAR, now=now)


@pytest.mark.article("ASM-5-4-1b")
@pytest.mark.parametrize(
    ("names", "state", "cost", "added", "skipped"),
    [
        (["受理", "审查", "决定"], "finished", 0, (), ()),
        (["受理", "审查"], "running", 0, (), ()),
        (["受理", "决定"], "finished", 1, (), ("审查",)),
        (["受理", "审查", "审查", "决定"], "finished", 1, ("审查",), ()),
        (["受理", "补交材料", "审查", "决定"], "finished", 1, ("补交材料",), ()),
        ([], "running", 0, (), ()),
    ],
)
def test_the_state_and_the_verdict_come_from_the_events(names, state, cost, added, skipped):
    found = judged(happened(*names))
    assert (found.state, found.verdict.cost) == (state, cost)
    assert (found.verdict.added, found.verdict.skipped) == (added, skipped)


@pytest.mark.article("ACC-7-2c")
def test_a_step_past_its_limit_is_late_and_so_is_the_whole():
    found = judged(happened("受理", "审查", "决定", each=4))  # 审查 on Friday: 4 working days, 2 allowed
    late = {step.name: step.time.late for step in found.steps if step.time}
    assert late == {"受理": False, "审查": True, "决定": False}
    assert (found.whole.used, found.whole.late, str(found.whole.due_on)) == (6, True, "2026-03-09")


def test_what_runs_now_is_timed_until_now():
    found = judged(happened("受理"), now=START + dt.timedelta(days=3))
    running = [(step.name, step.time.used, step.time.late) for step in found.steps if step.kind == "running"]
    assert running == [("审查", 3, True)]


def test_a_special_procedure_stops_the_clock_and_is_no_step():
    special = Special("检测", "委托检测", "收到报告")
    events = happened("受理", "委托检测", "收到报告", "审查", "决定", each=2)
    found = judged(events, yardstick(special))
    assert (found.verdict.cost, found.whole.used) == (0, 4)


def test_a_special_procedure_without_an_end_pauses_the_matter():
    special = Special("检测", "委托检测", "收到报告")
    found = judged(happened("受理", "委托检测"), yardstick(special))
    assert (found.state, found.whole.due_on) == (MatterState.PAUSED, None)


def test_an_activity_mapped_to_nothing_is_no_step():
    found = judged(happened("受理", "打印回执", "审查", "决定"), yardstick(打印回执=""))
    assert found.verdict.cost == 0


def test_an_activity_mapped_to_a_step_is_that_step():
    found = judged(happened("登记", "审查", "决定"), yardstick(登记="受理"))
    assert found.verdict.fits


def test_a_close_ends_a_matter_whose_chart_has_more_to_do():
    events = [*happened("受理", "审查"), Happened(EventKind.CLOSE, "", START + dt.timedelta(days=2))]
    found = judged(events)
    assert (found.state, found.verdict.skipped) == (MatterState.FINISHED, ("决定",))


def test_events_without_times_are_judged_but_not_timed():
    found = judged([Happened(EventKind.STEP, name, None) for name in ("受理", "决定")])
    assert (found.verdict.cost, found.opened_at) == (1, None)
    assert all(step.time is None for step in found.steps)


NAMES = st.lists(st.sampled_from(["受理", "审查", "决定", "其他"]), max_size=6)


@settings(deadline=None)
@given(NAMES)
@pytest.mark.article("ASM-5-4-1b")
def test_one_event_at_a_time_ends_where_the_whole_file_does(names):
    measure, events = yardstick(), happened(*names)
    for end in range(len(events)):
        judged(events[:end], measure)
    assert judged(events, measure) == judged(events, yardstick())
