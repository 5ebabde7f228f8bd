"""Which body a complaint is for, as the table says. A proposal: a person forwards (CMP-5, GAP-02)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from mingjing.complaints import access
from mingjing.complaints.enums import Acceptor
from mingjing.complaints.models import Complaint, Route
from mingjing.complaints.selectors.inbox import check_may_handle
from mingjing.core.errors import Refused
from mingjing.people.models import Unit


@dataclass(frozen=True)
class Proposal:
    """Who accepts, and the unit to forward to; None where the centre keeps it."""

    route: Route
    unit: Unit | None

    @property
    def accepts(self) -> str:
        """The body's name."""
        return str(Acceptor(self.route.accepts).label)


def routes() -> QuerySet[Route]:
    """The rows in force, in their order."""
    return Route.objects.filter(ended_on=None).select_related("unit")


def proposed(complaint: Complaint, accused: Unit | None) -> Proposal | None:
    """The first row that fits. One that leads to the accused unit, or near it, is passed over (CMP-5)."""
    said = access.routed(complaint)
    for route in routes():
        if _fits(route, said.get("act", ""), accused) and _may_have(complaint, route.unit):
            return Proposal(route, route.unit)
    return None


def _fits(route: Route, act: str, accused: Unit | None) -> bool:
    asked = (
        (route.act, act),
        (route.accused_class, accused.addressee_class if accused else ""),
        (route.accused_nature, accused.nature if accused else ""),
    )
    return all(not wanted or wanted == is_so for wanted, is_so in asked)


def _may_have(complaint: Complaint, unit: Unit | None) -> bool:
    if unit is None:
        return True
    try:
        check_may_handle(complaint, unit)
    except Refused:
        return False
    return True
