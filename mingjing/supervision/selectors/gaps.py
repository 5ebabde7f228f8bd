"""Gaps: what the sweep finds today, and the rows that it keeps, as lists ask for them."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from mingjing.assignments.models import Assignment
from mingjing.assignments.workflow import OPEN as ASSIGNED
from mingjing.catalogue.selectors.coverage import owing
from mingjing.people.models import Official, Unit
from mingjing.regulations import selectors as regulations
from mingjing.rules import packs
from mingjing.rules.limits import Limit
from mingjing.supervision import access
from mingjing.supervision.models import Gap
from mingjing.supervision.selectors import cards, catalogue, running
from mingjing.supervision.selectors.lacks import Lack, Search

ABOUT = "gap"  # what assignments call a gap
FINDERS = (*cards.FINDERS, *catalogue.FINDERS, *running.FINDERS)
FAMILIES = {"ACC-6-1a": "ACC-6-1c", "ACC-6-1b": "ACC-6-1c"}  # whose limit is that of another duty
# The ids under which the sweep lists gaps, in the order of the text.
ARTICLES = (
    "ACC-5-1a", "ACC-5-1b", "ACC-5-1c", "ACC-5-1d", "ACC-5-1e", "ACC-5-1f", "ACC-5-1g", "ACC-5-2a", "ACC-5-2b",
    "ACC-5-3", "ACC-6-1a", "ACC-6-1b", "ACC-6-1c", "ACC-6-2", "ACC-6-3", "ACC-6-4b", "ACC-7-1", "ASM-5-3-2d",
    "ASM-5-3-3a", "ASM-5-3-3b", "ASM-5-3-3c", "ASM-5-3-4b",
)  # fmt: skip
GENERAL = "ACC-5-1"  # the limit of what has none of its own


def limits_on(day: dt.date) -> Mapping[str, Limit]:
    """The limits that hold on a day, as the office chose them; the pack's own before any regulation is in force."""
    regulation = regulations.in_force(day)
    return regulations.limits_of(regulation) if regulation else packs.load(settings.DEFAULT_PACK).limits


def lacks(*, today: dt.date, units: QuerySet[Unit] | None = None) -> dict[tuple[object, str, str], Lack]:
    """Everything that is lacking today in units that owe it, each once. A fixed number of queries."""
    search = Search(owing(today, units), today, limits_on(today), regulations.current_calendar())
    return {lack.identity: lack for finder in FINDERS for lack in finder(search)}


def limit_of(article: str, limits: Mapping[str, Limit]) -> Limit:
    """The limit for mending a gap: its own, that of the duty it belongs to, or the general one."""
    for known in (article, FAMILIES.get(article, ""), article.rstrip("abcdefg"), GENERAL):
        if known in limits:
            return limits[known]
    return packs.load(settings.DEFAULT_PACK).limits[GENERAL]


def listed(viewer: Official) -> QuerySet[Gap]:
    """Gaps the viewer may see, with unit and power, and whether an open assignment asks for their mending."""
    asked = Assignment.objects.filter(about_kind=ABOUT, about_id=OuterRef("pk"), status__in=ASSIGNED)
    return access.gaps_visible_to(viewer).select_related("unit", "item").annotate(assigned=Exists(asked))


STANDING = Q(closed_on=None, set_aside_by=None)
STATES: Mapping[str, Q] = {
    "open": STANDING,
    "set_aside": Q(closed_on=None, set_aside_by__isnull=False),
    "closed": Q(closed_on__isnull=False),
    "all": Q(),
}


def by_article(rows: QuerySet[Gap]) -> list[tuple[str, int]]:
    """How many of the rows there are under each id. One query."""
    return list(rows.order_by("article").values_list("article").annotate(n=Count("pk")))


def by_unit(viewer: Official) -> dict[object, tuple[int, dt.date | None]]:
    """Each unit's standing gaps: how many, and since when the oldest. One query."""
    rows = access.gaps_visible_to(viewer).filter(STANDING).order_by("unit").values_list("unit")
    return {unit: (n, since) for unit, n, since in rows.annotate(n=Count("pk"), since=Min("since_on"))}
