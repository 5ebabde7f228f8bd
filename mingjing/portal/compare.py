"""One power in every unit that holds it: how long it takes, how often late, how often off the chart."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingjing.casework.selectors import comparing
from mingjing.casework.selectors.comparing import Ran
from mingjing.casework.selectors.running import FEWEST, Window
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.enums import TimeUnit
from mingjing.catalogue.models import PowerItem
from mingjing.core.books import Sheet, taken_home
from mingjing.portal.figures import Bar, place
from mingjing.portal.matters import FINISHED, IN_TIME, LATE, OFF_CHART

MOST = 400  # more units than a city has


@dataclass(frozen=True)
class Row:
    """One unit's power with its figures and the lists behind them."""

    item: PowerItem
    ran: Ran
    window: Window
    bar: Bar | None
    limit: int | None
    limit_unit: str

    def _list(self, **asked: Any) -> str:
        address = reverse("portal:power_matters", args=[self.item.number])
        span = {"closed_from": self.window.since, "closed_to": self.window.last}
        return f"{address}?{urlencode({'state': FINISHED, **span, **asked})}"

    @property
    def ended_list(self) -> str:
        return self._list()

    @property
    def in_time_list(self) -> str:
        return self._list(kind=IN_TIME)

    @property
    def late_list(self) -> str:
        return self._list(kind=LATE)

    @property
    def off_list(self) -> str:
        return self._list(kind=OFF_CHART)

    @property
    def time_unit(self) -> str:
        """What its median is counted in."""
        return str(TimeUnit(self.ran.counted_in).label) if self.ran.counted_in in TimeUnit else ""


@require_GET
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """The units that hold this power side by side, the quickest first."""
    item = get_object_or_404(catalogue.public(), number=number)
    rows = _rows(item)
    context = {"section": "powers", "item": item, "rows": rows, "few": FEWEST, "window": rows[0].window}
    return render(request, "portal/compare.html", context)


@require_GET
def compare_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """The same as a sheet."""
    rows = _rows(get_object_or_404(catalogue.public(), number=number))
    header = [
        _("单位代码"), _("单位"), _("职权编码"), _("开始"), _("办结"), _("有期限"), _("按期"), _("超期"), _("偏离"),
        _("增加环节"), _("缺少环节"), _("增加条件或材料"), _("中位"), _("九成"), _("用时单位"),
        _("时限"), _("时限单位"),
    ]  # fmt: skip
    return taken_home(f"{number}-units", Sheet(_("各单位"), header, map(_cells, rows)))


def _cells(row: Row) -> list[Any]:
    t, whole = row.ran.totals, row.ran.whole
    return [
        row.item.unit.code, row.item.unit.name, row.item.number, row.ran.opened, t.ended, t.timed, t.in_time, t.late,
        t.deviating, t.added, t.skipped, t.demanded, whole and whole.median, whole and whole.p90, row.time_unit,
        row.limit, row.limit_unit,
    ]  # fmt: skip


def _rows(item: PowerItem) -> list[Row]:
    """Three queries for the figures and one for the powers."""
    window = Window.ending(timezone.localdate())
    same = comparing.same_power(item).values("pk")
    items = list(catalogue.public().filter(pk__in=same).order_by("unit__code", "number")[:MOST])
    ran = comparing.by_item([one.pk for one in items], window, public=True)
    longest = max((_longest(one, ran.get(one.pk, Ran())) for one in items), default=0)
    rows = [_row(one, ran.get(one.pk, Ran()), window, longest) for one in items]
    return sorted(rows, key=lambda row: (_median(row.ran) is None, _median(row.ran) or 0, row.item.number))


def _median(ran: Ran) -> int | None:
    return ran.whole.median if ran.whole else None


def _limit(item: PowerItem) -> tuple[int | None, str]:
    version = item.current
    if version is None:
        return None, ""
    if version.promised_length:
        return version.promised_length, version.get_promised_unit_display()
    return version.statutory_length, version.get_statutory_unit_display() if version.statutory_length else ""


def _longest(item: PowerItem, ran: Ran) -> int:
    return max((ran.whole and ran.whole.p90) or 0, _limit(item)[0] or 0)


def _row(item: PowerItem, ran: Ran, window: Window, longest: int) -> Row:
    limit, unit = _limit(item)
    bar = None
    if ran.whole and ran.whole.median is not None and ran.whole.p90 is not None:
        where = None if limit is None else place(limit, longest)
        bar = Bar(place(ran.whole.median, longest), place(ran.whole.p90, longest), where)
    return Row(item, ran, window, bar, limit, unit)
