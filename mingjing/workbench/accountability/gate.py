"""The door of every page about a case of accountability: what may not be seen does not exist."""

from functools import wraps
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from mingjing.accountability import access
from mingjing.workbench.access import OfficialRequest, official_required


def with_case(view: Any) -> Any:
    """The view is given the case instead of its key, if this person may see it; nobody stores the answer."""

    @never_cache
    @official_required
    @wraps(view)
    def found(request: OfficialRequest, pk: str, *words: Any, **named: Any) -> HttpResponseBase:
        rows = access.visible_to(request.user).select_related("unit", "lead", "registered_by")
        answer: HttpResponseBase = view(request, get_object_or_404(rows, pk=pk), *words, **named)
        return answer

    return found
