"""交办和呈报: to a handler, and up to those who approve. The conflict list blocks both (CMP-5, CMP-8-b)."""

import datetime as dt

from django.db import transaction

from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Duty
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import duties
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import granting
from mingjing.core.errors import Refused
from mingjing.people.enums import CENTRE, Role
from mingjing.people.models import Official
from mingjing.sealing.models import PersonKey


@transaction.atomic
def hand_over(
    complaint: Complaint, official: Official, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> None:
    """Give the case to one handler; whoever registered or handled it before can open it no more.

    Raises:
        Refused: not of the centre, no clerk of the centre, a conflict, or no sealing key.
    """
    _check(by)
    if not official.holds(Role.CENTRE_CLERK):
        raise Refused(f"{official}不是投诉举报中心工作人员，不能承办（第三条）。")
    granting.give(complaint, official, Duty.HANDLER, keys=keys, by=by, today=today, at=at)
    granting.end(complaint, Duty.HANDLER, by=by, today=today, at=at, but=tag_of(official))
    granting.end(complaint, Duty.REGISTRAR, by=by, today=today, at=at)


@transaction.atomic
def submit(complaint: Complaint, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> list[Official]:
    """Let every head without a conflict open the case: one stands in for another (CMP-7-2a). Who they are.

    Raises:
        Refused: not of the centre, or there is nobody who could approve.
    """
    _check(by)
    keyed = set(PersonKey.objects.filter(retired_at=None).values_list("official", flat=True))
    fit = [head for head in access.fit(duties.heads(), access.routed(complaint)) if head.pk in keyed]
    if not fit or {head.pk for head in fit} == {by.pk}:
        raise Refused(
            "没有可以审批这一件的负责人：要么还没有封存口令，要么需要回避。请另行指定负责人（第七条第二项）。"
        )
    for head in fit:
        granting.give(complaint, head, Duty.APPROVER, keys=keys, by=by, today=today, at=at)
    return fit


def _check(by: Official) -> None:
    if not by.holds(*CENTRE):
        raise Refused("交办和呈报由投诉举报中心办理，您没有这个权限（第三条）。")
