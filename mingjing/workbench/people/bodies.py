"""内设机构: entered, changed and removed by the unit's clerk or the keepers of units."""

from functools import partial
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.people import access
from mingjing.people.models import InternalBody, Unit
from mingjing.people.services import bodies as services
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.people.forms import BodyForm
from mingjing.workbench.people.saving import saved
from mingjing.workbench.replies import done


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest, code: str) -> HttpResponse:
    """Enter an internal body of a unit."""
    unit = _unit(request, code)
    form = BodyForm(request.POST or None, instance=InternalBody(unit=unit), initial={"order": unit.bodies.count() + 1})

    def add(said: dict[str, Any]) -> None:
        services.add(unit, **said, by=request.user, at=timezone.now())

    if request.method == "POST" and saved(request, form, add, _("内设机构已设置，公开页面将更新。")):
        return redirect("workbench:unit", code)
    return _page(request, unit, form)


@require_http_methods(["GET", "POST"])
@official_required
def edit(request: OfficialRequest, code: str, pk: str) -> HttpResponse:
    """Change an internal body."""
    unit = _unit(request, code)
    body = get_object_or_404(InternalBody, pk=pk, unit=unit)
    form = BodyForm(request.POST or None, instance=get_object_or_404(InternalBody, pk=pk))

    def change(said: dict[str, Any]) -> None:
        services.edit(body, **said, by=request.user, at=timezone.now())

    if request.method == "POST" and saved(request, form, change, _("内设机构已保存，公开页面将更新。")):
        return redirect("workbench:unit", code)
    return _page(request, unit, form, body)


@require_POST
@official_required
def remove(request: OfficialRequest, code: str, pk: str) -> HttpResponse:
    """Take a body off the card."""
    unit = _unit(request, code)
    body = get_object_or_404(InternalBody, pk=pk, unit=unit)
    act = partial(services.remove, body, by=request.user, at=timezone.now())
    if done(request, act, _("已撤销内设机构“%(body)s”。") % {"body": body}):
        return redirect("workbench:unit", code)
    return redirect("workbench:body_edit", code, pk)


def _unit(request: OfficialRequest, code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code)
    if not access.may_keep_card(request.user, unit):
        raise Http404
    return unit


def _page(request: OfficialRequest, unit: Unit, form: BaseForm, body: InternalBody | None = None) -> HttpResponse:
    context = {"section": "units", "unit": unit, "form": form, "body": body}
    return render(request, "workbench/people/body_form.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("units/<str:code>/bodies/new/", new, name="body_new"),
    path("units/<str:code>/bodies/<uuid:pk>/", edit, name="body_edit"),
    path("units/<str:code>/bodies/<uuid:pk>/remove/", remove, name="body_remove"),
]
