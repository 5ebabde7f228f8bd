"""异议: anybody may hold something against a record under publicity; the unit answers with its reason (ASM-5-4-2b)."""

import datetime as dt

from django.db import transaction

from mingjing.casework import access, workflow
from mingjing.casework.enums import ObjectionStatus, RecordStatus
from mingjing.casework.models import Objection, OperationRecord
from mingjing.casework.selectors import records as selectors
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of
from mingjing.regulations.selectors import law

SHORTEST, LONGEST, LONGEST_CONTACT = 5, 2000, 120
MOST_OPEN = 100  # on one record: beyond that the unit is asked by phone


@transaction.atomic
def object_to(record: OperationRecord, *, text: str, contact: str = "", at: dt.datetime) -> Objection:
    """Take in an objection without asking who makes it. Its words stay out of the ledger, which nobody can shorten.

    Raises:
        Refused: publicity has not begun or is over, too few or too many words, or too many objections wait already.
    """
    text, contact, today = text.strip(), contact.strip(), day_of(at)
    record = OperationRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if not under_publicity(record, today):
        raise Refused("这份登记表不在公示期内，不能再提异议。请拨打单位的投诉电话反映。")
    if not SHORTEST <= len(text) <= LONGEST or len(contact) > LONGEST_CONTACT:
        raise Refused(f"请用 {SHORTEST} 到 {LONGEST} 个字写明异议，联系方式不超过 {LONGEST_CONTACT} 个字。")
    if "\x00" in text + contact:
        raise Refused("内容含有无法保存的字符，请删去后重新提交。")
    known = record.objections.count()
    if record.objections.filter(status=ObjectionStatus.OPEN).count() >= MOST_OPEN:
        raise Refused("这份登记表待答复的异议很多，暂时不能在网上提交，请拨打单位的投诉电话反映。")
    deadline = selectors.deadline(selectors.ANSWERING, today, law(today))
    objection = Objection.objects.create(
        record=record,
        number=f"{record.number}-异{known + 1}",
        status=ObjectionStatus.OPEN,
        text=text,
        contact=contact,
        received_at=at,
        due_on=deadline.on if deadline else None,
    )
    said = {"status": objection.status, "due_on": str(objection.due_on or "")}
    ledger.write(objection, workflow.OBJECTED, by=None, at=at, basis="ASM-5-4-2b", after=said)
    return objection


def under_publicity(record: OperationRecord, today: dt.date) -> bool:
    """True from the first to the last day of publicity."""
    if record.status != RecordStatus.PUBLICISED or not record.public_from or not record.public_to:
        return False
    return record.public_from <= today <= record.public_to


def answer(objection: Objection, *, upheld: bool, text: str, by: Official, at: dt.datetime) -> None:
    """The unit answers with its reason; what is wrong is then put right by a correction on the record.

    Raises:
        Refused: no reason, not this unit's clerk, or it was answered before.
    """
    access.check_may_record(by, objection.record.unit)
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        raise Refused(f"请用 {SHORTEST} 到 {LONGEST} 个字写明答复和理由。")
    ledger.take(
        workflow.ANSWER_OBJECTION,
        objection,
        by=by,
        at=at,
        upheld=upheld,
        answer=text.strip(),
        answered_by=by,
        answered_at=at,
    )
