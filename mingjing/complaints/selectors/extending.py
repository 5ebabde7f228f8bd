"""What is known of extensions of a case."""

import datetime as dt

from mingjing.clocks.models import Clock
from mingjing.complaints.models import Complaint, Extension
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.people.models import Official, Unit
from mingjing.regulations.selectors import Law
from mingjing.sealing.services import routing

CAP = "GAP-03"
TOLD_FOR = dt.timedelta(days=14)  # how long a unit's to-do page says that a letter comes


def latest(clock: Clock, rules: Law) -> dt.date:
    """The furthest day that an extension may reach; the last day itself where no cap is set."""
    cap = rules.limits.get(CAP)
    return cap.after(clock.due_on, rules.calendar).on if cap else clock.due_on


def units_of(extension: Extension) -> list[Unit]:
    """The units concerned, who are told."""
    said = routing.opened(extension.approval.terms, about=extension.approval_id)
    return list(Unit.objects.filter(pk__in=said.get("units", ())).order_by("code"))


def is_told(viewer: Official, today: dt.date) -> bool:
    """True if this person's unit was told of an extension in the last two weeks, and not of which. Two queries.

    Which unit it was lies under the server's key, so that no row says it.
    """
    with seeing(SYSTEM):
        rows = Extension.objects.filter(told_unit_on__gt=today - TOLD_FOR).select_related("approval")
        said = [routing.opened(row.approval.terms, about=row.approval_id) for row in rows]
    return any(str(viewer.unit_id) in one.get("units", ()) for one in said)


def count(complaint: Complaint) -> int:
    """How often the case was extended."""
    return complaint.extensions.count()
