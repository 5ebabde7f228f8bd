"""责任追究: what it is for, in the words of the regulation in force, and masked outcomes for everybody (ACC-1-a)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from mingjing.accountability.enums import OutcomeStatus
from mingjing.accountability.models import Outcome
from mingjing.accountability.selectors import outcomes
from mingjing.core.paging import page_of
from mingjing.portal.complaints.front import FRESH
from mingjing.regulations.selectors import in_force, pack_in_force
from mingjing.rules import packs

GONE = 410
ORDER = ("-published_on", "-id")
DOCUMENT = "ACC"


@require_safe
@conditional_page
def accountability(request: HttpRequest) -> HttpResponse:
    """The purpose by the active version, what calls for accountability, which measures there are, and the outcomes."""
    today = timezone.localdate()
    regulation, pack = in_force(today), pack_in_force(today)
    page = page_of(outcomes.published(), request.GET, order=ORDER)
    context = {
        "section": "accountability",
        "regulation": regulation,
        "purpose": regulation.articles.filter(document=DOCUMENT, number=1).first() if regulation else None,
        "groups": [group for group in pack.groups.values() if group.document == DOCUMENT] if pack else [],
        "severities": [
            (severity, [measure for measure in pack.measures.values() if measure.severity == severity.id])
            for severity in pack.severities.values()
        ]
        if pack
        else [],
        "page": page,
    }
    return _fresh(render(request, "portal/accountability/front.html", context))


@require_safe
@conditional_page
def outcome(request: HttpRequest, pk: str) -> HttpResponse:
    """One outcome. One that was taken back says only that it was."""
    rows = Outcome.objects.exclude(status=OutcomeStatus.DRAFTED).select_related("case__unit")
    found = get_object_or_404(rows, pk=pk)
    gone = found.status == OutcomeStatus.WITHDRAWN
    ground = packs.load(found.case.pack).grounds.get(found.case.ground)
    context = {"section": "accountability", "outcome": found, "gone": gone, "ground": ground}
    return _fresh(render(request, "portal/accountability/outcome.html", context, status=GONE if gone else 200))


def _fresh(answer: HttpResponse) -> HttpResponse:
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


urlpatterns = [
    path("accountability/", accountability, name="accountability"),
    path("accountability/<uuid:pk>/", outcome, name="accountability_outcome"),
]
