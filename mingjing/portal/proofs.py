"""回执与核验: what a promise and a batch are, in plain words, and every batch and leaf to take away and check."""

import datetime as dt
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from mingjing.core.paging import page_of
from mingjing.transparency import selectors
from mingjing.transparency.models import Batch
from mingjing.transparency.pledge import key_id
from mingjing.transparency.services import promises

R = TypeVar("R", bound=HttpResponseBase)
SHOWN = 200
LEAVES = 200  # on a page of the outbox
FRESH, FOREVER = 60, 365 * 24 * 3600  # seconds
HOUR = "%Y-%m-%dT%HZ"  # in UTC, as addresses name it


@require_safe
def proofs(request: HttpRequest) -> HttpResponse:
    """The page: the key, the last batches, and what they prove and what not."""
    key, batches = promises.public_key(), list(selectors.batches()[:SHOWN])
    context = {
        "section": "proofs",
        "key": key.hex(),
        "key_id": key_id(key),
        "batches": [(found, named(found.hour), bytes(found.root).hex()) for found in batches],
        "late": selectors.closing_is_late(batches[0] if batches else None, at=timezone.now()),
    }
    return render(request, "portal/proofs.html", context)


@require_safe
def batch(request: HttpRequest, hour: str) -> HttpResponse:
    """One batch with every commitment. It never changes, so a cache may keep it for ever."""
    found = get_object_or_404(Batch.objects.select_related("leaf"), hour=_hour(hour))
    etag = f'"{bytes(found.root).hex()}"'
    answer = _open(_json(selectors.published(found)))
    answer["ETag"] = etag
    patch_cache_control(answer, public=True, max_age=FOREVER, immutable=True)
    return get_conditional_response(request, etag=etag, response=answer) or answer


@require_safe
@conditional_page
def outbox(request: HttpRequest) -> HttpResponse:
    """Every leaf that waits for the public log or is in it, in the order of writing, page by page."""
    page = page_of(selectors.leaves(), request.GET, order=("at", "id"), size=LEAVES)
    leaves = [{"leaf": bytes(found.data).decode("ascii"), "index": found.idx} for found in page]
    answer = _open(_json({"v": 1, "leaves": leaves, "next": f"?after={page.next}" if page.next else None}))
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


def named(hour: dt.datetime) -> str:
    """A batch's hour as its address names it."""
    return hour.astimezone(dt.UTC).strftime(HOUR)


def _hour(text: str) -> dt.datetime:
    try:
        found = dt.datetime.strptime(text, HOUR).replace(tzinfo=dt.UTC)
    except ValueError as error:
        raise Http404 from error
    if named(found) != text:
        raise Http404  # one address for each batch
    return found


def _json(said: dict[str, Any]) -> JsonResponse:
    return JsonResponse(said, json_dumps_params={"indent": 1})


def _open(answer: R) -> R:
    """Readable by scripts of other sites, whose readers may check too: it holds nothing that is not public."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


urlpatterns = [
    path("proofs/", proofs, name="proofs"),
    path("proofs/batches/<str:hour>.json", batch, name="proofs_batch"),
    path("proofs/outbox.json", outbox, name="proofs_outbox"),
]
