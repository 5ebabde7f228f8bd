"""What is known of extensions of a case."""

import datetime as dt

from mingjing.clocks.models import Clock
from mingjing.complaints.models import Complaint, Extension
from mingjing.people.models import Unit
from mingjing.regulations.selectors import Law
from mingjing.sealing.services import routing

CAP = "GAP-03"


def latest(clock: Clock, rules: Law) -> dt.date:
    """The furthest day that an extension may reach; the last day itself where no cap is set."""
    cap = rules.limits.get(CAP)
    return cap.after(clock.due_on, rules.calendar).on if cap else clock.due_on


def units_of(extension: Extension) -> list[Unit]:
    """The units concerned, who are told."""
    said = routing.opened(extension.approval.terms, about=extension.approval_id)
    return list(Unit.objects.filter(pk__in=said.get("units", ())).order_by("code"))


def count(complaint: Complaint) -> int:
    """How often the case was extended."""
    return complaint.extensions.count()
