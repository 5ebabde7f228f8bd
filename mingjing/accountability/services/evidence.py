"""调查取证: collect evidence, show that it is what was collected, set aside what may not be used (ACC-12-a)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from mingjing.accountability import access
from mingjing.accountability.enums import LEAD_FILE, EvidenceKind
from mingjing.accountability.models import AccountabilityCase, Evidence, EvidenceFile
from mingjing.accountability.selectors import evidence as selectors
from mingjing.accountability.selectors import snapshots
from mingjing.accountability.selectors.evidence import Fault
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.supervision.models import LeadFile
from mingjing.supervision.selectors import leads

BASIS = "ACC-12-a"
CHECKED, SET_ASIDE = "核对证据摘要", "排除证据"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What is said of a piece of evidence; `about_kind` and `about_id` name what of the system it tells of."""

    title: str
    kind: str
    source: str
    obtained_on: dt.date
    text: str = ""
    about_kind: str = ""
    about_id: UUID | None = None
    url: str = ""


@transaction.atomic
def collect(
    case: AccountabilityCase,
    piece: Piece,
    *,
    files: Sequence[Kept] = (),
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Evidence:
    """Keep a piece of evidence with the digest of its words and files. It is never changed afterwards.

    Raises:
        Refused: not an investigator who may work on the case, no title or source, a day to come, or neither words nor
            files.
    """
    hold(case)
    access.check_may_collect(by, case)
    if not piece.title.strip() or not piece.source.strip():
        raise Refused("请写明证据的名称和来源：从哪里、向谁、怎样取得（ACC-12-a）。")
    if piece.obtained_on > today:
        raise Refused("取得日期还没有到，请核对（ACC-12-a）。")
    if not piece.text.strip() and not files:
        raise Refused("请写明证据的内容，或者上传文件（ACC-12-a）。")
    words = {name: value.strip() if isinstance(value, str) else value for name, value in vars(piece).items()}
    last = case.evidence.aggregate(last=Max("no"))["last"] or 0
    row = Evidence(case=case, no=last + 1, collected_by=by, collected_at=at, **words)
    kept = [EvidenceFile(evidence=row, kept_by=by, kept_at=at, **asdict(one)) for one in files]
    row.digest = selectors.digest_of(row, kept)
    row.save(force_insert=True)
    EvidenceFile.objects.bulk_create(kept)
    told = {"no": row.no, "digest": row.digest}  # a digest tells nothing of what it is of
    ledger.write(case, selectors.COLLECTED, by=by, at=at, basis=BASIS, after=told)
    return row


def record(
    case: AccountabilityCase, kind: str, asked: str, *, by: Official, today: dt.date, at: dt.datetime
) -> Evidence:
    """Keep what the system itself says at this moment of a signal, a gap, a matter or another row, in words.

    `asked`: its number or its key.

    Raises:
        Refused: as `collect`; no such row that this person may see, or several of that number.
    """
    access.check_may_collect(by, case)
    shot = snapshots.taken(case, kind, asked, viewer=by, today=today, at=at)
    piece = Piece(kind=EvidenceKind.SYSTEM, source="本系统的记录", obtained_on=today, **vars(shot))
    return collect(case, piece, by=by, today=today, at=at)


@transaction.atomic
def take_over(
    case: AccountabilityCase, files: Sequence[LeadFile], *, by: Official, today: dt.date, at: dt.datetime
) -> list[Evidence]:
    """Take files of the lead, and of leads joined to it, into the evidence, each with the digest it had there.

    Raises:
        Refused: as `collect`; none chosen, one of another lead or taken over before, or one that was altered.
    """
    hold(case)
    access.check_may_collect(by, case)
    offered = {one.pk for one in from_leads(case)}
    if not files:
        raise Refused("请选线索的材料（ACC-12-a）。")
    found = []
    for file in files:
        if file.pk not in offered:
            raise Refused(f"“{file.name}”不是本案线索的材料，或者已经收入案卷。")
        if what := selectors.file_fault(file):
            raise Refused(f"{what}，不能收入案卷。请向登记线索的人重新收集（ACC-12-a）。")
        piece = Piece(
            title=file.name, kind=EvidenceKind.DOCUMENT, source=f"线索 {file.lead.number} 的材料，{file.kept_by} 上传",
            obtained_on=timezone.localdate(file.kept_at), about_kind=LEAD_FILE, about_id=file.pk,
            url=reverse("workbench:lead", args=[file.lead_id]),
        )  # fmt: skip
        kept = Kept(file.name, file.kind, file.digest, file.size, file.scanned)
        found.append(collect(case, piece, files=[kept], by=by, today=today, at=at))
    return found


def from_leads(case: AccountabilityCase) -> list[LeadFile]:
    """Files of the lead and of those joined to it that are not yet in the evidence, or were set aside there."""
    rows = case.evidence.filter(about_kind=LEAD_FILE, set_aside_on=None)
    return list(leads.files(case.lead).exclude(pk__in=rows.values("about_id")))


def check(case: AccountabilityCase, *, by: Official, at: dt.datetime) -> list[Fault]:
    """Hash every piece of evidence that stands anew, from its row and its files (核对摘要); what is not as collected.

    The ledger tells that it was done and which pieces failed.

    Raises:
        Refused: may not see the case.
    """
    access.check_may_see(by, case)
    faults = selectors.faults(case)
    said = {"failed": sorted({fault.no for fault in faults}), "pieces": case.evidence.filter(set_aside_on=None).count()}
    ledger.write(case, CHECKED, by=by, at=at, basis=BASIS, after=said)
    return faults


@transaction.atomic
def set_aside(piece: Evidence, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Set a piece of evidence aside (排除): it stays in the file, and no fact rests on it any more.

    Raises:
        Refused: as `collect`; no reason, or set aside before.
    """
    case = piece.case
    hold(case)
    access.check_may_collect(by, case)
    if not reason.strip():
        raise Refused("请写明为什么排除这份证据（ACC-12-a）。")
    rows = case.evidence.filter(pk=piece.pk, set_aside_on=None)
    if not rows.update(set_aside_on=today, set_aside_by=by, set_aside_for=reason.strip()):
        raise Refused(f"{piece}已经排除。")
    ledger.write(case, SET_ASIDE, by=by, at=at, basis=BASIS, after={"no": piece.no})
