"""投诉举报: the first page, and the state of the channels. No account and no cookie; a cache may keep them a minute.

What depends on the time of day is never kept longer than it stays true, so these pages are not published as files.
"""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from mingjing.complaints.selectors import hotlines
from mingjing.regulations.selectors import law
from mingjing.rules import packs

FRESH = 60  # seconds
# Who does what by when, told in this order; the lengths come from the regulation in force.
PROMISED = ("CMP-7-1a", "CMP-7-3", "CMP-7-5", "CMP-7-6", "CMP-7-2c", "CMP-7-2d")


@require_safe
@conditional_page
def front(request: HttpRequest) -> HttpResponse:
    """In plain words: what one may complain about, how, who handles it, what we promise and what we cannot."""
    now = timezone.localtime()
    pack, limits = packs.load(settings.DEFAULT_PACK), law(now.date()).limits
    context = {
        "section": "complaints",
        "acts": pack.acts.values(),
        "promised": [limits[name] for name in PROMISED if name in limits],
        "closed": [way for way in hotlines.ways() if way.state.closed],
    }
    return _fresh(request, "portal/complaints/front.html", context, now)


@require_safe
@conditional_page
def channels(request: HttpRequest) -> HttpResponse:
    """Each channel: where, when, last tried when, and what to do while it is closed (CMP-1-b)."""
    now, ways = timezone.localtime(), hotlines.ways()
    names = "、".join(way.name for way in ways if not way.state.closed)
    context = {"section": "complaints", "ways": ways, "open_names": names}
    return _fresh(request, "portal/complaints/channels.html", context, now)


def _fresh(request: HttpRequest, template: str, said: Mapping[str, object], now: dt.datetime) -> HttpResponse:
    """The page with the phones, and the number to call now; kept no longer than that number is the one."""
    lines = list(hotlines.current())
    context = {**said, "lines": lines, "now": hotlines.answering(lines, now.time())}
    answer = render(request, template, context)
    until = int(hotlines.changes_in(lines, now).total_seconds())
    patch_cache_control(answer, public=True, max_age=min(FRESH, until))
    return answer


urlpatterns = [
    path("complaints/", front, name="complaints"),
    path("complaints/channels/", channels, name="complaint_channels"),
]
