"""Last days that come near, for whoever the ladder has told by now. Numbers and dates only (CMP-7, CMP-8-c)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from mingjing.clocks.enums import ClockStatus
from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Rung
from mingjing.complaints.models import Complaint, Forward, Grant, Reminder
from mingjing.complaints.selectors import breaches
from mingjing.complaints.selectors.breaches import Breach
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.people.enums import Role
from mingjing.people.models import Official

UP_TO = {Role.CENTRE_HEAD: (Rung.LEADER, Rung.SUPERVISOR), Role.DISC_OFFICER: (Rung.SUPERVISOR,)}
LIVE = (ClockStatus.RUNNING, ClockStatus.BREACHED)


@dataclass(frozen=True)
class Near:
    """A clock whose last day comes near, the highest rung it has reached, and whether this person may open the case."""

    of: Breach
    rung: Rung
    opened: bool


def near(viewer: Official, *, most: int) -> list[Near]:
    """What the ladder tells this person of, nearest last day first; never of a case that is about them."""
    mine = set(Grant.objects.filter(holder=tag_of(viewer), ended_on=None).values_list("complaint_id", flat=True))
    rungs = {rung for role, told in UP_TO.items() if viewer.holds(role) for rung in told}
    if not mine and not rungs:
        return []
    with seeing(SYSTEM):  # once, for all that is asked below
        return _near(viewer, mine, rungs, most)


def _near(viewer: Official, mine: set[UUID], rungs: set[Rung], most: int) -> list[Near]:
    highest: dict[UUID, Reminder] = {}
    for reminder in _rows(mine, rungs)[: most * len(Rung)]:
        known = highest.get(reminder.clock_id)
        if known is None or list(Rung).index(Rung(reminder.rung)) > list(Rung).index(Rung(known.rung)):
            highest[reminder.clock_id] = reminder
    found = breaches.of_clocks([reminder.clock for reminder in highest.values()])
    rung = {reminder.clock_id: Rung(reminder.rung) for reminder in highest.values()}
    kept = _not_about(viewer, [one for one in found if one.complaint_id not in mine])
    return [
        Near(one, rung[one.clock.pk], one.complaint_id in mine)
        for one in found
        if one.complaint_id in mine or one.complaint_id in kept
    ][:most]


def _rows(mine: set[UUID], rungs: set[Rung]) -> QuerySet[Reminder]:
    with seeing(SYSTEM):
        packages = list(Forward.objects.filter(complaint__in=mine).values_list("pk", flat=True))
    told = Q(clock__case_id__in=[*mine, *packages]) | Q(rung__in=rungs)
    rows = Reminder.objects.filter(told, clock__stopped_on=None, clock__status__in=LIVE, due_on=F("clock__due_on"))
    return rows.select_related("clock").order_by("due_on", "clock_id")


def _not_about(viewer: Official, others: Sequence[Breach]) -> set[UUID]:
    if not others:
        return set()
    with seeing(SYSTEM):
        cases = Complaint.objects.in_bulk({one.complaint_id for one in others})
    return {key for key, case in cases.items() if not access.is_in_conflict(viewer, access.routed(case))}
