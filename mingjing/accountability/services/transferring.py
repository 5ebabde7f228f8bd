"""移交: hand a case to the discipline organ or to the judicial organs; from then on it is read-only (ACC-11-4, -5)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from mingjing.accountability import access, letters, workflow
from mingjing.accountability.enums import ExportForm, LetterKind, Organ
from mingjing.accountability.letters import dossier
from mingjing.accountability.models import AccountabilityCase, Transfer, TransferReceipt
from mingjing.accountability.selectors import transfers as reads
from mingjing.accountability.services import exporting, issuing, packing
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of

STEPS = {Organ.DISCIPLINE: workflow.TRANSFER, Organ.JUDICIAL: workflow.TRANSFER_JUDICIAL}
BACK = {Organ.DISCIPLINE: workflow.TAKE_BACK, Organ.JUDICIAL: workflow.TAKE_BACK_ABOVE}
RESULT = "登记移交后的处理结果"


@transaction.atomic
def transfer(
    case: AccountabilityCase, *, organ: str, addressee: str, reason: str, by: Official, today: dt.date, at: dt.datetime
) -> Transfer:
    """Hand a case over: the letter with the list of what goes and its digests, and the package for the organ.

    Raises:
        Refused: not this person's step, or without addressee or reason.
    """
    step = STEPS[Organ(organ)]
    hold(case)
    access.check_may_take(by, step, case)
    if not addressee.strip():
        raise Refused(f"请写明受移交的单位（{step.basis}）。")
    if not reason.strip():
        raise Refused(f"移交要写明理由：哪些事实、为什么由该机关处理（{step.basis}）。")
    files = packing.originals(dossier.parts(case))
    row = Transfer(
        case=case, organ=organ, addressee=addressee.strip(), reason=reason.strip(), index=packing.listed(files),
        approved_by=by, sent_on=today,
    )  # fmt: skip
    row.letter = issuing.issue(case, LetterKind.TRANSFER, letters.transfer(row), by=by, today=today, at=at)
    row.save(force_insert=True)
    ledger.take(step, case, by=by, at=at, reason="" if case.discipline else row.reason)
    exporting.ask(case, ExportForm.PACKAGE, by=by, at=at)
    return row


@transaction.atomic
def received(
    case: AccountabilityCase,
    *,
    received_on: dt.date,
    received_by: str,
    files: Sequence[Kept],
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Transfer:
    """The organ has signed for it: the day, who signed, and the receipt as scanned.

    Raises:
        Refused: not this person's step, nobody named, a day before it was sent or in the future, or no receipt.
    """
    hold(case)
    access.check_may_take(by, workflow.RECEIVED, case)
    row = _current(case)
    if not received_by.strip():
        raise Refused("请写明签收人（ACC-11-4）。")
    if not row.sent_on <= received_on <= today:
        raise Refused(f"回执日期应在移交日期{row.sent_on:%Y-%m-%d}和今天之间（ACC-11-4）。")
    if not files:
        raise Refused("请上传受移交单位签收的回执扫描件（ACC-11-4）。")
    row.received_on, row.received_by = received_on, received_by.strip()
    row.save(update_fields=["received_on", "received_by"])
    TransferReceipt.objects.bulk_create(
        TransferReceipt(transfer=row, kept_by=by, kept_at=at, **vars(file)) for file in files
    )
    ledger.take(workflow.RECEIVED, case, by=by, at=at)
    return row


@transaction.atomic
def take_back(case: AccountabilityCase, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Withdraw a transfer before its receipt: the head from the discipline organ, the leading group from the judicial.

    Raises:
        Refused: not this person's to do, of the unit that may be responsible, or no reason.
    """
    hold(case)
    access.check_may_see(by, case)
    row = _current(case)
    step = BACK[Organ(row.organ)]
    if row.organ == Organ.JUDICIAL and not by.holds(step.role):
        raise Refused("移送司法机关的案件，办公室不能自行撤回，由领导小组决定（ACC-11-5）。")
    access.check_may_take(by, step, case)
    if why := access.is_in_conflict(by, case):
        raise Refused(f"您{why}，应当回避（ACC-4-4a）。")
    if not reason.strip():
        raise Refused(f"撤回移交要写明理由（{step.basis}）。")
    row.taken_back_on, row.taken_back_for = today, reason.strip()
    row.save(update_fields=["taken_back_on", "taken_back_for"])
    ledger.take(step, case, by=by, at=at, reason="" if case.discipline else row.taken_back_for)


@transaction.atomic
def result(case: AccountabilityCase, *, text: str, result_on: dt.date, by: Official, at: dt.datetime) -> None:
    """Write down what the organ told of its own decision. A sanction is never given here, only told (GAP-15).

    Raises:
        Refused: neither of the discipline organ nor a clerk, no receipt yet, nothing said, a day before the receipt or
            in the future, or told before.
    """
    hold(case)
    access.check_may_see(by, case)
    row = _current(case)
    if not access.may_record_result(by, case, row):
        raise Refused("移交后的处理结果由纪检监察机关人员或者办公室工作人员在收到回执后登记（GAP-15）。")
    if row.result_on is not None:
        raise Refused("处理结果已经登记，不能再改（GAP-15）。")
    if not text.strip():
        raise Refused("请写明哪个机关作出了什么处理和文号（GAP-15）。")
    if row.received_on and result_on < row.received_on:
        raise Refused("结果日期不能早于回执日期，请核对（GAP-15）。")
    if result_on > day_of(at):
        raise Refused("结果日期还没有到，请核对（GAP-15）。")
    row.result, row.result_on = text.strip(), result_on
    row.save(update_fields=["result", "result_on"])
    ledger.write(case, RESULT, by=by, at=at, basis="GAP-15")


def _current(case: AccountabilityCase) -> Transfer:
    """The transfer that stands.

    Raises:
        Refused: there is none.
    """
    row = reads.current(case).first()
    if row is None:
        raise Refused(f"{case}没有移交（ACC-11-4）。")
    return row
