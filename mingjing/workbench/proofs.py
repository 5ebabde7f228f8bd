"""承诺核查, for the audit administrator alone: promises of a filing that were broken, and the batches."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.core.paging import page_of, query_of
from mingjing.transparency import access, selectors
from mingjing.workbench.access import OfficialRequest, official_required


@require_GET
@official_required
def proofs(request: OfficialRequest) -> HttpResponse:
    """Broken promises counted by hour, and every batch, the newest first."""
    if not access.may_see_overdue(request.user):
        raise Http404
    at = timezone.now()
    page = page_of(selectors.batches(), request.GET, order=("-hour",))
    context = {
        "section": "proofs",
        "overdue": selectors.overdue_by_hour(at=at),
        "late": selectors.closing_is_late(selectors.batches().first(), at=at),
        "page": page,
        "rows": [(batch, bytes(batch.root).hex()) for batch in page],
        "query": query_of(request.GET),
    }
    return render(request, "workbench/proofs.html", context)


urlpatterns = [path("proofs/", proofs, name="proofs")]
