"""Workbooks of powers: kept, looked through in the background, and taken whole or not at all once confirmed (X-07).

Drafts only: nobody imports past the reviews (ACC-6-1a). What is published is never edited; a changed cell drafts the
next version of its power.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.catalogue import access
from mingjing.catalogue.columns import POWERS, SHEETS
from mingjing.catalogue.enums import ImportStatus
from mingjing.catalogue.models import ImportedFile, PowerImport, PowerVersion
from mingjing.catalogue.services.knowing import SCHEME, Known
from mingjing.catalogue.services.planning import Plan, plan
from mingjing.catalogue.services.storing import Storing
from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.core.sheets import FaultySheet, Row
from mingjing.core.sheets.parts import LARGEST
from mingjing.core.working import Line, alone, is_worked_on
from mingjing.people.models import Official, Unit

__all__ = ["SCHEME", "confirm", "drop", "import_book", "receive", "retry", "revive", "run"]

TASK, QUEUE = "catalogue.import", "imports"
LOOKING = (ImportStatus.WAITING, ImportStatus.READING)
TAKING = (ImportStatus.CONFIRMED, ImportStatus.TAKING)
UNDER_WAY = (*LOOKING, *TAKING)
READ, PLANNED = 30, 60  # percent done when the workbook is read, and when it is compared
SOON = 10  # somebody waits: before pages that are rendered anew
MOST_TRIES = 3
MOST_FILES = 500
FORGOTTEN = dt.timedelta(minutes=2)
ROWS_EXPECTED = 50_000
MEGABYTE = 1024 * 1024


def receive(files: Sequence[tuple[str, bytes]], *, reason: str = "", by: Official, at: dt.datetime) -> PowerImport:
    """Keep a workbook, the first of `files`, and the charts that came along, and queue its reading.

    Raises:
        Refused: not a clerk, or files that are not kept.
    """
    access.check_may_import(by)
    (name, data), size = files[0], sum(len(data) for _name, data in files)
    if not data:
        raise Refused("文件是空的。请下载模板填写，再重新上传。")
    if size > 2 * LARGEST or len(files) > MOST_FILES:
        most = 2 * LARGEST // MEGABYTE
        raise Refused(f"表格和流程图一共最多 {most} MB、{MOST_FILES} 个文件，现在超过了。请分几次导入。")
    digest = hashlib.sha256(b"".join(data for _name, data in files)).hexdigest()
    with transaction.atomic():
        if PowerImport.objects.filter(by=by, digest=digest, status__in=UNDER_WAY).exists():
            raise Refused("同一个文件正在处理中，不必再次上传。请在导入列表中查看进度。")
        unit = None if access.imports_for_city(by) else by.unit
        made = PowerImport.objects.create(
            unit=unit, by=by, name=name[-200:], digest=digest, size=size, reason=reason.strip()[:200], received_at=at
        )
        ImportedFile.objects.bulk_create(ImportedFile(of=made, name=name[-200:], data=data) for name, data in files)
        _queue(made.pk)
    return made


def _queue(pk: UUID) -> None:
    app.configure_task(TASK, queue=QUEUE, priority=SOON).defer(work=str(pk))


def confirm(work: PowerImport, *, by: Official) -> None:
    """Queue the taking of what was looked through and shown.

    Raises:
        Refused: not its clerk, or not waiting for a confirmation.
    """
    access.check_may_confirm(by, work)
    rows = PowerImport.objects.filter(pk=work.pk, status=ImportStatus.READY)
    with transaction.atomic():
        if not rows.update(status=ImportStatus.CONFIRMED, done=0, tries=0):
            raise Refused("这次导入已不在等待确认，请刷新后再看。")
        _queue(work.pk)


def drop(work: PowerImport, *, by: Official, at: dt.datetime) -> None:
    """Give up an import that waits for its confirmation; its file is gone, nothing was taken.

    Raises:
        Refused: not its clerk, or not waiting for a confirmation.
    """
    access.check_may_confirm(by, work)
    rows = PowerImport.objects.filter(pk=work.pk, status=ImportStatus.READY)
    if not rows.update(status=ImportStatus.DROPPED, finished_at=at, lines=[]):
        raise Refused("这次导入已不在等待确认，请刷新后再看。")
    ImportedFile.objects.filter(of=work).delete()


def run(pk: UUID, *, at: dt.datetime) -> None:
    """Look a workbook through, or take it once it is confirmed. Does nothing if somebody else is at it.

    One whose worker died is begun again: it is taken in one transaction, so nothing of it was.
    """
    with alone(PowerImport, pk) as line:
        rows = PowerImport.objects.select_related("by__unit", "unit")
        work = rows.filter(pk=pk, status__in=UNDER_WAY).first()
        if line is None or work is None:
            return
        work.tries += 1
        work.status = ImportStatus.READING if work.status in LOOKING else ImportStatus.TAKING
        work.save(update_fields=["status", "tries"])
        try:
            if work.tries > MOST_TRIES:
                raise Refused(f"处理中断了 {MOST_TRIES} 次，没有导入。请把表格分小后重新上传，或联系系统管理员。")
            _look(work, line, at) if work.status == ImportStatus.READING else _take(work, line, at)
        except FaultySheet as refusal:
            _refuse(work, at, [asdict(fault) for fault in refusal.faults], refusal.count)
        except Refused as refusal:
            _refuse(work, at, [{"sheet": "", "row": 0, "column": "", "what": str(refusal)}], 1)


def _look(work: PowerImport, line: Line, at: dt.datetime) -> None:
    found = _planned(work, line, _read(work, line))
    _show(work, found)


def _show(work: PowerImport, found: Plan) -> None:
    work.made, work.changed, work.same = len(found.made), len(found.changed), found.same
    work.lines, work.status, work.done = found.lines(), ImportStatus.READY, 100
    work.save(update_fields=["made", "changed", "same", "lines", "status", "done"])


def _read(work: PowerImport, line: Line) -> dict[str, list[Row]]:
    book = ImportedFile.objects.filter(of=work).first()
    if book is None:
        raise Refused("上传的文件已不在。请重新上传。")
    tell = line.share(0, READ)
    found = sheets.book_of(book.name, bytes(book.data), SHEETS, tell=lambda rows: tell(rows, ROWS_EXPECTED))
    if not found[POWERS.title]:
        raise Refused("“职权”表里没有填写任何行。第一行是列名，从第二行起填写。")
    return found


def _planned(work: PowerImport, line: Line, found: Mapping[str, list[Row]]) -> Plan:
    files = dict(ImportedFile.objects.filter(of=work).values_list("name", "data")[1:])
    made = plan(found, files, by=work.by, reason=work.reason, tell=line.share(READ, PLANNED))
    if made.faults:
        raise FaultySheet(made.faults)
    return made


def _take(work: PowerImport, line: Line, at: dt.datetime) -> None:
    """Compare once more, now holding what is compared, and store it; what is not as confirmed is shown again."""
    rows = _read(work, line)
    with transaction.atomic():
        _hold(rows, work.by)
        found = _planned(work, line, rows)
        if (len(found.made), len(found.changed)) != (work.made, work.changed):
            _show(work, found)
            return
        known = Known.of(work.by, {row.said["unit"] for row in rows[POWERS.title]})
        storing = Storing(known, by=work.by, at=at, reason=work.reason)
        storing.store(found, line.share(PLANNED, 99))
        _end(work, ImportStatus.DONE, at)


def _hold(rows: Mapping[str, list[Row]], by: Official) -> None:
    """Lock the units that get new codes, and the versions that may change, in one order for everybody."""
    said = [row.said for row in rows[POWERS.title]]
    codes = {row["unit"] for row in said} | {by.unit.code}
    list(Unit.objects.select_for_update().filter(code__in=codes).order_by("pk").values_list("pk"))
    numbers = [row["number"] for row in said if row["number"]]
    held = PowerVersion.objects.select_for_update(of=("self",)).filter(item__number__in=numbers)
    list(held.order_by("pk").values_list("pk"))


def _refuse(work: PowerImport, at: dt.datetime, faults: list[dict[str, Any]], count: int) -> None:
    work.errors, work.faults, work.lines = faults, count, []
    _end(work, ImportStatus.REFUSED, at)


def _end(work: PowerImport, status: str, at: dt.datetime) -> None:
    work.status, work.done, work.finished_at = status, 100, max(at, work.received_at)
    work.save(update_fields=["status", "done", "finished_at", "errors", "faults", "lines"])
    ImportedFile.objects.filter(of=work).delete()


def retry(work: PowerImport, *, by: Official) -> None:
    """Queue an import again whose worker seems to have died. Safe: it is taken once or not at all.

    Raises:
        Refused: not its clerk, done, or being worked on.
    """
    access.check_may_confirm(by, work)
    if work.status not in UNDER_WAY:
        raise Refused("这次导入已经处理完毕。")
    if is_worked_on(PowerImport, work.pk):
        raise Refused("这次导入正在处理，请稍候。")
    _queue(work.pk)


def revive(*, at: dt.datetime) -> int:
    """Queue every import again that nobody works on though it is under way; how many."""
    forgotten = PowerImport.objects.filter(status__in=UNDER_WAY, received_at__lt=at - FORGOTTEN)
    found = [
        pk for pk in forgotten.values_list("pk", flat=True) if not _is_queued(pk) and not is_worked_on(PowerImport, pk)
    ]
    for pk in found:
        _queue(pk)
    return len(found)


def _is_queued(pk: UUID) -> bool:
    waiting: Any = ProcrastinateJob.objects.filter(task_name=TASK, status="todo", args__work=str(pk))
    return bool(waiting.exists())


@transaction.atomic
def import_book(
    found: Mapping[str, list[Row]],
    files: Mapping[str, Any] | None = None,
    *,
    reason: str = "",
    by: Official,
    at: dt.datetime,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> list[PowerVersion]:
    """Take the rows of a workbook in at once, without a look before: the drafts that were made or changed.

    Raises:
        Refused: not a clerk.
        FaultySheet: with every fault; then nothing is taken.
    """
    access.check_may_import(by)
    _hold(found, by)
    made = plan(found, files or {}, by=by, reason=reason)
    if made.faults:
        raise FaultySheet(made.faults)
    known = Known.of(by, {row.said["unit"] for row in found[POWERS.title]})
    return Storing(known, by=by, at=at, reason=reason).store(made, tell)
