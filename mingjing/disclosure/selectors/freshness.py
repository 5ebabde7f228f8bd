"""When each public page was last updated or checked, and which are older than their cycle (ASM-5-3-4b)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate

from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.disclosure import access
from mingjing.disclosure.enums import Cycle, PlanKind
from mingjing.disclosure.models import Confirmation, Plan
from mingjing.disclosure.selectors.dues import PAGE
from mingjing.disclosure.selectors.records import valid
from mingjing.ledger.models import Entry
from mingjing.people.models import Unit
from mingjing.regulations import selectors as regulations
from mingjing.regulations.models import LocalPolicy
from mingjing.rules import packs
from mingjing.rules.disclosing import Cycle as Turn
from mingjing.rules.limits import CountUnit

LONG_AGO = dt.date(1900, 1, 1)
MONTHS = {cycle.value: Turn(cycle.value).months for cycle in Cycle}


@dataclass(frozen=True)
class Page:
    """A public page: of a power, of a unit, or of a piece of information; last updated when, stale from when."""

    unit: Unit
    title: str
    updated: dt.date
    stale: dt.date | None
    item: PowerItem | None = None
    plan: Plan | None = None

    @property
    def address(self) -> str:
        """Where it stands."""
        return (self.item or self.plan or self.unit).get_absolute_url()

    def is_stale(self, today: dt.date) -> bool:
        """True if the page is older than its cycle."""
        return self.stale is not None and self.stale <= today


def stale(units: QuerySet[Unit], *, today: dt.date) -> Iterator[Page]:
    """The pages of these units that are older than their cycle, powers first. Three queries."""
    for rows, _title, _every in _stale_rows(units, today):
        yield from map(page_of, rows.order_by("stale", "pk"))


def oldest(units: QuerySet[Unit], *, today: dt.date, most: int) -> tuple[int, list[Page]]:
    """How many pages of these units are older than their cycle, and the oldest of them. At most six queries.

    Only of those that are shown is more read than a key: a city may have fifty thousand.
    """
    count = 0
    found: list[Page] = []
    for rows, title, every in _stale_rows(units, today):
        keys = rows.order_by("stale", title, "pk").annotate(of=Window(Count("*"))).values_list("pk", "of")[:most]
        if chosen := list(keys):
            count += chosen[0][1]
            found += map(page_of, every.filter(pk__in=[key for key, _of in chosen]))
    found.sort(key=lambda page: (page.stale or today, page.title))
    return count, found[:most]


def _stale_rows(units: QuerySet[Unit], today: dt.date) -> Iterator[tuple[QuerySet[Any], str, QuerySet[Any]]]:
    """Powers, information and units' cards that are stale, the column each is called by, and all of each kind.

    What was published lately is known at once not to be, but for powers with a cycle of their own: in a city of fifty
    thousand only the rest are looked up one by one.
    """
    planned = Plan.objects.filter(kind=PlanKind.REGULAR, ends_on=None, item__isnull=False).order_by().values("item")
    lately = _lately(today)
    perhaps = Q(current__published_at__lt=lately) | Q(pk__in=planned)
    yield powers(today).filter(perhaps, unit__in=units, stale__lte=today), "name", powers(today)
    yield information(today).filter(unit__in=units, stale__lte=today), "title", information(today)
    new = PowerVersion.objects.filter(published_at__gte=lately).order_by()
    serving = Q(active_from__lte=today) & (Q(active_to=None) | Q(active_to__gte=today))
    rows = cards(today).filter(serving, pk__in=units).exclude(pk__in=new.values("item__unit"))
    yield rows.filter(stale__lte=today), "name", cards(today)


def page_of(row: Any) -> Page:
    """A row of `powers`, `information` or `cards` as a page."""
    if isinstance(row, Unit):
        return Page(row, row.name, row.updated, row.stale)  # type: ignore[attr-defined]
    kind = "item" if isinstance(row, PowerItem) else "plan"
    return Page(row.unit, str(row), row.updated, row.stale, **{kind: row})


def powers(today: dt.date) -> QuerySet[Any]:
    """Public powers with the day of their last update or check and the day they turn stale from."""
    cycles = Plan.objects.filter(item=OuterRef("pk"), kind=PlanKind.REGULAR, ends_on=None).order_by()
    months = cycles.values("item").annotate(m=Min(_months())).values("m")
    rows = catalogue.public().exclude(status=ItemStatus.ABOLISHED)
    updated = Greatest(
        TruncDate("current__published_at", tzinfo=catalogue.ZONE),
        _last(valid().filter(item=OuterRef("pk")), "item", "published_on"),
        _last(Confirmation.objects.filter(item=OuterRef("pk")), "item", "on"),
    )
    return _aged(rows, updated, Coalesce(Subquery(months), _standard(today)))


def information(today: dt.date) -> QuerySet[Any]:
    """Public information with the day of its last update or check and the day it turns stale from."""
    rows = access.public().filter(ends_on=None)
    updated = Greatest(
        F("starts_on"),
        _last(valid().filter(plan=OuterRef("pk")), "plan", "published_on"),
        _last(Confirmation.objects.filter(plan=OuterRef("pk")), "plan", "on"),
    )
    return _aged(rows, updated, Coalesce(_months(), _standard(today)))


def cards(today: dt.date) -> QuerySet[Any]:
    """Units with the day their public card was last changed or checked and the day it turns stale from."""
    changed = Entry.objects.filter(case_id=OuterRef("pk")).order_by().values("case_id")
    published = PowerVersion.objects.filter(item__unit=OuterRef("pk"), published_at__isnull=False).order_by()
    updated = Greatest(
        F("active_from"),
        Coalesce(TruncDate(Subquery(changed.annotate(x=Max("at")).values("x")), tzinfo=catalogue.ZONE), LONG_AGO),
        Coalesce(
            TruncDate(
                Subquery(published.values("item__unit").annotate(x=Max("published_at")).values("x")),
                tzinfo=catalogue.ZONE,
            ),
            LONG_AGO,
        ),
    )
    return _aged(Unit.objects.all(), updated, _standard(today))


def of_power(item: PowerItem, today: dt.date) -> Page | None:
    """The page of one power; None for one that is not public. One query."""
    return _one(powers(today), item)


def of_information(plan: Plan, today: dt.date) -> Page | None:
    """The page of one piece of information; None for one that has ended or is internal. One query."""
    return _one(information(today), plan)


def of_card(unit: Unit, today: dt.date) -> Page | None:
    """The page of one unit. One query."""
    return _one(cards(today), unit)


def _one(rows: QuerySet[Any], thing: Model) -> Page | None:
    row = rows.filter(pk=thing.pk).first()
    return page_of(row) if row else None


def _aged(rows: QuerySet[Any], updated: Any, months: Any) -> QuerySet[Any]:
    """Rows with `updated` and `stale`, which is null where no cycle is set."""
    return rows.annotate(updated=updated, months=months).annotate(stale=_end(F("updated"), F("months")))


def _end(updated: Any, months: Any) -> Any:
    """The day after the cycle ends: months are added as the rules add them, to the last day of a short month."""
    end = Func(
        updated,
        months,
        template="(%(expressions)s))::date + 1",
        arg_joiner=" + make_interval(months => ",
        output_field=DateField(),
    )
    return Cast(end, DateField())


def _last(rows: QuerySet[Any], key: str, column: str) -> Any:
    return Coalesce(Subquery(rows.order_by().values(key).annotate(x=Max(column)).values("x")), LONG_AGO)


def _months() -> Case:
    """A plan's cycle in months; null for one without."""
    found = [When(cycle=cycle, then=Value(months)) for cycle, months in MONTHS.items()]
    return Case(*found, default=Value(None), output_field=IntegerField())


def _standard(today: dt.date) -> Subquery:
    """The cycle for pages that have none of their own, in months: the office's choice, else the pack's; null for none.

    A subquery, so that no page has to ask for it first.
    """
    return Subquery(_laws(today).values("months")[:1], output_field=IntegerField())


def _lately(today: dt.date) -> Subquery:
    """A moment from which on whatever was published is not older than the standard cycle; null where there is none.

    Four days after the cycle before today, for months are of different lengths: a bound, not the day itself.
    """
    since = Func(
        Value(today, DateField()),
        F("months"),
        template="((%(expressions)s))::date + 4)::timestamp AT TIME ZONE 'Asia/Shanghai'",
        arg_joiner="::date - make_interval(months => ",
        output_field=DateTimeField(),
    )
    return Subquery(_laws(today).values(since=since)[:1], output_field=DateTimeField())


def _laws(today: dt.date) -> QuerySet[Any]:
    """The regulations on offer with the cycle that each sets for pages, in months."""
    chosen = LocalPolicy.objects.filter(regulation=OuterRef("pk"), limit=PAGE, counted_in=CountUnit.MONTHS)
    lengths = {slug: packs.load(slug).limits.get(PAGE) for slug in packs.slugs()}
    said = [When(number=slug, then=Value(limit.length)) for slug, limit in lengths.items() if limit]
    months = Coalesce(Subquery(chosen.values("length")[:1]), Case(*said, output_field=IntegerField()))
    return regulations.offered(today).annotate(months=months)
