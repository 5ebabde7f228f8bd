"""What several pages of the catalogue fetch: only what the viewer may see, else 404."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from mingjing.catalogue import access
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.core.errors import Refused
from mingjing.workbench.access import OfficialRequest

PEOPLE = ("chief", "handler", "drafted_by", "reviewed_by", "cleared_by", "approved_by")


def item_of(request: OfficialRequest, number: str) -> PowerItem:
    """The power of this number, if the viewer may see it."""
    rows = access.visible_to(request.user).select_related("unit", "type", "current")
    return get_object_or_404(rows, number=number)


def version_of(request: OfficialRequest, number: str, no: int) -> PowerVersion:
    """The version of this power, if the viewer may see it."""
    return get_object_or_404(_versions(request), item__number=number, no=no)


def draft_of(request: OfficialRequest, number: str, no: int) -> PowerVersion:
    """The version, if the viewer may see it and belongs to those who draft for its unit."""
    rows = _versions(request).filter(item__unit=request.user.unit_id)
    return get_object_or_404(rows, item__number=number, no=no)


def _versions(request: OfficialRequest) -> QuerySet[PowerVersion]:
    related = ("item__unit", "item__type", "item__current", *PEOPLE)
    return access.versions_visible_to(request.user).select_related(*related)


def attempt(request: OfficialRequest, act: Callable[[], object], done: str) -> bool:
    """Do it and say so, or say why not."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True
