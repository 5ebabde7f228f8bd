"""判定任务: going through many matters part by part. Each part stores with its verdicts how far the run has come.

A worker that dies loses the part it was at; whoever goes on begins behind the last part that is in. Asked for again
while it runs, a run begins anew under the next number of `round`, which no part of the old round can store over.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.casework import access
from mingjing.casework.enums import RunReason
from mingjing.casework.models import Batch, Event, JudgingRun, Matter
from mingjing.casework.services.judging import PART, Terms, judge_part
from mingjing.casework.services.signalling import MatterFact
from mingjing.casework.services.working import alone_with, hold_mapping
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

TASK, QUEUE = "casework.judge_run", "imports"
FORGOTTEN = dt.timedelta(minutes=2)
TOLD_AFTER_ALL = "补发久远事实的信号"


def of_batch(batch: Batch, item: PowerItem, *, at: dt.datetime) -> JudgingRun:
    """The run over what a delivery changed, begun now if it was not before."""
    said = {"by": batch.by, "asked_at": at}
    return JudgingRun.objects.get_or_create(batch=batch, item=item, reason=RunReason.IMPORT, defaults=said)[0]


@transaction.atomic
def ask(item: PowerItem, *, by: Official | None, at: dt.datetime) -> JudgingRun:
    """Queue the judging of every matter of a power by its mapping as it now is; one that runs begins anew.

    What is being judged by an older mapping at this moment is waited for: the run will find all of it.
    """
    hold_mapping(item.pk)
    run = JudgingRun.objects.select_for_update().filter(item=item, reason=RunReason.MAPPING, finished_at=None).first()
    run = run or JudgingRun(item=item, reason=RunReason.MAPPING, round=0)
    run.round, run.asked_at, run.by, run.reached, run.judged, run.old = run.round + 1, at, by, None, 0, {}
    run.matters = Matter.objects.filter(item=item).count()
    run.save()
    queue(run)
    return run


def queue(run: JudgingRun) -> None:
    """Let a worker go on with a run."""
    app.configure_task(TASK, queue=QUEUE).defer(run=str(run.pk))


def go_on(pk: UUID, *, now: dt.datetime, tell: Callable[[int, int], None] = lambda done, of: None) -> bool:
    """Judge what a run has not reached yet; True once it is over. Does nothing if somebody else is at it."""
    with alone_with(JudgingRun, pk) as alone:
        while run := JudgingRun.objects.filter(pk=pk, finished_at=None).first():
            if not alone:
                return False
            _go_through(run, Terms.of(run.item_id, now=now, tell_old=run.reason == RunReason.OLD), tell)
    return True


def _go_through(run: JudgingRun, terms: Terms, tell: Callable[[int, int], None]) -> None:
    """One round to its end, or until it was asked for anew."""
    wanted = _wanted(run)
    run.matters = run.judged + len(wanted)
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        with transaction.atomic():
            old = judge_part(part, terms)
            run.reached, run.judged, run.old_before = part[-1], run.judged + len(part), terms.old_before
            if not _store(run, reached=run.reached, judged=run.judged, matters=run.matters,
                          old=counted(run.old, old), old_before=terms.old_before):  # fmt: skip
                transaction.set_rollback(True)
                return
        tell(run.judged, run.matters)
    _store(run, matters=run.matters, finished_at=max(terms.at, run.asked_at))


def _store(run: JudgingRun, **said: Any) -> bool:
    return bool(JudgingRun.objects.filter(pk=run.pk, round=run.round, finished_at=None).update(**said))


def _wanted(run: JudgingRun) -> list[UUID]:
    """The matters that the run has still to judge, in the order of their keys."""
    found: Iterable[UUID]
    if run.batch_id:
        rows = Event.objects.filter(batch=run.batch_id, matter__item=run.item_id).order_by()
        found = rows.values_list("matter_id", flat=True).distinct().iterator(chunk_size=10_000)
    else:
        matters = Matter.objects.filter(item=run.item_id).order_by()
        found = matters.values_list("pk", flat=True).iterator(chunk_size=10_000)
    reached = run.reached
    return sorted(key for key in found if reached is None or key > reached)


def counted(known: dict[str, Any], facts: Iterable[MatterFact]) -> dict[str, Any]:
    """Facts of long ago by kind, added to those counted before: how many, the first and the last day."""
    for _, fact in facts:
        day = fact.true_on.isoformat()
        row = known.setdefault(str(fact.kind), {"facts": 0, "first": day, "last": day})
        row["facts"] += 1
        row["first"], row["last"] = min(row["first"], day), max(row["last"], day)
    return known


def note_old(batch: Batch, item: PowerItem, facts: Iterable[MatterFact], *, judged: int, at: dt.datetime) -> None:
    """Keep what a delivery that was judged at once told of long ago; nothing where it told nothing of the kind."""
    old = counted({}, facts)
    if old:
        JudgingRun.objects.create(
            batch=batch, item=item, reason=RunReason.IMPORT, by=batch.by, asked_at=at, finished_at=at,
            judged=judged, matters=judged, old=old,
        )  # fmt: skip


@transaction.atomic
def tell_old(run: JudgingRun, *, by: Official, at: dt.datetime) -> JudgingRun:
    """Have the facts of long ago that a run counted told one by one after all (ACC-7-2).

    Raises:
        Refused: not the office, there are none, the run is not over, or they have been asked for before.
    """
    access.check_may_tell_old(by)
    if not run.old or not run.finished_at:
        raise Refused("这一批没有汇总计数的久远事实，或者还在判定，不能补发。")
    if JudgingRun.objects.filter(item=run.item_id, batch=run.batch_id, reason=RunReason.OLD).exists():
        raise Refused("已经要求补发，不必重复。进度见这一批的页面。")
    new = JudgingRun.objects.create(item=run.item, batch=run.batch, reason=RunReason.OLD, by=by, asked_at=at)
    ledger.write(run.batch or run.item, TOLD_AFTER_ALL, by=by, at=at, basis="ACC-7-2c", after={"old": run.old})
    queue(new)
    return new


def revive(*, at: dt.datetime) -> int:
    """Queue every run again that is not over and that nobody works on; how many. Imports are revived as batches."""
    rows = JudgingRun.objects.filter(finished_at=None, asked_at__lt=at - FORGOTTEN).exclude(reason=RunReason.IMPORT)
    found = [run for run in rows if not _is_queued(run) and not _is_worked_on(run)]
    for run in found:
        queue(run)
    return len(found)


def _is_queued(run: JudgingRun) -> bool:
    waiting: Any = ProcrastinateJob.objects.filter(task_name=TASK, status="todo", args__run=str(run.pk))
    return bool(waiting.exists())


def _is_worked_on(run: JudgingRun) -> bool:
    with alone_with(JudgingRun, run.pk) as alone:
        return not alone
