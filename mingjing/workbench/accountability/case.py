"""The page of a case: reads from top to bottom like its file. Panels show, acts do; both are listed in `parts.py`."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase
from mingjing.core.errors import Refused
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability.gate import cases, with_case
from mingjing.workbench.accountability.kinds import Act
from mingjing.workbench.accountability.parts import ACTS, PANELS


@require_GET
@with_case
def case(request: OfficialRequest, case: AccountabilityCase) -> HttpResponse:
    """One case as its file reads."""
    return page(request, case)


def page(
    request: OfficialRequest,
    case: AccountabilityCase,
    *,
    tried: tuple[str, forms.Form] | None = None,
    refused: str = "",
) -> HttpResponse:
    """The page; `tried` is the form that was refused, with what was typed."""
    panels = []
    for panel in PANELS:
        said = panel.context(request, case)
        if said is not None:
            panels.append((panel.name, render_to_string(panel.template, said | {"case": case}, request)))
    acts = [act for act in ACTS if act.offered(request.user, case)]
    context = {
        "section": "accountability",
        "case": case,
        "panels": panels,
        "offered": [_button(request, case, act, tried) for act in acts],
        "refused": refused,
    }
    return render(request, "workbench/accountability/case.html", context, status=422 if tried or refused else 200)


def _button(
    request: OfficialRequest, case: AccountabilityCase, act: Act, tried: tuple[str, forms.Form] | None
) -> tuple[Act, forms.Form | None]:
    """An act with its form; without it where it is made on demand and was not asked for."""
    if tried and tried[0] == act.key:
        return act, tried[1]
    if act.lazy and request.GET.get("act") != act.key:
        return act, None
    return act, act.form(request, case, prefix=act.key)


@require_POST
@with_case
def do(request: OfficialRequest, case: AccountabilityCase, act: str) -> HttpResponse:
    """Do what a button says. A refusal says why and keeps what was typed."""
    found = next((one for one in ACTS if one.key == act), None)
    if found is None or (found.step and not request.user.holds(found.step.role)):
        raise Http404
    form = found.form(request, case, data=request.POST, files=request.FILES, prefix=found.key)
    said = _done(request, case, found, form) if form.is_valid() else None
    if said is None:
        case = get_object_or_404(cases(request.user), pk=case.pk)  # as it is now
        refusal = "；".join(str(error) for error in form.non_field_errors())
        return page(request, case, tried=(act, form), refused=refusal)
    messages.success(request, said)
    if access.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("workbench:accountability_case", case.pk)
    return redirect("workbench:todo")  # they have no more business with it


def _done(request: OfficialRequest, case: AccountabilityCase, act: Act, form: forms.Form) -> str | None:
    """What was done; None where it was refused, and the form says why."""
    try:
        return act.do(request, case, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


urlpatterns = [
    path("accountability/<uuid:pk>/", case, name="accountability_case"),
    path("accountability/<uuid:pk>/do/<slug:act>/", do, name="accountability_act"),
]
