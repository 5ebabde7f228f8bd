"""各单位覆盖情况: what each unit must publish, by type, what it does, and its matters of general concern."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.catalogue import access, selectors
from mingjing.catalogue.selectors.coverage import total
from mingjing.core import sheets
from mingjing.core.exporting import download
from mingjing.core.paging import page_of, query_of
from mingjing.core.sheets import Column
from mingjing.people.models import Official, Unit
from mingjing.supervision.selectors import gaps
from mingjing.supervision.selectors.concern import Concern, concern
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.gaps import pack_of

COLUMNS = (
    Column("单位", "unit"),
    Column("类别", "type"),
    Column("清理确认", "confirmed"),
    Column("应公布", "due"),
    Column("已公布", "published"),
    Column("有流程图", "drawn"),
    Column("群众普遍关心", "flagged"),
    Column("占比（%）", "share"),
    Column("按时更新（%）", "updated"),
)


@require_GET
@official_required
def coverage(request: OfficialRequest) -> HttpResponse:
    """Units page by page with their coverage by type, standing gaps, and matters of general concern."""
    today, viewer = timezone.localdate(), request.user
    units = _units(viewer)
    page = page_of(selectors.owing(today, units), request.GET, order=("code",))
    shown = Unit.objects.filter(pk__in=[unit.pk for unit in page])
    found = {covered.unit.pk: covered for covered in selectors.coverage(today=today, units=units)}
    concerns, standing = concern(shown, today=today), gaps.by_unit(viewer)
    rows = [(found[unit.pk], standing.get(unit.pk), concerns.get(unit.pk, Concern())) for unit in page]
    context = {
        "section": "gaps",
        "page": page,
        "rows": rows,
        "total": total(covered.whole for covered in found.values()),
        "query": query_of(request.GET),
        "pack": pack_of(today),
    }
    return render(request, "workbench/catalogue/coverage.html", context)


def _units(viewer: Official) -> QuerySet[Unit]:
    """The office sees every unit's coverage, a unit its own."""
    return Unit.objects.all() if viewer.holds(*access.SEES_ALL) else Unit.objects.filter(pk=viewer.unit_id)


@require_GET
@official_required
def coverage_xlsx(request: OfficialRequest) -> HttpResponse:
    """The whole of it as a sheet, a line for each unit and type."""
    today, units = timezone.localdate(), _units(request.user)
    lines = _lines(selectors.coverage(today=today, units=units), concern(units, today=today))
    return download(f"目录覆盖情况-{today}", sheets.written("覆盖情况", COLUMNS, lines))


def _lines(rows: Iterable[Any], concerns: dict[object, Concern]) -> Iterator[dict[str, Any]]:
    for covered in rows:
        said = concerns.get(covered.unit.pk, Concern())
        flags = {"flagged": said.flagged, "share": said.share, "updated": said.updated}
        yield {"unit": covered.unit.name, "type": "合计", **vars(covered.whole), **flags}
        for kind, cover in covered.types.items():
            yield {"unit": covered.unit.name, "type": kind, **vars(cover), **dict.fromkeys(flags)}
