"""Simulated cases: the same by seed, in office hours, going wrong about as often as said; read back and judged."""

import datetime as dt
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mingjing.casework.models import Batch, Event, Matter
from mingjing.casework.simulation import ADDED, CONDITION, LATE, SKIPPED, Rates, SimulatedCase, simulate
from mingjing.casework.walking import AFTERNOON, CHINA, EVENING, MORNING, NOON
from mingjing.catalogue.models import PowerVersion
from mingjing.demo import charts, notation
from mingjing.procedure import Chart, Judge
from mingjing.procedure.logs import read_log
from mingjing.procedure.timing import StepLimit
from mingjing.rules.calendar_seed import seed as work_calendar
from tests.catalogue.factories import house, published

FLOW = """收到申请@窗口:1; *(审查材料@受理岗:2 / 20 材料不齐: 告知补正@受理岗:1);
{现场核查@核查员:4 & 核验资质@审批岗:3}; (90 准予: 准予许可@领导:2 | 10 不予: 不予许可@领导:2 )"""
SINCE, UNTIL = dt.date(2025, 1, 1), dt.datetime(2026, 1, 1, tzinfo=CHINA)
PUBLISHED = dt.datetime(2025, 1, 6, 2, tzinfo=dt.UTC)


def drawn() -> tuple[Chart, dict[str, StepLimit], dict[str, float]]:
    written = charts.write(notation.parse(FLOW), "许可")
    limits = {node: StepLimit(step.length, step.unit) for node, step in written.steps.items()}
    return Chart.read(written.xml), limits, {flow: float(weight) for flow, weight in written.weights.items()}


def cases(count: int = 400, seed: int = 7, **said: Any) -> list[SimulatedCase]:
    chart, limits, weights = drawn()
    rates = Rates(weights=weights, **said)
    made = simulate(
        chart, limits=limits, rates=rates, calendar=work_calendar(), seed=seed, count=count, since=SINCE, until=UNTIL
    )
    return list(made)


def share(made: list[SimulatedCase], what: str) -> float:
    return sum(any(planted.what == what for planted in case.planted) for case in made) / len(made)


def test_the_same_seed_makes_the_same_cases() -> None:
    assert cases() == cases()
    assert cases() != cases(seed=8)


def test_every_event_is_in_office_hours_of_a_working_day() -> None:
    calendar = work_calendar()
    for event in (event for case in cases() for event in case.events):
        here = event.at.astimezone(CHINA)
        assert calendar.is_working(here.date())
        assert MORNING <= here.time() < NOON or AFTERNOON <= here.time() < EVENING


def test_cases_go_wrong_about_as_often_as_said() -> None:
    made = cases(2000, late=0.05, added=0.1, skipped=0.06, condition=0.02)
    assert share(made, ADDED) == pytest.approx(0.1, abs=0.03)
    assert share(made, SKIPPED) == pytest.approx(0.06, abs=0.03)
    assert share(made, CONDITION) == pytest.approx(0.02, abs=0.012)
    steps = sum(len(case.activities) for case in made)
    late = sum(planted.what == LATE for case in made for planted in case.planted)
    assert late / steps == pytest.approx(0.05, abs=0.02)


def test_ways_are_taken_by_their_weights() -> None:
    made = [case for case in cases(1000, added=0, skipped=0, stalled=0) if case.finished]
    granted = sum("准予许可" in case.activities for case in made) / len(made)
    assert granted == pytest.approx(0.9, abs=0.04)


def test_only_what_was_planted_departs_from_the_chart() -> None:
    judge = Judge(drawn()[0])
    for case in cases(300, added=0.2, skipped=0.2):
        cost = judge.judge(case.activities, finished=case.finished).cost
        assert bool(cost) == case.deviates()


def test_rush_months_have_more_cases() -> None:
    made = cases(2000, rush={6: 4.0})
    june = sum(case.events[0].at.month == 6 for case in made)
    assert june > 2 * sum(case.events[0].at.month == 5 for case in made)


def test_no_case_opens_on_or_after_the_last_day() -> None:
    chart, limits, _ = drawn()
    last = dt.date(2025, 3, 1)
    made = simulate(
        chart, limits=limits, rates=Rates(), calendar=work_calendar(), seed=1, count=50,
        since=SINCE, until=UNTIL, before=last, first=31,
    )  # fmt: skip
    numbers = [case.number for case in made if case.events[0].at.date() < last]
    assert len(numbers) == 50
    assert numbers[0].endswith("000031")


@pytest.fixture
def power(db: None) -> PowerVersion:
    return published(house(), at=PUBLISHED)


def run(power: PowerVersion, *words: str) -> str:
    out = StringIO()
    call_command("simulate", power.item.number, "--cases=60", "--seed=3", "--until=2026-02-01", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["log.xes", "log.csv", "log.xes.gz"])
def test_the_log_reads_back_and_is_the_same_every_time(power: PowerVersion, tmp_path: Path, name: str) -> None:
    first, second = tmp_path / name, tmp_path / f"again-{name}"
    assert "60 cases" in run(power, f"--out={first}")
    run(power, f"--out={second}")
    assert first.read_bytes() == second.read_bytes()
    events = list(read_log(first))
    assert len({event.case for event in events}) == 60
    for _, group in groupby(events, key=lambda event: event.case):
        times = [event.at for event in group if event.at]
        assert times == sorted(times)


def test_cases_taken_in_are_judged_once(power: PowerVersion) -> None:
    said = run(power, "--ingest", "--added=0.3")
    assert Matter.objects.count() == 60
    assert not Matter.objects.filter(judged_at=None).exists()
    assert Matter.objects.filter(cost__gt=0).exists()
    events = Event.objects.count()
    assert f"{events} events taken in" in said
    assert f"0 events taken in, {events} known" in run(power, "--ingest", "--added=0.3")
    assert Batch.objects.count() == 2


def test_what_cannot_be_simulated_is_said(power: PowerVersion, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no power"):
        call_command("simulate", "nothing", "--ingest")
    with pytest.raises(CommandError, match="--out"):
        run(power)
    with pytest.raises(CommandError, match="must end with"):
        run(power, f"--out={tmp_path / 'log.txt'}")
    with pytest.raises(CommandError, match="没有公布的版本"):
        call_command("simulate", power.item.number, "--ingest", "--since=2020-01-01", "--until=2020-02-01")
