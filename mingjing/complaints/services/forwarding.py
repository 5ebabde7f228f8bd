"""转办: hand a complaint on in a package of its own, and follow it: receipt, answer, return, chase (CMP-7-3).

The case's own keys never leave the centre. The package has a key of its own, wrapped for the addressee's people; the
centre keeps that key in a paper of the case, so that whoever has the case reads the answer.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked, tag_of, unit_tag
from mingjing.complaints.enums import ForwardStatus, PaperKind, Purpose
from mingjing.complaints.models import Complaint, Forward
from mingjing.complaints.selectors import inbox
from mingjing.complaints.selectors.opening import CaseKeys, OpenFile
from mingjing.complaints.services import clocking, messaging, papers, proving
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.core.steps import Step
from mingjing.flattening import NotFlattened, flatten
from mingjing.keyring import services as keyring
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.ledger.models import Entry
from mingjing.people.models import Official, Unit
from mingjing.privacy import find
from mingjing.regulations.selectors import Law, law
from mingjing.sealing.services import boxes, routing, wraps

SIGN, SENT, CHASED, SEALED_AGAIN, READ = "转", "转办", "督办", "补封", "查阅内容"
OWED, DECIDED, ANSWER, RETURN = "CMP-7-3", "GAP-21", "CMP-7-3-answer", "CMP-7-3-return"
EVENT = "forwarded"
LONGEST = 20_000


@transaction.atomic
def forward(
    complaint: Complaint,
    *,
    unit: Unit,
    text: str,
    request: str,
    files: Sequence[OpenFile] = (),
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    needs_identity: bool = False,
) -> Forward:
    """Hand the case to the unit that must answer it. `text` is what it may know, `request` what it is asked to do.

    `files` go as derivatives without metadata. Late is possible; the breach stays on record.

    Raises:
        Refused: not now, the accused unit, somebody named in the case works there, personal data in the text,
            the identity is asked for, nobody there can open it, or a file cannot be cleaned.
    """
    access.check_may_take(by, workflow.FORWARD, complaint)
    inbox.check_may_handle(complaint, unit)
    _check(text, request, needs_identity)
    people = inbox.openers(unit)
    if not people:
        raise Refused(
            f"{unit}还没有设置封存口令的经办人或者主管领导，转办件封不了给他们。请对方先登录“封存口令”页设置，再转办。"
        )
    found, key = Forward(pk=uuid4()), boxes.new_key()
    package = {"text": text, "request": request, "files": [_packed(found.pk, file) for file in files]}
    keyring.keep(wraps.to_officials(found.pk, Purpose.PACKAGE, key, people))
    rules = law(today)
    _store(found, complaint, unit, boxes.shut(package, key, case=found.pk, purpose=inbox.PACKAGE), rules, today)
    kept = {"text": request, "forward": str(found.pk), "key": key.hex()}
    papers.add(complaint, PaperKind.LETTER, kept, keys=keys, by=by, at=at)
    after = {"status": found.status, "number": found.number, "addressee": found.addressee}
    ledger.write(found, SENT, by=masked(by), at=at, basis=OWED, after=after)
    ledger.take(workflow.FORWARD, complaint, by=masked(by), at=at)
    for limit in (OWED, DECIDED):
        clocking.stop(complaint.pk, limit, on=today, by=by, at=at)
    clocking.start(found, ANSWER, rules=rules, on=today, by=by, at=at)
    proving.commit(complaint.pk, EVENT, keys=keys, on=today, at=at)
    messaging.tell(people, at=at)
    return found


def _check(text: str, request: str, needs_identity: bool) -> None:
    if needs_identity:
        raise Refused(
            "转办件不带来信人的身份，中心也打不开它。确需知道身份的，先申请启封，由保管人批准并告诉来信人（第八条）。"
        )
    if not text.strip() or not request.strip():
        raise Refused("转办内容和办理要求都要写明（第七条第三项）。")
    if len(text) > LONGEST or len(request) > LONGEST:
        raise Refused(f"转办内容和办理要求各不超过 {LONGEST} 字，请删减。")
    kinds = sorted({one.kind.value for one in find(text) if one.blocks})
    if kinds:
        raise Refused(f"转办内容里还有{'、'.join(kinds)}，会暴露来信人或者他人。请遮盖后再转办（第八条）。")


def _packed(forward: UUID, file: OpenFile) -> dict[str, object]:
    """A derivative of a file of the case, sealed under a key that lies in the package."""
    try:
        flat = flatten(file.kind, file.chunks())
    except NotFlattened as failed:
        raise Refused("有一个附件不能转成去除元数据的副本，没有转办。请不选它，把其中要点写进转办内容。") from failed
    pk, key = uuid4(), boxes.new_key()
    size = boxes.write_file(inbox.path_of(pk), key, [flat.data])
    name = file.name.rsplit(".", 1)[0] + flat.ending
    return {"id": str(pk), "name": name, "kind": flat.kind, "size": size, "key": key.hex(), "from": str(file.file.pk)}


def _store(found: Forward, complaint: Complaint, unit: Unit, box: bytes, rules: Law, today: dt.date) -> None:
    found.complaint, found.status = complaint, ForwardStatus.SENT
    found.number = numbering.numbered(SIGN, today.year)
    found.addressee = unit_tag(unit.pk)
    found.routing = routing.shut({"unit": str(unit.pk)}, about=found.pk)
    found.package, found.sent_on = box, today
    found.due_on = rules.limits[ANSWER].after(today, rules.calendar).on if ANSWER in rules.limits else None
    found.save(force_insert=True)


@transaction.atomic
def receive(found: Forward, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Sign for a package (签收).

    Raises:
        Refused: not this unit's clerk, or signed for before.
    """
    _check_step(found, workflow.RECEIVE, by)
    ledger.take(workflow.RECEIVE, found, by=masked(by), at=at, received_on=today, received_by=tag_of(by))


@transaction.atomic
def answer(found: Forward, *, text: str, key: bytes, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Tell the centre what was done; only the centre and the unit can read it.

    Raises:
        Refused: nothing said, not this unit's clerk, or not signed for yet.
    """
    _check_step(found, workflow.ANSWER, by)
    if not text.strip():
        raise Refused("请写明查明的情况和处理结果，再答复（第七条第三项）。")
    _keep_answer(found, {"text": text[:LONGEST]}, key)
    ledger.take(workflow.ANSWER, found, by=masked(by), at=at, answered_on=today)
    clocking.stop(found.pk, ANSWER, on=today, by=by, at=at)


@transaction.atomic
def give_back(found: Forward, *, reason: str, key: bytes, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Return what is not this unit's to handle, with reasons, within the set days. The case goes back to the centre.

    Raises:
        Refused: no reason, too late, or answered before.
    """
    _check_step(found, workflow.RETURN, by)
    if not reason.strip():
        raise Refused("退回转办件要写明理由：为什么不属于本单位办理，应由谁办理（第七条第三项）。")
    last = inbox.may_return_until(found, today)
    if last and today > last:
        raise Refused(
            f"退回的期限到 {last} 为止，已经过了。请办理并答复；确有困难请与投诉举报中心联系（第七条第三项）。"
        )
    _keep_answer(found, {"text": reason[:LONGEST]}, key)
    ledger.take(workflow.RETURN, found, by=masked(by), at=at, returned_on=today)
    clocking.stop(found.pk, ANSWER, on=today, by=by, at=at)
    with seeing(SYSTEM):
        ledger.take(workflow.TAKE_BACK, Complaint.objects.get(pk=found.complaint_id), by=masked(by), at=at)


@transaction.atomic
def chase(found: Forward, *, by: Official, at: dt.datetime) -> None:
    """Urge the unit to act (督办): a message that tells nothing, and an entry that counts.

    Raises:
        Refused: not the centre's clerk, or nothing is open any more.
    """
    if not by.holds(workflow.FORWARD.role):
        raise Refused("督办由投诉举报中心工作人员发出，您没有这个权限（第七条第三项）。")
    if found.status not in (ForwardStatus.SENT, ForwardStatus.RECEIVED):
        raise Refused(f"{found}已经{found.get_status_display()}，不用督办。")
    ledger.write(found, CHASED, by=masked(by), at=at, basis=OWED)
    messaging.tell(inbox.openers(inbox.unit_of(found)), at=at)


@transaction.atomic
def seal_again(found: Forward, *, key: bytes, by: Official, at: dt.datetime) -> int:
    """Wrap an open package for whoever receives for the unit by now; how many they are.

    Raises:
        Refused: not the centre's clerk, or nobody there has a key.
    """
    if not by.holds(workflow.FORWARD.role):
        raise Refused("补封由投诉举报中心工作人员办理，您没有这个权限（第八条）。")
    unit = inbox.unit_of(found)
    inbox.check_may_handle(found.complaint, unit)
    made = wraps.to_officials(found.pk, Purpose.PACKAGE, key, inbox.openers(unit))
    if not made:
        raise Refused(f"{unit}没有设置封存口令的经办人或者主管领导。请对方先在“封存口令”页设置。")
    keyring.keep(made)
    ledger.write(found, SEALED_AGAIN, by=masked(by), at=at, basis="CMP-8-b", after={"people": len(made)})
    return len(made)


def note_read(found: Forward, entries: Iterable[Entry], *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Say in the file of a package that this person read it, if `entries` do not say so of today (CMP-8-b)."""
    who = masked(by)
    said = ((entry.step, entry.by_id, timezone.localdate(entry.at)) for entry in entries)
    if (READ, who.pk, today) not in said:
        ledger.write(found, READ, by=who, at=at, basis="CMP-8-b")


def _keep_answer(found: Forward, said: dict[str, str], key: bytes) -> None:
    box = boxes.shut(said, key, case=found.pk, purpose=inbox.ANSWER)
    Forward.objects.filter(pk=found.pk).update(answer=box)
    found.answer = box


def _check_step(found: Forward, step: Step, by: Official) -> None:
    if not by.holds(step.role) or found.addressee != unit_tag(by.unit_id):
        raise Refused(f"“{step.name}”由收到转办件的单位经办人办理，您没有这个权限（{step.basis}）。")
    if found.status not in step.sources:
        raise Refused(f"{found}现在是“{found.get_status_display()}”，不能“{step.name}”（{step.basis}）。")
