"""信息公开申请: what the handler learned of the request that a complaint is about (CMP-4-8a, CMP-4-8b, CMP-4-8c).

Requests are handled elsewhere: the dates are entered, the limit is the pack's, and only the difference is computed.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mingjing.complaints.acting import masked
from mingjing.complaints.enums import PaperKind
from mingjing.complaints.models import Complaint, Paper
from mingjing.complaints.selectors.opening import CaseKeys, OpenPaper
from mingjing.complaints.services import papers
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official
from mingjing.regulations.selectors import Law, law
from mingjing.rules.limits import Deadline

NOTED, OWED, KEY = "登记申请情况", "ASM-5-5b", "request"


@dataclass(frozen=True)
class Timeline:
    """A request as far as it is known. `late`: days past the last day, until it was answered or until today."""

    number: str
    applied_on: dt.date
    answered_on: dt.date | None
    decision: str
    provided: str
    due: Deadline | None
    late: int


@transaction.atomic
def note(
    complaint: Complaint,
    *,
    number: str,
    applied_on: dt.date,
    answered_on: dt.date | None,
    decision: str,
    provided: str,
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Paper:
    """Keep the number and dates of the request, what was decided and what was provided. Sealed; a later one counts.

    Raises:
        Refused: not of the centre, no number, a day to come, or answered before it was made.
    """
    if not by.holds(*CENTRE):
        raise Refused("申请情况由投诉举报中心登记，您没有这个权限（第四条第八项）。")
    if not number.strip():
        raise Refused("请填写申请编号（第四条第八项）。")
    if max(applied_on, answered_on or applied_on) > today or (answered_on and answered_on < applied_on):
        raise Refused("日期不对：收到申请不晚于今天，答复不早于收到申请，也不晚于今天。")
    said = {
        "text": number.strip(),
        KEY: {
            "number": number.strip(),
            "applied_on": applied_on.isoformat(),
            "answered_on": answered_on.isoformat() if answered_on else None,
            "decision": decision.strip(),
            "provided": provided.strip(),
        },
    }
    paper = papers.add(complaint, PaperKind.NOTE, said, keys=keys, by=by, at=at)
    ledger.write(complaint, NOTED, by=masked(by), at=at, basis="CMP-4-8b")
    return paper


def timeline(notes: list[OpenPaper], *, today: dt.date) -> Timeline | None:
    """The request as it was last entered, with the days that it is late."""
    said: dict[str, Any] | None = None
    for paper in notes:
        said = (paper.said or {}).get(KEY, said)
    if said is None:
        return None
    applied = dt.date.fromisoformat(said["applied_on"])
    answered = dt.date.fromisoformat(said["answered_on"]) if said["answered_on"] else None
    due = _due(applied, law(applied))
    late = ((answered or today) - due.on).days if due else 0
    return Timeline(said["number"], applied, answered, said["decision"], said["provided"], due, max(late, 0))


def _due(applied: dt.date, rules: Law) -> Deadline | None:
    return rules.limits[OWED].after(applied, rules.calendar) if OWED in rules.limits else None
