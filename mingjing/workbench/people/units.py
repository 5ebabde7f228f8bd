"""单位: the list, the tree, one unit with its card, posts, people and scope."""

from typing import Any

from django.db.models import Count, Q
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core import exporting
from mingjing.core.paging import page_of, query_of
from mingjing.ledger import selectors as ledger
from mingjing.people import access, codes
from mingjing.people.models import Unit
from mingjing.people.selectors import units as selectors
from mingjing.people.services import units as services
from mingjing.regulations import access as regulations
from mingjing.regulations.models import Regulation
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.people.forms import (
    CardForm,
    CloseForm,
    NewUnitForm,
    ReasonForm,
    ScopeForm,
    UnitFilter,
    UnitForm,
)
from mingjing.workbench.people.saving import saved

HEADCOUNT = Count("officials", filter=Q(officials__is_active=True))


@require_GET
@official_required
def units(request: OfficialRequest) -> HttpResponse:
    """Every unit, filtered, by code."""
    form, today = UnitFilter(request.GET), timezone.localdate()
    valid = form.is_valid()
    found = form.of(Unit.objects.all(), today=today) if valid else Unit.objects.none()
    rows = found.select_related("parent").annotate(headcount=HEADCOUNT)
    if valid and exporting.wanted(request):
        return exporting.export(_("单位"), exports.UNITS, rows.order_by("code"))
    context = {
        "section": "units",
        "page": page_of(rows, request.GET, order=("code",)),
        "form": form,
        "query": query_of(request.GET),
        "today": today,
        "may_keep": access.may_keep_units(request.user),
    }
    return render(request, "workbench/people/units.html", context, status=200 if valid else 422)


@require_GET
@official_required
def tree(request: OfficialRequest) -> HttpResponse:
    """The unit tree of today. One query."""
    rows = list(selectors.active(timezone.localdate()).order_by("code"))
    context = {"section": "units", "branches": selectors.tree(rows), "count": len(rows)}
    return render(request, "workbench/people/tree.html", context)


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Enter a unit."""
    if not access.may_keep_units(request.user):
        raise Http404
    form = NewUnitForm(request.POST or None, initial={"active_from": timezone.localdate()})

    def register(said: dict[str, Any]) -> None:
        services.register(**said, by=request.user, at=timezone.now())

    if request.method == "POST" and saved(request, form, register, _("单位已登记。")):
        return redirect("workbench:unit", form.cleaned_data["code"])
    context = {"section": "units", "form": form}
    return render(request, "workbench/people/unit_form.html", context, status=422 if form.is_bound else 200)


@require_GET
@official_required
def unit(request: OfficialRequest, code: str) -> HttpResponse:
    """One unit: what it is, its card, posts, people, scope, and what may be done with it."""
    return _page(request, _unit(code))


def _unit(code: str) -> Unit:
    return get_object_or_404(Unit.objects.select_related("parent", "administered_by"), code=code)


def _page(
    request: OfficialRequest, found: Unit, *, tried: str = "", form: BaseForm | None = None, status: int = 200
) -> HttpResponse:
    viewer, today = request.user, timezone.localdate()
    keeps = access.may_keep_units(viewer)
    people = access.officials_visible_to(viewer).filter(unit=found).select_related("post").order_by("username")
    context = {
        "section": "units",
        "unit": found,
        "closed": found.active_to is not None and found.active_to < today,
        "warnings": list(codes.warnings(found)) if access.may_keep_card(viewer, found) else [],
        "bodies": found.bodies.order_by("order", "name"),
        "posts": found.posts.order_by("section", "kind", "title"),
        "people": people,
        "children": found.children.order_by("code"),
        "scopes": _scopes(found),
        "may_keep": keeps,
        "may_keep_card": access.may_keep_card(viewer, found),
        "may_mark": access.may_mark_scope(viewer),
        "may_engage": access.may_keep_officials(viewer),
        "entries": ledger.of_case(found) if access.may_see_file(viewer) else [],
        "close": CloseForm(initial={"last_day": today}, prefix="close"),
        "reopen": ReasonForm(prefix="reopen"),
        "scope": ScopeForm(prefix="scope"),
        "tried": tried,
    }
    if form is not None:
        context[tried] = form
    return render(request, "workbench/people/unit.html", context, status=status)


def _scopes(found: Unit) -> list[tuple[Regulation, bool, str]]:
    """Each regulation version held, whether it applies to the unit, and why."""
    marks = {mark.pack: mark for mark in found.scopes.all()}
    rows = []
    for regulation in Regulation.objects.all():
        mark = marks.get(regulation.number)
        why = mark.reason if mark else _("未标明，按单位性质")
        rows.append((regulation, regulations.is_in_scope(found, regulation), why))
    return rows


@require_http_methods(["GET", "POST"])
@official_required
def edit(request: OfficialRequest, code: str) -> HttpResponse:
    """Change what is said of a unit; its own clerk changes the card only."""
    found = _unit(code)
    if not access.may_keep_card(request.user, found):
        raise Http404
    kind = UnitForm if access.may_keep_units(request.user) else CardForm
    form = kind(request.POST or None, instance=_unit(code))

    def change(said: dict[str, Any]) -> None:
        services.edit(found, **said, by=request.user, at=timezone.now())

    if request.method == "POST" and saved(request, form, change, _("单位已保存，公开页面将更新。")):
        return redirect("workbench:unit", code)
    context = {"section": "units", "form": form, "unit": found}
    return render(request, "workbench/people/unit_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@official_required
def close(request: OfficialRequest, code: str) -> HttpResponse:
    """Close a unit after its last day."""
    found, form = _unit(code), CloseForm(request.POST, prefix="close")
    return _done(request, found, form, "close", services.close, _("单位已停用，历史资料保留。"))


@require_POST
@official_required
def reopen(request: OfficialRequest, code: str) -> HttpResponse:
    """Take back the closing of a unit."""
    found, form = _unit(code), ReasonForm(request.POST, prefix="reopen")
    return _done(request, found, form, "reopen", services.reopen, _("单位已恢复。"))


def _done(request: OfficialRequest, found: Unit, form: BaseForm, tried: str, act: Any, told: str) -> HttpResponse:
    if not access.may_keep_units(request.user):
        raise Http404
    if saved(request, form, lambda said: act(found, **said, by=request.user, at=timezone.now()), told):
        return redirect("workbench:unit", found.code)
    return _page(request, found, tried=tried, form=form, status=422)


@require_POST
@official_required
def scope(request: OfficialRequest, code: str) -> HttpResponse:
    """Mark whether a regulation version applies to a unit (ACC-2)."""
    found, form = _unit(code), ScopeForm(request.POST, prefix="scope")
    if not access.may_mark_scope(request.user):
        raise Http404

    def mark(said: dict[str, Any]) -> None:
        applies = said["in_scope"] == "yes"
        services.mark_scope(
            found, said["pack"].number, in_scope=applies, reason=said["reason"], by=request.user, at=timezone.now()
        )

    if saved(request, form, mark, _("适用范围已标明。")):
        return redirect("workbench:unit", code)
    return _page(request, found, tried="scope", form=form, status=422)


urlpatterns = [
    path("units/", units, name="units"),
    path("units/tree/", tree, name="unit_tree"),
    path("units/new/", new, name="unit_new"),
    path("units/<str:code>/", unit, name="unit"),
    path("units/<str:code>/edit/", edit, name="unit_edit"),
    path("units/<str:code>/close/", close, name="unit_close"),
    path("units/<str:code>/reopen/", reopen, name="unit_reopen"),
    path("units/<str:code>/scope/", scope, name="unit_scope"),
]
