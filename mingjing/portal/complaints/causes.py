"""反映最多的问题: what people complained about in each quarter; small numbers are not told (CMP-1-a, CMP-8-c)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from mingjing.complaints.selectors import causes as selectors
from mingjing.portal.complaints.front import FRESH
from mingjing.rules import packs


@require_safe
@conditional_page
def causes(request: HttpRequest) -> HttpResponse:
    """The table of each quarter."""
    acts = packs.load(settings.DEFAULT_PACK).acts
    tables = [(name, [(row, acts.get(row.act)) for row in rows]) for name, rows in selectors.tables().items()]
    context = {"section": "complaints", "tables": tables, "few": selectors.FEW}
    answer = render(request, "portal/complaints/causes.html", context)
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


urlpatterns = [path("complaints/causes/", causes, name="complaint_causes")]
