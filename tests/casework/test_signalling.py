"""Which signals a judgement calls for: values in, facts out, no database."""

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest

from mingjing.casework.enums import EventKind
from mingjing.casework.judgement import Happened, Special, Yardstick, judge_events
from mingjing.casework.signalling import Fact, Told, compare, facts, warning
from mingjing.procedure import Chart, Judge, StepLimit
from mingjing.procedure.events import CHINA
from mingjing.rules import calendar_seed, packs
from mingjing.rules.limits import CountUnit
from tests.catalogue.factories import bpmn
from tests.procedure.charts import chart, flows, tasks

CALENDAR = calendar_seed.seed()
LEAD = packs.load("baoding-2010").limits["ACC-7-2"]
LINE = Chart.read(bpmn("受理", "审查", "决定"))
EITHER = chart(tasks("A", "B", "C") + '<exclusiveGateway id="x"/>', flows("start A x B end") + flows("x C end"))
BOTH = chart(
    tasks("A", "B", "C") + '<parallelGateway id="x"/><parallelGateway id="y"/>',
    flows("start A x B y end") + flows("x C y"),
)


def at(day: str, hour: int = 10) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-{day}").replace(hour=hour, tzinfo=CHINA)


def found(*events: tuple[str, str], today: str, of=LINE, limits=None, whole=60, specials=(), lead=LEAD, materials=()):
    """Facts of a case on a day, each as kind, name, day on which it came true, last day."""
    limits = {"t1": StepLimit(5)} if limits is None else limits
    measure = Yardstick(Judge(of), limits, StepLimit(whole), specials, {}, frozenset(materials))
    happened = [
        Happened(EventKind.CONDITION if name.startswith("要") else EventKind.STEP, name, at(day))
        for name, day in events
    ]
    judgement = judge_events(happened, measure, CALENDAR, now=at(today))
    day = at(today).date()
    listed = facts(judgement, warn_on=warning(lead, CALENDAR) if lead else None, today=day)
    return [(f.kind, f.name, f"{f.true_on:%m-%d}", f"{f.due_on:%m-%d}" if f.due_on else None) for f in listed]


@pytest.mark.article("ACC-7-2c")
@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("04-28", []),
        ("05-06", []),  # the third of five: 劳动节 is off from 1 to 5 May
        ("05-07", [("near", "审查", "05-07", "05-08")]),  # one working day before the last
        ("05-08", [("near", "审查", "05-07", "05-08")]),
        ("05-09", [("passed", "审查", "05-09", "05-08")]),  # a worked Saturday: the day after the last
        ("06-01", [("passed", "审查", "05-09", "05-08")]),
    ],
)
def test_a_step_is_yellow_before_its_last_day_and_red_after_it(today, expected):
    assert found(("受理", "04-28"), today=today) == expected


@pytest.mark.article("ACC-7-2c")
def test_the_whole_matter_has_its_own_warning_and_its_own_breach():
    assert found(("受理", "04-28"), today="05-08", whole=5, limits={}) == [("near", "", "05-07", "05-08")]
    assert found(("受理", "04-28"), today="05-09", whole=5, limits={}) == [("passed", "", "05-09", "05-08")]


@pytest.mark.article("ACC-7-2c")
def test_a_step_done_late_stays_red_and_one_done_in_time_was_never():
    late = found(("受理", "04-28"), ("审查", "05-11"), ("决定", "05-12"), today="06-01")
    assert late == [("passed", "审查", "05-09", "05-08")]
    assert found(("受理", "04-28"), ("审查", "05-08"), ("决定", "05-12"), today="06-01") == []


@pytest.mark.article("ACC-7-2c")
def test_only_a_listed_special_procedure_stops_the_clock():
    events = [("受理", "04-28"), ("现场检验", "04-29"), ("检验完毕", "05-12")]
    listed = Special("检验", "现场检验", "检验完毕")
    paused = found(*events, today="05-15", specials=(listed,))
    assert paused == [("near", "审查", "05-15", "05-18")]  # one day used before the pause; 13, 14, 15 and 18 May
    unlisted = found(*events, today="05-15")
    assert ("passed", "审查", "05-09", "05-08") in unlisted
    assert [kind for kind, *_ in unlisted].count("added") == 2


@pytest.mark.article("ACC-7-2c")
@pytest.mark.parametrize(
    ("length", "counted_in", "first"),
    [(3, CountUnit.WORKING_DAYS, "04-30"), (3, CountUnit.DAYS, "05-05"), (1, CountUnit.MONTHS, "04-29")],
)
def test_the_lead_is_the_offices_choice(length, counted_in, first):
    lead = replace(LEAD, length=length, counted_in=counted_in)
    assert found(("受理", "04-28"), today="05-08", lead=lead) == [("near", "审查", first, "05-08")]


def test_without_a_lead_nobody_is_warned():
    assert found(("受理", "04-28"), today="05-08", lead=None) == []


def test_nobody_is_warned_on_the_day_on_which_the_time_began():
    limits = {"t1": StepLimit(1)}
    assert found(("受理", "04-28"), today="04-28", limits=limits) == []
    assert found(("受理", "04-28"), today="04-29", limits=limits) == [("near", "审查", "04-29", "04-29")]


@pytest.mark.article("ACC-7-2a")
def test_an_added_step_is_told_on_its_own_day_each_time():
    events = [("受理", "04-28"), ("补充论证", "04-29"), ("补充论证", "04-30")]
    assert found(*events, today="05-06") == [("added", "补充论证", "04-29", None), ("added", "补充论证", "04-30", None)]


def test_a_skipped_step_is_told_when_a_later_one_shows_it():
    assert found(("受理", "04-28"), ("决定", "04-30"), today="05-06") == [("skipped", "审查", "04-30", None)]


def test_a_step_not_done_yet_is_not_skipped():
    assert found(("受理", "04-28"), today="04-30") == []


@pytest.mark.article("ACC-7-2b")
def test_a_demand_is_told_unless_the_version_lists_it():
    events = [("受理", "04-28"), ("要担保书", "04-29"), ("要身份证", "04-29")]
    assert found(*events, today="04-30", materials={"要身份证"}) == [("condition", "要担保书", "04-29", None)]


def test_of_steps_of_which_only_one_can_be_done_one_signal_tells_with_the_last_of_their_days():
    events, limits = [("A", "04-28")], {"B": StepLimit(3), "C": StepLimit(5)}
    assert found(*events, of=EITHER, limits=limits, today="05-08", lead=None) == []
    assert found(*events, of=EITHER, limits=limits, today="05-09") == [("passed", "B或C", "05-09", "05-08")]
    assert found(*events, of=EITHER, limits={"B": StepLimit(3)}, today="05-09") == []  # C may take any time


def test_parallel_steps_are_told_one_by_one():
    limits = {"B": StepLimit(3), "C": StepLimit(5)}
    told = found(("A", "04-28"), of=BOTH, limits=limits, today="05-09")
    assert told == [("passed", "B", "05-07", "05-06"), ("passed", "C", "05-09", "05-08")]


def signal(fact: Fact) -> Told:
    return Told(uuid4(), fact.occurrence, fact.kind, fact.node, fact.due_on)


PASSED = Fact("passed", dt.date(2026, 5, 9), "t1", "审查", due_on=dt.date(2026, 5, 8))
ADDED = Fact("added", dt.date(2026, 5, 9), "", "论证")


def test_what_was_told_is_not_told_again():
    assert compare([PASSED, ADDED], [signal(PASSED), signal(ADDED)]) == ([], [])


def test_another_last_day_is_another_fact():
    old, moved = signal(PASSED), replace(PASSED, due_on=dt.date(2026, 5, 20))
    assert compare([moved], [old]) == ([moved], [old])


def test_what_does_not_hold_is_named():
    assert compare([ADDED], [signal(ADDED), old := signal(PASSED)]) == ([], [old])


def test_when_one_of_two_ways_is_taken_late_the_signal_on_both_still_tells_it():
    both = replace(PASSED, node="t1|t2", name="准予、不予")
    assert compare([PASSED], [signal(both)]) == ([], [])
