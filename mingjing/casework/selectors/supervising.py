"""电子监察 as tables: what waits for an answer, a unit's month day by day, the city's month unit by kind."""

import datetime as dt
from calendar import Calendar
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from mingjing.casework.enums import Colour, SignalKind, SignalStatus
from mingjing.casework.models import Signal
from mingjing.casework.selectors.running import last_day
from mingjing.people.models import Unit
from mingjing.rules.calendar import DAY

WEEKS = Calendar(firstweekday=0)


def waiting(today: dt.date) -> dict[str, Q]:
    """Signals that wait for an answer: all of them, those whose last day is gone by, those who have some days left."""
    is_open = Q(status=SignalStatus.OPEN)
    return {
        "waiting": is_open,
        "overdue": is_open & Q(answer_due_on__lt=today),
        "due": is_open & Q(answer_due_on__gte=today, answer_due_on__lte=today + 3 * DAY),
    }


@dataclass(frozen=True)
class Day:
    """A day of a month with its signals by kind; `inside` False for a day of the month before or after."""

    on: dt.date
    inside: bool
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def said(self) -> list[tuple[str, str, int]]:
        """Kind, its name, how many; in the order of the rule table."""
        return [(kind, str(SignalKind(kind).label), self.kinds[kind]) for kind in SignalKind if kind in self.kinds]


def month_of(unit: Unit, first: dt.date) -> list[list[Day]]:
    """A unit's month in weeks from Monday on: signals by the day on which their fact came true. One query."""
    rows = Signal.objects.filter(unit=unit, raised_on__gte=first, raised_on__lte=last_day(first)).order_by()
    found: dict[dt.date, dict[str, int]] = defaultdict(dict)
    for day, kind, count in rows.values_list("raised_on", "kind").annotate(n=Count("pk")):
        found[day][kind] = count
    return [
        [Day(day, day.month == first.month, found.get(day, {}) if day.month == first.month else {}) for day in week]
        for week in WEEKS.monthdatescalendar(first.year, first.month)
    ]


@dataclass(frozen=True)
class UnitMonth:
    """One unit's month: signals by kind, by colour, and how many of them still wait or wait too long."""

    unit: Unit
    kinds: dict[str, int]
    colours: dict[str, int]
    waiting: int
    overdue: int

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def city_month(units: QuerySet[Unit], first: dt.date, *, today: dt.date) -> list[UnitMonth]:
    """Units that had a signal in a month, those with most first. Two queries."""
    rows = Signal.objects.filter(unit__in=units, raised_on__gte=first, raised_on__lte=last_day(first)).order_by()
    kinds: dict[UUID, Counter[str]] = defaultdict(Counter)
    colours: dict[UUID, Counter[str]] = defaultdict(Counter)
    late: dict[UUID, Counter[str]] = defaultdict(Counter)
    is_late = waiting(today)
    counted = rows.values_list("unit_id", "kind", "colour").annotate(
        n=Count("pk"), w=Count("pk", filter=is_late["waiting"]), o=Count("pk", filter=is_late["overdue"])
    )
    for unit, kind, colour, count, open_ones, overdue in counted:
        kinds[unit][kind] += count
        colours[unit][colour] += count
        late[unit].update({"waiting": open_ones, "overdue": overdue})
    found = [
        UnitMonth(unit, kinds[unit.pk], colours[unit.pk], late[unit.pk]["waiting"], late[unit.pk]["overdue"])
        for unit in Unit.objects.filter(pk__in=kinds)
    ]
    return sorted(found, key=lambda row: (-row.total, row.unit.code))


def digest_counts(since: dt.date, until: dt.date, *, today: dt.date) -> dict[UUID, dict[str, int]]:
    """For every unit: signals found in the span by colour, answers in it, and what waits or waits too long. One query.

    Numbers alone: nothing of a matter and nobody's name.
    """
    new = Q(found_on__gte=since, found_on__lte=until)
    late = waiting(today)
    counts: dict[str, Any] = {
        "red": Count("pk", filter=new & Q(colour=Colour.RED)),
        "yellow": Count("pk", filter=new & Q(colour=Colour.YELLOW)),
        "answered": Count("pk", filter=Q(answered_at__date__gte=since, answered_at__date__lte=until)),
        "waiting": Count("pk", filter=late["waiting"]),
        "overdue": Count("pk", filter=late["overdue"]),
    }
    rows = Signal.objects.filter(new | late["waiting"] | Q(answered_at__date__gte=since)).order_by()
    counted = rows.values_list("unit_id").annotate(**counts)
    return {unit: dict(zip(counts, numbers, strict=True)) for unit, *numbers in counted}
