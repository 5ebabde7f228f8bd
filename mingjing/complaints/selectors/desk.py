"""The cases of one person as a list. What is sealed (act, unit) is looked at in memory, over a bounded number."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from mingjing.clocks.models import Clock
from mingjing.clocks.selectors import OPEN as RUNNING
from mingjing.complaints import access, workflow
from mingjing.complaints.models import Complaint
from mingjing.people.models import Official, Unit
from mingjing.regulations.models import Regulation
from mingjing.rules import packs
from mingjing.rules.packs.nouns import Act, Pack

MOST = 500  # open cases of one person that are looked into for what is sealed
SOON = dt.timedelta(days=2)


@dataclass(frozen=True)
class Row:
    """A case with what the server knows of it. `clock`: the open one that ends first; None where none runs."""

    complaint: Complaint
    said: dict[str, Any]
    act: Act | None
    unit: str
    clock: Clock | None

    @property
    def urgent(self) -> bool:
        """True for acts that wait for nobody, or where a person said so (CMP-4-4, CMP-4-7)."""
        return is_urgent(self.said, self.act)

    def state(self, today: dt.date) -> str:
        """The chip of the nearest last day: late, soon, or neither."""
        if self.clock is None:
            return ""
        left = self.clock.due_on - today
        return "late" if left < dt.timedelta() else "soon" if left <= SOON else ""


def pack_of(regulation: Regulation | None) -> Pack:
    """The acts and grounds of a regulation; the house's own pack where none is in force yet."""
    return packs.load(regulation.number if regulation else settings.DEFAULT_PACK)


def is_urgent(said: Mapping[str, Any], act: Act | None) -> bool:
    """True if the case waits for nobody."""
    return bool(said.get("urgent") or said.get("ground") or (act and act.urgent))


def known(complaints: Iterable[Complaint], *, pack: Pack) -> list[Row]:
    """Each case with its routing opened, its unit's name and its nearest clock. Two queries."""
    cases = [(complaint, access.routed(complaint)) for complaint in complaints]
    units = {said["unit"] for _case, said in cases if said.get("unit")}
    named = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name")) if units else {}
    nearest: dict[UUID, Clock] = {}
    for clock in Clock.objects.filter(
        case_id__in=[case.pk for case, _said in cases], status__in=(*RUNNING, "breached"), stopped_on=None
    ).order_by("-due_on"):
        nearest[clock.case_id] = clock
    return [
        Row(
            case,
            said,
            pack.acts.get(said.get("act", "")),
            named.get(UUID(said["unit"]), "") if said.get("unit") else "",
            nearest.get(case.pk),
        )
        for case, said in cases
    ]


def open_cases(viewer: Official) -> QuerySet[Complaint]:
    """The newest cases of this person that are not over, as many as are looked into."""
    rows = access.visible_to(viewer).filter(status__in=workflow.OPEN).order_by("-received_on", "-id")
    return rows[:MOST]


def urgent(viewer: Official, *, pack: Pack) -> list[Row]:
    """The open cases that wait for nobody, the nearest last day first (CMP-4-4)."""
    cases = [case for case in open_cases(viewer) if _is_urgent(access.routed(case), pack)]
    rows = known(cases, pack=pack)
    return sorted(rows, key=lambda row: (row.clock.due_on if row.clock else dt.date.max, row.complaint.number))


def like(viewer: Official, *, pack: Pack, act: str = "", unit: UUID | None = None) -> Collection[UUID]:
    """The open cases of this person about an act or a unit."""
    found = []
    for case in open_cases(viewer):
        said = access.routed(case)
        if (not act or said.get("act") == act) and (unit is None or said.get("unit") == str(unit)):
            found.append(case.pk)
    return found


def unclassified(viewer: Official) -> QuerySet[Complaint]:
    """Open cases that nobody has classified, the oldest first (CMP-7-1a)."""
    rows = access.visible_to(viewer).filter(classified_on=None, status__in=workflow.OPEN)
    return rows.order_by("received_on", "number")


def _is_urgent(said: Mapping[str, Any], pack: Pack) -> bool:
    return is_urgent(said, pack.acts.get(said.get("act", "")))
