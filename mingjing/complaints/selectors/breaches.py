"""Limits of complaints that were missed: numbers, limits and dates, and nothing of what a case is about (ACC-9-1a)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from mingjing.clocks import selectors as clocks
from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.models import Forward
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.people.models import Official
from mingjing.rules.limits import Limit
from mingjing.sealing.services import routing


@dataclass(frozen=True)
class Breach:
    """A clock that ran out, with the limit it ran under and the complaint it belongs to."""

    clock: Clock
    limit: Limit
    complaint_id: UUID

    @property
    def basis(self) -> str:
        """The limit's id, without the round in which it runs."""
        return self.clock.limit.split("·")[0]

    @property
    def number(self) -> str:
        """The number of the case, or of the package that was handed on."""
        return self.clock.number.rpartition("/")[0]


def of_clocks(rows: Collection[Clock]) -> list[Breach]:
    """Clocks with their limits as they were when they started. One query: whose packages they run on."""
    with seeing(SYSTEM):
        packages = [clock.case_id for clock in rows if clock.case_kind != access.KINDS[0]]
        owners = dict(Forward.objects.filter(pk__in=packages).values_list("pk", "complaint_id")) if packages else {}
    return [Breach(clock, clocks.limit_of(clock), owners.get(clock.case_id, clock.case_id)) for clock in rows]


def of_complaint(viewer: Official, key: UUID) -> list[Breach]:
    """The breaches of one case and of what was handed on of it, the first one first; none for whoever may not see."""
    with seeing(SYSTEM):
        packages = list(Forward.objects.filter(complaint_id=key).values_list("pk", flat=True))
    rows = access.late_visible_to(viewer).filter(case_id__in=[key, *packages]).order_by("breached_on", "limit")
    return of_clocks(rows)


def unit_late(viewer: Official, breaches: Sequence[Breach]) -> UUID:
    """The unit that was late last: the one that a case was handed to, else the centre's.

    To whom a case was handed on is shown to those alone who may open it; anybody else gets the centre's.
    """
    clock, case = breaches[-1].clock, breaches[-1].complaint_id
    with access.shown_to(viewer):
        opened = clock.case_id != case and access.visible_to(viewer).filter(pk=case).exists()
        package = Forward.objects.filter(pk=clock.case_id).first() if opened else None
    return UUID(routing.opened(package.routing, about=package.pk)["unit"]) if package else clock.unit_id
