"""过时页面: public pages that are older than their cycle, and the button that says they are still right."""

import datetime as dt
from collections.abc import Iterable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.core.books import Sheet, taken_home
from mingjing.core.errors import Refused
from mingjing.core.paging import query_of
from mingjing.disclosure import access
from mingjing.disclosure.selectors import freshness
from mingjing.disclosure.selectors.freshness import Page
from mingjing.disclosure.services import recording
from mingjing.people.enums import Role
from mingjing.people.models import Unit
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.disclosure.forms import UnitFilter

MOST = 200  # on the page; the sheet holds all


@require_GET
@official_required
def stale_pages(request: OfficialRequest) -> HttpResponse:
    """Old pages, the oldest first."""
    form, today = UnitFilter(request.GET), timezone.localdate()
    valid = form.is_valid()
    count, found = freshness.oldest(_units(request, form), today=today, most=MOST) if valid else (0, [])
    context = {
        "section": "disclosure",
        "tab": "pages",
        "rows": [(page, (today - page.stale).days if page.stale else 0) for page in found],
        "count": count,
        "most": MOST,
        "form": form,
        "query": query_of(request.GET),
        "may_plan": request.user.holds(Role.UNIT_CLERK),
    }
    return render(request, "workbench/disclosure/pages.html", context, status=200 if valid else 422)


@require_GET
@official_required
def stale_xlsx(request: OfficialRequest) -> HttpResponse:
    """All that the filter finds, as a sheet."""
    form, today = UnitFilter(request.GET), timezone.localdate()
    stale = freshness.stale(_units(request, form), today=today) if form.is_valid() else ()
    found = sorted(stale, key=lambda page: (page.stale or today, page.title))
    header = [_("单位"), _("页面"), _("网址"), _("上次更新或核对"), _("自何日起过时")]
    rows = ([page.unit.name, page.title, page.address, page.updated, page.stale] for page in found)
    return taken_home("stale-pages", Sheet(_("过时页面"), header, rows))


def _units(request: OfficialRequest, form: UnitFilter) -> QuerySet[Unit]:
    units = access.units_visible_to(request.user)
    unit = form.cleaned_data["unit"]
    return units.filter(pk=unit.pk) if unit else units


@require_POST
@official_required
def confirm_pages(request: OfficialRequest) -> HttpResponse:
    """The pages ticked were read and are still right."""
    viewer, today = request.user, timezone.localdate()
    ticked = set(request.POST.getlist("page"))
    pages = [page for page in _own(request, today) if page.address in ticked]
    if not pages:
        messages.error(request, _("请先勾选读过、内容仍然正确的页面。"))
        return redirect("workbench:stale_pages")
    try:
        count = recording.confirm(
            unit=viewer.unit,
            items=[page.item for page in pages if page.item],
            plans=[page.plan for page in pages if page.plan],
            card=any(page.item is None and page.plan is None for page in pages),
            by=viewer,
            on=today,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已核对 %(n)s 页，公开页面上的提示随即消失。") % {"n": count})
    return redirect("workbench:stale_pages")


def _own(request: OfficialRequest, today: dt.date) -> Iterable[Page]:
    """The old pages of the viewer's unit: nothing else can be ticked."""
    units = access.units_visible_to(request.user).filter(pk=request.user.unit_id)
    return freshness.stale(units, today=today)


urlpatterns = [
    path("disclosure/pages/", stale_pages, name="stale_pages"),
    path("disclosure/pages/export.xlsx", stale_xlsx, name="stale_xlsx"),
    path("disclosure/pages/confirm/", confirm_pages, name="confirm_pages"),
]
