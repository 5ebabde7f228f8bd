"""Who may be given merit and awards of a year, and who may not (ACC-11-2d, ACC-11-3c)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from mingjing.people import access
from mingjing.people.models import MeritBar, Official, Unit


@dataclass(frozen=True)
class Standing:
    """The answer for one unit or person and year: no bars, eligible."""

    unit: Unit
    name: str  # empty for the unit itself
    year: int
    bars: tuple[MeritBar, ...]

    @property
    def eligible(self) -> bool:
        return not self.bars


def barred(
    *, year: int, official: Official | None = None, unit: Unit | None = None, name: str = ""
) -> QuerySet[MeritBar]:
    """The bars in force of one year: of a person by account, by unit and name, or of a unit itself. None: eligible."""
    rows = MeritBar.objects.filter(year=year, lifted_on=None)
    if official is not None:
        return rows.filter(official=official)
    return rows.filter(unit=unit, official=None, name=name)


def bars(viewer: Official, *, year: int, unit: Unit | None = None, name: str = "") -> QuerySet[MeritBar]:
    """Every bar of a year that this person may see, lifted or not."""
    rows = access.bars_visible_to(viewer).filter(year=year).select_related("unit", "official")
    if unit is not None:
        rows = rows.filter(Q(unit=unit) | Q(official__unit=unit))
    return rows.filter(name=name) if name else rows


def standings(viewer: Official, *, year: int, unit: Unit | None, name: str, most: int) -> list[Standing]:
    """What the office asks: may this unit, may the people of this name, be commended for the year?

    At most `most` people. Two queries. Who is known by name only stands among the answers if there is a bar.
    """
    in_force = bars(viewer, year=year, unit=unit, name=name).filter(lifted_on=None)
    return list(_people(viewer, list(in_force), year, unit, name, most) if name else _unit(list(in_force), year, unit))


def _unit(found: list[MeritBar], year: int, unit: Unit | None) -> Iterator[Standing]:
    if unit is not None:
        of_unit = tuple(row for row in found if not row.name and row.unit_id == unit.pk)
        yield Standing(unit, "", year, of_unit)


def _people(
    viewer: Official, found: list[MeritBar], year: int, unit: Unit | None, name: str, most: int
) -> Iterator[Standing]:
    people = access.officials_visible_to(viewer).filter(name=name).select_related("unit")
    for person in (people.filter(unit=unit) if unit else people).order_by("username")[:most]:
        yield Standing(person.unit, name, year, tuple(row for row in found if row.official_id == person.pk))
    known = [row for row in found if row.official_id is None]
    for place in dict.fromkeys(row.unit for row in known):
        yield Standing(place, name, year, tuple(row for row in known if row.unit_id == place.pk))
