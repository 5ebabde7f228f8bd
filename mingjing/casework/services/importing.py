"""Logs that units upload: kept, read in the background, taken whole or not at all (ACC-5-3)."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.casework import access, files
from mingjing.casework.enums import BatchStatus, EventKind, Source
from mingjing.casework.incoming import MOST_ROWS_NAMED, BatchRefused, Fault, Incoming, plausible, shown
from mingjing.casework.models import Batch, Event
from mingjing.casework.noticing import ABSURD, ENDED_EARLY, Noticed
from mingjing.casework.selectors import mapping as selectors
from mingjing.casework.services import runs
from mingjing.casework.services.ingestion import ingest
from mingjing.casework.services.working import Line, alone, is_worked_on
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.core.models import uuid7
from mingjing.people.models import Official
from mingjing.procedure import Columns, LogError, LogEvent, read_log

TASK, QUEUE = "casework.import", "imports"
UNDER_WAY = (BatchStatus.WAITING, BatchStatus.RUNNING)
LOOKED, READ, TAKEN = 5, 25, 50  # percent done when the file was looked through, read, and when its events are in
MOST_TRIES = 3
FORGOTTEN = dt.timedelta(minutes=2)
MOST_ACTIVITIES = 1000
UNMAPPED = "不是流程图的环节，也没有对照。请先作活动对照，或允许作为增加的环节采纳"
KEYS = ("identity:id", "key", "event_id", "来源键", "事件编号")
KINDS = {kind.value: kind.value for kind in EventKind} | {str(kind.label): kind.value for kind in EventKind}


@dataclass(frozen=True)
class Reading:
    """How a clerk wants a file read. Columns that are not named are found by their usual names."""

    case: str = ""
    activity: str = ""
    time: str = ""
    finished: bool = False  # every case of the file ends with its last event
    strict: bool = False  # activities that are no step and not mapped refuse the file
    lenient: bool = False  # a time that cannot be is noted and left out, instead of refusing the file

    @property
    def columns(self) -> Columns:
        return Columns(self.case, self.activity, self.time)


def receive(
    item: PowerItem, name: str, chunks: Iterable[bytes], *, reading: Reading, by: Official, at: dt.datetime
) -> Batch:
    """Keep an uploaded log and queue its reading.

    Raises:
        Refused: not this person's power, a power never published, or a file that cannot be kept.
    """
    access.check_may_deliver(by, item.unit)
    if item.current_id is None:
        raise Refused(f"“{item}”还没有公布的版本，没有流程图可以对照。请先公布，再导入办件。")
    pk = uuid7()
    kept = files.keep(pk, chunks)
    try:
        with transaction.atomic():
            _check_not_under_way(item, kept.digest)
            source = Source.XES if ".xes" in name.lower() else Source.CSV
            batch = Batch(id=pk, unit=item.unit, item=item, source=source, name=name[-200:], by=by, received_at=at)
            batch.digest, batch.options = kept.digest, {**asdict(reading), "size": kept.size}
            batch.save(force_insert=True)
            _queue(pk)
    except BaseException:
        files.discard(pk)
        raise
    return batch


def _check_not_under_way(item: PowerItem, digest: str) -> None:
    if Batch.objects.filter(item=item, digest=digest, status__in=UNDER_WAY).exists():
        raise Refused("同一个文件正在处理中，不必再次上传。请在导入列表中查看进度。")


def _queue(batch: UUID) -> None:
    app.configure_task(TASK, queue=QUEUE).defer(batch=str(batch))


def run(pk: UUID, *, at: dt.datetime) -> None:
    """Read a batch's file and take it in. Does nothing if that is done, or somebody else is at it.

    A batch whose worker died is begun again: until its events are in, nothing of it is.
    """
    with alone(pk) as line:
        batch = Batch.objects.select_related("item__unit").filter(pk=pk, status__in=UNDER_WAY).first()
        if line is None or batch is None:
            return
        batch.options["tries"] = batch.options.get("tries", 0) + 1
        batch.status = BatchStatus.RUNNING
        batch.save(update_fields=["status", "options"])
        try:
            _take(batch, line, at)
        except BatchRefused as refusal:
            _end(batch, BatchStatus.REFUSED, at, refusal.faults, refusal.count)
        except LogError as error:
            _end(batch, BatchStatus.REFUSED, at, [Fault(0, problem.reason) for problem in error.problems], error.count)
        except (Refused, FileNotFoundError) as refusal:
            said = str(refusal) if isinstance(refusal, Refused) else "上传的文件已不在。请重新上传。"
            _end(batch, BatchStatus.REFUSED, at, [Fault(0, said)], 1)


def _check_tries(batch: Batch) -> None:
    if batch.options["tries"] > MOST_TRIES:
        raise Refused(f"处理中断了 {MOST_TRIES} 次，没有采纳。请把文件分小后重新上传，或联系系统管理员。")


def _take(batch: Batch, line: Line, at: dt.datetime) -> None:
    item = batch.item
    if item is None:
        raise Refused("这个批次没有写明职权。")
    if not Event.objects.filter(batch=batch).exists():
        _check_tries(batch)  # once its events are in, a batch is judged however often that is interrupted
        _take_events(batch, item, line, at)
    line.tell(TAKEN)
    if runs.go_on(runs.of_batch(batch, item, at=at).pk, now=at, tell=_share_of(line, TAKEN, 99)):
        _end(batch, BatchStatus.DONE, at)


def _take_events(batch: Batch, item: PowerItem, line: Line, at: dt.datetime) -> None:
    path = files.path_of(batch.pk)
    if not path.is_file():
        raise FileNotFoundError(path.name)
    contents = files.look_through(path)
    line.tell(LOOKED)
    log = _Log(batch, set(selectors.steps_of(item)) | selectors.mapping_of(item).keys(), at)
    events = log.read(_share_of(line, LOOKED, READ), contents.rows)
    batch.options |= {"encoding": contents.encoding}
    try:
        with transaction.atomic():
            ingest(batch, item, events, at=at, closed=batch.options["finished"])
            batch.save(update_fields=["rows", "taken", "known"])
            if log.noticed.closes and (early := selectors.ended_early(batch)):
                log.noticed.add(ENDED_EARLY, early[1], early[0])
    finally:
        batch.options |= {"unmapped": log.unmapped(), "warnings": log.noticed.rows()}
        batch.save(update_fields=["options"])


def _share_of(line: Line, start: int, end: int) -> Callable[[int, int], None]:
    """Say progress through one part of the work as progress of the whole."""
    return lambda done, of: line.tell(start + (end - start) * min(done, of) // max(of, 1))


def _end(batch: Batch, status: str, at: dt.datetime, faults: Iterable[Fault] = (), count: int = 0) -> None:
    batch.status, batch.done, batch.finished_at, batch.faults = status, 100, max(at, batch.received_at), count
    batch.errors = [{"row": fault.row, "field": fault.field, "what": shown(fault.what)} for fault in faults]
    batch.save(update_fields=["status", "done", "finished_at", "faults", "errors"])
    files.discard(batch.pk)


class _Log:
    """A file's events on their way in, and what was noticed of them."""

    def __init__(self, batch: Batch, known: set[str], now: dt.datetime) -> None:
        self.path, self.known, self.now = files.path_of(batch.pk), known, now
        self.strict, self.lenient = bool(batch.options["strict"]), bool(batch.options.get("lenient"))
        named = {name: batch.options[name] for name in ("case", "activity", "time")}
        self.columns = Columns(**named)
        self.activities: Counter[str] = Counter()
        self.first_rows: dict[str, int] = {}
        self.noticed = Noticed()

    def read(self, tell: Callable[[int, int], None], rows: int) -> Iterator[Incoming | Fault]:
        """Every event, then whatever is wrong with the file."""
        try:
            for count, event in enumerate(read_log(self.path, columns=self.columns)):
                if not count % 1000:
                    tell(count, rows)
                yield self._incoming(event)
        except LogError as error:
            yield from _faults(error)
        if self.strict:
            for activity, times in self.unmapped()[:MOST_ROWS_NAMED]:
                what = f"活动“{activity}”（{times} 次）{UNMAPPED}"
                yield Fault(self.first_rows[activity], what, "activity")

    def _incoming(self, event: LogEvent) -> Incoming:
        told = event.attributes
        kind = KINDS.get(told.get("kind", ""), EventKind.STEP) if told else EventKind.STEP
        if kind == EventKind.STEP and event.activity not in self.known:
            self._count(event)
        at, note = event.at, told.get("note", "") if told else ""
        if at and self.lenient and not plausible(at, self.now):
            self.noticed.add(ABSURD, event.row)
            note = f"来源时间 {at.isoformat(' ')[:19]} {note}".strip()
            at = None
        else:
            self.noticed.look_at(at, event.row)
        self.noticed.closes += kind == EventKind.CLOSE
        key = next((told[name] for name in KEYS if told.get(name)), "") if told else ""
        corrects = told.get("corrects", "") if told else ""
        return Incoming(event.row, event.case, event.activity, at, key, kind, note[:200], corrects)

    def _count(self, event: LogEvent) -> None:
        name = shown(event.activity)
        if name in self.activities or len(self.activities) < MOST_ACTIVITIES:
            self.activities[name] += 1
            self.first_rows.setdefault(name, event.row)

    def unmapped(self) -> list[tuple[str, int]]:
        """Activities that are no step of the chart and that nobody explained."""
        return selectors.unexplained(self.activities, self.known)


def _faults(error: LogError) -> Iterator[Fault]:
    *first, last = error.problems
    yield from (Fault(problem.row, problem.reason) for problem in first)
    yield Fault(last.row, last.reason, times=1 + error.count - len(error.problems))


def retry(batch: Batch, *, by: Official) -> None:
    """Queue a batch again whose worker seems to have died. Safe: nothing is ever taken twice.

    Raises:
        Refused: not this person's, done, or being worked on.
    """
    access.check_may_deliver(by, batch.unit)
    if batch.status not in UNDER_WAY:
        raise Refused("这个批次已经处理完毕。")
    if is_worked_on(batch.pk):
        raise Refused("这个批次正在处理，请稍候。")
    _queue(batch.pk)


def revive(*, at: dt.datetime) -> int:
    """Queue every batch again that nobody works on though it is under way; how many."""
    forgotten = Batch.objects.filter(status__in=UNDER_WAY, received_at__lt=at - FORGOTTEN, item__isnull=False)
    found = [pk for pk in forgotten.values_list("pk", flat=True) if not _is_queued(pk) and not is_worked_on(pk)]
    for pk in found:
        _queue(pk)
    return len(found)


def _is_queued(pk: UUID) -> bool:
    waiting: Any = ProcrastinateJob.objects.filter(task_name=TASK, status="todo", args__batch=str(pk))
    return bool(waiting.exists())
