"""How every page of a complaint leaves: kept by nobody on the way, and telling nobody where its reader came from."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.debug import sensitive_post_parameters


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views of complaints: `no-store`, no referrer to other sites, no posted word in a report of an error.

    The policy is `same-origin` and not `no-referrer`: under that one a browser sends `Origin: null` with a form, which
    the check of its token takes for a forgery.
    """
    guarded = sensitive_post_parameters()(view)

    @wraps(view)
    def answered(request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
        answer = guarded(request, *words, **named)
        answer["Cache-Control"] = "no-store, private"
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        patch_vary_headers(answer, ("Cookie",))
        return answer

    return answered
