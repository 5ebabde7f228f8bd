"""A unit's powers for its own portal: a page for a frame that only that portal may show, and the list as data."""

import re
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from mingjing.catalogue import selectors
from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import PowerItem
from mingjing.people.models import Unit

R = TypeVar("R", bound=HttpResponse)
FRESH = 300  # seconds
HOST = re.compile(r"[a-z0-9.-]+")  # nothing that could end the policy and begin another
NOBODY = "'none'"


def portal_of(unit: Unit) -> str:
    """The origin of the unit's registered portal; the word for nobody where it has none."""
    parts = urlsplit(unit.portal_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return NOBODY
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return NOBODY
    return f"{parts.scheme}://{parts.hostname}{port}" if HOST.fullmatch(parts.hostname) else NOBODY


@require_GET
@xframe_options_exempt
def embed(request: HttpRequest, code: str) -> HttpResponse:
    """The list for a frame. The content policy names the unit's portal as the only page that may hold it."""
    unit = get_object_or_404(Unit, code=code)
    answer = render(request, "portal/embed.html", _context(unit))
    answer._csp_replace = {"frame-ancestors": [portal_of(unit)]}  # type: ignore[attr-defined]
    return _fresh(answer)


@require_GET
def snippet(request: HttpRequest, code: str) -> HttpResponse:
    """The list as plain HTML, to be fetched by the portal's own system and put into its page."""
    return _fresh(render(request, "portal/embed_list.html", _context(get_object_or_404(Unit, code=code))))


@require_GET
def listed(request: HttpRequest, code: str) -> JsonResponse:
    """The list as JSON, readable by scripts of other sites: it holds nothing that is not public."""
    unit = get_object_or_404(Unit, code=code)
    powers = [
        {
            "number": item.number,
            "name": item.name,
            "type": item.type.name,
            "status": item.status,
            "version": item.current.no,
            "published_at": item.current.published_at,
            "url": settings.SITE_URL + item.get_absolute_url(),
        }
        for item in _powers(unit)
        if item.current
    ]
    said = {"unit": {"code": unit.code, "name": unit.name}, "powers": powers}
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Access-Control-Allow-Origin"] = "*"
    return _fresh(answer)


def _powers(unit: Unit) -> QuerySet[PowerItem]:
    return selectors.public().filter(unit=unit).exclude(status=ItemStatus.ABOLISHED).order_by("number")


def _context(unit: Unit) -> dict[str, object]:
    return {"unit": unit, "powers": _powers(unit), "site": settings.SITE_URL}


def _fresh(answer: R) -> R:
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer
