"""What is known of extensions of a case."""

import datetime as dt
from uuid import UUID

from django.db.models import F, Func, QuerySet, TextField, Value

from mingjing.clocks.models import Clock
from mingjing.complaints.models import Complaint, Extension
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


def told(today: dt.date) -> QuerySet[Extension]:
    """Extensions that a unit was told of in the last two weeks; `sealed` says which unit. Needs `seeing(SYSTEM)`."""
    rows = Extension.objects.filter(told_unit_on__gt=today - TOLD_FOR).order_by("-told_unit_on", "id")
    terms = Func(F("approval__terms"), Value("hex"), function="encode", output_field=TextField())
    return rows.annotate(sealed=terms)


def concerns(viewer: Official, sealed: str, *, about: UUID) -> bool:
    """True if the approval `about` names this person's unit. That lies under the server's key: no row says it."""
    said = routing.opened(bytes.fromhex(sealed), about=about)
    return str(viewer.unit_id) in said.get("units", ())


def count(complaint: Complaint) -> int:
    """How often the case was extended."""
    return complaint.extensions.count()
