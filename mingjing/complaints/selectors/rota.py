"""Who is on duty when, and whose a new complaint becomes."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from mingjing.complaints.models import Call, DutyTurn
from mingjing.people.models import Official

DAY = dt.timedelta(days=1)
AHEAD = 7  # days in which somebody will be on duty again


def planned(since: dt.date) -> QuerySet[DutyTurn]:
    """The turns from a day on, in their order."""
    return DutyTurn.objects.filter(ended_at=None, day__gte=since).select_related("official")


def on_duty(at: dt.datetime) -> list[DutyTurn]:
    """The turns at an instant; one that began the evening before may last past midnight."""
    local = timezone.localtime(at)
    return [turn for turn in planned(local.date() - DAY).filter(day__lte=local.date()) if _covers(turn, local)]


def next_up(at: dt.datetime) -> list[Official]:
    """Who is on duty at an instant, then who comes next within a week, each once."""
    day = timezone.localdate(at)
    later = [turn for turn in planned(day).filter(day__lte=day + AHEAD * DAY) if begins(turn) > at]
    return _once(turn.official for turn in [*on_duty(at), *later] if turn.official.is_active)


def begins(turn: DutyTurn) -> dt.datetime:
    """The instant at which a turn begins."""
    return timezone.make_aware(dt.datetime.combine(turn.day, turn.opens))


def ends(turn: DutyTurn) -> dt.datetime:
    """The instant at which a turn ends: on the next day where it lasts past midnight."""
    day = turn.day if turn.closes > turn.opens else turn.day + DAY
    return timezone.make_aware(dt.datetime.combine(day, turn.closes))


def calls() -> QuerySet[Call]:
    """Calls that led to no complaint."""
    return Call.objects.all()


def _covers(turn: DutyTurn, at: dt.datetime) -> bool:
    return begins(turn) <= at < ends(turn)


def _once(people: Iterable[Official]) -> list[Official]:
    return list({person.pk: person for person in people}.values())
