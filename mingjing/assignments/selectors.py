"""Reads of assignments."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q, QuerySet

from mingjing.assignments import access
from mingjing.assignments.enums import AssignmentStatus
from mingjing.assignments.models import Assignment
from mingjing.assignments.workflow import OPEN, TO_DO
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.regulations import selectors as regulations
from mingjing.rules.limits import Deadline, Limit

REPORTED = (AssignmentStatus.REPORTED, AssignmentStatus.ACCEPTED)
CLOSED_OTHERWISE = (AssignmentStatus.FULFILLED, AssignmentStatus.WITHDRAWN)


def overdue(rows: QuerySet[Assignment], *, today: dt.date) -> QuerySet[Assignment]:
    """Those of `rows` that the unit still has past the last day."""
    return rows.filter(status__in=TO_DO, due_on__lt=today)


def late(rows: QuerySet[Assignment], *, today: dt.date) -> QuerySet[Assignment]:
    """Those of `rows` that were or are past the last day, whatever became of them since."""
    return rows.filter(
        Q(status__in=TO_DO, due_on__lt=today)
        | Q(status__in=REPORTED, reported_on__gt=F("due_on"))
        | Q(status__in=CLOSED_OTHERWISE, closed_on__gt=F("due_on"))
    )


def waiting(viewer: Official) -> QuerySet[Assignment]:
    """Those that this person moves next, nearest last day first: a unit's clerk its own, the office's what came in."""
    rows = Assignment.objects.none()
    if viewer.holds(Role.UNIT_CLERK):
        rows = Assignment.objects.filter(unit=viewer.unit_id, status__in=TO_DO)
    if viewer.holds(Role.LGO_CLERK):
        rows = rows | Assignment.objects.filter(status=AssignmentStatus.REPORTED)
    return access.visible_to(viewer).filter(pk__in=rows.values("pk")).order_by("due_on", "id")


def about(kind: str, keys: Iterable[UUID], *, basis: str = "") -> QuerySet[Assignment]:
    """Every assignment on these things, the newest first; `basis` of one article only."""
    rows = Assignment.objects.filter(about_kind=kind, about_id__in=list(keys)).order_by("-id")
    return rows.filter(basis=basis) if basis else rows


def open_about(kind: str, keys: Iterable[UUID], *, basis: str = "") -> dict[UUID, Assignment]:
    """The open assignment on each of these things that has one. One query."""
    rows = about(kind, keys, basis=basis).filter(status__in=OPEN).select_related("unit")
    return {row.about_id: row for row in rows if row.about_id}


def deadline_of(assignment: Assignment) -> Deadline | None:
    """How the last day was counted; None where somebody set it, or where it comes out otherwise by now."""
    if not assignment.terms or assignment.since_on is None:
        return None
    calendar = regulations.calendar_as_of(assignment.calendar)
    deadline = Limit.of(assignment.terms).after(assignment.since_on, calendar)
    return deadline if deadline.on == assignment.due_on else None
