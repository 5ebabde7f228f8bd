"""Which annual report the office should ask for, of whom and by which day (ACC-8-1, GAP-17). A person sends it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, QuerySet, Value

from mingjing.filings.enums import TaskKind
from mingjing.filings.models import FilingTask
from mingjing.people.models import Unit
from mingjing.people.selectors import units
from mingjing.regulations import selectors as regulations
from mingjing.regulations.models import Regulation
from mingjing.rules import packs
from mingjing.rules.packs.nouns import FixedDate, Pack

ANNUAL = "annual-report"  # how the dates of annual reports are called in every pack
AHEAD = dt.timedelta(days=31)  # proposed from December on


@dataclass(frozen=True)
class Due:
    """A date of the pack as a day, and how many units must keep it."""

    date: FixedDate
    on: dt.date
    units: tuple[Unit, ...]


def pack_on(day: dt.date) -> Pack:
    """The rules in force on a day; the default ones where none were."""
    return regulations.pack_in_force(day) or packs.load(settings.DEFAULT_PACK)


def dates(pack: Pack) -> Mapping[str, FixedDate]:
    """The date by which units of an addressee class hand in the annual report, by class."""
    rows = (row for row in pack.dates.values() if row.id.startswith(ANNUAL))
    return {name: row for row in rows for name in row.classes}


def in_scope(pack: Pack, day: dt.date) -> QuerySet[Unit]:
    """The units that may be asked: bound by the pack, existing, run by this city (ACC-2)."""
    return units.in_scope(pack.slug, day=day).filter(administered_by=None)


def dues(pack: Pack, year: int, *, day: dt.date) -> list[Due]:
    """By which day whom the report of a year is due from. One query."""
    by_class = dates(pack)
    rows = list(in_scope(pack, day))
    found = {row.id: row for row in by_class.values()}
    return [
        Due(row, row.after_year(year), tuple(u for u in rows if by_class.get(u.addressee_class) == row))
        for row in found.values()
    ]


def year_due(pack: Pack, day: dt.date) -> int | None:
    """The year whose report is asked for on a day: from December on, until the last date has passed; else None."""
    year = (day + AHEAD).year - 1
    ends = [row.after_year(year) for row in dates(pack).values()]
    return year if ends and day <= max(ends) else None


def unsent(regulation: Regulation, day: dt.date) -> QuerySet[Regulation] | None:
    """The regulation itself, with the `year` whose report nobody has asked for yet; None where none is to be."""
    year = year_due(packs.load(regulation.number), day)
    if year is None:
        return None
    sent = FilingTask.objects.filter(kind=TaskKind.ANNUAL, year=year)
    return Regulation.objects.filter(~Exists(sent), pk=regulation.pk).annotate(year=Value(year))


def is_sent(year: int) -> bool:
    """True once the report of a year was asked for."""
    return FilingTask.objects.filter(kind=TaskKind.ANNUAL, year=year).exists()
