"""The course of a case as its reporter sees it: stages, days and words. No person, no unit, no opinion (CMP-8-c)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingjing.clocks import selectors as clocks
from mingjing.complaints.enums import ComplaintStatus, NoticeKind, PaperKind
from mingjing.complaints.models import Complaint, Delivery, Rating
from mingjing.complaints.selectors.opening import CaseKeys, OpenPaper, read
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.sealing import selectors as sealing
from mingjing.sealing.enums import Ground
from mingjing.sealing.enums import Purpose as Sealed
from mingjing.transparency.models import Slot

STAGES: dict[str, Any] = {
    ComplaintStatus.REGISTERED: _("已登记，正在审查是否受理"),
    ComplaintStatus.ACCEPTED: _("已受理"),
    ComplaintStatus.DECLINED: _("不予受理"),
    ComplaintStatus.FORWARDED: _("已转有关单位办理"),
    ComplaintStatus.APPROVED: _("已受理，正在安排调查"),
    ComplaintStatus.INVESTIGATING: _("正在调查"),
    ComplaintStatus.CONCLUDED: _("已经处理，正在告知结果"),
    ComplaintStatus.CLOSED: _("已办结"),
    ComplaintStatus.REFERRED: _("已移送有权机关"),
    ComplaintStatus.VOIDED: _("登记已作废"),
}
FROM_US = (PaperKind.REPLY, PaperKind.NOTICE)
FROM_THEM = (PaperKind.MESSAGE, PaperKind.OBJECTION)
RESULTS = (NoticeKind.RESULT, NoticeKind.DECLINED)
OVER = (ComplaintStatus.CLOSED, ComplaintStatus.DECLINED, ComplaintStatus.REFERRED, ComplaintStatus.VOIDED)


@dataclass(frozen=True)
class Due:
    """What is due next, by when, and the id of the article."""

    name: str
    on: dt.date
    basis: str


@dataclass(frozen=True)
class Delay:
    """An extension: the new day, and the words in which it was explained; empty before they were written."""

    before: dt.date
    after: dt.date
    why: str


@dataclass(frozen=True)
class Letter:
    """A paper from us, or from the reporter after filing."""

    paper: OpenPaper
    title: str
    number: str
    on: dt.date
    ours: bool


@dataclass(frozen=True)
class Opened:
    """Two custodians opened something to one official: when, what, and on which ground."""

    on: dt.date
    what: str
    ground: str


@dataclass(frozen=True)
class Course:
    """One case, opened by its reporter."""

    complaint: Complaint
    stage: str
    merged: bool
    days: Sequence[tuple[Any, dt.date]]
    due: Due | None
    delays: Sequence[Delay]
    openings: Sequence[Opened]
    letters: Sequence[Letter]
    own: OpenPaper | None
    told: bool
    stars: int | None


def of(complaint: Complaint, keys: CaseKeys) -> Course:
    """What the holder of the receipt is shown of a case. Runs inside `lookup.holding`. Eight queries."""
    leading = _leading(complaint)
    deliveries = list(complaint.deliveries.order_by("at", "id"))
    papers = read(complaint, keys)
    rating = Rating.objects.filter(complaint=complaint).first()
    return Course(
        complaint=complaint,
        stage=str(STAGES.get(leading.status, leading.get_status_display())),
        merged=complaint.status == ComplaintStatus.MERGED,
        days=_days(complaint, leading),
        due=_due(leading),
        delays=_delays(leading, deliveries, papers),
        openings=_openings(complaint),
        letters=_letters(papers, deliveries),
        own=next((paper for paper in papers if paper.paper.kind == PaperKind.STATEMENT), None),
        told=_is_told(deliveries),
        stars=rating.stars if rating else None,
    )


def is_told(complaint: Complaint) -> bool:
    """True once the result, or the refusal, was told: then it can be rated and objected to (CMP-7-2d)."""
    return _is_told(complaint.deliveries.all())


def slots_of(complaints: Iterable[Complaint]) -> list[Slot]:
    """What was committed to on these cases, in order of time. One query."""
    rows = Slot.objects.filter(case_id__in=[complaint.pk for complaint in complaints])
    return list(rows.select_related("batch").order_by("hour", "day", "id"))


def _is_told(deliveries: Iterable[Delivery]) -> bool:
    return any(one.kind in RESULTS and one.told_on for one in deliveries)


def _leading(complaint: Complaint) -> Complaint:
    """The case in which this one is handled: itself, or the one it was merged into. Only its stage is shown."""
    if complaint.merged_into_id is None:
        return complaint
    with seeing(SYSTEM):
        while complaint.merged_into is not None:
            complaint = complaint.merged_into
    return complaint


def _days(complaint: Complaint, leading: Complaint) -> list[tuple[Any, dt.date]]:
    found = [
        (_("收到"), complaint.received_on),
        (_("受理"), leading.accepted_on),
        (_("处理完毕"), leading.concluded_on),
        (_("办结"), leading.closed_on),
        (_("身份已销毁"), complaint.identity_shredded_on),
    ]
    return [(what, on) for what, on in found if on]


def _due(leading: Complaint) -> Due | None:
    """The last day that comes next."""
    if leading.status in OVER:
        return None
    clock = clocks.of_case(leading).filter(status__in=clocks.OPEN).first()
    return Due(str(clock.terms["name"]), clock.due_on, clock.limit.split("·")[0]) if clock else None


def _delays(leading: Complaint, deliveries: list[Delivery], papers: list[OpenPaper]) -> list[Delay]:
    """Each extension with the notice that explains it; the reason itself is sealed among us (CMP-7-4a)."""
    said = [by_key(papers).get(one.paper_id) for one in deliveries if one.kind == NoticeKind.EXTENDED]
    with seeing(SYSTEM):
        rows = list(leading.extensions.order_by("due_before"))
    why = [paper.text if paper else "" for paper in said] + [""] * len(rows)
    return [Delay(row.due_before, row.due_after, why[n]) for n, row in enumerate(rows)]


def _openings(complaint: Complaint) -> list[Opened]:
    """Who opened it is not told; that it was, is (CMP-8-b)."""
    return [
        Opened(timezone.localdate(one.opened_at), str(Sealed(one.purpose).label), str(Ground(one.ground).label))
        for one in sealing.of_case(complaint.pk)
        if one.opened_at
    ]


def by_key(papers: Iterable[OpenPaper]) -> dict[Any, OpenPaper]:
    """Papers by their key."""
    return {opened.paper.pk: opened for opened in papers}


def _letters(papers: list[OpenPaper], deliveries: list[Delivery]) -> list[Letter]:
    """What went to and fro after filing, in order."""
    notices = {one.paper_id: one for one in deliveries}
    shown = []
    for opened in papers:
        paper = opened.paper
        if opened.said is None or paper.kind == PaperKind.STATEMENT:
            continue
        notice = notices.get(paper.pk)
        title = notice.get_kind_display() if notice else PaperKind(paper.kind).label
        on = timezone.localdate(paper.at)
        shown.append(Letter(opened, str(title), notice.number if notice else "", on, paper.kind in FROM_US))
    return shown
