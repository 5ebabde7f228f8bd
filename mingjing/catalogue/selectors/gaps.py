"""What a draft lacks, and what the catalogue lacks, each with the inventory id it offends."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from mingjing.catalogue.enums import ItemStatus, VersionStatus
from mingjing.catalogue.models import FlowChart, PowerBasis, PowerItem, PowerVersion
from mingjing.people.models import Unit
from mingjing.procedure import Chart, ChartError
from mingjing.regulations.enums import BasisStatus


@dataclass(frozen=True)
class Gap:
    """Something missing from what must be public: which unit, what, under which id, since when."""

    article: str
    unit: Unit
    what: str
    item: PowerItem | None = None
    days: int | None = None


def lacks(version: PowerVersion) -> list[str]:
    """Everything that keeps a draft from being submitted, each in one clause with its article."""
    return [*_lacking_elements(version), *_lacking_chart(version)]


def _lacking_elements(version: PowerVersion) -> Iterator[str]:
    if not version.bases.exists():
        yield "没有实施依据，没有法律授权的职权不得设立（第七条第一项）"
    if version.chief_id is None:
        yield "没有写明主管领导岗位（第四条第一项）"
    if version.handler_id is None:
        yield "没有写明承办人岗位（第四条第一项）"
    if version.statutory_length is not None and version.promised_length is None:
        yield "没有承诺时限"
    if version.attribute != "public" and not version.closed_ground:
        yield "不公开或依申请公开的，要写明依据"


def _lacking_chart(version: PowerVersion) -> Iterator[str]:
    chart = FlowChart.objects.filter(version=version).first()
    if chart is None:
        yield "没有流程图（第五条第二项）"
        return
    nodes = chart.nodes.filter(Q(post="") | Q(limit_length=None))
    for node in nodes:
        missing = "、".join(word for word, gone in (("岗位", not node.post), ("时限", not node.limit_length)) if gone)
        yield f"环节“{node.name}”没有{missing}（考核制度第五条第三项）"
    yield from (f"流程图：{problem}" for problem in _unsound(chart))


def _unsound(chart: FlowChart) -> list[str]:
    try:
        return [str(problem) for problem in Chart.read(chart.xml.encode(), chart.process or None).check()]
    except ChartError as error:
        return [str(problem) for problem in error.problems]


def gaps(*, today: dt.date, units: Any = None) -> list[Gap]:
    """Every gap of the catalogue that the tables show. A fixed number of queries."""
    units = Unit.objects.all() if units is None else units
    return [
        *_units_without_powers(units),
        *_items_without_chart(units),
        *_items_without_living_basis(units),
        *_approved_not_published(units, today),
        *_published_past_a_review(units),
    ]


def _units_without_powers(units: Any) -> Iterator[Gap]:
    published = Q(powers__status=ItemStatus.IN_FORCE)
    rows = units.exclude(nature="office").annotate(n=Count("powers", filter=published)).filter(n=0)
    yield from (Gap("ACC-5-2a", unit, "没有公布任何职权") for unit in rows)


def _items_without_chart(units: Any) -> Iterator[Gap]:
    chart = FlowChart.objects.filter(version=OuterRef("current"))
    rows = PowerItem.objects.filter(~Exists(chart), status=ItemStatus.IN_FORCE, unit__in=units)
    for item in rows.select_related("unit"):
        yield Gap("ACC-5-2b", item.unit, "没有公布流程图", item)


def _items_without_living_basis(units: Any) -> Iterator[Gap]:
    cited = PowerBasis.objects.filter(version=OuterRef("current"))
    living = cited.exclude(basis__status=BasisStatus.REPEALED)
    rows = PowerItem.objects.filter(~Exists(living), status=ItemStatus.IN_FORCE, unit__in=units)
    for item in rows.select_related("unit"):
        yield Gap("ACC-7-1", item.unit, "实施依据均已废止，要修订或取消", item)


def _approved_not_published(units: Any, today: dt.date) -> Iterator[Gap]:
    rows = PowerVersion.objects.filter(status=VersionStatus.APPROVED, item__unit__in=units)
    for version in rows.select_related("item__unit"):
        days = (today - version.approved_at.date()).days if version.approved_at else None
        yield Gap("ACC-6-4b", version.item.unit, f"第{version.no}版已批准，尚未公布", version.item, days)


def _published_past_a_review(units: Any) -> Iterator[Gap]:
    skipped = Q(reviewed_by=None) | Q(cleared_by=None) | Q(approved_by=None)
    rows = PowerVersion.objects.filter(skipped, status=VersionStatus.PUBLISHED, item__unit__in=units)
    for version in rows.select_related("item__unit"):
        yield Gap("ACC-6-1a", version.item.unit, f"第{version.no}版没有经过全部审核就公布了", version.item)
