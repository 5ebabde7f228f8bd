"""Units: the tree, who is in office, whom a regulation version binds, whom a notice reaches."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjing.core.bigrams import matching
from mingjing.people.enums import UnitNature
from mingjing.people.models import Unit, UnitScope

BOUND_UNMARKED = (UnitNature.ORGAN, UnitNature.AUTHORISED)


@dataclass(frozen=True)
class Branch:
    """A unit of the tree with the branches below it."""

    unit: Unit
    below: tuple["Branch", ...]

    @property
    def size(self) -> int:
        """How many units are below."""
        return len(self.below) + sum(branch.size for branch in self.below)


def exists_on(day: dt.date) -> Q:
    """The condition that a unit exists on a day."""
    return (Q(active_to=None) | Q(active_to__gte=day)) & Q(active_from__lte=day)


def active(day: dt.date) -> QuerySet[Unit]:
    """Units that exist on a day."""
    return Unit.objects.filter(exists_on(day))


def bound_by(pack: str) -> QuerySet[Unit]:
    """Units to which a regulation version applies (ACC-2).

    As marked for the version; unmarked organs are in, unmarked public enterprises are out (GAP-16).
    """
    marks = UnitScope.objects.filter(unit=OuterRef("pk"), pack=pack)
    unmarked = Q(nature__in=BOUND_UNMARKED) & ~Q(Exists(marks))
    return Unit.objects.filter(Q(Exists(marks.filter(in_scope=True))) | unmarked)


def in_scope(pack: str, *, day: dt.date) -> QuerySet[Unit]:
    """What a picker of units offers for new business under a version: bound by it and existing, by code."""
    return bound_by(pack).filter(exists_on(day)).order_by("code")


def addressees(classes: Collection[str], units: Collection[Unit], *, day: dt.date) -> QuerySet[Unit]:
    """Units that a notice reaches, each once: all of the classes and those named, if they exist on the day."""
    asked = Q(addressee_class__in=classes, administered_by=None) | Q(pk__in=[unit.pk for unit in units])
    return active(day).filter(asked).order_by("code")


def found(query: str) -> QuerySet[Unit]:
    """Units whose code, name, sector or duties hold the words."""
    return matching(Unit.objects.all(), query)


def tree(units: Collection[Unit]) -> tuple[Branch, ...]:
    """The units as a tree; one whose superior is not among them stands at the top."""
    here = {unit.pk for unit in units}
    below: dict[object, list[Unit]] = defaultdict(list)
    for unit in units:
        below[unit.parent_id if unit.parent_id in here else None].append(unit)

    def branches(above: object) -> Iterator[Branch]:
        return (Branch(unit, tuple(branches(unit.pk))) for unit in below[above])

    return tuple(branches(None))
