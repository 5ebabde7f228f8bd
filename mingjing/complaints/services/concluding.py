"""认定和处理, 办结, 重新办理 (CMP-7-2c, CMP-7-2d)."""

import datetime as dt

from django.db import transaction

from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import ComplaintStatus, Finding, ForwardStatus, NoticeKind, PaperKind
from mingjing.complaints.models import Complaint, Delivery
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import clocking, papers, proving
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations.selectors import law

HANDLE, TELL = "CMP-7-2c", "CMP-7-2d"
TOLD = (NoticeKind.RESULT, NoticeKind.DECLINED)


@transaction.atomic
def conclude(
    complaint: Complaint,
    finding: str,
    *,
    facts: str,
    measures: str,
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> None:
    """Say what was found and what is done about it; the limit to tell the result starts.

    Raises:
        Refused: not this official's step, no finding, no facts, no measures where something is true, or the unit has
            not answered.
    """
    access.check_may_take(by, workflow.CONCLUDE, complaint)
    if finding not in Finding.values:
        raise Refused("请选择认定：属实、部分属实、不属实或者无法查实（第七条第二项）。")
    if not facts.strip():
        raise Refused("请写明查明的事实（第七条第二项）。")
    if finding in (Finding.TRUE, Finding.PARTLY) and not measures.strip():
        raise Refused("认定属实或者部分属实的，要写明怎么处理（第七条第二项）。")
    waits = complaint.forwards.filter(status__in=(ForwardStatus.SENT, ForwardStatus.RECEIVED))
    if complaint.status == ComplaintStatus.FORWARDED and waits.exists():
        raise Refused("承办单位还没有答复，不能认定。请先督办，或者收回转办（第七条第三项）。")
    said = {"text": facts.strip(), "measures": measures.strip(), "finding": finding}
    papers.add(complaint, PaperKind.FINDINGS, said, keys=keys, by=by, at=at)
    ledger.take(workflow.CONCLUDE, complaint, by=masked(by), at=at, finding=finding, concluded_on=today)
    clocking.stop(complaint.pk, HANDLE, on=today, by=by, at=at)
    clocking.start(complaint, TELL, rules=law(today), on=today, by=by, at=at)
    proving.commit(complaint.pk, "concluded", keys=keys, on=today, at=at)


@transaction.atomic
def close(complaint: Complaint, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Close a case whose reporter was told the result, or who cannot be reached, with the reason on record.

    Raises:
        Refused: nobody was told, not this official's step, or the case has moved on.
    """
    access.check_may_take(by, workflow.CLOSE, complaint)
    told = told_record(complaint)
    if told is None:
        raise Refused(
            "还没有把结果告诉来信人，不能办结。请先告知并留下告知记录；确实无法联系的，选“无法联系”并写明理由"
            "（第七条第二项）。"
        )
    ledger.take(workflow.CLOSE, complaint, by=masked(by), at=at, closed_on=today)
    clocking.stop(complaint.pk, TELL, on=told.told_on or today, by=by, at=at)
    proving.commit(complaint.pk, "closed", keys=keys, on=today, at=at)


def told_record(complaint: Complaint) -> Delivery | None:
    """The record that this round's result was told, or why it could not be."""
    rows = complaint.deliveries.filter(kind__in=TOLD).exclude(told_on=None, why_not=None)
    since = complaint.concluded_on
    found = [row for row in rows.order_by("-at") if since is None or (row.told_on or row.at.date()) >= since]
    return found[0] if found else None


@transaction.atomic
def reopen(complaint: Complaint, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Take up a case again that was closed or declined. Clocks of the first round and their breaches stay on record.

    Raises:
        Refused: not a head's step, no reason, or the case is not over.
    """
    access.check_may_take(by, workflow.REOPEN, complaint)
    if not reason.strip():
        raise Refused("重新办理要写明理由，例如新的事实或者来信人的异议（第七条第二项）。")
    papers.add(complaint, PaperKind.REASON, {"text": reason.strip()}, keys=keys, by=by, at=at)
    ledger.take(
        workflow.REOPEN, complaint, by=masked(by), at=at,
        accepted_on=today, approved_on=None, concluded_on=None, closed_on=None, finding="",
    )  # fmt: skip
    clocking.start(complaint, HANDLE, rules=law(today), on=today, by=by, at=at)
    proving.commit(complaint.pk, "reopened", keys=keys, on=today, at=at)
