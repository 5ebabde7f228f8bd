"""监察月历: a unit's signals day by day, the city's unit by kind; on screen, on paper and to take away."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.casework import access
from mingjing.casework.enums import Colour, SignalKind
from mingjing.casework.selectors import supervising
from mingjing.casework.selectors.running import last_day
from mingjing.casework.selectors.supervising import Day, UnitMonth
from mingjing.core import documents
from mingjing.core.books import Sheet, taken_home
from mingjing.core.documents import Block, Document, Heading, Paragraph, Table
from mingjing.people.enums import OFFICE
from mingjing.people.models import Unit
from mingjing.rules.calendar import DAY
from mingjing.workbench.access import OfficialRequest, official_required

NOT_A_CASE = _("信号说明一件事实，请单位答复。它不是案件，也不会自动立案。")


class MonthForm(forms.Form):
    month = forms.DateField(
        label=_("月份"), required=False, input_formats=["%Y-%m"], widget=forms.TextInput({"type": "month"})
    )

    def first(self, today: dt.date) -> dt.date:
        """The first day of the month asked for; of this month where none is, or none that makes sense."""
        said = self.cleaned_data.get("month") if self.is_valid() else None
        return (said or today).replace(day=1)


def _list(first: dt.date, last: dt.date, **asked: Any) -> str:
    return f"{reverse('workbench:signals')}?{urlencode({'since': first, 'until': last, **asked})}"


@require_GET
@official_required
def month(request: OfficialRequest) -> HttpResponse:
    """The city's month, for the office; anybody else is led to the own unit's."""
    if not request.user.holds(*OFFICE):
        return redirect("workbench:signals_month_unit", request.user.unit.code)
    form, today = MonthForm(request.GET), timezone.localdate()
    first = form.first(today)
    rows = supervising.city_month(access.units_visible_to(request.user), first, today=today)
    context = {
        "section": "signals",
        "form": form,
        "first": first,
        "kinds": list(SignalKind),
        "rows": [(row, _cells(row, first)) for row in rows],
        **_neighbours(first),
    }
    return render(request, "workbench/casework/month_city.html", context)


def _cells(row: UnitMonth, first: dt.date) -> list[tuple[str, int, str]]:
    """Label, how many, and their list, a cell per kind and one for all."""
    code, last = row.unit.code, last_day(first)
    kinds = [(str(k.label), row.kinds.get(k, 0), _list(first, last, unit=code, kind=k.value)) for k in SignalKind]
    return [
        *kinds,
        (gettext("合计"), row.total, _list(first, last, unit=code)),
        (gettext("待答复"), row.waiting, _list(first, last, unit=code, answer="waiting")),
        (gettext("逾期未答复"), row.overdue, _list(first, last, unit=code, answer="overdue")),
    ]


def _neighbours(first: dt.date) -> dict[str, dt.date]:
    return {"before": (first - DAY).replace(day=1), "after": last_day(first) + DAY}


@require_GET
@official_required
def month_xlsx(request: OfficialRequest) -> HttpResponse:
    """The city's month as a sheet."""
    if not request.user.holds(*OFFICE):
        raise Http404
    today = timezone.localdate()
    first = MonthForm(request.GET).first(today)
    rows = supervising.city_month(access.units_visible_to(request.user), first, today=today)
    header = [gettext("单位代码"), gettext("单位"), *(str(kind.label) for kind in SignalKind)]
    header += [gettext("红牌"), gettext("黄牌"), gettext("合计"), gettext("待答复"), gettext("逾期未答复")]
    cells = (
        [
            row.unit.code, row.unit.name, *(row.kinds.get(kind, 0) for kind in SignalKind),
            row.colours.get(Colour.RED, 0), row.colours.get(Colour.YELLOW, 0), row.total, row.waiting, row.overdue,
        ]
        for row in rows
    )  # fmt: skip
    return taken_home(f"signals-{first:%Y-%m}", Sheet(f"{first:%Y-%m}", header, cells))


@require_GET
@official_required
def unit_month(request: OfficialRequest, code: str) -> HttpResponse:
    """A unit's month as a calendar."""
    unit = _unit(request, code)
    form = MonthForm(request.GET)
    first = form.first(timezone.localdate())
    weeks = supervising.month_of(unit, first)
    context = {
        "section": "signals",
        "unit": unit,
        "form": form,
        "first": first,
        "weeks": [[(day, _of_day(unit, day)) for day in week] for week in weeks],
        "total": sum(day.total for week in weeks for day in week),
        "all_list": _list(first, last_day(first), unit=unit.code),
        "is_office": request.user.holds(*OFFICE),
        "today": timezone.localdate(),
        **_neighbours(first),
    }
    return render(request, "workbench/casework/month_unit.html", context)


def _unit(request: OfficialRequest, code: str) -> Unit:
    return get_object_or_404(access.units_visible_to(request.user), code=code)


def _of_day(unit: Unit, day: Day) -> list[tuple[str, int, str]]:
    return [(name, count, _list(day.on, day.on, unit=unit.code, kind=kind)) for kind, name, count in day.said]


@require_GET
@official_required
def unit_month_file(request: OfficialRequest, code: str, kind: str) -> HttpResponse:
    """A unit's month as xlsx, docx or pdf."""
    unit, today = _unit(request, code), timezone.localdate()
    first = MonthForm(request.GET).first(today)
    days = [day for week in supervising.month_of(unit, first) for day in week if day.inside and day.kinds]
    if kind == "xlsx":
        header = [gettext("日期"), *(str(kind.label) for kind in SignalKind), gettext("合计")]
        rows = ([f"{day.on}", *(day.kinds.get(k, 0) for k in SignalKind), day.total] for day in days)
        return taken_home(f"{unit.code}-{first:%Y-%m}", Sheet(f"{first:%Y-%m}", header, rows))
    return documents.answer(_report(unit, first, days, today), kind, f"signals-{unit.code}-{first:%Y-%m}")


def _report(unit: Unit, first: dt.date, days: list[Day], today: dt.date) -> Document:
    """The month's report: how many of which kind, on which days, and what still waits."""
    found = supervising.city_month(Unit.objects.filter(pk=unit.pk), first, today=today)
    mine = found[0] if found else UnitMonth(unit, {}, {}, 0, 0)
    summary = gettext(
        "%(unit)s %(month)s 共有监察信号 %(total)s 条，其中红牌 %(red)s 条，黄牌 %(yellow)s 条；"
        "截至 %(today)s，待答复 %(waiting)s 条，其中逾期未答复 %(overdue)s 条。"
    ) % {
        "unit": unit.name,
        "month": f"{first.year}年{first.month}月",
        "total": mine.total,
        "red": mine.colours.get(Colour.RED, 0),
        "yellow": mine.colours.get(Colour.YELLOW, 0),
        "today": documents.chinese_date(today),
        "waiting": mine.waiting,
        "overdue": mine.overdue,
    }
    kinds = [[str(kind.label), str(mine.kinds[kind])] for kind in SignalKind if mine.kinds.get(kind)]
    by_day = [[f"{day.on}", "；".join(f"{name} {n} 条" for _, name, n in day.said), str(day.total)] for day in days]
    blocks: list[Block] = [Paragraph(summary), Heading(gettext("按类别"))]
    blocks += [Table(kinds, header=(gettext("类别"), gettext("条数")), widths=(4, 1))] if kinds else []
    blocks += [Heading(gettext("按日期"))]
    blocks += (
        [Table(by_day, header=(gettext("日期"), gettext("信号"), gettext("条数")), widths=(2, 6, 1))] if by_day else []
    )
    blocks += [Paragraph(str(NOT_A_CASE))]
    title = gettext("%(unit)s%(month)s电子监察月报") % {"unit": unit.name, "month": f"{first.year}年{first.month}月"}
    return Document(title, blocks, issuer=settings.CITY_NAME, date=today)


urlpatterns = [
    path("signals/month/", month, name="signals_month"),
    path("signals/month/export.xlsx", month_xlsx, name="signals_month_xlsx"),
    path("signals/month/<str:code>/", unit_month, name="signals_month_unit"),
    path("signals/month/<str:code>/report.<str:kind>", unit_month_file, name="signals_month_file"),
]
