"""What the catalogue lacks, each gap with the inventory id it offends. Lists only: a person judges."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from mingjing.catalogue.enums import ItemStatus, VersionStatus
from mingjing.catalogue.models import FlowChart, PowerBasis, PowerItem, PowerVersion
from mingjing.catalogue.selectors.powers import ZONE
from mingjing.catalogue.workflow import IMPORTED
from mingjing.ledger.models import Entry
from mingjing.people.enums import UnitNature
from mingjing.people.models import Unit
from mingjing.regulations.enums import BasisStatus

PUBLISHED = Q(powers__status=ItemStatus.IN_FORCE)
DRAWN = PUBLISHED & Q(powers__current__chart__isnull=False)
APPROVED = Q(powers__versions__status=VersionStatus.APPROVED)
DONE = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)


@dataclass(frozen=True)
class Gap:
    """Something missing from what must be public: which unit, what, under which id, open for how many days."""

    article: str
    unit: Unit
    what: str
    item: PowerItem | None = None
    days: int | None = None


def gaps(*, today: dt.date, units: QuerySet[Unit] | None = None) -> list[Gap]:
    """Every gap of the catalogue that the tables show. A fixed number of queries."""
    units = Unit.objects.all() if units is None else units
    return [
        *_units_without_powers(units, today),
        *_items_without_chart(units, today),
        *_items_without_living_basis(units, today),
        *_approved_not_published(units, today),
        *_imported_past_the_reviews(units, today),
    ]


def _units_without_powers(units: QuerySet[Unit], today: dt.date) -> Iterator[Gap]:
    rows = _owing(units, today).annotate(n=Count("powers", filter=PUBLISHED)).filter(n=0)
    yield from (Gap("ACC-5-2a", unit, "没有公布任何职权", days=(today - unit.active_from).days) for unit in rows)


def _owing(units: QuerySet[Unit], today: dt.date) -> QuerySet[Unit]:
    """Units that must have a catalogue: all in office but the offices themselves."""
    active = Q(active_from__lte=today) & (Q(active_to=None) | Q(active_to__gte=today))
    return units.filter(active).exclude(nature=UnitNature.OFFICE)


def _items_without_chart(units: QuerySet[Unit], today: dt.date) -> Iterator[Gap]:
    chart = FlowChart.objects.filter(version=OuterRef("current"))
    for item in _in_force(units).filter(~Exists(chart)):
        since = item.current.valid_from if item.current else None
        yield Gap("ACC-5-2b", item.unit, "没有公布流程图", item, _open_for(since, today))


def _items_without_living_basis(units: QuerySet[Unit], today: dt.date) -> Iterator[Gap]:
    """Powers all of whose laws are repealed, counted from the day the last of them went (ACC-7-1)."""
    cited = PowerBasis.objects.filter(version=OuterRef("current"))
    living = cited.exclude(basis__status=BasisStatus.REPEALED)
    last = Max("current__bases__basis__changed_on")
    for item in _in_force(units).filter(~Exists(living)).annotate(repealed_on=last):
        yield Gap("ACC-7-1", item.unit, "实施依据均已废止，要修订或取消", item, _open_for(item.repealed_on, today))


def _approved_not_published(units: QuerySet[Unit], today: dt.date) -> Iterator[Gap]:
    """A revision that waits (ACC-6-4b), or a power that keeps the published catalogue from being whole (ACC-6-2)."""
    rows = PowerVersion.objects.filter(status=VersionStatus.APPROVED, item__unit__in=units)
    rows = rows.exclude(item__status=ItemStatus.ABOLISHED).select_related("item__unit", "item__current")
    for version in rows.order_by("approved_at"):
        approved = version.approved_at.astimezone(ZONE).date() if version.approved_at else None
        article = "ACC-6-4b" if version.item.current_id else "ACC-6-2"
        what = f"第{version.no}版已批准，尚未公布"
        yield Gap(article, version.item.unit, what, version.item, _open_for(approved, today))


def _imported_past_the_reviews(units: QuerySet[Unit], today: dt.date) -> Iterator[Gap]:
    rows = PowerVersion.objects.filter(bypassed=True, item__unit__in=units).exclude(status__in=DONE)
    came = Entry.objects.filter(case_id=OuterRef("pk"), step=IMPORTED).order_by("seq").values("at")[:1]
    rows = rows.exclude(item__status=ItemStatus.ABOLISHED).select_related("item__unit")
    for version in rows.annotate(came_at=Subquery(came)):
        came_on = version.came_at.astimezone(ZONE).date() if version.came_at else None
        what = f"导入时称已在别处公布，没有经过本系统的审核，现为{version.get_status_display()}"
        yield Gap("ACC-6-1a", version.item.unit, what, version.item, _open_for(came_on, today))


def _open_for(since: dt.date | None, today: dt.date) -> int | None:
    return (today - since).days if since else None


def _in_force(units: QuerySet[Unit]) -> QuerySet[PowerItem]:
    rows = PowerItem.objects.filter(status=ItemStatus.IN_FORCE, unit__in=units)
    return rows.select_related("unit", "current")


def coverage(*, today: dt.date, units: QuerySet[Unit] | None = None) -> QuerySet[Unit]:
    """Per unit how many powers are approved and waiting, published, and published with a chart. One query.

    Rows carry `approved`, `published` and `drawn`.
    """
    units = Unit.objects.all() if units is None else units
    return _owing(units, today).annotate(
        approved=Count("powers", filter=APPROVED, distinct=True),
        published=Count("powers", filter=PUBLISHED, distinct=True),
        drawn=Count("powers", filter=DRAWN, distinct=True),
    )
