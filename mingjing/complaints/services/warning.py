"""The ladder: whom a last day that comes near is told to, each rung once for each last day of a clock (CMP-7, GAP-21).

Two working days before it the handlers are told, one day before it the head of the centre too, on the day itself the
discipline organ too. What was missed is a breach, which `clocks` writes and nothing takes back.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from mingjing.clocks import services as clocks
from mingjing.clocks.enums import ClockStatus
from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Duty, Rung
from mingjing.complaints.models import Complaint, Forward, Grant, Reminder
from mingjing.complaints.selectors import duties
from mingjing.complaints.services import messaging
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.people.models import Official
from mingjing.regulations.selectors import current_calendar
from mingjing.rules.calendar import WorkCalendar

LEFT = {Rung.HANDLER: 2, Rung.LEADER: 1, Rung.SUPERVISOR: 0}  # working days after today up to the last day
LOOK_BACK = dt.timedelta(days=7)  # a ladder that stood still for so long is climbed all the same
AT_ONCE = 500
WORKING = (Duty.HANDLER, Duty.INVESTIGATOR)


def sweep(*, today: dt.date, at: dt.datetime) -> int:
    """Write every rung that running clocks of complaints have reached, and the breaches; how many rungs were new.

    Safe to run twice, and side by side.
    """
    calendar = current_calendar()
    horizon = calendar.working_day_after(today, LEFT[Rung.HANDLER] + 1)
    found, new = chain(*(rows.iterator(chunk_size=AT_ONCE) for rows in _near(today, horizon))), 0
    while chunk := list(islice(found, AT_ONCE)):
        new += _climb(chunk, calendar, today=today, at=at)
    clocks.mark_breaches(today=today, at=at)
    return new


def _near(today: dt.date, horizon: dt.date) -> tuple[QuerySet[Clock], QuerySet[Clock]]:
    """Clocks that run towards a last day not far off, and those that were breached lately, each by its own index."""
    rows = Clock.objects.filter(case_kind__in=access.KINDS, stopped_on=None)
    running = rows.filter(status=ClockStatus.RUNNING, breached_on=None, due_on__range=(today - LOOK_BACK, horizon))
    breached = rows.filter(status=ClockStatus.BREACHED, breached_on__range=(today - LOOK_BACK, today))
    return running.order_by("due_on", "id"), breached.order_by("-breached_on", "-id")


def reached(clock: Clock, calendar: WorkCalendar, today: dt.date) -> list[Rung]:
    """The rungs that a clock has reached by a day."""
    left = calendar.working_days(today, clock.due_on) if clock.due_on > today else 0
    return [rung for rung, days in LEFT.items() if left <= days]


@transaction.atomic
def _climb(chunk: Sequence[Clock], calendar: WorkCalendar, *, today: dt.date, at: dt.datetime) -> int:
    known = set(Reminder.objects.filter(clock__in=chunk).values_list("clock_id", "rung", "due_on"))
    due = [(clock, rung) for clock in chunk for rung in reached(clock, calendar, today)]
    new = [(clock, rung) for clock, rung in due if (clock.pk, rung, clock.due_on) not in known]
    rows = [Reminder(clock=clock, rung=rung, due_on=clock.due_on, on=today) for clock, rung in new]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    if new:
        messaging.tell_signs(_told(new), at=at)
    return len(new)


def _told(new: Iterable[tuple[Clock, Rung]]) -> set[str]:
    """The signs of those whom the rungs are told to; never of anybody whom the case is about."""
    pairs = list(new)
    with seeing(SYSTEM):
        packages = Forward.objects.in_bulk([clock.case_id for clock, _rung in pairs])
        owner = {key: package.complaint_id for key, package in packages.items()}
        cases = Complaint.objects.in_bulk({owner.get(clock.case_id, clock.case_id) for clock, _rung in pairs})
    heads = list(duties.heads())
    above = {Rung.LEADER: heads, Rung.SUPERVISOR: [*heads, *duties.supervisors()]}
    working, signs = _working(cases), set()
    for clock, rung in pairs:
        case = cases.get(owner.get(clock.case_id, clock.case_id))
        if case is None:
            continue
        signs |= working.get(case.pk, set())
        signs |= {tag_of(person) for person in _above(case, above.get(rung, []))}
    return signs


def _above(case: Complaint, people: Sequence[Official]) -> list[Official]:
    return access.fit(people, access.routed(case)) if people else []


def _working(cases: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Who works on each case: its handlers and investigators; before there are any, those who registered it."""
    grants = Grant.objects.filter(complaint__in=list(cases), ended_on=None).exclude(duty=Duty.SUPERVISOR)
    found: dict[UUID, dict[bool, set[str]]] = {}
    for case, sign, duty in grants.values_list("complaint_id", "holder", "duty"):
        found.setdefault(case, {}).setdefault(duty in WORKING, set()).add(sign)
    return {case: signs.get(True) or signs[False] for case, signs in found.items()}
