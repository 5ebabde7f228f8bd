"""What the catalogue lacks: powers, charts, living bases, publications (ACC-5-2, 6-1a, 6-2, 6-3, 6-4b, 7-1)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from mingjing.catalogue.enums import Attribute, Audience, EntryStatus, ItemStatus, VersionStatus
from mingjing.catalogue.models import FlowChart, PowerBasis, PowerItem, PowerVersion
from mingjing.catalogue.selectors.clearing import HELD, of_last_round
from mingjing.catalogue.selectors.coverage import unpublished
from mingjing.catalogue.workflow import IMPORTED
from mingjing.ledger.models import Entry
from mingjing.procedure.timing import day_of
from mingjing.regulations.enums import BasisStatus
from mingjing.rules.audiences import is_narrower
from mingjing.supervision.selectors.lacks import Lack, Search

DONE = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)


def units_without_powers(search: Search) -> Iterator[Lack]:
    """Units that have published nothing (ACC-5-2a). One query."""
    published = PowerItem.objects.filter(unit=OuterRef("pk"), status__in=HELD, current__isnull=False)
    for unit in search.units.filter(~Exists(published)):
        yield Lack("ACC-5-2a", unit.pk, "没有公布任何职权", since=unit.active_from)


def items_without_chart(search: Search) -> Iterator[Lack]:
    """Published powers without a chart (ACC-5-2b). One query."""
    chart = FlowChart.objects.filter(version=OuterRef("current"))
    for item in _in_force(search).filter(~Exists(chart)).select_related("current"):
        since = item.current.valid_from if item.current else None
        yield _of(item, "ACC-5-2b", "没有公布流程图", since=since)


def items_without_living_basis(search: Search) -> Iterator[Lack]:
    """Powers all of whose laws are repealed, counted from the day the last of them went (ACC-7-1). One query."""
    cited = PowerBasis.objects.filter(version=OuterRef("current"))
    living = cited.exclude(basis__status=BasisStatus.REPEALED)
    last = Max("current__bases__basis__changed_on")
    for item in _in_force(search).filter(~Exists(living)).annotate(repealed_on=last):
        yield _of(item, "ACC-7-1", "实施依据均已废止，要修订或取消", since=item.repealed_on)


def confirmed_not_published(search: Search) -> Iterator[Lack]:
    """Powers that the last closed clearing round confirmed and that are not published (ACC-6-2). One query."""
    entries = of_last_round().filter(status=EntryStatus.CONFIRMED, unit__in=search.units)
    known = unpublished().values("pk")
    rows = entries.filter(Q(item=None) | (Q(item__status=ItemStatus.NEW) & ~Q(item__in=known)))
    for entry in rows.select_related("round", "item"):
        since = _day(entry.round.closed_at)
        if since is None or since >= search.today:
            continue
        said = f"清理确认的职权“{entry.name}”没有公布"
        key = f"item:{entry.item_id}" if entry.item_id else f"entry:{entry.pk}"
        yield Lack("ACC-6-2", entry.unit_id, said, key, since, entry.item_id, entry.name)


def approved_not_published(search: Search) -> Iterator[Lack]:
    """Approved versions that wait for publication from the next day on: new powers ACC-6-2, revisions ACC-6-4b."""
    rows = PowerVersion.objects.filter(status=VersionStatus.APPROVED, item__unit__in=search.units)
    fresh = {pk for (pk,) in unpublished().filter(unit__in=search.units).values_list("pk")}
    for version in rows.select_related("item"):
        since = _day(version.approved_at)
        new = version.item.current_id is None
        if since is None or since >= search.today or (new and version.item_id not in fresh):
            continue
        article = "ACC-6-2" if new else "ACC-6-4b"
        said = f"第{version.no}版已批准，没有公布"
        key = f"item:{version.item_id}" if new else f"version:{version.pk}"
        yield Lack(article, version.item.unit_id, said, key, since, version.item_id, version.item.name)


def imported_past_the_reviews(search: Search) -> Iterator[Lack]:
    """What an import called published elsewhere, until the power has passed our own reviews (ACC-6-1a). One query."""
    came = Entry.objects.filter(case_id=OuterRef("pk"), step=IMPORTED).values("at")[:1]
    rows = PowerVersion.objects.filter(bypassed=True, item__unit__in=search.units).exclude(status__in=DONE)
    rows = rows.exclude(item__status=ItemStatus.ABOLISHED)
    for version in rows.select_related("item").annotate(came_at=Subquery(came)):
        said = f"导入时称已在别处公布，没有经过本系统的审核，现为{VersionStatus(version.status).label}"
        yield _of(version.item, "ACC-6-1a", said, since=_day(version.came_at), key=f"version:{version.pk}")


def disclosed_too_narrowly(search: Search) -> Iterator[Lack]:
    """Published powers disclosed to fewer people than they touch, as far as words tell (ACC-6-3). One query."""
    rows = _in_force(search).filter(current__attribute=Attribute.PUBLIC).exclude(current__affected="")
    rows = rows.exclude(current__disclosed_to=Audience.SOCIETY).select_related("current")
    for item in rows:
        version = item.current
        if version and is_narrower(version.disclosed_to, version.affected, version.disclosed_by):
            to = version.get_disclosed_to_display()
            said = f"涉及范围为“{version.affected}”，公开范围只是{to}"
            yield _of(item, "ACC-6-3", said, since=version.valid_from)


def _of(item: PowerItem, article: str, what: str, *, since: dt.date | None, key: str = "") -> Lack:
    return Lack(article, item.unit_id, what, key or f"item:{item.pk}", since, item.pk, item.name)


def _in_force(search: Search) -> QuerySet[PowerItem]:
    return PowerItem.objects.filter(status=ItemStatus.IN_FORCE, unit__in=search.units)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return day_of(moment) if moment else None


FINDERS = (
    units_without_powers,
    items_without_chart,
    items_without_living_basis,
    confirmed_not_published,
    approved_not_published,
    imported_past_the_reviews,
    disclosed_too_narrowly,
)
