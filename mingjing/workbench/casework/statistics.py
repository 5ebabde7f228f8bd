"""运行统计: how the powers of a unit ran, and of the whole city; each number leads to the list of its matters."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.casework import access
from mingjing.casework.models import MonthRun
from mingjing.casework.selectors import comparing
from mingjing.casework.selectors.comparing import Ran
from mingjing.casework.selectors.running import FEWEST, Month, Window, last_day
from mingjing.catalogue.enums import TimeUnit
from mingjing.catalogue.models import PowerItem, PowerType
from mingjing.core.books import Sheet, taken_home
from mingjing.core.paging import page_of, query_of
from mingjing.people.enums import OFFICE
from mingjing.people.models import Unit
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import AnyUnit

SPANS = [("12", _("十二个月")), ("3", _("三个月")), ("1", _("一个月"))]
SORTS = [
    ("number", _("编码")), ("ended", _("办结多的在前")), ("late", _("超期多的在前")), ("deviating", _("偏离多的在前")),
    ("demanded", _("加条件多的在前")),
]  # fmt: skip
COUNTED = ("ended", "late", "deviating", "demanded")
HEADER = (
    _("开始"), _("办结"), _("有期限"), _("按期"), _("超期"), _("偏离"), _("增加环节"), _("缺少环节"),
    _("增加条件或材料"), _("中位"), _("九成"), _("用时单位"), _("最多的增加环节"), _("该环节件数"),
)  # fmt: skip
CHUNK = 2000


class SpanForm(forms.Form):
    """Which months, in which order."""

    until = forms.DateField(
        label=_("到哪个月"), required=False, input_formats=["%Y-%m"], widget=forms.TextInput({"type": "month"})
    )
    span = forms.ChoiceField(label=_("多长"), required=False, choices=SPANS)
    sort = forms.ChoiceField(label=_("排列"), required=False, choices=SORTS)

    def window(self, today: dt.date) -> Window:
        """The months asked for; the last twelve where nothing is, or nothing that makes sense."""
        said = self.cleaned_data if self.is_valid() else {}
        return Window.ending(said.get("until") or today, int(said.get("span") or 12))

    def order(self) -> str:
        return (self.cleaned_data.get("sort") if self.is_valid() else "") or "number"


class PowerForm(SpanForm):
    """Over all units."""

    unit = AnyUnit()
    type = forms.ModelChoiceField(PowerType.objects.all(), label=_("类别"), required=False)
    name = forms.CharField(label=_("名称含"), required=False, max_length=60)
    field_order = ("unit", "type", "name")

    def of(self, items: QuerySet[PowerItem], window: Window) -> tuple[QuerySet[PowerItem], tuple[str, ...]]:
        """The powers that fit, and the order of the list."""
        said, key = self.cleaned_data, self.order()
        for name, value in (("unit", said["unit"]), ("type", said["type"]), ("name__contains", said["name"])):
            items = items.filter(**{name: value}) if value else items
        if key not in COUNTED:
            return items, ("number",)
        runs = MonthRun.objects.filter(item=OuterRef("pk"), month__gte=window.since, month__lte=window.until)
        total = Subquery(runs.values("item").order_by().annotate(n=Sum(key)).values("n"))
        return items.annotate(key=Coalesce(total, 0, output_field=IntegerField())), ("-key", "number")


@dataclass(frozen=True)
class Row:
    """A power, a unit or a month with its figures, and the lists behind them."""

    label: str
    url: str
    ran: Ran
    asked: dict[str, Any]
    first: dt.date
    last: dt.date
    note: str = ""

    @property
    def cells(self) -> list[tuple[str, int, str, float | None]]:
        """Label, number, its list, and the share where there are enough to tell one."""
        t = self.ran.totals
        mine = f"{reverse('workbench:matters')}?{urlencode(self.asked)}"
        ended = f"{mine}&state=finished&closed_from={self.first}&closed_to={self.last}"
        return [
            (gettext("开始"), self.ran.opened, f"{mine}&opened_from={self.first}&opened_to={self.last}", None),
            (gettext("办结"), t.ended, ended, None),
            (gettext("按期"), t.in_time, f"{ended}&finding=in_time", t.on_time),
            (gettext("超期"), t.late, f"{ended}&finding=late", None),
            (gettext("偏离"), t.deviating, f"{ended}&finding=deviates", t.off_chart),
            (gettext("加条件"), t.demanded, f"{ended}&finding=condition", None),
        ]

    @property
    def time_unit(self) -> str:
        return str(TimeUnit(self.ran.counted_in).label) if self.ran.counted_in in TimeUnit else ""

    @property
    def figures(self) -> list[Any]:
        """As a sheet has them."""
        t, whole = self.ran.totals, self.ran.whole
        return [
            self.ran.opened, t.ended, t.timed, t.in_time, t.late, t.deviating, t.added, t.skipped, t.demanded,
            whole and whole.median, whole and whole.p90, self.time_unit, self.ran.extra, self.ran.extra_matters,
        ]  # fmt: skip


def _of_item(item: PowerItem, ran: Ran, window: Window) -> Row:
    url = reverse("portal:power_compare", args=[item.number])
    return Row(item.name, url, ran, {"power": item.number}, window.since, window.last, item.number)


def _of_unit(unit: Unit, ran: Ran, window: Window) -> Row:
    url = reverse("workbench:statistics_unit", args=[unit.code])
    return Row(str(unit), url, ran, {"unit": unit.code}, window.since, window.last, unit.code)


def _of_month(unit: Unit, month: Month) -> Row:
    ran = Ran(month.opened, month.totals)
    return Row(f"{month.first:%Y-%m}", "", ran, {"unit": unit.code}, month.first, last_day(month.first))


@require_GET
@official_required
def city(request: OfficialRequest) -> HttpResponse:
    """Every unit, for the office; anybody else is led to the own unit."""
    if not request.user.holds(*OFFICE):
        return redirect("workbench:statistics_unit", request.user.unit.code)
    form = SpanForm(request.GET or None)
    window = form.window(timezone.localdate())
    rows = _city_rows(window, form.order())
    context = {"section": "statistics", "form": form, "rows": rows, "window": window, "few": FEWEST}
    return render(request, "workbench/casework/statistics_city.html", {**context, "query": query_of(request.GET)})


def _city_rows(window: Window, order: str) -> list[Row]:
    ran = comparing.by_unit(window)
    units = Unit.objects.filter(pk__in=ran).order_by("code")
    return _sorted([_of_unit(unit, ran[unit.pk], window) for unit in units], order)


def _sorted(rows: list[Row], order: str) -> list[Row]:
    if order not in COUNTED:
        return rows
    return sorted(rows, key=lambda row: (-getattr(row.ran.totals, order), row.note))


@require_GET
@official_required
def city_xlsx(request: OfficialRequest) -> HttpResponse:
    """Every unit as a sheet."""
    if not request.user.holds(*OFFICE):
        raise Http404
    form = SpanForm(request.GET or None)
    rows = _city_rows(form.window(timezone.localdate()), form.order())
    sheet = Sheet(gettext("各单位"), [gettext("单位代码"), gettext("单位"), *map(str, HEADER)], _cells(iter(rows)))
    return taken_home("units", sheet)


def _cells(rows: Iterator[Row]) -> Iterator[list[Any]]:
    return ([row.note, row.label, *row.figures] for row in rows)


@require_GET
@official_required
def powers(request: OfficialRequest) -> HttpResponse:
    """Every power of every unit, for the office."""
    if not request.user.holds(*OFFICE):
        raise Http404
    form = PowerForm(request.GET)
    valid, window = form.is_valid(), form.window(timezone.localdate())
    base = PowerItem.objects.filter(current__isnull=False).select_related("unit")
    items, order = form.of(base, window) if valid else (base.none(), ("number",))
    page = page_of(items, request.GET, order=order)
    ran = comparing.by_item([item.pk for item in page], window)
    context = {
        "section": "statistics",
        "form": form,
        "page": page,
        "rows": [(item, _of_item(item, ran.get(item.pk, Ran()), window)) for item in page],
        "window": window,
        "query": query_of(request.GET),
        "few": FEWEST,
    }
    return render(request, "workbench/casework/statistics_powers.html", context, status=200 if valid else 422)


@require_GET
@official_required
def powers_xlsx(request: OfficialRequest) -> HttpResponse:
    """What the filter finds, as a sheet."""
    form = PowerForm(request.GET)
    if not request.user.holds(*OFFICE) or not form.is_valid():
        raise Http404
    window = form.window(timezone.localdate())
    items, order = form.of(PowerItem.objects.filter(current__isnull=False).select_related("unit"), window)
    header = [gettext("单位"), gettext("职权编码"), gettext("职权"), *map(str, HEADER)]
    return taken_home("powers", Sheet(gettext("各项职权"), header, _power_cells(items.order_by(*order), window)))


def _power_cells(items: QuerySet[PowerItem], window: Window) -> Iterator[list[Any]]:
    rest = items.iterator(chunk_size=CHUNK)
    while part := list(islice(rest, CHUNK)):
        ran = comparing.by_item([item.pk for item in part], window)
        for item in part:
            row = _of_item(item, ran.get(item.pk, Ran()), window)
            yield [str(item.unit), row.note, row.label, *row.figures]


@require_GET
@official_required
def unit(request: OfficialRequest, code: str) -> HttpResponse:
    """All powers of one unit, and its months."""
    found = _unit(request, code)
    form = SpanForm(request.GET or None)
    window = form.window(timezone.localdate())
    context = {
        "section": "statistics",
        "unit": found,
        "form": form,
        "rows": _unit_rows(found, window, form.order()),
        "months": [_of_month(found, month) for month in comparing.months_of_unit(found.pk, window)],
        "window": window,
        "query": query_of(request.GET),
        "is_office": request.user.holds(*OFFICE),
        "few": FEWEST,
    }
    return render(request, "workbench/casework/statistics_unit.html", context)


@require_GET
@official_required
def unit_xlsx(request: OfficialRequest, code: str) -> HttpResponse:
    """The unit's powers, and every power month by month, as a workbook."""
    found = _unit(request, code)
    form = SpanForm(request.GET or None)
    window = form.window(timezone.localdate())
    rows = _unit_rows(found, window, form.order())
    names = {row.note: row.label for row in rows}
    numbers = dict(PowerItem.objects.filter(unit=found).values_list("pk", "number"))
    months = (
        [f"{month.first:%Y-%m}", numbers[item], names.get(numbers[item], ""), *_of_month(found, month).figures[:9]]
        for item, month in comparing.months_by_item(found.pk, window)
    )
    head = [gettext("职权编码"), gettext("职权")]
    return taken_home(
        f"{found.code}-powers",
        Sheet(gettext("各项职权"), [*head, *map(str, HEADER)], _cells(iter(rows))),
        Sheet(gettext("逐月"), [gettext("月份"), *head, *map(str, HEADER[:9])], months),
    )


def _unit(request: OfficialRequest, code: str) -> Unit:
    """A unit whose running is this person's business."""
    return get_object_or_404(access.units_visible_to(request.user), code=code)


def _unit_rows(unit: Unit, window: Window, order: str) -> list[Row]:
    items = list(PowerItem.objects.filter(unit=unit, current__isnull=False).order_by("number"))
    ran = comparing.by_item([item.pk for item in items], window)
    return _sorted([_of_item(item, ran.get(item.pk, Ran()), window) for item in items], order)


urlpatterns = [
    path("statistics/", city, name="statistics"),
    path("statistics/export.xlsx", city_xlsx, name="statistics_xlsx"),
    path("statistics/powers/", powers, name="statistics_powers"),
    path("statistics/powers/export.xlsx", powers_xlsx, name="statistics_powers_xlsx"),
    path("statistics/units/<str:code>/", unit, name="statistics_unit"),
    path("statistics/units/<str:code>/export.xlsx", unit_xlsx, name="statistics_unit_xlsx"),
]
