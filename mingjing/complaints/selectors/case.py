"""Who may act next on a case, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Asked, ComplaintStatus
from mingjing.complaints.models import Approval, Complaint, Paper
from mingjing.complaints.selectors.course import FROM_THEM, FROM_US
from mingjing.complaints.workflow import OPEN
from mingjing.people.enums import Role
from mingjing.people.models import Official

S = ComplaintStatus


@dataclass(frozen=True)
class Next:
    """Who does what next, and what it rests on."""

    who: object
    what: object
    basis: str


DECIDING = (Asked.INVESTIGATE, Asked.DECLINE, Asked.REFER)
CLERK, HEAD, UNIT = _("承办人"), _("中心负责人"), _("承办单位")
BY_STATUS: dict[str, tuple[Next, ...]] = {
    S.REGISTERED: (
        Next(CLERK, _("分类，并在第五日前决定受理、不予受理或者转办"), "GAP-21"),
        Next(CLERK, _("需要转办的，五个工作日内转交有关单位"), "CMP-7-3"),
    ),
    S.ACCEPTED: (Next(CLERK, _("请示组织调查"), "CMP-7-2a"),),
    S.FORWARDED: (Next(UNIT, _("签收、答复，或者说明理由退回"), "CMP-7-3"),),
    S.APPROVED: (Next(CLERK, _("定方案和两名调查人员，组织调查"), "CMP-7-2b"),),
    S.INVESTIGATING: (Next(CLERK, _("收集证据，写明认定和处理"), "CMP-7-2c"),),
    S.CONCLUDED: (Next(CLERK, _("告知处理结果，然后办结"), "CMP-7-2d"),),
    S.DECLINED: (Next(CLERK, _("告知不予受理的理由"), "CMP-7-6"),),
}


def next_steps(complaint: Complaint, asked: Collection[Approval]) -> list[Next]:
    """What is to be done, what a leader was asked first."""
    found = [Next(HEAD, _("审批：%(kind)s") % {"kind": Asked(row.kind).label}, "CMP-7-2a") for row in asked]
    if any(row.kind in DECIDING for row in asked):
        return found  # what the case does next hangs on the answer
    if complaint.classified_on is None and complaint.status in OPEN and complaint.status != S.REGISTERED:
        found.append(Next(CLERK, _("分类"), "CMP-7-1a"))
    return found + list(BY_STATUS.get(complaint.status, ()))


def waiting(viewer: Official, *, most: int) -> list[tuple[UUID, str, str, str]]:
    """Cases of this person with words of the reporter to answer, or with something that a head was asked. One query.

    Key, number, of what kind the last words are, and what was asked; empty where there is nothing of it.
    """
    words = Paper.objects.filter(complaint=OuterRef("pk"), kind__in=(*FROM_US, *FROM_THEM)).order_by("-place")
    asked = Approval.objects.filter(complaint=OuterRef("pk"), granted=None).exclude(asked_by=tag_of(viewer))
    if not viewer.holds(Role.CENTRE_HEAD):
        asked = asked.none()
    rows = access.visible_to(viewer).annotate(
        last=Subquery(words.values("kind")[:1]), asked=Subquery(asked.order_by("asked_at").values("kind")[:1])
    )
    found = rows.filter(Q(last__in=FROM_THEM) | Q(asked__isnull=False)).order_by("received_on", "number")
    return [
        (pk, number, last if last in FROM_THEM else "", kind or "")
        for pk, number, last, kind in found.values_list("pk", "number", "last", "asked")[:most]
    ]
