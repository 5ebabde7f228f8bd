"""A finding becomes a lead, or a letter that clears somebody: offered, never done by itself (CMP-7-2c, X-08)."""

from typing import Any

from mingjing.complaints.enums import ComplaintStatus, Finding
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.supervision import access as supervision
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.kinds import Panel

DONE = (ComplaintStatus.CONCLUDED, ComplaintStatus.CLOSED)


def _outcome(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    if complaint.status not in DONE or not complaint.finding:
        return None
    return {
        "finding": Finding(complaint.finding).label,
        "lead": complaint.finding in (Finding.TRUE, Finding.PARTLY) and supervision.may_register(request.user),
        "clear": complaint.finding == Finding.UNTRUE,
        "act": reading.of(request, complaint, keys).act,
    }


OUTCOME = Panel("outcome", "workbench/complaints/panels/outcome.html", _outcome)
