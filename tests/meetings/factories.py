"""A leadership team with accounts, and its meetings on every step of their way."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mingjing.core.uploads import Kept, keep
from mingjing.meetings import services
from mingjing.meetings.enums import Seat, View
from mingjing.meetings.models import Attendance, Meeting
from mingjing.meetings.services import Said, Sitting
from mingjing.people.models import Official, Unit
from tests.catalogue.factories import AT, official, unit

HELD = dt.date(2026, 2, 27)
WRONG = "收费没有依据，应当先报财政部门核定，不同意提高。"


@dataclass
class Team:
    """A unit's clerk, its head, and four members, all with accounts."""

    unit: Unit
    clerk: Official
    head: Official
    members: list[Official]

    @property
    def all(self) -> list[Official]:
        return [self.head, *self.members]


def team(code: str = "130600JT", name: str = "交通运输局") -> Team:
    home = unit(code, name)
    people = [official(f"{code}-m{n}", "unit_leader" if n == 0 else "", of=home) for n in range(5)]
    return Team(home, official(f"{code}-clerk", "unit_clerk", of=home), people[0], people[1:])


def said(**changes: Any) -> Said:
    columns = {"held_on": HELD, "place": "三楼会议室", "matter": "提高停车收费标准", "decided": "自三月一日起提高。"}
    return Said(**{**columns, **changes})


def sittings(of: Team, *, view: str = "") -> list[Sitting]:
    """The head and the members as the clerk records them, without a view of theirs if none is given."""
    seats = [Seat.HEAD] + [Seat.MEMBER] * len(of.members)
    return [Sitting(official=person, seat=seat, view=view) for person, seat in zip(of.all, seats, strict=True)]


def drafted(of: Team, *more: Sitting, at: dt.datetime = AT, **changes: Any) -> Meeting:
    return services.record(said(**changes), [*sittings(of), *more], by=of.clerk, at=at)


def sent(of: Team, *more: Sitting, at: dt.datetime = AT, **changes: Any) -> Meeting:
    meeting = drafted(of, *more, at=at, **changes)
    services.send(meeting, by=of.clerk, at=at)
    return meeting


def signed(of: Team, *dissenting: Official, at: dt.datetime = AT, **changes: Any) -> Meeting:
    """A meeting that all signed, some of them with another view."""
    meeting = sent(of, at=at, **changes)
    for person in of.all:
        view, words = (View.DISSENT, WRONG) if person in dissenting else (View.AGREE, "")
        services.sign(of_person(meeting, person), view=view, words=words, by=person, at=at)
    meeting.refresh_from_db()
    return meeting


def of_person(meeting: Meeting, person: Official) -> Attendance:
    return meeting.attendances.get(official=person)


def picture(name: str = "签字页.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def scan() -> Kept:
    return keep(picture())
