"""移送: the case leaves us for whoever has the power, with the head's approval (GAP-19)."""

import datetime as dt

from django.db import transaction

from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import Asked
from mingjing.complaints.models import Approval, Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import approving, clocking, proving
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

LONGEST = 100
OURS = (
    "GAP-21",
    "CMP-7-3",
    "CMP-7-1a",
    "CMP-7-2b",
    "CMP-7-2c",
    "CMP-7-2d",
)  # what we owe no more; a letter we still do


def ask(
    complaint: Complaint, to: str, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> Approval:
    """Ask the head to refer the case to an organ named.

    Raises:
        Refused: no organ named, or as `approving.ask`.
    """
    if not to.strip():
        raise Refused("请写明移送给哪个机关（第四条第七项、第七条）。")
    terms = {"to": to.strip()[:LONGEST]}
    return approving.ask(complaint, Asked.REFER, reason=reason, terms=terms, keys=keys, by=by, today=today, at=at)


@transaction.atomic
def refer(complaint: Complaint, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Refer, after the head agreed.

    Raises:
        Refused: nobody agreed, not this official's step, or the case has moved on.
    """
    access.check_may_take(by, workflow.REFER, complaint)
    if not complaint.approvals.filter(kind=Asked.REFER, granted=True).exists():
        raise Refused("移送要先写明理由并经负责人同意（第七条）。")
    ledger.take(workflow.REFER, complaint, by=masked(by), at=at)
    end_clocks(complaint, by=by, today=today, at=at)
    proving.commit(complaint.pk, "referred", keys=keys, on=today, at=at)


def end_clocks(complaint: Complaint, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """End what we owe no more. The written notice to a real-name reporter stays owed (CMP-7-5)."""
    for limit in OURS:
        clocking.stop(complaint.pk, limit, on=today, by=by, at=at)
