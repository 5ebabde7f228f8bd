"""Custodians by seat and in pairs; openings of a case, of somebody who asked, and those that wait for a custodian."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from mingjing.people.models import Official
from mingjing.sealing import access, tags
from mingjing.sealing.enums import OpeningStatus
from mingjing.sealing.models import Custodian, Opening

PAIRS = ((1, 2), (1, 3), (2, 3))  # whoever sits on the lower seat opens first
Pair = tuple[Custodian, Custodian]


@dataclass(frozen=True)
class Job:
    """What a custodian is asked to do: one layer of an opening, together with another."""

    opening: Opening
    first: Custodian
    second: Custodian

    @property
    def step(self) -> int:
        """1 or 2: whose layer it is."""
        return 1 if self.opening.status == OpeningStatus.REQUESTED else 2


def seats() -> dict[int, Custodian]:
    """The custodians in office by seat."""
    return {one.place: one for one in Custodian.objects.filter(until_at=None).select_related("official")}


def pairs() -> list[Pair]:
    """The three pairs; none where not all seats are taken. One query."""
    found = seats()
    return [(found[outer], found[inner]) for outer, inner in PAIRS] if len(found) == len(PAIRS) else []


def pairs_without(requester_tag: str, among: list[Pair] | None = None) -> list[Pair]:
    """The pairs that the requester is not one of. One query, none where they are given."""
    usable = pairs() if among is None else among
    return [pair for pair in usable if not any(_is(one, requester_tag) for one in pair)]


def _is(custodian: Custodian, tag: str) -> bool:
    return custodian.official is not None and tags.of_official(custodian.official) == tag


def jobs_of(viewer: Official) -> list[Job]:
    """What waits for a custodian: first layers that they may begin with, and second layers meant for them."""
    seat = access.seat_of(viewer)
    if seat is None:
        return []
    jobs, among = [], pairs()
    for opening in access.visible_to(viewer).filter(status=OpeningStatus.REQUESTED).order_by("requested_at"):
        usable = pairs_without(opening.requester_tag, among)
        jobs += [Job(opening, first, second) for first, second in usable if first == seat]
    halves = Opening.objects.filter(status=OpeningStatus.HALF, second=seat).order_by("requested_at")
    jobs += [Job(half, half.first, seat) for half in halves.select_related("first") if half.first]
    return jobs


def asked_by(viewer: Official) -> QuerySet[Opening]:
    """What somebody asked for, the newest first."""
    rows = access.visible_to(viewer).filter(requester_tag=tags.of_official(viewer))
    return rows.select_related("first", "second").order_by("-requested_at", "-id")


def of_case(case_id: UUID) -> QuerySet[Opening]:
    """Every opening of a case that was asked for, in order of time: what its reporter is told of."""
    return Opening.objects.filter(case_tag=tags.tag("case", case_id)).order_by("requested_at", "id")
