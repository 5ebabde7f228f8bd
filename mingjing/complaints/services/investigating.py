"""组织调查: approved first, planned, by two people without a conflict, everything kept with digests (CMP-7-2a, -2b)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import Asked, ComplaintStatus, Duty, PaperKind
from mingjing.complaints.models import Complaint, Paper
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import clocking, granting, papers, proving
from mingjing.complaints.services.papers import SealedUpload
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official
from mingjing.regulations.selectors import law

BEGIN = "CMP-7-2b"
FEWEST = 2
KEPT = {PaperKind.EVIDENCE: "收集证据", PaperKind.RECORD: "调查记录"}


@transaction.atomic
def approve(complaint: Complaint, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Let the investigation begin, after a leader agreed; the limit to organise it starts (GAP-18).

    Raises:
        Refused: nobody agreed, not this official's step, or the case has moved on.
    """
    access.check_may_take(by, workflow.APPROVE, complaint)
    if not complaint.approvals.filter(kind=Asked.INVESTIGATE, granted=True).exists():
        raise Refused("组织调查要先经领导批准（第七条第二项）。")
    ledger.take(workflow.APPROVE, complaint, by=masked(by), at=at, approved_on=today)
    clocking.start(complaint, BEGIN, rules=law(today), on=today, by=by, at=at)


@transaction.atomic
def begin(
    complaint: Complaint,
    *,
    plan: str,
    investigators: Sequence[Official],
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> None:
    """Begin by plan with at least two investigators, each of whom may open the case from now on.

    Raises:
        Refused: before a leader approved, no plan, fewer than two, a conflict, not of the centre, or no sealing key.
    """
    if complaint.status in (ComplaintStatus.REGISTERED, ComplaintStatus.ACCEPTED):
        raise Refused("还没有经领导批准，不能组织调查。请先请示（第七条第二项）。")
    access.check_may_take(by, workflow.INVESTIGATE, complaint)
    if not plan.strip():
        raise Refused("请写明调查方案：查什么、怎么查、何时完成（第七条第二项）。")
    if len({person.pk for person in investigators}) < FEWEST:
        raise Refused("调查要由两名以上人员进行，请再选一名（第七条第二项）。")
    for person in investigators:
        if not person.holds(*CENTRE):
            raise Refused(f"{person}不是投诉举报中心的人员，不能调查（第三条）。")
        granting.give(complaint, person, Duty.INVESTIGATOR, keys=keys, by=by, today=today, at=at)
    papers.add(complaint, PaperKind.PLAN, {"text": plan.strip()}, keys=keys, by=by, at=at)
    ledger.take(workflow.INVESTIGATE, complaint, by=masked(by), at=at)
    clocking.stop(complaint.pk, BEGIN, on=today, by=by, at=at)
    proving.commit(complaint.pk, "investigating", keys=keys, on=today, at=at)


@transaction.atomic
def keep(
    complaint: Complaint,
    kind: PaperKind,
    text: str,
    *,
    files: Sequence[SealedUpload] = (),
    keys: CaseKeys,
    by: Official,
    at: dt.datetime,
) -> Paper:
    """Put evidence or a record to the investigation, with files and their digests. It can never be changed.

    Raises:
        Refused: no investigation runs, nothing said, or not of the centre.
    """
    if not by.holds(*CENTRE):
        raise Refused(f"“{KEPT[kind]}”由投诉举报中心的调查人员办理，您没有这个权限（第七条第二项）。")
    if complaint.status != ComplaintStatus.INVESTIGATING:
        raise Refused(f"{complaint}不在调查中，不能“{KEPT[kind]}”（第七条第二项）。")
    if not text.strip():
        raise Refused("请写明这份材料是什么：来源、取得的时间和方式（第七条第二项）。")
    paper = papers.add(complaint, kind, {"text": text.strip()}, keys=keys, by=by, at=at, files=files)
    ledger.write(complaint, KEPT[kind], by=masked(by), at=at, basis=BEGIN, after={"files": len(files)})
    return paper
