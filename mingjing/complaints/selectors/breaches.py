"""Limits of complaints that were missed: numbers, limits and dates, and nothing of what a case is about (ACC-9-1a)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from mingjing.clocks import selectors as clocks
from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.models import Forward
from mingjing.people.models import Official
from mingjing.rules.limits import Limit
from mingjing.sealing.services import routing


@dataclass(frozen=True)
class Breach:
    """A clock that ran out, with the limit it ran under."""

    clock: Clock
    limit: Limit

    @property
    def number(self) -> str:
        """The number of the case."""
        return self.clock.number.rpartition("/")[0]


def breach_of(clock: Clock) -> Breach:
    """The clock with its limit as it was when it started."""
    return Breach(clock, clocks.limit_of(clock))


def of_complaint(viewer: Official, key: UUID) -> list[Breach]:
    """The breaches of one case, the first one first; none for whoever may not see them. One query."""
    rows = access.late_visible_to(viewer).filter(case_id=key).order_by("breached_on", "limit")
    return [breach_of(clock) for clock in rows]


def unit_late(viewer: Official, breaches: Sequence[Breach], *, today: dt.date) -> UUID:
    """The unit that was late: the one that a case was handed to and that did not answer in time, else the centre's.

    To whom a case was handed on is shown to those alone who may open it; anybody else gets the centre's.
    """
    case = breaches[0].clock.case_id
    with access.shown_to(viewer):
        rows = Forward.objects.filter(complaint_id=case, returned_on=None).exclude(due_on=None).order_by("sent_on")
        opened = access.visible_to(viewer).filter(pk=case).exists()
        late = [forward for forward in rows if forward.due_on and (forward.answered_on or today) > forward.due_on]
    if opened and late:
        return UUID(routing.opened(late[-1].routing, about=late[-1].pk)["unit"])
    return breaches[0].clock.unit_id
