"""How much of each unit's catalogue is published: against the baseline, per unit and type (ACC-6-2, ASM-5-3-2b)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingjing.catalogue.enums import EntryStatus, ItemStatus, VersionStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.catalogue.selectors.clearing import HELD, of_last_round
from mingjing.people.enums import UnitNature
from mingjing.people.models import Unit
from mingjing.people.selectors import units as people
from mingjing.regulations import selectors as regulations


@dataclass(frozen=True)
class Cover:
    """`due` powers must be published, `published` are, `drawn` with a chart; `confirmed` by the last closed round."""

    due: int = 0
    published: int = 0
    drawn: int = 0
    confirmed: int = 0

    def __add__(self, other: "Cover") -> "Cover":
        return Cover(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Cover)))

    @property
    def missing(self) -> int:
        """How many are still to be published."""
        return self.due - self.published


@dataclass(frozen=True)
class Covered:
    """One unit's coverage by type and altogether."""

    unit: Unit
    types: dict[str, Cover]
    whole: Cover


def owing(today: dt.date, units: QuerySet[Unit] | None = None) -> QuerySet[Unit]:
    """Units that must have a catalogue: bound by the regulation, in office, run by this city, no mere office."""
    regulation = regulations.in_force(today)
    bound = people.in_scope(regulation.number if regulation else settings.DEFAULT_PACK, day=today)
    rows = Unit.objects.all() if units is None else units
    return rows.filter(pk__in=bound.values("pk"), administered_by=None).exclude(nature=UnitNature.OFFICE)


def coverage(*, today: dt.date, units: QuerySet[Unit] | None = None) -> list[Covered]:
    """Each unit that must have a catalogue, by code, with its coverage by type. Four or five queries.

    Due is what the unit holds or has approved, and what its last closed clearing round confirmed; not what was filed.
    """
    rows = list(owing(today, units).order_by("code"))
    found: dict[Any, dict[str, Cover]] = {}
    for counts in (_of_catalogue, _of_baseline):
        for unit, kind, cover in counts(rows):
            types = found.setdefault(unit, {})
            types[kind] = types.get(kind, Cover()) + cover
    return [Covered(unit, found.get(unit.pk, {}), total(found.get(unit.pk, {}).values())) for unit in rows]


def total(covers: Iterable[Cover]) -> Cover:
    """All of them together."""
    return sum(covers, Cover())


def unpublished() -> QuerySet[PowerItem]:
    """Powers with an approved first version that nobody has published; not those a round filed (备案不公开)."""
    approved = PowerVersion.objects.filter(item=OuterRef("pk"), status=VersionStatus.APPROVED)
    filed = of_last_round().filter(status=EntryStatus.FILED, item__isnull=False)
    rows = PowerItem.objects.filter(Exists(approved), status=ItemStatus.NEW, current=None)
    return rows.exclude(pk__in=filed.values("item"))


def _of_catalogue(units: list[Unit]) -> Iterable[tuple[Any, str, Cover]]:
    """What is held, and what waits to be published for the first time: none is both, and apart they are quick."""
    keys = ("type__code", "unit", "type__name")
    held = PowerItem.objects.filter(status__in=HELD, current__isnull=False, unit__in=units).order_by()
    found = [
        (code, unit, kind, Cover(n, n, drawn))
        for code, unit, kind, n, drawn in held.values_list(*keys).annotate(n=Count("pk"), c=Count("current__chart"))
    ]
    waiting = unpublished().filter(unit__in=units).order_by().values_list(*keys).annotate(n=Count("pk"))
    found += [(code, unit, kind, Cover(due=n)) for code, unit, kind, n in waiting]
    return (row[1:] for row in sorted(found, key=lambda row: row[0]))


def _of_baseline(units: list[Unit]) -> Iterable[tuple[Any, str, Cover]]:
    """What a round confirmed: it counts as due where the catalogue does not know of it yet."""
    entries = of_last_round().filter(status=EntryStatus.CONFIRMED, unit__in=units)
    standing = entries.filter(Q(item=None) | ~Q(item__status=ItemStatus.ABOLISHED))
    unknown = Q(item=None) | (Q(item__status=ItemStatus.NEW) & ~Q(item__in=unpublished().values("pk")))
    counted = standing.order_by("type__code").values_list("unit", "type__name")
    counts = counted.annotate(due=Count("pk", filter=unknown), confirmed=Count("pk"))
    return ((unit, kind, Cover(due=due, confirmed=confirmed)) for unit, kind, due, confirmed in counts)
