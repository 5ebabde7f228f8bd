"""The complaint phones with their hours, and the state of each channel: what every public page shows (CMP-3-c)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from mingjing.complaints.enums import Channel
from mingjing.complaints.models import Channels, Hotline

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Way:
    """A channel with its state; no row: nothing was entered yet, and it is taken for open."""

    channel: Channel
    state: Channels

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.channel.label)


def current() -> QuerySet[Hotline]:
    """The numbers to call, by their hours. One query."""
    return Hotline.objects.filter(until_on=None).order_by("opens", "name")


def history() -> QuerySet[Hotline]:
    """Every number there was, the newest first; an old one stays (CMP-3-c)."""
    return Hotline.objects.order_by("-from_on", "name", "-id")


def is_open(line: Hotline, now: dt.time) -> bool:
    """True if somebody answers at this time of day; hours may run past midnight."""
    if line.opens <= line.closes:
        return line.opens <= now < line.closes
    return now >= line.opens or now < line.closes


def answering(lines: Iterable[Hotline], now: dt.time) -> Hotline | None:
    """The number to call at this time of day, the one that opened last; None outside all hours (CMP-3-d)."""
    found = [line for line in lines if is_open(line, now)]
    return max(found, key=lambda line: _since(line, now), default=None)


def changes_in(lines: Iterable[Hotline], now: dt.datetime) -> dt.timedelta:
    """How long what `answering` says stays true: until the next number opens or closes, a day at most."""
    hours = {hour for line in lines for hour in (line.opens, line.closes)}
    waits = [_until(hour, now) for hour in hours]
    return min(waits, default=DAY)


def ways() -> Sequence[Way]:
    """All channels in the order of the text (第六条). One query."""
    rows = {row.channel: row for row in Channels.objects.all()}
    return [Way(channel, rows.get(channel) or Channels(channel=channel)) for channel in Channel]


def _since(line: Hotline, now: dt.time) -> tuple[bool, dt.time]:
    """Later openings count more; one that opened yesterday evening came before all of today's."""
    return line.opens <= now, line.opens


def _until(hour: dt.time, now: dt.datetime) -> dt.timedelta:
    wait = dt.datetime.combine(now.date(), hour) - now.replace(tzinfo=None)
    return wait if wait > dt.timedelta(0) else wait + DAY
