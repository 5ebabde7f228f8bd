"""评优资格: may a unit or a person be commended for a year, and if not, on which article (ACC-11-2d, ACC-11-3c)."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.core import exporting
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col
from mingjing.core.paging import page_of, query_of
from mingjing.people import access
from mingjing.people.enums import OFFICE
from mingjing.people.models import MeritBar, Official, Unit
from mingjing.people.selectors import merit as selectors
from mingjing.people.services import merit as services
from mingjing.regulations.selectors import in_force
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import AnyUnit

ORDER = ("-since", "-id")
MOST_PEOPLE = 50
FIRST_YEAR, LAST_YEAR = 2010, 2100
COLUMNS = (
    Col(_("年度"), "year"),
    Col(_("单位代码"), "unit.code"),
    Col(_("单位"), "unit.name", 30),
    Col(_("姓名"), lambda row: row.name or "（单位）"),
    Col(_("账号"), "official.username"),
    Col(_("资格"), lambda row: "已恢复" if row.lifted_on else "没有资格"),
    Col(_("依据"), "basis"),
    Col(_("起始日"), "since"),
    Col(_("截止日"), "until"),
    Col(_("解除日期"), "lifted_on"),
    Col(_("解除理由"), "lifted_for", 40),
)


class MeritFilter(forms.Form):
    """Of whom and for which year."""

    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    unit = AnyUnit()
    name = forms.CharField(label=_("姓名"), required=False, max_length=40)

    def __init__(self, asked: Any, *, viewer: Official, today: dt.date) -> None:
        super().__init__({"year": today.year} | asked.dict())
        if not viewer.holds(*OFFICE):
            self.fields["unit"].queryset = Unit.objects.filter(pk=viewer.unit_id)  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for, for the selectors."""
        said = self.cleaned_data
        return {"year": said["year"], "unit": said["unit"], "name": said["name"].strip()}


@require_GET
@official_required
def merit(request: OfficialRequest) -> HttpResponseBase:
    """The answer for the unit or person asked for, and every bar of the year."""
    if not access.may_see_bars(request.user):
        raise Http404
    form = MeritFilter(request.GET, viewer=request.user, today=timezone.localdate())
    if form.is_valid() and exporting.wanted(request):
        rows = selectors.bars(request.user, **form.asked).order_by(*ORDER)
        return exporting.export(gettext("评优资格"), COLUMNS, rows)
    return _page(request, form)


def _page(
    request: OfficialRequest, form: MeritFilter, *, refused: str = "", tried: str = "", reason: str = ""
) -> HttpResponse:
    valid = form.is_valid()
    rows = selectors.bars(request.user, **form.asked) if valid else MeritBar.objects.none()
    asked = valid and (form.asked["unit"] or form.asked["name"])
    regulation = in_force(timezone.localdate())
    context = {
        "section": "merit",
        "form": form,
        "page": page_of(rows, request.GET, order=ORDER),
        "query": query_of(request.GET),
        "standings": selectors.standings(request.user, **form.asked, most=MOST_PEOPLE) if asked else [],
        "asked": asked,
        "year": form.asked["year"] if valid else "",
        "may_lift": request.user.holds(*access.SENDERS),
        "pack": regulation.number if regulation else "",
        "refused": refused,
        "tried": tried,
        "reason": reason,
    }
    return render(request, "workbench/people/merit.html", context, status=422 if refused or not valid else 200)


@require_POST
@official_required
def lift(request: OfficialRequest, pk: str) -> HttpResponse:
    """The office gives the eligibility back; a refusal says why and keeps what was typed."""
    row = get_object_or_404(access.bars_visible_to(request.user), pk=pk)
    reason = request.POST.get("reason", "")[:300]
    try:
        services.lift(row, reason=reason, by=request.user, today=timezone.localdate(), at=timezone.now())
    except Refused as refusal:
        form = MeritFilter(request.GET, viewer=request.user, today=dt.date(row.year, 1, 1))
        return _page(request, form, refused=str(refusal), tried=str(row.pk), reason=reason)
    messages.success(request, gettext("已恢复评优资格。"))
    return redirect("workbench:merit")


urlpatterns = [
    path("merit/", merit, name="merit"),
    path("merit/<uuid:pk>/lift/", lift, name="merit_lift"),
]
