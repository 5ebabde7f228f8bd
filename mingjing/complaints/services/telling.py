"""告知: tell the reporter in writing, note how and when it reached them, and end the clock that this was owed under.

CMP-7-5 asks for the state of handling, CMP-7-2d for the result: two clocks, each with its own notice (GAP-06).
"""

import datetime as dt

from django.db import transaction

from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import ComplaintStatus, NoticeKind, PaperKind, RealName, Way
from mingjing.complaints.models import Complaint, Delivery, Extension, Paper, SealedFile
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import clocking, papers, proving
from mingjing.complaints.services.papers import SealedUpload
from mingjing.complaints.workflow import OPEN
from mingjing.core.errors import Refused
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official

SIGN, TOLD, EVENT = "告", "告知", "told"
STATE_OWED, RESULT_OWED, DECLINE_OWED, EXTENSION_OWED = "CMP-7-5", "CMP-7-2d", "CMP-7-6", "CMP-7-4a"
LONGEST = 20_000
NAMED = (RealName.CLAIMED, RealName.CONFIRMED)
DONE = (ComplaintStatus.CONCLUDED, ComplaintStatus.CLOSED)

# Which clocks a notice ends. A written result or refusal tells the state of handling too; an interim one nothing else.
ENDS = {
    NoticeKind.ACCEPTED: (),
    NoticeKind.DECLINED: (DECLINE_OWED, STATE_OWED),
    NoticeKind.STATE: (STATE_OWED,),
    NoticeKind.EXTENDED: (EXTENSION_OWED,),
    NoticeKind.RESULT: (RESULT_OWED, STATE_OWED),
    NoticeKind.CLARIFIED: (),
}
BASIS = {
    NoticeKind.ACCEPTED: "GAP-21",
    NoticeKind.DECLINED: DECLINE_OWED,
    NoticeKind.STATE: STATE_OWED,
    NoticeKind.EXTENDED: EXTENSION_OWED,
    NoticeKind.RESULT: RESULT_OWED,
    NoticeKind.CLARIFIED: "CMP-7-2c",
}


def fits(complaint: Complaint, kind: NoticeKind) -> bool:
    """True if there is something of this kind to tell now. An extension: one query."""
    if kind == NoticeKind.EXTENDED:
        return complaint.extended_to is not None and complaint.extensions.filter(told_reporter_on=None).exists()
    return {
        NoticeKind.ACCEPTED: complaint.accepted_on is not None,
        NoticeKind.DECLINED: complaint.status == ComplaintStatus.DECLINED,
        NoticeKind.STATE: complaint.status in OPEN,
        NoticeKind.RESULT: complaint.status in DONE,
        NoticeKind.CLARIFIED: complaint.status in DONE,
    }[kind]


@transaction.atomic
def tell(
    complaint: Complaint,
    kind: NoticeKind,
    *,
    text: str,
    way: Way,
    told_on: dt.date | None = None,
    why_not: str = "",
    proof: SealedUpload | None = None,
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Delivery:
    """Write a numbered notice for the reporter, who reads it by the code, and note how it reached them.

    Raises:
        Refused: nothing of this kind to tell, no text, no day or a day that cannot be, nobody reached without a
            reason, or by telephone what the article wants in writing.
    """
    _check(complaint, kind, text, by)
    told_on = _day(complaint, kind, way, told_on, why_not, today)
    number = numbering.numbered(SIGN, today.year)
    words = {"text": text.strip(), "number": number, "kind": str(kind)}
    paper = papers.add(complaint, PaperKind.NOTICE, words, keys=keys, by=by, at=at)
    reason = None
    if way == Way.NONE:
        reason = papers.add(
            complaint, PaperKind.REASON, {"text": why_not.strip()}, keys=keys, by=by, at=at, about=paper
        )
    delivery = Delivery.objects.create(
        complaint=complaint, kind=kind, number=number, paper=paper, way=way, told_on=told_on, why_not=reason,
        proof=_proof(complaint, proof, paper, keys=keys, by=by, at=at), by=tag_of(by), at=at,
    )  # fmt: skip
    after = {"kind": str(kind), "number": number, "way": str(way), "told_on": told_on.isoformat() if told_on else None}
    ledger.write(complaint, TOLD, by=masked(by), at=at, basis=BASIS[kind], after=after)
    for limit in _ended(kind, way):
        clocking.stop(complaint.pk, limit, on=told_on or today, by=by, at=at)
    if kind == NoticeKind.EXTENDED:
        Extension.objects.filter(complaint=complaint, told_reporter_on=None).update(told_reporter_on=told_on or today)
    if told_on:
        proving.commit(complaint.pk, EVENT, keys=keys, on=told_on, at=at)
    return delivery


def _check(complaint: Complaint, kind: NoticeKind, text: str, by: Official) -> None:
    if not by.holds(*CENTRE):
        raise Refused("告知由投诉举报中心办理，您没有这个权限（第七条）。")
    if not fits(complaint, kind):
        raise Refused(f"{complaint}现在是“{complaint.get_status_display()}”，没有可以出具“{kind.label}”的事项。")
    if not text.strip():
        raise Refused("告知书没有正文，请写明要告诉来信人的内容（第七条）。")
    if len(text) > LONGEST:
        raise Refused(f"正文超过 {LONGEST} 字，请删减。")


def _day(
    complaint: Complaint, kind: NoticeKind, way: Way, told_on: dt.date | None, why_not: str, today: dt.date
) -> dt.date | None:
    if way == Way.NONE:
        if not why_not.strip():
            raise Refused("无法联系来信人的，要写明理由：试过哪些方式、在哪几天（第七条第二项）。")
        return None
    if kind == NoticeKind.STATE and way == Way.PHONE and complaint.real_name in NAMED:
        raise Refused("对实名举报人要书面告知处理情况，不能只打电话（第七条第五项）。请改用邮寄、当面送达或者收件码。")
    if way == Way.MAILBOX:
        return today  # it is there from now on, on no other day
    if told_on is None:
        raise Refused("请填写告知的日期（第七条）。")
    if not complaint.received_on <= told_on <= today:
        raise Refused(f"告知日期 {told_on} 不对：应在收到日期 {complaint.received_on} 之后，不晚于今天。")
    return told_on


def _ended(kind: NoticeKind, way: Way) -> tuple[str, ...]:
    """A telephone call ends what asks for no writing."""
    return tuple(limit for limit in ENDS[kind] if not (limit == STATE_OWED and way == Way.PHONE))


def _proof(
    complaint: Complaint, proof: SealedUpload | None, notice: Paper, *, keys: CaseKeys, by: Official, at: dt.datetime
) -> SealedFile | None:
    """The scan that proves delivery, under the work key: only we see it."""
    if proof is None:
        return None
    paper = papers.add(complaint, PaperKind.RECORD, {"text": "送达凭证"}, keys=keys, by=by, at=at, about=notice)
    (kept,) = papers.add_files(complaint, paper, [proof], keys=keys)
    return kept
