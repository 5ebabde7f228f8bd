"""Reads of clocks."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from mingjing.clocks.enums import ClockStatus
from mingjing.clocks.models import Clock
from mingjing.core.models import Case
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.limits import Deadline, Limit
from mingjing.rules.limits import Pause as LegalPause

OPEN = (ClockStatus.RUNNING, ClockStatus.PAUSED)


def of_case(case: Case) -> QuerySet[Clock]:
    """The clocks of one case, nearest last day first."""
    return Clock.objects.filter(case_id=case.pk).prefetch_related("pauses").order_by("due_on")


def run_out(*, today: date) -> QuerySet[Clock]:
    """Running clocks whose last day has passed and that are not yet on record as breached."""
    return Clock.objects.filter(status=ClockStatus.RUNNING, due_on__lt=today, stopped_on=None, breached_on=None)


def terms_of(limit: Limit) -> dict[str, Any]:
    """A limit as a clock keeps it."""
    return asdict(limit)


def limit_of(clock: Clock) -> Limit:
    """The limit that `clock` was started with."""
    return Limit.of(clock.terms)


def deadline_of(clock: Clock, calendar: WorkCalendar) -> Deadline:
    """The last day of `clock` counted anew, its ended pauses left out. One query unless pauses were prefetched.

    The day after a pause began to the day it ended are the days that do not count.
    """
    ended = [pause for pause in clock.pauses.all() if pause.until_on and pause.until_on > pause.from_on]
    pauses = [LegalPause(p.from_on + timedelta(days=1), p.until_on, p.ground) for p in ended if p.until_on]
    return limit_of(clock).after(clock.started_on, calendar, pauses)
