"""One matter, for whoever waits for it: where it stands on the published chart. Rendered on demand, two queries."""

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from mingjing.casework.enums import StepKind
from mingjing.casework.selectors import matters
from mingjing.casework.selectors.progress import Progress, progress, taken_down
from mingjing.portal.gone import gone
from mingjing.portal.timeline import lines, standing
from mingjing.regulations import selectors as regulations
from mingjing.rules import calendar_seed

FRESH = 60  # seconds that a cache in front may answer without asking
View = Callable[[HttpRequest, Progress], HttpResponse]


def of_a_public_matter(view: View) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """Find the matter or answer 404; give the answer validators, so that a browser need not fetch it twice."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
        found = progress(pk)
        if found is None:
            return gone(request, taken_down(pk))
        page = view(request, found)
        etag = f'"{hashlib.sha256(page.content).hexdigest()[:32]}"'
        midnight = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time()))
        modified = int(max(midnight, found.matter.judged_at or midnight).timestamp())
        page["ETag"], page["Last-Modified"] = etag, http_date(modified)
        patch_cache_control(page, public=True, max_age=FRESH)
        patch_vary_headers(page, ("Cookie",))
        return get_conditional_response(request, etag=etag, last_modified=modified, response=page) or page

    return answer


@of_a_public_matter
def matter(request: HttpRequest, found: Progress) -> HttpResponse:
    """Steps done, now and missing, by when and why that day, and the finding in one sentence."""
    return render(request, "portal/matter.html", _context(found))


@of_a_public_matter
def matter_form(request: HttpRequest, found: Progress) -> HttpResponse:
    """登记表, to print."""
    return render(request, "portal/matter_form.html", _context(found))


@of_a_public_matter
def verdict(request: HttpRequest, found: Progress) -> HttpResponse:
    """The verdict with all its moves: with the chart, anyone can replay it."""
    return JsonResponse(_verdict(found), json_dumps_params={"ensure_ascii": False, "indent": 1})


def _context(found: Progress) -> dict[str, Any]:
    today = timezone.localdate()
    calendar = regulations.calendar(found.calendar) if found.calendar else calendar_seed.seed()
    return {
        "section": "powers",
        "matter": found.matter,
        "version": found.matter.version,
        "lines": lines(found, calendar, today),
        "standing": standing(found, calendar, today),
        "stops": found.stops,
        "finding": matters.finding(found.matter, found.steps),
        "today": today,
        "calendar": calendar,
    }


def _verdict(found: Progress) -> dict[str, Any]:
    matter, version = found.matter, found.matter.version
    moves = [step for step in found.steps if step.kind != StepKind.RUNNING]
    return {
        "power": matter.item.number,
        "version": version.no,
        "chart": reverse("portal:chart", args=[matter.item.number, version.no]),
        "matter": matter.number,
        "state": matter.state,
        "decided": matter.decided,
        "cost": matter.cost,
        "added": matter.added,
        "skipped": matter.skipped,
        "verdict": matters.finding(matter, found.steps, str),
        "activities": [step.name for step in moves if step.kind != StepKind.SKIPPED],
        "moves": [[step.kind, step.name] for step in moves],
        "opened_at": matter.opened_at,
        "closed_at": matter.closed_at,
        "due_on": matter.due_on,
        "late": matter.late,
        "steps": [_timed(step) for step in found.steps],
        "pauses": [vars(stop) for stop in found.stops],
    }


def _timed(step: Any) -> dict[str, Any]:
    names = ("kind", "node", "name", "started_at", "ended_at", "used", "limit_length", "limit_unit", "due_on", "late")
    return {name: getattr(step, name) for name in names}
