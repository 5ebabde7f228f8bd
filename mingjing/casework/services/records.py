"""登记表: opened for an important power that is not run online, filled in step by step (ASM-5-4-2a).

Each entry is an event of the matter too, so that verdict, clocks and signals follow at once: one truth.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from mingjing import privacy
from mingjing.casework import access, workflow
from mingjing.casework.enums import EventKind, FilePurpose, RecordKind, RecordStatus
from mingjing.casework.incoming import Incoming
from mingjing.casework.models import Event, Matter, OperationRecord, RecordFile, RecordStep
from mingjing.casework.registering import Line, Said, checked, lines
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import recording
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.models import PowerItem
from mingjing.core import uploads
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.procedure.events import CHINA
from mingjing.procedure.timing import day_of

LAST_MINUTE = dt.time(23, 59, 59)
PAGE = re.compile(r"[1-9]\d{0,4}")
MOMENT = re.compile(r"\d{1,2}(?::[0-5]\d){1,2}")
MOST_FILES = 10
KINDS = {
    FilePurpose.EVIDENCE: uploads.DOCUMENTS,
    FilePurpose.SCAN: uploads.RECORDINGS,
    FilePurpose.SIGNATURE: uploads.SCANS,
}


@transaction.atomic
def open_record(
    item: PowerItem,
    *,
    title: str,
    started_on: dt.date,
    basis: str,
    by: Official,
    at: dt.datetime,
    kind: str = RecordKind.REGISTER,
    counterpart: str = "",
    personal: bool = True,
    extra: dict[str, Any] | None = None,
) -> OperationRecord:
    """Open a record on the version in force when the matter began; it gets the next number of the unit and year.

    Raises:
        Refused: not this unit's clerk, a power that is not important or runs online, a day to come or before
            there was a version, words missing, or an own field filled in wrongly.
    """
    access.check_may_record(by, item.unit)
    if not access.powers_recorded_by(by).filter(pk=item.pk).exists():
        raise Refused(f"“{item}”不是本单位现行的、没有网上运行的重要事项，不用登记表。网上运行的由业务系统报送办件。")
    if started_on > day_of(at):
        raise Refused("开始日期不能晚于今天。")
    moment = min(at, dt.datetime.combine(started_on, LAST_MINUTE, CHINA))
    version = catalogue.version_on(item, moment)
    if version is None:
        raise Refused(f"{started_on} 时“{item}”还没有公布的版本，没有流程图可以对照。请核对开始日期。")
    if not title.strip() or not basis.strip():
        raise Refused("请写明事由和依据。")
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=item.unit_id)  # numbers without gaps
    form, year = selectors.form_of(unit), day_of(at).year
    known = OperationRecord.objects.filter(unit=unit, year=year).aggregate(last=Max("seq"))["last"]
    seq = (known or 0) + 1
    record = OperationRecord(
        unit=unit, item=item, version=version, year=year, seq=seq, number=f"登〔{year}〕{unit.code}-{seq:04}",
        status=RecordStatus.OPEN, kind=kind, title=title.strip(), counterpart=counterpart.strip(), personal=personal,
        started_on=started_on, basis=basis.strip(), form=form, opened_by=by, opened_at=at,
        extra=checked(form.fields.all(), extra or {}) if form else {},
    )  # fmt: skip
    record.save(force_insert=True)
    said = {"status": record.status, "item": item.number, "version": version.no, "started_on": str(started_on)}
    ledger.write(record, workflow.OPENED, by=by, at=at, basis="ASM-5-4-2a", after=said)
    return record


@transaction.atomic
def enter(
    record: OperationRecord,
    said: Said,
    *,
    expected: int,
    by: Official,
    at: dt.datetime,
    evidence: Sequence[UploadedFile] = (),
) -> RecordStep:
    """Enter the next step, or a condition or material beyond the list. `expected`: how many entries the clerk saw.

    Raises:
        Refused: another clerk was faster, not this unit's clerk, no longer filled in, people or times that cannot
            be, or something beyond the chart or the list without a reason (ACC-7-2a, ACC-7-2b).
    """
    access.check_may_record(by, record.unit)
    held = _held(record, expected)
    found = lines(held.steps.all())
    added = _is_added(held, said, said.kind, found)
    if added and not said.reason.strip():
        raise Refused(
            f"“{said.name}”不在公布的流程图这一步或者材料清单里，增加环节、条件或材料要写明理由（第七条第二项）。"
        )
    return _store(held, said, added=added, corrected=None, by=by, at=at, evidence=evidence)


@transaction.atomic
def correct(
    wrong: RecordStep,
    said: Said,
    *,
    expected: int,
    by: Official,
    at: dt.datetime,
    evidence: Sequence[UploadedFile] = (),
) -> RecordStep:
    """Put an entry right by a new one; the old one stays on the form, struck out. Without name and times it is void.

    Raises:
        Refused: as `enter`; it was corrected before; or no reason.
    """
    record = wrong.record
    access.check_may_record(by, record.unit)
    held = _held(record, expected)
    found = lines(held.steps.all())
    line = next(line for line in found if line.entry.pk == wrong.pk)
    if not line.stands:
        raise Refused("这一条已经更正过。再次更正请在最新的那一条上办理。")
    if not said.reason.strip():
        raise Refused("更正要写明理由，原来登记的仍然留档。")
    others = [other for other in found if other is not line]
    added = bool(said.name) and _is_added(held, said, line.kind, others)
    return _store(held, said, added=added, corrected=line, by=by, at=at, evidence=evidence)


@transaction.atomic
def attach(record: OperationRecord, upload: UploadedFile, *, purpose: str, by: Official, at: dt.datetime) -> RecordFile:
    """Keep a scanned ledger or recording while the record is filled in, or a scan of the signatures until it is filed.

    Raises:
        Refused: not this unit's clerk, too late, or a file that is not what it says.
    """
    access.check_may_record(by, record.unit)
    held = OperationRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    late = (RecordStatus.FILED, RecordStatus.CLOSED, RecordStatus.WITHDRAWN)
    if held.status in late or (purpose == FilePurpose.SCAN and held.status not in selectors.BEING_FILLED):
        raise Refused(f"{held} 现在是“{held.get_status_display()}”，不能再附文件。")
    if purpose == FilePurpose.SCAN and held.kind != RecordKind.SCAN:
        raise Refused("这份登记表是逐环节登记的，文件请附在各环节上。")
    return _keep(held, [upload], purpose, None, by, at)[0]


def _held(record: OperationRecord, expected: int) -> OperationRecord:
    """The record, held until the end of the transaction: of two clerks who enter the same next step one wins."""
    rows = OperationRecord.objects.select_for_update(of=("self",)).select_related("item__unit", "unit", "version")
    held = rows.get(pk=record.pk)
    if held.status not in selectors.BEING_FILLED:
        raise Refused(f"{held} 现在是“{held.get_status_display()}”，不能再登记环节。需要补正的，请主管领导退回。")
    if held.entries != expected:
        raise Refused(f"您填写的时候，别人刚刚在 {held} 上登记了一条。请看过最新的登记，再提交。")
    return held


def _is_added(record: OperationRecord, said: Said, kind: str, found: Sequence[Line]) -> bool:
    if kind == EventKind.CONDITION:
        return said.name not in selectors.materials_of(record)
    if kind != EventKind.STEP:
        return False
    return not selectors.offer(record, found, before=said.ended_at).allows(said.name)


def _store(
    record: OperationRecord,
    said: Said,
    *,
    added: bool,
    corrected: Line | None,
    by: Official,
    at: dt.datetime,
    evidence: Sequence[UploadedFile],
) -> RecordStep:
    kind = corrected.kind if corrected else said.kind
    void = corrected is not None and not said.name and said.ended_at is None
    if not void:
        _check(record, said, kind, at)
    seq = record.entries + 1
    event, matter = _as_event(record, said, seq, corrected, by, at)
    node = selectors.offer(record, ()).node(said.name) if kind == EventKind.STEP else None
    step = RecordStep(
        record=record, seq=seq, event=event, kind=EventKind.CORRECTION if corrected else kind, name=said.name,
        node=node.node if node else "", allowed_length=node.limit_length if node else None,
        allowed_unit=node.limit_unit if node and node.limit_length else "", handler_id=said.handler,
        post=said.post.strip() or (node.post if node else ""), started_at=said.started_at, ended_at=said.ended_at,
        opinion=said.opinion.strip(), approver_id=said.approver, disclosed=said.disclosed,
        disclosed_where=said.disclosed_where.strip(), disclosed_on=said.disclosed_on, added=added,
        reason=said.reason.strip(), corrects=corrected.entry if corrected else None, scan_id=said.scan,
        place_from=said.place_from, place_to=said.place_to, by=by, at=at,
    )  # fmt: skip
    step.save(force_insert=True)
    _keep(record, evidence, FilePurpose.EVIDENCE, step, by, at)
    _write_down(record, step, matter, by, at)
    return step


def _write_down(record: OperationRecord, step: RecordStep, matter: Matter, by: Official, at: dt.datetime) -> None:
    flagged = any(line.stands and line.entry.added for line in lines(record.steps.all()))
    rows = OperationRecord.objects.filter(pk=record.pk)
    rows.update(entries=step.seq, matter=matter, added=flagged)
    record.refresh_from_db(fields=("entries", "matter", "added"))
    said = {"seq": step.seq, "kind": step.kind, "name": step.name, "added": step.added, "event": str(step.event_id)}
    basis = "ACC-7-2a" if step.added else "ASM-5-4-2a"
    ledger.write(record, workflow.ENTERED, by=by, at=at, basis=basis, reason=step.reason, after=said)
    if record.status == RecordStatus.OPEN:
        ledger.take(workflow.BEGIN, record, by=by, at=at)


def _as_event(
    record: OperationRecord, said: Said, seq: int, corrected: Line | None, by: Official, at: dt.datetime
) -> tuple[Event, Matter]:
    """The entry as an event of the matter, which opens on the record's version; judged at once."""
    if record.matter_id is None:
        Matter.objects.create(
            unit=record.unit, item=record.item, version=record.version, number=record.number, opened_at=said.ended_at
        )
    key = f"{record.number}/{seq}"
    incoming = Incoming(
        seq,  # of what was done at the same minute the first entered comes first
        record.number,
        said.name,
        said.ended_at,
        key,
        EventKind.CORRECTION.value if corrected else str(said.kind),
        said.reason.strip(),
        corrected.entry.event.key if corrected else "",
    )
    matter = recording.record(record.item, incoming, by=by, at=at, on_register=True)
    return Event.objects.get(unit_id=record.unit_id, key=key), matter


def _check(record: OperationRecord, said: Said, kind: str, at: dt.datetime) -> None:
    if kind != EventKind.CLOSE and not said.name.strip():
        raise Refused("请写明环节、条件或材料的名称。")
    if privacy.find(said.name):
        raise Refused("名称会公开，里面有身份证号、电话等个人信息。请只写环节或材料的名称。")
    _check_times(record, said, at)
    if kind == EventKind.STEP:
        _check_people(record, said)
        _check_place(record, said)
    if said.disclosed and not (said.disclosed_where.strip() and said.disclosed_on):
        raise Refused("这一步已公开的，请写明在哪里、哪天公开。")


def _check_times(record: OperationRecord, said: Said, at: dt.datetime) -> None:
    if said.ended_at is None:
        raise Refused("请写明办理完毕的时间。")
    if said.ended_at > at:
        raise Refused("登记的是已经办理的环节，时间不能晚于现在。")
    first = said.started_at or said.ended_at
    if first > said.ended_at:
        raise Refused("开始时间晚于结束时间，请核对。")
    if day_of(first) < record.started_on:
        raise Refused(f"这一步早于登记表的开始日期 {record.started_on}，请核对。")


def _check_people(record: OperationRecord, said: Said) -> None:
    if record.kind == RecordKind.REGISTER and not (said.handler and said.started_at):
        raise Refused("请写明承办人和开始时间。")
    if said.handler and said.handler == said.approver:
        raise Refused("承办人和审批人是同一个人。承办和审批必须是两个人，请换一位。")
    named = {person for person in (said.handler, said.approver) if person}
    if len(named) != selectors.colleagues(record.unit).filter(pk__in=named).count():
        raise Refused(f"承办人和审批人应是{record.unit}的在职人员，请重新选择。")


def _check_place(record: OperationRecord, said: Said) -> None:
    """Of a scan each step says in which file and from where to where it stands (ASM-5-4-2c)."""
    if record.kind != RecordKind.SCAN:
        if said.scan:
            raise Refused("这份登记表是逐环节登记的，不用写扫描件的页码。")
        return
    if not said.scan or not record.files.filter(pk=said.scan, purpose=FilePurpose.SCAN).exists():
        raise Refused("请选择这一步在哪份扫描件或录音录像里；没有的，先上传。")
    places = [place for place in (said.place_from, said.place_to) if place]
    pages = all(PAGE.fullmatch(place) for place in places)
    if not said.place_from or not (pages or all(MOMENT.fullmatch(place) for place in places)):
        raise Refused("请写明这一步在文件里的页码（如 3 到 5）或者时间（如 0:12:30 到 0:20:00）。")
    if _measure(places[-1]) < _measure(places[0]):
        raise Refused("页码或时间的止数小于起数，请核对。")


def _measure(place: str) -> int:
    parts = [int(part) for part in place.split(":")]
    return sum(part * 60**n for n, part in enumerate(reversed(parts)))


def _keep(
    record: OperationRecord,
    files: Iterable[UploadedFile],
    purpose: str,
    step: RecordStep | None,
    by: Official,
    at: dt.datetime,
) -> list[RecordFile]:
    found = list(files)
    if len(found) > MOST_FILES:
        raise Refused(f"一次最多附 {MOST_FILES} 个文件，请分几次上传。")
    kept = [uploads.keep(upload, kinds=KINDS[FilePurpose(purpose)]) for upload in found]
    rows = [RecordFile(record=record, step=step, purpose=purpose, by=by, kept_at=at, **vars(file)) for file in kept]
    RecordFile.objects.bulk_create(rows)
    for row in rows:
        said = {"purpose": purpose, "digest": row.digest, "step": step.seq if step else None}
        ledger.write(record, workflow.ATTACHED, by=by, at=at, basis="ASM-5-4-2a", after=said)
    return rows
