"""请示和审批 (CMP-7-2a). The clocks run on while a leader thinks; how long it took is on record."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import Asked, ComplaintStatus, PaperKind
from mingjing.complaints.models import Approval, Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import handing, papers
from mingjing.complaints.workflow import APPROVE, DECLINE, REFER
from mingjing.core.errors import Refused
from mingjing.core.models import uuid7
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.sealing.services import routing

ASKED, DECIDED = "请示", "审批"
BASIS = "CMP-7-2a"
WHILE: dict[str, frozenset[str]] = {
    Asked.INVESTIGATE: APPROVE.sources,
    Asked.DECLINE: DECLINE.sources,
    Asked.REFER: REFER.sources,
}


@transaction.atomic
def ask(
    complaint: Complaint,
    kind: Asked,
    *,
    reason: str,
    terms: dict[str, Any] | None = None,
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Approval:
    """Ask a leader. Every head without a conflict may open the case and answer.

    Raises:
        Refused: not a clerk's, no reason, asked before, not now, or nobody could approve.
    """
    if not by.holds(Role.CENTRE_CLERK):
        raise Refused(f"请示由承办人提出，您没有这个权限（{BASIS}）。")
    if not reason.strip():
        raise Refused(f"请示“{kind.label}”要写明理由（第七条）。")
    if complaint.status not in WHILE.get(kind, frozenset(ComplaintStatus)):
        raise Refused(f"{complaint}现在是“{complaint.get_status_display()}”，不能请示“{kind.label}”（第七条）。")
    handing.submit(complaint, keys=keys, by=by, today=today, at=at)
    paper = papers.add(complaint, PaperKind.REASON, {"text": reason.strip()}, keys=keys, by=by, at=at)
    key = uuid7()
    approval = Approval(
        pk=key, complaint=complaint, kind=kind, asked_by=tag_of(by), asked_at=at, reason=paper,
        terms=routing.shut(terms or {}, about=key),
    )  # fmt: skip
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"“{kind.label}”已经请示，正在等待审批（第七条第二项）。") from error
    ledger.write(complaint, ASKED, by=masked(by), at=at, basis=BASIS, after={"kind": str(kind)})
    return approval


def terms_of(approval: Approval) -> dict[str, Any]:
    """What was asked for in detail: a reason's code, a new last day, an addressee."""
    return routing.opened(approval.terms, about=approval.pk)


@transaction.atomic
def record(
    approval: Approval, *, granted: bool, opinion: str, keys: CaseKeys, by: Official, at: dt.datetime
) -> Approval:
    """Write a leader's answer with the opinion and the days it took; what follows from it is `ruling.decide`'s.

    Raises:
        Refused: not a head's, one's own request, no opinion, or answered before.
    """
    if not by.holds(Role.CENTRE_HEAD):
        raise Refused(f"审批由投诉举报中心负责人作出，您没有这个权限（{BASIS}）。")
    if approval.asked_by == tag_of(by):
        raise Refused("不能审批自己提出的请示，请由另一位负责人审批（第七条第二项）。")
    if not opinion.strip():
        raise Refused("审批要写明意见（第七条第二项）。")
    complaint = approval.complaint
    paper = papers.add(complaint, PaperKind.OPINION, {"text": opinion.strip()}, keys=keys, by=by, at=at)
    said = {"granted": granted, "opinion": paper, "decided_by": tag_of(by), "decided_at": at}
    if not Approval.objects.filter(pk=approval.pk, granted=None).update(**said):
        raise Refused("这项请示已经审批过，请刷新后查看。")
    approval.refresh_from_db()
    after = {"kind": approval.kind, "granted": granted, "waited_days": (at.date() - approval.asked_at.date()).days}
    ledger.write(complaint, DECIDED, by=masked(by), at=at, basis=BASIS, after=after)
    return approval
