"""岗位: entered and changed by the unit's clerk or the keepers of units."""

from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mingjing.people import access
from mingjing.people.models import Post, Unit
from mingjing.people.services import posts as services
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.people.forms import PostForm
from mingjing.workbench.people.saving import saved


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest, code: str) -> HttpResponse:
    """Enter a post of a unit."""
    unit = _unit(request, code)
    form = PostForm(request.POST or None, instance=Post(unit=unit))

    def add(said: dict[str, Any]) -> None:
        services.add(unit, **said, by=request.user, at=timezone.now())

    if request.method == "POST" and saved(request, form, add, _("岗位已设置，公开页面将更新。")):
        return redirect("workbench:unit", code)
    return _page(request, unit, form)


@require_http_methods(["GET", "POST"])
@official_required
def edit(request: OfficialRequest, code: str, pk: str) -> HttpResponse:
    """Change a post."""
    unit = _unit(request, code)
    post = get_object_or_404(Post, pk=pk, unit=unit)
    form = PostForm(request.POST or None, instance=get_object_or_404(Post, pk=pk))

    def change(said: dict[str, Any]) -> None:
        services.edit(post, **said, by=request.user, at=timezone.now())

    if request.method == "POST" and saved(request, form, change, _("岗位已保存，公开页面将更新。")):
        return redirect("workbench:unit", code)
    return _page(request, unit, form, post)


def _unit(request: OfficialRequest, code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code)
    if not access.may_keep_card(request.user, unit):
        raise Http404
    return unit


def _page(request: OfficialRequest, unit: Unit, form: BaseForm, post: Post | None = None) -> HttpResponse:
    context = {"section": "units", "unit": unit, "form": form, "post": post}
    return render(request, "workbench/people/post_form.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("units/<str:code>/posts/new/", new, name="post_new"),
    path("units/<str:code>/posts/<uuid:pk>/", edit, name="post_edit"),
]
