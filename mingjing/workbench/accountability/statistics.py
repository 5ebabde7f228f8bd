"""责任追究统计: by ground, unit and measure, and how long cases took; each table as a sheet."""

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.accountability import access
from mingjing.accountability.selectors import statistics as selectors
from mingjing.core.exporting import Col, export
from mingjing.people.enums import OFFICE
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.regulations import DayInput

COUNTED = (
    Col(_("名称"), "name", 40),
    Col(_("案件"), "total"),
    Col(_("未结"), "open"),
    Col(_("已作决定"), "decided"),
    Col(_("不予追究"), "not_established"),
)
TIMES = (Col(_("方式"), "key"), Col(_("名称"), "name", 40), Col(_("次数"), "total"))
SHEETS: dict[str, tuple[Any, Any, tuple[Col, ...]]] = {
    "ground": (_("按情形"), selectors.by_ground, (Col(_("情形"), "key"), *COUNTED)),
    "unit": (_("按单位"), selectors.by_unit, (Col(_("单位代码"), "key"), *COUNTED)),
    "measure": (_("按追究方式"), selectors.by_measure, TIMES),
}


class PeriodForm(forms.Form):
    """Which days of opening count; the year so far unless told otherwise."""

    since = forms.DateField(label=_("立案日期从"), required=False, widget=DayInput())
    until = forms.DateField(label=_("至"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            raise forms.ValidationError(gettext("开始日期在结束日期之后，请改正。"))
        return said


@require_GET
@official_required
def statistics(request: OfficialRequest) -> HttpResponseBase:
    """The year so far, or the days that were asked for."""
    if not request.user.holds(*OFFICE):
        raise Http404
    today = timezone.localdate()
    form = PeriodForm(request.GET)
    valid = form.is_valid()
    since = (valid and form.cleaned_data["since"]) or dt.date(today.year, 1, 1)
    until = (valid and form.cleaned_data["until"]) or today
    rows = selectors.between(access.visible_to(request.user), since, until)
    wanted = SHEETS.get(request.GET.get("sheet", "")) if valid else None
    if wanted:
        title, count, columns = wanted
        return export(f"{gettext('责任追究统计')}{title}", columns, count(rows))
    context = {
        "section": "accountability",
        "form": form,
        "since": since,
        "until": until,
        "tables": [(key, title, count(rows)) for key, (title, count, _columns) in SHEETS.items()] if valid else [],
        "time": selectors.time_taken(rows),
    }
    answer: HttpResponse = render(
        request, "workbench/accountability/statistics.html", context, status=200 if valid else 422
    )
    return answer


urlpatterns = [path("accountability/statistics/", statistics, name="accountability_statistics")]
