"""What disclosure lacks, each gap with the inventory id it offends. Lists only: a person judges."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Max, Min, Q, QuerySet

from mingjing.catalogue.enums import Audience
from mingjing.catalogue.models import PowerItem
from mingjing.disclosure.enums import Reach
from mingjing.disclosure.models import OwnLink, Plan, ScopeMark
from mingjing.disclosure.selectors import dues, freshness
from mingjing.disclosure.selectors.dues import INFORMATION, LOOK_BACK, STAGE, TURN, Due, Law
from mingjing.disclosure.selectors.records import reach_rank, scope_rank, valid
from mingjing.people.models import Unit
from mingjing.rules import disclosing
from mingjing.rules.disclosing import Cycle, turn_name

SCOPE, REACH, LINK = "ACC-6-1b", "ACC-6-3", "ASM-5-3-2d"
WHICH = ("unit", "item", "plan", "period", "stage", "occasion", "formed_on")  # of what a record is one


@dataclass(frozen=True)
class Gap:
    """Something that disclosure lacks: under which id, of which unit, what, since when; the plan or power it is about.

    `record` is the newest record it rests on, None where there is none.
    """

    article: str
    unit: Unit
    what: str
    item: PowerItem | None
    since: dt.date | None
    plan: Plan | None = None
    record: UUID | None = None

    def days(self, today: dt.date) -> int | None:
        """For how many days it has been open; None where nobody knows."""
        return (today - self.since).days if self.since else None


def found(*, today: dt.date, units: QuerySet[Unit] | None = None, known: Law | None = None) -> list[Gap]:
    """Every gap of these units' disclosure, or of all, over the last year. A fixed number of queries."""
    known = known or dues.law(today)
    units = Unit.objects.all() if units is None else units
    return [
        *mismatched(units, today=today),
        *missing(units, today=today, known=known),
        *old_pages(units, today=today),
        *dead_links(units),
    ]


def missing(units: QuerySet[Unit], *, today: dt.date, known: Law) -> list[Gap]:
    """Turns, stages and occasions whose last day has passed without a record (ASM-5-3-3, ACC-6-1c)."""
    plans = Plan.objects.filter(unit__in=units)
    overdue = dues.undisclosed(plans, since=today - LOOK_BACK, until=today - dues.DAY, known=known)
    return [_missed(due) for due in overdue]


def _missed(due: Due) -> Gap:
    told = {TURN: f"“{due.plan.title}”{due.what}没有公开", STAGE: _stage(due)}
    what = told.get(due.basis, f"“{due.plan.title}”没有公开：{due.what}")
    last = f"，最后一日 {due.on}"
    return Gap(due.basis, due.plan.unit, what + last, due.plan.item, due.on + dues.DAY, due.plan)


def _stage(due: Due) -> str:
    closed = due.stage is not None and due.stage.closed_on is not None
    return f"“{due.plan.title}”{due.what}" + ("已经结束，没有公开" if closed else "到期没有公开")


def mismatched(units: QuerySet[Unit], *, today: dt.date) -> list[Gap]:
    """What was disclosed late, too narrowly, or not to whom it touches (ACC-6-1b, ACC-6-1c, ACC-6-3). Four queries."""
    disclosed = _disclosed(units, today - LOOK_BACK)
    marked = _marks(units, today - LOOK_BACK)
    late, narrow = Q(first__gt=F("due")), Q(width__lt=F("planned"))
    near, other = Q(far__lt=F("touched")), Q(width=1, planned=1) & ~Q(plan__group=F("named"))
    rows = list(disclosed.filter(late | narrow | near | other))
    keys = [*rows, *(_as_row(mark) for mark in marked.values() if mark.matters)]
    plans = Plan.objects.select_related("unit", "item").in_bulk({row["plan"] for row in keys if row["plan"]})
    loose = {row["item"] for row in keys if row["item"] and not row["plan"]}
    items = PowerItem.objects.select_related("unit").in_bulk(loose)
    told = [gap for row in rows for gap in _of_row(row, plans, items, marked.get(_key(row)))]
    known = {(gap.article, gap.record) for gap in told}
    said = (_by_hand(mark, plans, items) for mark in marked.values() if mark.matters)
    return [*told, *(gap for gap in said if (gap.article, gap.record) not in known)]


def _disclosed(units: QuerySet[Unit], since: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """What was disclosed, whatever the channels: first when, to how many, how far, beside what was planned."""
    rows = valid().filter(unit__in=units, published_on__gte=since).order_by()
    return rows.values(*WHICH).annotate(
        first=Min("published_on"),
        due=Min("due_on"),
        basis=Max("late_basis"),
        title=Max("title"),
        width=Max(scope_rank()),
        named=Max("group"),
        planned=Max(scope_rank("plan__scope")),
        far=Max(reach_rank(), filter=~Q(scope=Audience.INTERNAL), default=-1),
        touched=Max(reach_rank("plan__affected")),
        newest=ArrayAgg("pk", order_by="-at"),
    )


def _marks(units: QuerySet[Unit], since: dt.date) -> dict[tuple[Any, ...], ScopeMark]:
    """The last mark on anything disclosed: by what the record is one of. One query."""
    rows = ScopeMark.objects.filter(record__unit__in=units, record__correction=None, record__void=False)
    rows = rows.filter(record__published_on__gte=since).select_related("record")
    return {_key(_as_row(mark)): mark for mark in rows.order_by("at", "pk")}


def _as_row(mark: ScopeMark) -> dict[str, Any]:
    record = mark.record
    named = {name: getattr(record, f"{name}_id") for name in WHICH if name not in ("period", "formed_on")}
    return {**named, "period": record.period, "formed_on": record.formed_on}


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in WHICH)


def _of_row(
    row: dict[str, Any], plans: dict[Any, Plan], items: dict[Any, PowerItem], mark: ScopeMark | None
) -> Iterator[Gap]:
    plan = plans.get(row["plan"])
    about = plan or items[row["item"]]
    item = plan.item if plan else items[row["item"]]
    turn = turn_name(Cycle(plan.cycle), row["period"]) if plan and row["period"] else ""
    name = f"“{about}”{turn}{'' if row['title'] == str(about) else row['title']}"

    def gap(article: str, what: str, since: dt.date) -> Gap:
        return Gap(article, about.unit, f"{name}：{what}", item, since, plan, row["newest"][0])

    if row["due"] and row["first"] > row["due"]:
        days = disclosing.days_late(row["due"], row["first"])
        what = f"最后一日 {row['due']}，{row['first']} 公开，迟 {days} 天"
        yield gap(INFORMATION, what, row["due"] + dues.DAY)
    if plan and not (mark and not mark.matters):
        yield from (gap(article, what, row["first"]) for article, what in _too_narrow(row, plan))


def _too_narrow(row: dict[str, Any], plan: Plan) -> Iterator[tuple[str, str]]:
    width = Audience(disclosing.SCOPES[row["width"]])
    if row["width"] < row["planned"]:
        yield SCOPE, f"计划公开范围“{plan.get_scope_display()}”，实际“{width.label}”"
    elif width == Audience.GROUP and plan.scope == Audience.GROUP and plan.group != row["named"]:
        yield SCOPE, f"计划公开给“{plan.group}”，实际公开给“{row['named']}”"
    if row["far"] < row["touched"]:
        reached = Reach(disclosing.REACHES[row["far"]]).label if row["far"] >= 0 else width.label
        yield REACH, f"涉及“{_touched(plan)}”，公开到“{reached}”"


def _touched(plan: Plan) -> str:
    return f"{plan.get_affected_display()}：{plan.affected_who}" if plan.affected_who else plan.get_affected_display()


def _by_hand(mark: ScopeMark, plans: dict[Any, Plan], items: dict[Any, PowerItem]) -> Gap:
    record = mark.record
    plan = plans.get(record.plan_id)
    item = plan.item if plan else items.get(record.item_id)
    unit = plan.unit if plan else item.unit if item else record.unit
    what = f"“{plan or item}”{record.title}：办公室标明范围不相符，{mark.reason}"
    return Gap(REACH, unit, what, item, record.published_on, plan, record.pk)


def old_pages(units: QuerySet[Unit], *, today: dt.date) -> list[Gap]:
    """Public pages that are older than their cycle (ASM-5-3-4b). Three queries."""
    return [
        Gap(
            freshness.PAGE,
            page.unit,
            f"页面“{page.title}”{page.updated} 之后没有更新",
            page.item,
            page.stale,
            page.plan,
        )
        for page in freshness.stale(units, today=today)
    ]


def dead_links(units: QuerySet[Unit]) -> list[Gap]:
    """Addresses on units' own portals that do not answer (ASM-5-3-2d). One query."""
    rows = OwnLink.objects.filter(unit__in=units, ended_on=None, dead_since__isnull=False)
    return [
        Gap(LINK, link.unit, f"门户链接打不开（{link.fault}）：{link.url}", link.item, link.dead_since)
        for link in rows.select_related("unit", "item").order_by("dead_since", "pk")
    ]


def by_article(gaps: Iterable[Gap]) -> dict[str, int]:
    """How many gaps there are under each id, in the order of the ids."""
    counts: dict[str, int] = {}
    for gap in gaps:
        counts[gap.article] = counts.get(gap.article, 0) + 1
    return dict(sorted(counts.items()))
