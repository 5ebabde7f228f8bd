"""Figures of many powers side by side: of a unit, of the city, of the units that hold the same power."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from mingjing.casework.enums import StrayKind
from mingjing.casework.models import MonthRun, StrayRun, TimeRun
from mingjing.casework.selectors.running import COUNTS, SUMS, Month, Times, Totals, Window, times_of
from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import PowerItem

SHOWN_EXTRAS = 3


@dataclass(frozen=True)
class Ran:
    """How something ran in a span: opened, what ended, its whole time in `counted_in`, its most frequent extra step."""

    opened: int = 0
    totals: Totals = Totals()
    whole: Times | None = None
    counted_in: str = ""
    extra: str = ""
    extra_matters: int = 0


def same_power(item: PowerItem) -> QuerySet[PowerItem]:
    """The powers that are the same as this one: equal in name and type, whichever unit holds them, itself among them.

    There is no code that units share: a power's code carries its unit's. Lists that the province issues give each
    power one name, so name and type together are what tells it.
    """
    return PowerItem.objects.filter(name=item.name, type=item.type_id)


def by_item(items: Iterable[UUID], window: Window, *, public: bool = False) -> dict[UUID, Ran]:
    """How each of these powers ran. Three queries. `public`: only what ran under versions open to the public."""
    asked: dict[str, Any] = {"item__in": list(items), **_months(window)}
    if public:
        asked["version__attribute"] = Attribute.PUBLIC
    return _ran("item_id", asked)


def by_unit(window: Window, units: Sequence[UUID] | None = None) -> dict[UUID, Ran]:
    """How each unit's powers ran together. Three queries."""
    return _ran("unit_id", {**_months(window), **({} if units is None else {"unit__in": list(units)})})


def months_of_unit(unit: UUID, window: Window) -> list[Month]:
    """A unit's months, all powers together, oldest first. One query."""
    rows = MonthRun.objects.filter(unit=unit, **_months(window)).values("month").order_by().annotate(**SUMS)
    found = {row["month"]: _month(row) for row in rows}
    return [found.get(first, Month(first)) for first in window.months()]


def months_by_item(unit: UUID, window: Window) -> list[tuple[UUID, Month]]:
    """Every power of a unit month by month. One query."""
    rows = MonthRun.objects.filter(unit=unit, **_months(window)).values("item_id", "month")
    return [(row["item_id"], _month(row)) for row in rows.annotate(**SUMS).order_by("item__number", "month")]


def _months(window: Window) -> dict[str, dt.date]:
    return {"month__gte": window.since, "month__lte": window.until}


def _month(row: Mapping[str, Any]) -> Month:
    return Month(row["month"], row["opened"], Totals(*(row[name] for name in COUNTS)))


def _ran(group: str, asked: dict[str, Any]) -> dict[UUID, Ran]:
    times, extras = _whole_times(group, asked), _extras(group, asked)
    rows = MonthRun.objects.filter(**asked).values_list(group).order_by().annotate(**SUMS)
    found = {}
    for key, opened, *counts in rows:
        counted_in, whole = times.get(key, ("", None))
        extra, matters = extras.get(key, ("", 0))
        found[key] = Ran(opened, Totals(*counts), whole, counted_in, extra, matters)
    return found


def _whole_times(group: str, asked: dict[str, Any]) -> dict[UUID, tuple[str, Times | None]]:
    """The whole times of each, in the unit that most are counted in: days and working days are never put together."""
    buckets: dict[UUID, dict[str, list[tuple[int, int, int]]]] = defaultdict(lambda: defaultdict(list))
    rows = TimeRun.objects.filter(node="", **asked).values_list(group, "counted_in", "used").order_by()
    for key, counted_in, used, done, late in rows.annotate(n=Sum("done"), l=Sum("late")):
        buckets[key][counted_in].append((used, done, late))
    found = {}
    for key, by_unit_of_time in buckets.items():
        most = max(by_unit_of_time, key=lambda unit: sum(row[1] for row in by_unit_of_time[unit]))
        found[key] = (most, times_of(by_unit_of_time[most]))
    return found


def _extras(group: str, asked: dict[str, Any]) -> dict[UUID, tuple[str, int]]:
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = StrayRun.objects.filter(anywhere=True, kind=StrayKind.ADDED, **asked).values_list(group, "name").order_by()
    for key, name, matters in rows.annotate(m=Sum("matters")):
        counts[key][name] += matters
    return {key: sorted(found.items(), key=lambda one: (-one[1], one[0]))[0] for key, found in counts.items()}
