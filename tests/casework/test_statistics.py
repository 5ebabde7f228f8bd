"""Monthly counts: kept up to date or counted anew, they say what plain counting of the matters says."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.casework.models import Batch, Matter, MonthRun, RunMark, Signal, StrayRun, TimeRun
from mingjing.casework.services import statistics
from mingjing.casework.services.ingestion import Incoming, ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.casework.services.sweeping import sweep
from mingjing.catalogue.models import PowerVersion
from mingjing.procedure.events import CHINA
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, DAY, STEPS, amended, house, published

pytestmark = pytest.mark.django_db
MONTH = ("opened", "ended", "timed", "late", "deviating", "undecided", "added", "skipped", "demanded")
KINDS = ("step", "step", "step", "condition")


def month_of(moment: dt.datetime) -> dt.date:
    return moment.astimezone(CHINA).date().replace(day=1)


def counted_plainly() -> dict[str, Counter[Any]]:
    """The three tables as sets of rows, from the matters in plain Python."""
    months: dict[Any, Counter[str]] = defaultdict(Counter)
    times: Counter[Any] = Counter()
    strays: Counter[Any] = Counter()
    demands = Signal.objects.filter(kind="condition").exclude(status__in=("lifted", "withdrawn"))
    demanding = set(demands.values_list("matter", flat=True))
    for m in Matter.objects.prefetch_related("steps"):
        if m.opened_at:
            months[m.version_id, month_of(m.opened_at)]["opened"] += 1
        if m.state == "finished" and m.closed_at:
            key = (m.version_id, month_of(m.closed_at))
            months[key].update(flags_of(m, demanding))
            times.update((*key, *taken) for taken in times_of(m))
            strays.update((*key, *stray) for stray in strays_of(m))
    kept = {key: tuple(row[name] for name in MONTH) for key, row in months.items()}
    return {"months": Counter(kept.items()), "times": times, "strays": strays}


def flags_of(m: Matter, demanding: set[Any]) -> dict[str, int]:
    flags = {
        "ended": True, "timed": m.due_on is not None, "late": m.late, "deviating": bool(m.cost),
        "undecided": not m.decided, "added": bool(m.added), "skipped": bool(m.skipped), "demanded": m.pk in demanding,
    }  # fmt: skip
    return {name: int(value) for name, value in flags.items()}


def times_of(m: Matter) -> Iterator[tuple[Any, ...]]:
    if m.used is not None:
        yield "", m.used, m.late
    yield from ((s.node, s.used, s.late) for s in m.steps.all() if s.kind == "matched" and s.used is not None)


def strays_of(m: Matter) -> Iterator[tuple[Any, ...]]:
    last, anywhere = ("", ""), set()
    for step in m.steps.all() if m.cost else ():
        if step.kind == "matched":
            last = (step.node, step.name)
        elif step.kind in ("added", "skipped"):
            yield step.kind, step.name, *((step.node, "") if step.kind == "skipped" else last), False
            anywhere.add((step.kind, step.name, "", "", True))
    yield from anywhere


def counted_here() -> dict[str, Counter[Any]]:
    """The same from the tables."""
    months = {(r.version_id, r.month): tuple(getattr(r, name) for name in MONTH) for r in MonthRun.objects.all()}
    times: Counter[Any] = Counter()
    for r in TimeRun.objects.all():
        times[r.version_id, r.month, r.node, r.used, True] += r.late
        times[r.version_id, r.month, r.node, r.used, False] += r.done - r.late
    strays: Counter[Any] = Counter()
    for r in StrayRun.objects.exclude(kind="condition"):
        strays[r.version_id, r.month, r.kind, r.name, r.node, r.after, r.anywhere] += (
            r.matters if r.anywhere else r.times
        )
    return {"months": Counter(months.items()), "times": +times, "strays": strays}


def deliver(version: PowerVersion, chance: Random, numbers: int, *, now: dt.datetime, turn: int) -> None:
    """Some events of some matters: early and late ones, steps too many, demands, closings, in no order."""
    item = version.item
    batch = Batch.objects.create(unit=item.unit, item=item, source="rest", digest="", received_at=now)
    rows = []
    for n in range(chance.randrange(1, 12)):
        name = chance.choice([*STEPS, *STEPS, "请示"])
        at = AT + dt.timedelta(hours=chance.randrange(24 * 90))
        kind = chance.choice([*KINDS, "close"] if name == STEPS[-1] else KINDS)
        rows.append(Incoming(n, str(chance.randrange(numbers)), name, at, f"{turn}-{n}", kind, "因故"))
    judge_matters(item, ingest(batch, item, rows, at=now), now=now)


@pytest.fixture
def versions():
    in_force()
    home = house()
    first = published(home, promised_length=4)
    second = amended(first, home, at=AT + 30 * DAY, promised_length=6)
    return first, second


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    turns=st.lists(st.sampled_from(["deliver", "deliver", "count", "sweep", "again"]), max_size=5),
)
def check_counts(seed: int, turns: list[str], version: PowerVersion) -> None:
    """Whatever comes in whatever order: after counting, the tables say what plain counting says."""
    chance, now = Random(seed), AT + 100 * DAY
    with transaction.atomic():
        for turn, what in enumerate(["deliver", *turns]):
            now += DAY
            if what == "deliver":
                deliver(version, chance, 6, now=now, turn=turn)
            elif what == "count":
                statistics.refresh()
            elif what == "sweep":
                sweep(today=now.date(), at=now)
            else:
                judge_matters(version.item, now=now)
        statistics.refresh()
        expected = counted_plainly()
        assert counted_here() == expected
        statistics.rebuild()
        assert counted_here() == expected
        transaction.set_rollback(True)


def test_counts_kept_up_to_date_are_those_of_plain_counting(versions):
    check_counts(version=versions[0])


def test_only_what_changed_is_counted_again(versions):
    version = versions[0]
    deliver(version, Random(1), 6, now=AT + 100 * DAY, turn=0)
    assert statistics.refresh() > 0
    assert statistics.refresh() == 0
    before = set(MonthRun.objects.values_list("pk", flat=True))
    batch = Batch.objects.get()
    late = Incoming(1, "新", STEPS[0], AT + DAY, "x")
    judge_matters(version.item, ingest(batch, version.item, [late], at=AT + 101 * DAY), now=AT + 101 * DAY)
    assert set(RunMark.objects.values_list("month", flat=True)) == {dt.date(2026, 3, 1)}
    statistics.refresh()
    gone = before - set(MonthRun.objects.values_list("pk", flat=True))
    assert len(gone) <= 1


def test_judging_what_runs_again_marks_nothing(versions):
    version = versions[0]
    batch = Batch.objects.create(unit=version.item.unit, item=version.item, source="rest", digest="", received_at=AT)
    ids = ingest(batch, version.item, [Incoming(1, "1", STEPS[0], AT + DAY, "x")], at=AT)
    judge_matters(version.item, ids, now=AT + 2 * DAY)
    statistics.refresh()
    sweep(today=(AT + 5 * DAY).date(), at=AT + 5 * DAY)
    assert not RunMark.objects.exists()


def test_a_month_without_matters_left_has_no_row(versions):
    version = versions[0]
    columns = {"unit": version.item.unit, "item": version.item, "version": version}
    gone = Matter.objects.create(**columns, number="1", state="finished", opened_at=AT, closed_at=AT + 40 * DAY)
    statistics.refresh()
    assert counted_here() == counted_plainly()
    assert MonthRun.objects.count() == 2
    gone.delete()
    statistics.refresh()
    assert not MonthRun.objects.exists()


def test_the_command_counts_everything_anew(versions, capsys):
    deliver(versions[0], Random(3), 6, now=AT + 100 * DAY, turn=0)
    statistics.refresh()
    expected = counted_here()
    MonthRun.objects.update(ended=99)
    TimeRun.objects.all().delete()
    call_command("statistics", "rebuild")
    assert counted_here() == expected
    assert "counted anew" in capsys.readouterr().out
