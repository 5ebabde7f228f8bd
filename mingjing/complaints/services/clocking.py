"""Clocks of complaints. Rows of clocks name the centre as their unit, never the one complained about."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from mingjing.clocks import services as clocks
from mingjing.clocks.enums import ClockStatus
from mingjing.clocks.models import Clock
from mingjing.complaints.acting import masked
from mingjing.complaints.selectors import duties
from mingjing.core.models import Case
from mingjing.people.models import Official
from mingjing.regulations.selectors import Law

ENDING = (ClockStatus.RUNNING, ClockStatus.PAUSED, ClockStatus.BREACHED)
ROUND = "·"  # between a limit and how often it has run on this case


def running(case: UUID, limit: str) -> Clock | None:
    """The clock of a case that is owed under a limit and not done, in whatever round."""
    rows = Clock.objects.filter(case_id=case, status__in=ENDING)
    return next((clock for clock in rows if clock.limit.split(ROUND)[0] == limit), None)


def start(case: Case, limit: str, *, rules: Law, on: dt.date, by: Official | None, at: dt.datetime) -> Clock | None:
    """Start a limit on a case from `on`, which does not count; None where the law in force has no such limit.

    What ran and was ended before runs in another round; what runs still is left alone.
    """
    if rules.regulation is None or limit not in rules.limits:
        return None
    if found := running(case.pk, limit):
        return found
    before = Clock.objects.filter(case_id=case.pk, limit__startswith=limit).values_list("limit", flat=True)
    rounds = sum(name.split(ROUND)[0] == limit for name in before)
    terms = rules.limits[limit]
    if rounds:
        terms = replace(terms, id=f"{limit}{ROUND}{rounds + 1}")
    return clocks.start(
        case, terms, pack=rules.regulation.number, unit_id=duties.centre().pk, on=on, calendar=rules.calendar,
        by=masked(by) if by else None, at=at,
    )  # fmt: skip


def stop(case: UUID, limit: str, *, on: dt.date, by: Official, at: dt.datetime) -> None:
    """End a clock of a case if it is owed; late is late for good."""
    if clock := running(case, limit):
        clocks.stop(clock, on=on, by=masked(by), at=at)
