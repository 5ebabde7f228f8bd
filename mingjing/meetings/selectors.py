"""Reads of meetings: lists, what waits for whom, and what the division of responsibility reads of a signed record."""

from dataclasses import dataclass

from django.db.models import QuerySet

from mingjing.meetings import access
from mingjing.meetings.enums import MeetingStatus, Seat, SignedHow, View
from mingjing.meetings.models import Attendance, Meeting
from mingjing.people.enums import Role
from mingjing.people.models import Official, Unit
from mingjing.rules.accountability import Part

SIGNED = (SignedHow.OWN, SignedHow.PAPER)
PARTS = {Seat.HEAD: Part.HEAD, Seat.MEMBER: Part.MEMBER}


@dataclass(frozen=True)
class Answering:
    """Somebody of the team that decided. `official` None: no account, known by name and post."""

    official: Official | None
    name: str
    post: str
    part: Part
    objected: bool


def meetings(viewer: Official) -> QuerySet[Meeting]:
    """The records that this person may see, the latest meeting first."""
    return access.visible_to(viewer).select_related("unit", "recorded_by").order_by("-held_on", "-id")


def attendances(meeting: Meeting) -> QuerySet[Attendance]:
    """Who took part, in the order of the record."""
    return meeting.attendances.select_related("official", "said_by", "signed_by", "scan")


def signed(unit: Unit) -> QuerySet[Meeting]:
    """The locked records of a unit, the latest meeting first: what a division of responsibility may rest on."""
    return Meeting.objects.filter(unit=unit, status=MeetingStatus.SIGNED).order_by("-held_on", "-id")


def dissents(meeting: Meeting) -> QuerySet[Attendance]:
    """Members who said that it was wrong or gave the right view, and signed for it (ACC-10-3b)."""
    locked = meeting.attendances.filter(meeting__status=MeetingStatus.SIGNED, signed_how__in=SIGNED)
    return locked.filter(view=View.DISSENT).exclude(seat=Seat.OTHER).select_related("official")


def bearers_of(meeting: Meeting) -> list[Answering]:
    """The head and the members with their parts and dissents; nobody before the record is signed.

    Whoever only attended is left out: the team decided, not they (ACC-10-3a). A dissent that somebody else wrote down
    and its owner did not sign for frees nobody; the decider may still choose so, with a reason.
    """
    if meeting.status != MeetingStatus.SIGNED:
        return []
    return [
        Answering(row.official, row.name, row.post, PARTS[Seat(row.seat)], _objected(row))
        for row in attendances(meeting)
        if row.seat != Seat.OTHER
    ]


def _objected(row: Attendance) -> bool:
    return row.view == View.DISSENT and row.signed_how in SIGNED


def to_sign(viewer: Official) -> QuerySet[Attendance]:
    """What waits for this person's own signature, the oldest meeting first."""
    waiting = Attendance.objects.filter(official=viewer.pk, signed_at=None, meeting__status=MeetingStatus.SIGNING)
    return waiting.order_by("meeting__held_on", "pk")


def to_collect(viewer: Official) -> QuerySet[Attendance]:
    """Signatures on paper that the unit's clerk has to collect: of those without an account."""
    waiting = Attendance.objects.filter(official=None, signed_at=None, meeting__status=MeetingStatus.SIGNING)
    own = waiting.filter(meeting__unit=viewer.unit_id) if viewer.holds(Role.UNIT_CLERK) else waiting.none()
    return own.order_by("meeting__held_on", "pk")
