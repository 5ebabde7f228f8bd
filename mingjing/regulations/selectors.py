"""Which law is in force when, what its ids mean, and the calendar that counts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from mingjing.core.bigrams import matching
from mingjing.people.enums import Role
from mingjing.people.models import CalendarDay, CalendarVersion, CalendarYear, Official
from mingjing.regulations import access
from mingjing.regulations.enums import InterpretationStatus, PackStatus
from mingjing.regulations.models import Article, Basis, Interpretation, LocalPolicy, Regulation
from mingjing.rules import calendar_seed, packs
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.limits import CountUnit, Limit

QUOTED = re.compile("《([^《》]{2,80})》")
STATE = "中华人民共和国"
HAS_BEEN_ACTIVE = (PackStatus.ACTIVE, PackStatus.RETIRED)


@dataclass(frozen=True)
class Cited:
    """What an id stands for: its article, the document's name and the words to show."""

    id: str
    article: Article
    place: str
    name: str


@dataclass(frozen=True)
class Law:
    """What dates rest on: the limits of the regulation in force on a day, and the calendar."""

    limits: Mapping[str, Limit]
    calendar: WorkCalendar
    regulation: Regulation | None = None


def offered(day: date) -> QuerySet[Regulation]:
    """Regulation versions in force on a day: the only ones that a fault of that day can be judged by (ACC-15)."""
    ended = Q(in_force_to=None) | Q(in_force_to__gte=day)
    return Regulation.objects.filter(ended, status__in=HAS_BEEN_ACTIVE, in_force_from__lte=day)


def in_force(day: date) -> Regulation | None:
    """The one version in force on a day (GAP-20); None before the first."""
    return offered(day).first()


def pack_in_force(day: date) -> packs.Pack | None:
    """The rules in force on a day."""
    regulation = in_force(day)
    return packs.load(regulation.number) if regulation else None


def packs_in_force(days: Iterable[date]) -> dict[date, packs.Pack]:
    """The rules in force on each of these days; a day before the first has none. One query."""
    known, found = list(Regulation.objects.filter(status__in=HAS_BEEN_ACTIVE, in_force_from__isnull=False)), {}
    for day in set(days):
        ruling = (one for one in known if (one.in_force_from or day) <= day <= (one.in_force_to or day))
        if regulation := next(ruling, None):
            found[day] = packs.load(regulation.number)
    return found


def limits_of(regulation: Regulation) -> Mapping[str, Limit]:
    """The version's limits with the office's own choices where the text leaves one (GAP-01, GAP-18). One query."""
    return _limits(regulation, LocalPolicy.objects.filter(regulation=regulation))


def _limits(regulation: Regulation, chosen: Iterable[LocalPolicy]) -> dict[str, Limit]:
    limits = dict(packs.load(regulation.number).limits)
    for policy in chosen:
        if policy.limit in limits:
            limits[policy.limit] = with_policy(limits[policy.limit], policy)
    return limits


def law(day: date) -> Law:
    """The regulation in force on a day with its limits, and the calendar that counts. One query, two if none is."""
    chosen = LocalPolicy.objects.filter(regulation=OuterRef("pk"))
    row = JSONObject(limit="limit", length="length", counted_in="counted_in")
    named = CalendarVersion.objects.filter(current=True).values("name")[:1]
    rows = offered(day).annotate(chosen=ArraySubquery(chosen.values(row=row)), named=Subquery(named))
    regulation = rows.first()
    if regulation is None:
        return Law({}, current_calendar())
    limits = _limits(regulation, [LocalPolicy(**policy) for policy in regulation.chosen])
    return Law(limits, calendar(regulation.named) if regulation.named else calendar_seed.seed(), regulation)


def with_policy(limit: Limit, policy: LocalPolicy) -> Limit:
    """A limit under the office's choice; a changed reading of 日 keeps the first one as the other."""
    counted_in = CountUnit(policy.counted_in)
    if counted_in is limit.alternative:
        limit = limit.read_as(counted_in)
    return replace(limit, length=policy.length, counted_in=counted_in)


def cited(regulation: Regulation, identifier: str) -> Cited | None:
    """What an id of a limit, ground, grade, measure or article leads to; None for an id the version does not know."""
    pack = packs.load(regulation.number)
    at = pack.article_of(identifier)
    article = at and regulation.articles.filter(document=at.document, number=at.number).first()
    if not at or not article:
        return None
    row = pack.row(identifier)
    place = row.article if row else at.place
    return Cited(identifier, article, f"{pack.documents[at.document].short}{place}", row.name if row else at.title)


def bases_of(regulation: Regulation) -> QuerySet[Basis]:
    """The bases that a version's pack names, with their successors."""
    return bases(regulation.number)


def bases(pack: str) -> QuerySet[Basis]:
    """The bases that a pack names, each with its status and successor (ACC-1-b). One query."""
    names = [basis.name for basis in packs.load(pack).bases.values()]
    return Basis.objects.filter(name__in=names).select_related("successor")


def quoted(*texts: str) -> list[Basis]:
    """The bases of the register that texts name in 《》, in full or without 中华人民共和国. One query."""
    said = {name.strip() for text in texts for name in QUOTED.findall(text)}
    names = said | {f"{STATE}{name}" for name in said}
    return list(Basis.objects.filter(name__in=names).select_related("successor").order_by("name"))


def warnings_for(*texts: str) -> list[str]:
    """What to know before citing what texts name: what is repealed with its successor, what was amended (GAP-14).

    To hold a form to a typed reason, give `quoted` to `access.check_may_cite`.
    """
    return [told for basis in quoted(*texts) if (told := access.warning(basis))]


def found(query: str) -> QuerySet[Article]:
    """Articles whose summary or official text holds the words."""
    return matching(Article.objects.select_related("regulation"), query)


def current_calendar() -> WorkCalendar:
    """The calendar that counts today; the library's own where the city has loaded none. One query, then none."""
    version = CalendarVersion.objects.filter(current=True).first()
    return calendar(version.name) if version else calendar_seed.seed()


def calendar_as_of(version: str) -> WorkCalendar:
    """The calendar version that a last day was counted by; the current one where that version was never stored."""
    try:
        return calendar(version)
    except CalendarVersion.DoesNotExist:
        return current_calendar()


@lru_cache(maxsize=8)
def calendar(version: str) -> WorkCalendar:
    """A calendar version by name. Versions never change, so each is read once per process.

    Raises:
        CalendarVersion.DoesNotExist: there is none of that name.
    """
    stored = CalendarVersion.objects.get(name=version)
    rows = CalendarDay.objects.filter(year__version=stored).values_list("day", "working", "why")
    years = CalendarYear.objects.filter(version=stored).values_list("year", flat=True)
    return WorkCalendar.from_rows(version, rows, years)


def interpretations_of(articles: Iterable[Article], *, public: bool = False) -> dict[UUID, list[Interpretation]]:
    """What was said of each of these articles and still holds, the newest first; `public` leaves internal ones out.

    One query.
    """
    rows = Interpretation.articles.through.objects.filter(
        article__in=list(articles), interpretation__status=InterpretationStatus.ISSUED
    )
    if public:
        rows = rows.filter(interpretation__public=True)
    found: dict[UUID, list[Interpretation]] = {}
    for row in rows.select_related("interpretation").order_by("-interpretation__number"):
        found.setdefault(row.article_id, []).append(row.interpretation)
    return found


def interpretations_on(article: Article | None, *, public: bool = False) -> list[Interpretation]:
    """As `interpretations_of`, of one article; none where the version has none."""
    return interpretations_of([article], public=public).get(article.pk, []) if article else []


def interpretable() -> QuerySet[Article]:
    """The articles of every version that is or was in force, in the order of the text."""
    rows = Article.objects.filter(regulation__status__in=HAS_BEEN_ACTIVE).select_related("regulation")
    return rows.order_by("-regulation__issued_on", "document", "number")


def interpretations_waiting(viewer: Official) -> QuerySet[Interpretation]:
    """Those that this person moves next, the oldest first: the clerk a question, the reviewer of secrecy what is to be
    public, the head what may be issued and they did not draft themselves.
    """
    mine = Q(pk=None)
    if viewer.holds(Role.LGO_CLERK):
        mine |= Q(status=InterpretationStatus.ASKED)
    drafted = Q(status=InterpretationStatus.DRAFTED) & ~Q(drafted_by=viewer.pk)
    if viewer.holds(Role.SECRECY_REVIEWER):
        mine |= drafted & Q(public=True)
    if viewer.holds(Role.LGO_HEAD):
        mine |= (drafted & Q(public=False)) | Q(status=InterpretationStatus.CLEARED)
    return Interpretation.objects.filter(mine).order_by("number")
