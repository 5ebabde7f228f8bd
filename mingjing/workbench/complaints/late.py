"""逾期: limits of complaints that come near or were missed, and the offer to register a lead on them (ACC-9-1a).

Numbers, limits and dates only; a person registers the lead, nothing is registered by itself (X-08).
"""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import breaches, reminders
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import page_of, query_of
from mingjing.supervision import access as supervision
from mingjing.supervision.enums import LeadSource
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.complaints.kinds import Panel

ORDER = ("-breached_on", "-id")
MOST = 20  # that come near
SHEET = 5000  # rows
WAITING = "waiting"
COLUMNS = (
    Col(_("编号"), "number"),
    Col(_("期限"), "limit.name", 40),
    Col(_("条文"), "limit.article"),
    Col(_("长度"), lambda one: str(one.limit)),
    Col(_("起算日"), "clock.started_on"),
    Col(_("最后一日"), "clock.due_on"),
    Col(_("“日”的另一种算法"), "clock.other_on"),
    Col(_("逾期日"), "clock.breached_on"),
    Col(_("办结日"), "clock.stopped_on"),
)


@require_GET
@never_cache
@official_required
def late(request: OfficialRequest) -> HttpResponse:
    """What was missed, the newest first; what comes near in front. For those who answer for it (ACC-9-1a)."""
    if not access.may_look_in(request.user):
        raise Http404
    rows = _asked(access.late_visible_to(request.user), request.GET)
    if wanted(request):
        return export(gettext("逾期的投诉举报"), COLUMNS, breaches.of_clocks(list(rows.order_by(*ORDER)[:SHEET])))
    page = page_of(rows, request.GET, order=ORDER)
    context = {
        "section": "complaints_late",
        "page": page,
        "rows": breaches.of_clocks(page.rows),
        "near": reminders.near(request.user, most=MOST),
        "query": query_of(request.GET),
        "waiting": request.GET.get("state") == WAITING,
        "sees_late": access.may_see_late(request.user),
        "source": LeadSource.COMPLAINT,
    }
    return render(request, "workbench/complaints/late.html", context)


def _asked(rows: QuerySet[Clock], asked: Any) -> QuerySet[Clock]:
    return rows.filter(stopped_on=None) if asked.get("state") == WAITING else rows


def _offer(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    if not (access.may_see_late(request.user) and supervision.may_register(request.user)):
        return None
    found = breaches.of_complaint(request.user, complaint.pk)
    return {"breaches": found, "source": LeadSource.COMPLAINT} if found else None


OFFER = Panel("late", "workbench/complaints/panels/late.html", _offer)
urlpatterns = [path("complaints/late/", late, name="complaints_late")]
