"""What time alone brings: limits that pass, warnings that fall due, powers that stay silent. Safe to run twice."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Q

from mingjing.casework.enums import MatterState
from mingjing.casework.models import Matter, Signal
from mingjing.casework.selectors import signalling as selectors
from mingjing.casework.services import chasing, digesting
from mingjing.casework.services.judging import judge_matters
from mingjing.casework.services.signalling import give_on_powers, take_back
from mingjing.catalogue.models import PowerItem
from mingjing.clocks import services as clocks
from mingjing.procedure.events import CHINA
from mingjing.procedure.timing import day_of
from mingjing.regulations.selectors import current_calendar

EVENING = dt.time(23, 59)


@dataclass(frozen=True)
class Swept:
    """What a sweep found: clocks newly breached, matters looked at, signals given."""

    breached: int
    judged: int
    given: int


def sweep(*, today: dt.date, at: dt.datetime) -> Swept:
    """Write breaches of clocks, judge running matters as of `today`, give signals on matters and on powers.

    Then remind of answers that are due, and make the digests of the day.
    """
    before = Signal.objects.count()
    breached = clocks.mark_breaches(today=today, at=at)
    judged = _judge_running(today, at)
    _look_at_powers(today, at)
    chasing.chase_by_rule(today=today, at=at)
    digesting.make_digests(today=today, at=at)
    return Swept(breached, judged, Signal.objects.count() - before)


def _judge_running(today: dt.date, at: dt.datetime) -> int:
    """Judge every matter that is not finished again: its late steps, last days and signals change with the day.

    What was judged by a later day is left as it is: a sweep for a day gone by takes nothing back.
    """
    now = at if day_of(at) == today else dt.datetime.combine(today, EVENING, CHINA)
    earlier = Q(judged_at=None) | Q(judged_at__lte=now)
    running = Matter.objects.exclude(state=MatterState.FINISHED).filter(earlier).order_by("item_id", "pk")
    judged = 0
    for item, rows in groupby(running.values_list("item_id", "pk"), key=lambda row: row[0]):
        judged += judge_matters(PowerItem(pk=item), [matter for _, matter in rows], now=now, at=at)
    return judged


@transaction.atomic
def _look_at_powers(today: dt.date, at: dt.datetime) -> None:
    found = selectors.on_powers(today, current_calendar())
    take_back(selectors.untrue(found), at=at)
    give_on_powers(found, today=today, at=at)
