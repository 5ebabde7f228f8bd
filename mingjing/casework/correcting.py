"""What stands of a matter's events once corrections are applied. Pure: nothing that was told is ever lost."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from mingjing.casework.judgement import Happened


class Told(NamedTuple):
    """One event as it is kept."""

    id: UUID
    kind: str
    activity: str
    at: dt.datetime | None
    seq: int
    key: str
    corrects: UUID | None


def standing(events: Sequence[Told]) -> list[Happened]:
    """The events that stand, in order of time, then of the source; in the source's order where a time is missing."""
    rows = list(_corrected(events)) if any(event.corrects for event in events) else list(events)
    rows.sort(key=lambda event: (event.seq, event.key))
    if all(event.at for event in rows):
        rows.sort(key=lambda event: event.at)  # type: ignore[arg-type, return-value]
    return [Happened(event.kind, event.activity, event.at) for event in rows]


def _corrected(events: Sequence[Told]) -> Iterator[Told]:
    """Each event that nobody corrects; a correction takes the place and the kind of what it replaces, or voids it."""
    known = {event.id: event for event in events}
    replaced = {event.corrects for event in events}
    for event in events:
        if event.id in replaced or (event.corrects and not event.activity and event.at is None):
            continue
        first = event
        while first.corrects:
            first = known[first.corrects]
        yield event._replace(kind=first.kind, seq=first.seq, key=first.key)
