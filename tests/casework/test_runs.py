"""Runs over many matters: progress that is stored, workers that die, mappings that change meanwhile."""

import datetime as dt

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.casework import tasks
from mingjing.casework.models import JudgingRun, Matter, MatterStep, Signal
from mingjing.casework.selectors import mapping as selectors
from mingjing.casework.services import mapping, runs
from mingjing.casework.services.working import alone_with
from mingjing.core.errors import Refused
from tests.casework.test_ingestion import NOW, deliver, event
from tests.catalogue.factories import house, published

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def item(db, monkeypatch):
    monkeypatch.setattr(runs, "PART", 2)
    found = published(house()).item
    deliver(found, [event(n, name, n, f"甲{case}") for case in range(5) for n, name in enumerate(("登记", "审查"))])
    return found


def explain(item, step: str | None, *, at: dt.datetime = NOW) -> None:
    mapping.explain(item, {"登记": step}, by=house().clerk, at=at)


def costs() -> list[int]:
    return sorted(Matter.objects.values_list("cost", flat=True))


class WorkerDied(Exception):
    """As if the power went."""


def die_after(parts: int):
    """A listener that stands for a worker which dies after so many parts."""
    told = []

    def tell(done: int, of: int) -> None:
        told.append(done)
        if len(told) == parts:
            raise WorkerDied

    return tell


@pytest.mark.article("ASM-5-4-1b")
def test_a_worker_that_dies_leaves_a_mix_that_shows_and_the_next_one_ends_it(item):
    explain(item, "受理")
    run = JudgingRun.objects.get()
    with pytest.raises(WorkerDied):
        runs.go_on(run.pk, now=NOW, tell=die_after(2))
    assert costs() == [0, 0, 0, 0, 2]
    shown = selectors.progress(item)
    assert (shown.judged, shown.matters, shown.percent, shown.done) == (4, 5, 80, False)
    ProcrastinateJob.objects.all().delete()
    assert runs.revive(at=NOW + MINUTE) == 0  # it may be about to begin
    assert runs.revive(at=NOW + 3 * MINUTE) == 1
    assert runs.revive(at=NOW + 8 * MINUTE) == 0  # it waits in the queue
    before = dict(Matter.objects.filter(cost=0).values_list("pk", "judged_at"))
    tasks.judge_run(str(run.pk))
    assert costs() == [0] * 5
    assert selectors.progress(item).done
    again = dict(Matter.objects.filter(pk__in=before).values_list("pk", "judged_at"))
    assert again == before  # what was done is not done again


def test_a_mapping_that_changes_while_a_run_is_on_its_way_begins_it_anew(item):
    explain(item, "受理")
    run = JudgingRun.objects.get()

    def change(done: int, of: int) -> None:
        if done == 2 and JudgingRun.objects.get().round == 1:
            explain(item, None)

    runs.go_on(run.pk, now=NOW, tell=change)
    run.refresh_from_db()
    assert (run.round, run.judged, run.matters, bool(run.finished_at)) == (2, 5, 5, True)
    assert costs() == [2] * 5


def test_a_part_of_an_older_round_is_not_stored(item, monkeypatch):
    explain(item, "受理")
    stale = JudgingRun.objects.get()
    explain(item, None)
    assert not runs._store(stale, judged=5)
    assert JudgingRun.objects.get().judged == 0


def test_a_run_that_somebody_works_on_is_left_alone(item):
    explain(item, "受理")
    run = JudgingRun.objects.get()
    with alone_with(JudgingRun, run.pk):
        runs.go_on(run.pk, now=NOW)
        ProcrastinateJob.objects.all().delete()
        assert runs.revive(at=NOW + 3 * MINUTE) == 0
    assert costs() == [2] * 5


def test_matters_that_come_in_meanwhile_are_judged_by_the_new_mapping_at_once(item):
    explain(item, "受理")
    deliver(item, [event(1, "登记", number="乙"), event(2, "审查", 1, number="乙")])
    assert Matter.objects.get(number="乙").cost == 0
    assert not selectors.progress(item).done


def test_a_run_of_nothing_is_over_at_once(db):
    other = published(house(), "另一项").item
    explain(other, "受理")
    runs.go_on(JudgingRun.objects.get().pk, now=NOW)
    assert selectors.progress(other).done


def test_asking_again_is_for_the_units_clerk(item):
    with pytest.raises(Refused, match="经办人"):
        mapping.ask_again(item, by=house().head, at=NOW)
    mapping.ask_again(item, by=house().clerk, at=NOW)
    assert MatterStep.objects.exists()
    assert not Signal.objects.filter(matter=None).exists()
