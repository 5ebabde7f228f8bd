"""What several pages of the catalogue fetch: only what the viewer may see, else 404."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from mingjing.catalogue import access
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
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
    """The version, if the viewer drafts for its unit and it is a draft.

    Whoever posts to a version that has just moved on gets it too: the service refuses in words, nothing typed is lost.
    """
    version = version_of(request, number, no)
    if not access.may_draft(request.user, version.item):
        raise Http404
    if request.method == "GET" and version.status != VersionStatus.DRAFT:
        raise Http404
    return version


def _versions(request: OfficialRequest) -> QuerySet[PowerVersion]:
    related = ("item__unit", "item__type", "item__current", *PEOPLE)
    return access.versions_visible_to(request.user).select_related(*related)
