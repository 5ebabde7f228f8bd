"""监察摘要: what came and what waits, for the leader it was made for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.casework import access
from mingjing.casework.services import digesting
from mingjing.core.paging import page_of
from mingjing.people.models import Unit
from mingjing.workbench.access import OfficialRequest, official_required


@require_GET
@official_required
def digests(request: OfficialRequest) -> HttpResponse:
    """The digests of this official, the last first."""
    page = page_of(access.digests_visible_to(request.user), request.GET, order=("-until", "-id"))
    context = {"section": "signals", "page": page, "rows": [(one, digesting.total(one)) for one in page], "query": ""}
    return render(request, "workbench/casework/digests.html", context)


@require_GET
@official_required
def digest(request: OfficialRequest, pk: str) -> HttpResponse:
    """One digest; opening it is reading it."""
    found = get_object_or_404(access.digests_visible_to(request.user), pk=pk)
    digesting.read(found, at=timezone.now())
    units = found.counts.get("units")
    names = dict(Unit.objects.filter(code__in=units or ()).values_list("code", "name"))
    rows = sorted(units.items(), key=lambda row: (-row[1]["overdue"], row[0])) if units else []
    context = {
        "section": "signals",
        "digest": found,
        "rows": [(code, names.get(code, code), counts) for code, counts in rows],
        "counts": digesting.total(found),
        "code": request.user.unit.code,
    }
    return render(request, "workbench/casework/digest.html", context)


@require_GET
@official_required
def digest_eml(request: OfficialRequest, pk: str) -> HttpResponse:
    """The digest as a mail, to send on."""
    found = get_object_or_404(access.digests_visible_to(request.user).select_related("official"), pk=pk)
    answer = HttpResponse(bytes(digesting.message(found)), content_type="message/rfc822")
    answer["Content-Disposition"] = f'attachment; filename="digest-{found.until}.eml"'
    return answer


urlpatterns = [
    path("digests/", digests, name="digests"),
    path("digests/<uuid:pk>/", digest, name="digest"),
    path("digests/<uuid:pk>/mail.eml", digest_eml, name="digest_eml"),
]
