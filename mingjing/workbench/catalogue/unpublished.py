"""已批准未公布: versions that were approved and are not published, with their age in days (ACC-6-4b)."""

import datetime as dt

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.catalogue import access
from mingjing.catalogue.models import PowerVersion
from mingjing.catalogue.selectors import changes as selectors
from mingjing.core.exporting import Col, export
from mingjing.core.paging import page_of, query_of
from mingjing.people.models import Official, Unit
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import AnyUnit

MOST_DAYS = 3650
ORDER = ("approved_at", "id")


class UnpublishedFilter(forms.Form):
    unit = AnyUnit()
    days = forms.IntegerField(label=_("至少已过天数"), required=False, min_value=1, max_value=MOST_DAYS)
    revisions = forms.BooleanField(label=_("只看修订"), required=False)

    def of(self, rows: QuerySet[PowerVersion], today: dt.date) -> QuerySet[PowerVersion]:
        """The versions that fit what was asked for."""
        said = self.cleaned_data
        if said["unit"]:
            rows = rows.filter(item__unit=said["unit"])
        if said["days"]:
            rows = rows.filter(approved_at__date__lte=today - dt.timedelta(days=said["days"]))
        return rows.filter(item__current__isnull=False) if said["revisions"] else rows


def _rows(viewer: Official, today: dt.date) -> QuerySet[PowerVersion]:
    units = None if viewer.holds(*access.SEES_ALL) else Unit.objects.filter(pk=viewer.unit_id)
    return selectors.unpublished(today=today, units=units)


def basis_of(version: PowerVersion) -> str:
    """A revision that waits rests on another item than a power never published."""
    return "ACC-6-4b" if version.item.current_id else "ACC-6-2"


@require_GET
@official_required
def unpublished(request: OfficialRequest) -> HttpResponse:
    """Versions approved before today and not published, the oldest first."""
    today, form = timezone.localdate(), UnpublishedFilter(request.GET)
    valid, rows = form.is_valid(), _rows(request.user, today)
    page = page_of(form.of(rows, today) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "changes",
        "page": page,
        "rows": [(row, selectors.days_unpublished(row, today), basis_of(row)) for row in page],
        "form": form,
        "query": query_of(request.GET),
    }
    return render(request, "workbench/changes/unpublished.html", context, status=200 if valid else 422)


@require_GET
@official_required
def unpublished_xlsx(request: OfficialRequest) -> HttpResponseBase:
    """What the filter finds, as a sheet."""
    today, form = timezone.localdate(), UnpublishedFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    return export(gettext("已批准未公布"), _columns(today), form.of(_rows(request.user, today), today))


def _columns(today: dt.date) -> tuple[Col, ...]:
    return (
        Col(_("职权编码"), "item.number"),
        Col(_("职权"), "name", 40),
        Col(_("单位"), "item.unit.name"),
        Col(_("版次"), "no"),
        Col(_("批准日期"), lambda row: timezone.localtime(row.approved_at).date()),
        Col(_("已过天数"), lambda row: selectors.days_unpublished(row, today)),
        Col(_("变更理由"), "change_reason", 40),
        Col(_("依据"), basis_of),
    )


urlpatterns = [
    path("changes/unpublished/", unpublished, name="unpublished"),
    path("changes/unpublished/export.xlsx", unpublished_xlsx, name="unpublished_xlsx"),
]
