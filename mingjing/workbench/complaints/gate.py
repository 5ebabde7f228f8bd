"""The door of every page about complaints: nobody stores the answer, and what may not be seen does not exist."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from mingjing.complaints import access
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.folding import folded
from mingjing.complaints.selectors.opening import CaseKeys, keys_to
from mingjing.core.errors import Refused
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.keys import unlocked


def centre_only(view: Any) -> Any:
    """Let the centre in, and the discipline organ; the database shows what this person was granted meanwhile."""

    @never_cache
    @official_required
    @wraps(view)
    def opened(request: OfficialRequest, *words: Any, **named: Any) -> HttpResponseBase:
        if not access.may_look_in(request.user):
            raise Http404
        with access.shown_to(request.user):
            answer: HttpResponseBase = view(request, *words, **named)
            return answer

    return opened


def with_case(view: Any) -> Any:
    """As `centre_only`; the view is given the case instead of its key, if it was granted to this person."""

    @wraps(view)
    def found(request: OfficialRequest, pk: str, *words: Any, **named: Any) -> HttpResponseBase:
        rows = folded(access.visible_to(request.user).select_related("merged_into", "split_from"))
        complaint = get_object_or_404(rows, pk=pk)
        if access.is_in_conflict(request.user, access.routed(complaint)):  # moved to that unit since it was granted
            raise Http404
        answer: HttpResponseBase = view(request, complaint, *words, **named)
        return answer

    return centre_only(found)


def keys_for(request: OfficialRequest, complaint: Complaint) -> tuple[CaseKeys | None, str]:
    """The keys of the case as far as the viewer's own key is unlocked, and why there are none otherwise."""
    key = unlocked(request)
    if key is None:
        return None, ""
    try:
        return keys_to(complaint, key), ""
    except Refused as refusal:
        return None, str(refusal)
