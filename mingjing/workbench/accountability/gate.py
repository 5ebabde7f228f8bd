"""The door of every page about a case of accountability: what may not be seen does not exist."""

from functools import wraps
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase, Export, Investigator, Subject, Transfer
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest, official_required

TRANSFERS, EXPORTS = (model.objects.filter(case=OuterRef("pk")) for model in (Transfer, Export))


def cases(viewer: Official) -> QuerySet[AccountabilityCase]:
    """The cases that this person may see, each with who may be responsible and who looks into it. Three queries."""
    people = Prefetch("investigators", Investigator.objects.select_related("official__unit", "named_by"))
    subjects = Prefetch("subjects", Subject.objects.select_related("unit", "official"))
    rows = access.visible_to(viewer).select_related("unit", "lead", "registered_by")
    rows = rows.annotate(handed_over=Exists(TRANSFERS), taken_out=Exists(EXPORTS))  # most cases have neither
    return rows.prefetch_related(people, subjects)


def with_case(view: Any) -> Any:
    """The view is given the case instead of its key, if this person may see it; nobody stores the answer."""

    @never_cache
    @official_required
    @wraps(view)
    def opened(request: OfficialRequest, pk: str, *words: Any, **named: Any) -> HttpResponseBase:
        found = get_object_or_404(cases(request.user), pk=pk)
        answer: HttpResponseBase = view(request, found, *words, **named)
        return answer

    return opened
