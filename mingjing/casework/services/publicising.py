"""登记表 on its way: sent to the leader, publicised or returned, filed with the office, shelved, withdrawn."""

import datetime as dt
from typing import Any

from django.db import transaction

from mingjing.casework import access, workflow
from mingjing.casework.enums import EventKind, MatterState, ObjectionStatus
from mingjing.casework.models import Matter, OperationRecord
from mingjing.casework.registering import Said, lines, standing
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services.records import enter
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of
from mingjing.regulations import selectors as regulations
from mingjing.regulations.selectors import Law

LONGEST_NOTE = 2000


@transaction.atomic
def finish(
    record: OperationRecord,
    *,
    result: str,
    result_on: dt.date | None,
    by: Official,
    at: dt.datetime,
    meeting: str = "",
    result_where: str = "",
    result_shown_on: dt.date | None = None,
    gaps_why: str = "",
) -> None:
    """Send a record to the leader with its result. A matter that the chart has not ended is closed.

    Raises:
        Refused: no result, steps missing without an explanation, a scan without an index (ASM-5-4-2c),
            another role, or the record has moved on.
    """
    access.check_may_take_on_record(by, workflow.FINISH, record)
    _check_result(result, result_on, result_where, result_shown_on, day_of(at))
    found = lines(selectors.entries_of(record))
    if not standing(found):
        raise Refused("还没有登记任何环节，不能送审。")
    lack = selectors.completeness(record, found)
    if lack.no_file or lack.no_index:
        raise Refused("扫描件或录音录像没有逐环节的索引，登记表不完整（第五条第四项）。请上传文件，写明各环节在哪里。")
    if lack.missing and not gaps_why.strip():
        raise Refused(f"缺少“{'”“'.join(lack.missing)}”。请补登；确实没有办的，写明原因。")
    if Matter.objects.get(record=record).state != MatterState.FINISHED:
        _close_matter(record, gaps_why.strip() or "按登记表办结", by=by, at=at)
    ledger.take(
        workflow.FINISH,
        record,
        by=by,
        at=at,
        result=result.strip(),
        result_on=result_on,
        meeting=meeting.strip(),
        result_where=result_where.strip(),
        result_shown_on=result_shown_on,
        gaps_why=gaps_why.strip() if lack.missing else "",
    )


def _check_result(result: str, result_on: dt.date | None, where: str, shown_on: dt.date | None, today: dt.date) -> None:
    if not result.strip() or result_on is None:
        raise Refused("请写明办理结果和结果日期。")
    if max(result_on, shown_on or result_on) > today:
        raise Refused("结果日期和结果公开日期不能晚于今天。")
    if bool(where.strip()) != bool(shown_on):
        raise Refused("结果公开在哪里、哪天公开，请都写明；没有公开的，都不写。")


def _close_matter(record: OperationRecord, reason: str, *, by: Official, at: dt.datetime) -> None:
    last = max((line.entry.ended_at for line in standing(lines(record.steps.all())) if line.entry.ended_at), default=at)
    said = Said("", last, kind=EventKind.CLOSE, reason=reason[:200])
    enter(record, said, expected=OperationRecord.objects.get(pk=record.pk).entries, by=by, at=at)
    record.refresh_from_db()


def send_back(record: OperationRecord, *, reason: str, by: Official, at: dt.datetime) -> None:
    """The leader returns a record to be put right; publicity that had begun ends.

    Raises:
        Refused: no reason, another role, or the record has moved on.
    """
    access.check_may_take_on_record(by, workflow.RETURN, record)
    _check_words(reason, "请写明为什么退回、要补正什么。")
    changes: dict[str, Any] = {"public_from": None, "public_to": None, "approved_by": None, "approved_at": None}
    ledger.take(workflow.RETURN, record, by=by, at=at, reason=reason.strip(), **changes)


def publicity_until(start: dt.date, law: Law) -> dt.date | None:
    """The last day of publicity by the office's own policy; None where no regulation is in force."""
    deadline = selectors.deadline(selectors.PUBLICITY, start, law)
    return deadline.on if deadline else None


def publicise(
    record: OperationRecord,
    *,
    by: Official,
    at: dt.datetime,
    start: dt.date | None = None,
    until: dt.date | None = None,
) -> None:
    """The leader lets a record out for publicity (公示), at least as long as the office's policy says (ASM-5-4-2b).

    Raises:
        Refused: own work, another role, a power that is not public, days that cannot be, or the record has moved on.
    """
    access.check_may_take_on_record(by, workflow.PUBLICISE, record)
    today = day_of(at)
    start = start or today
    least = publicity_until(start, regulations.law(today))
    until = until or least
    if until is None:
        raise Refused("没有现行的法规规定公示期，请写明公示到哪一天。")
    if start < today:
        raise Refused("公示不能从过去的日子开始。")
    if until < (least or start):
        raise Refused(f"公示期不能短于规定：从 {start} 起，至少到 {least or start}（第五条第四项）。")
    changes: dict[str, Any] = {"public_from": start, "public_to": until, "approved_by": by, "approved_at": at}
    ledger.take(workflow.PUBLICISE, record, by=by, at=at, **changes)


def exempt(record: OperationRecord, *, by: Official, at: dt.datetime) -> None:
    """The leader has the record of a power that is not public filed without publicity.

    Raises:
        Refused: own work, another role, a public power, or the record has moved on.
    """
    access.check_may_take_on_record(by, workflow.EXEMPT, record)
    reason = record.version.closed_ground or "职权不属于主动公开"
    changes: dict[str, Any] = {"filed_on": day_of(at), "approved_by": by, "approved_at": at}
    ledger.take(workflow.EXEMPT, record, by=by, at=at, reason=reason, **changes)


def file(record: OperationRecord, *, by: Official, at: dt.datetime) -> None:
    """File a record with the leading group office once its publicity is over and every objection answered.

    Raises:
        Refused: too early, objections waiting, another role, or the record has moved on.
    """
    access.check_may_take_on_record(by, workflow.FILE, record)
    if record.public_to is None or day_of(at) <= record.public_to:
        raise Refused(f"公示到 {record.public_to} 才期满，期满后再报备。")
    if record.objections.filter(status=ObjectionStatus.OPEN).exists():
        raise Refused("还有异议没有答复，答复后再报备（第五条第四项）。")
    ledger.take(workflow.FILE, record, by=by, at=at, filed_on=day_of(at))


def shelve(record: OperationRecord, *, by: Official, at: dt.datetime) -> None:
    """The office takes a filed record to its files.

    Raises:
        Refused: another role, or the record has moved on.
    """
    access.check_may_take_on_record(by, workflow.SHELVE, record)
    ledger.take(workflow.SHELVE, record, by=by, at=at)


@transaction.atomic
def withdraw(record: OperationRecord, *, reason: str, by: Official, at: dt.datetime) -> None:
    """End a record that will not be finished. Its number stays used; a matter that began is closed with the reason.

    Raises:
        Refused: no reason, another role, or the record has moved on.
    """
    access.check_may_take_on_record(by, workflow.TAKE_BACK, record)
    _check_words(reason, "请写明为什么撤回这份登记表。")
    if record.matter_id and Matter.objects.get(pk=record.matter_id).state != MatterState.FINISHED:
        _close_matter(record, reason, by=by, at=at)
    ledger.take(workflow.TAKE_BACK, record, by=by, at=at, reason=reason.strip())


@transaction.atomic
def note(record: OperationRecord, *, text: str, by: Official, at: dt.datetime) -> None:
    """The unit's leader or the office writes what supervision found. Earlier notes stay in the ledger.

    Raises:
        Refused: no words, or another role.
    """
    if not access.may_note(by, record):
        raise Refused("监督人意见由本单位主管领导或领导小组办公室填写，您没有这个角色。")
    _check_words(text, "请写明监督意见。")
    before = OperationRecord.objects.select_for_update(of=("self",)).get(pk=record.pk).note
    OperationRecord.objects.filter(pk=record.pk).update(note=text.strip())
    record.refresh_from_db(fields=("note",))
    after = {"note": record.note}
    ledger.write(record, workflow.NOTED, by=by, at=at, basis="ASM-5-4-2a", before={"note": before}, after=after)


def _check_words(words: str, what: str) -> None:
    if not words.strip():
        raise Refused(what)
    if len(words) > LONGEST_NOTE or "\x00" in words:
        raise Refused(f"不能超过 {LONGEST_NOTE} 个字，也不能含有无法保存的字符。")
