"""公开处理结果: draft, ask, publish, take back. One writes, another approves; nobody is recognised in it (GAP-04)."""

import datetime as dt
import hashlib

from django.db import transaction

from mingjing import privacy
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import Asked, ComplaintStatus, PaperKind, SummaryStatus
from mingjing.complaints.models import Approval, Complaint, Paper, PublicSummary
from mingjing.complaints.selectors import summaries as selectors
from mingjing.complaints.selectors.opening import CaseKeys, read
from mingjing.complaints.services import approving, papers
from mingjing.complaints.workflow import PUBLISH, WITHDRAW
from mingjing.core.errors import Refused
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official
from mingjing.sealing.services import routing

SIGN = "诉公"
DRAFTED, TOLD_ALL = "拟公开摘要", "公开处理结果"
BASIS = "ACC-9-1b"
LONGEST_TITLE, LONGEST = 100, 5000


@transaction.atomic
def draft(
    complaint: Complaint, title: str, text: str, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> Paper:
    """Keep what might be published, sealed with the case. A later draft counts instead.

    Raises:
        Refused: not of the centre, not closed, published or being decided on, or somebody can still be recognised.
    """
    if not by.holds(*CENTRE):
        raise Refused("公开摘要由投诉举报中心拟写，您没有这个权限（第九条第一项）。")
    _check_open(complaint)
    title, text = title.strip(), text.strip()
    _check_words(complaint, title, text, keys)
    said = {"title": title, "text": text, "finding": complaint.finding}
    paper = papers.add(complaint, PaperKind.DRAFT, said, keys=keys, by=by, at=at)
    summary = selectors.of(complaint)
    if summary is None:
        number = numbering.numbered(SIGN, today.year)
        summary = PublicSummary.objects.create(complaint=complaint, number=number, status=SummaryStatus.DRAFTED)
    ledger.write(summary, DRAFTED, by=masked(by), at=at, basis=BASIS, after={"status": summary.status})
    return paper


@transaction.atomic
def ask(
    complaint: Complaint, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> Approval:
    """Ask the head to publish the last draft, word for word.

    Raises:
        Refused: no draft, published before, or as `approving.ask`.
    """
    _check_open(complaint)
    found = selectors.draft(read(complaint, keys, [PaperKind.DRAFT]))
    if found is None:
        raise Refused("还没有摘要稿。请先拟稿，再报批（第九条第一项）。")
    terms = {"draft": str(found.paper.pk)}
    return approving.ask(
        complaint, Asked.PUBLISH, reason=reason, terms=terms, keys=keys, by=by, today=today, at=at
    )  # fmt: skip


@transaction.atomic
def publish(approval: Approval, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> PublicSummary:
    """Tell everybody what was approved; runs once a head other than who asked has said yes (`ruling.decide`).

    Raises:
        Refused: not a head's, not approved, or the draft is gone or holds personal data.
    """
    if not by.holds(PUBLISH.role) or not approval.granted:
        raise Refused("公开处理结果须经投诉举报中心负责人批准（第九条第一项）。")
    complaint = approval.complaint
    key = approving.terms_of(approval)["draft"]
    found = next((one for one in read(complaint, keys, [PaperKind.DRAFT]) if str(one.paper.pk) == key), None)
    summary = selectors.of(complaint)
    if found is None or found.said is None or summary is None:
        raise Refused("请示里的摘要稿打不开，不能公开。请重新拟稿报批。")
    title, text = str(found.said["title"]), str(found.said["text"])
    _check_words(complaint, title, text, keys)
    ledger.take(PUBLISH, summary, by=masked(by), at=at, published_on=today)
    act = str(routing.opened(complaint.routing, about=complaint.pk).get("act", ""))
    said = {"title": title, "text": text, "act": act, "finding": complaint.finding}
    PublicSummary.objects.filter(pk=summary.pk).update(**said)  # not in the ledger: it must be possible to take it back
    digest = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
    ledger.write(complaint, TOLD_ALL, by=masked(by), at=at, basis=BASIS, after={"digest": digest})
    summary.refresh_from_db()
    return summary


@transaction.atomic
def withdraw(
    complaint: Complaint, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> None:
    """Take a published summary back: its words go at once, that there was one stays on record.

    Raises:
        Refused: not a head's, no reason, or not published.
    """
    if not by.holds(WITHDRAW.role):
        raise Refused("撤回公开摘要由投诉举报中心负责人决定，您没有这个权限（第八条）。")
    if not reason.strip():
        raise Refused("撤回公开摘要要写明理由。")
    summary = selectors.of(complaint)
    if summary is None or summary.status != SummaryStatus.PUBLISHED:
        raise Refused("这一件没有公开的摘要。")
    papers.add(complaint, PaperKind.REASON, {"text": reason.strip()}, keys=keys, by=by, at=at)
    ledger.take(WITHDRAW, summary, by=masked(by), at=at, withdrawn_on=today)
    PublicSummary.objects.filter(pk=summary.pk).update(title="", text="")


def _check_open(complaint: Complaint) -> None:
    if complaint.status != ComplaintStatus.CLOSED:
        raise Refused(f"{complaint}还没有办结，办结后才公开处理结果（第九条第一项）。")
    summary = selectors.of(complaint)
    if summary and summary.status != SummaryStatus.DRAFTED:
        raise Refused("这一件的摘要已经公开过，不能再拟。")
    if complaint.approvals.filter(kind=Asked.PUBLISH, granted=None).exists():
        raise Refused("摘要正在等待审批，批复以前不能改动（第九条第一项）。")


def _check_words(complaint: Complaint, title: str, text: str, keys: CaseKeys) -> None:
    if not title or not text:
        raise Refused("请写明摘要的标题和正文。")
    if len(title) > LONGEST_TITLE or len(text) > LONGEST:
        raise Refused(f"标题不超过 {LONGEST_TITLE} 字，正文不超过 {LONGEST} 字。")
    known = selectors.names(read(complaint, keys, [PaperKind.STATEMENT]))
    left = privacy.left_in(f"{title}\n{text}", known)
    if left:
        raise Refused(f"摘要里还有{'、'.join(left)}，可能认出人来，不能公开。请遮盖或者改写（第八条）。")
