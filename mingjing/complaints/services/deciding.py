"""受理和不予受理: by the fifth day, one or the other (GAP-21, CMP-7-6)."""

import datetime as dt

from django.db import transaction

from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import Asked, Declined
from mingjing.complaints.models import Approval, Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import approving, clocking, proving
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations.selectors import law

DECIDE, FORWARD, CLASSIFY, HANDLE, TELL = "GAP-21", "CMP-7-3", "CMP-7-1a", "CMP-7-2c", "CMP-7-6"


@transaction.atomic
def accept(complaint: Complaint, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Accept: the centre handles it itself, and its own limit starts (GAP-03).

    Raises:
        Refused: not this official's step, not classified, or the case has moved on.
    """
    access.check_may_take(by, workflow.ACCEPT, complaint)
    if complaint.classified_on is None:
        raise Refused("先分类，再决定是否受理（第七条第一项）。")
    ledger.take(workflow.ACCEPT, complaint, by=masked(by), at=at, accepted_on=today)
    for limit in (DECIDE, FORWARD):
        clocking.stop(complaint.pk, limit, on=today, by=by, at=at)
    clocking.start(complaint, HANDLE, rules=law(today), on=today, by=by, at=at)
    proving.commit(complaint.pk, "accepted", keys=keys, on=today, at=at)


def ask_decline(
    complaint: Complaint, code: str, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> Approval:
    """Ask the head to decline, with a reason of the list and in words (CMP-7-6).

    Raises:
        Refused: no reason of the list, no words, or as `approving.ask`.
    """
    if code not in Declined.values:
        raise Refused("请从列表中选择不予受理的理由（第七条第六项）。")
    return approving.ask(
        complaint, Asked.DECLINE, reason=reason, terms={"code": code}, keys=keys, by=by, today=today, at=at
    )


@transaction.atomic
def decline(complaint: Complaint, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Decline, after the head agreed. The limit to tell the reasons counts from receipt, and so it starts there.

    It starts only now, because of those that are accepted nothing is owed under it (GAP-21 watches the decision).

    Raises:
        Refused: nobody agreed, not this official's step, or the case has moved on.
    """
    access.check_may_take(by, workflow.DECLINE, complaint)
    if not complaint.approvals.filter(kind=Asked.DECLINE, granted=True).exists():
        raise Refused("不予受理要先写明理由并经负责人同意（第七条第六项）。")
    ledger.take(workflow.DECLINE, complaint, by=masked(by), at=at)
    for limit in (DECIDE, FORWARD, CLASSIFY):
        clocking.stop(complaint.pk, limit, on=today, by=by, at=at)
    clocking.start(complaint, TELL, rules=law(today), on=complaint.received_on, by=by, at=at)
    proving.commit(complaint.pk, "declined", keys=keys, on=today, at=at)
