"""处理结果公开: masked summaries of what was found, for everybody (ACC-9-1b). Which case it was nobody sees here."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from mingjing.complaints.enums import Finding, SummaryStatus
from mingjing.complaints.models import PublicSummary
from mingjing.complaints.selectors import summaries
from mingjing.core.paging import page_of
from mingjing.portal.complaints.front import FRESH
from mingjing.regulations.selectors import pack_in_force, packs_in_force
from mingjing.rules.packs.nouns import Pack

GONE = 410
ORDER = ("-published_on", "-id")


@require_safe
@conditional_page
def results(request: HttpRequest) -> HttpResponse:
    """Every published summary, the newest first."""
    page = page_of(summaries.published(), request.GET, order=ORDER)
    rules = packs_in_force(_day(row) for row in page)
    rows = [(row, _words(row, rules.get(_day(row)))) for row in page]
    context = {"section": "complaints", "page": page, "rows": rows}
    return _fresh(render(request, "portal/complaints/results.html", context))


@require_safe
@conditional_page
def result(request: HttpRequest, pk: str) -> HttpResponse:
    """One summary. One that was taken back says only that it was."""
    rows = PublicSummary.objects.exclude(status=SummaryStatus.DRAFTED)
    found = get_object_or_404(rows, pk=pk)
    gone = found.status == SummaryStatus.WITHDRAWN
    words = {} if gone else _words(found, pack_in_force(_day(found)))
    context = {"section": "complaints", "summary": found, "words": words}
    return _fresh(render(request, "portal/complaints/result.html", context, status=GONE if gone else 200))


def _day(row: PublicSummary) -> dt.date:
    return row.published_on or timezone.localdate()


def _words(row: PublicSummary, pack: Pack | None) -> dict[str, str]:
    act = pack.acts.get(row.act) if pack else None
    finding = str(Finding(row.finding).label) if row.finding in Finding.values else ""
    return {"act": act.name if act else "", "finding": finding}


def _fresh(answer: HttpResponse) -> HttpResponse:
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


urlpatterns = [
    path("complaints/results/", results, name="complaint_results"),
    path("complaints/results/<uuid:pk>/", result, name="complaint_result"),
]
