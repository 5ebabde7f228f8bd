"""The page of a case: reads from top to bottom like its file. Panels show, acts do; both are listed in `parts.py`."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjing.complaints import access
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import viewing
from mingjing.complaints.uploads import sealing
from mingjing.core.errors import Refused
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.gate import keys_for, with_case
from mingjing.workbench.complaints.kinds import Act
from mingjing.workbench.complaints.parts import ACTS, PANELS
from mingjing.workbench.keys import unlock_first


@require_GET
@with_case
def case(request: OfficialRequest, complaint: Complaint) -> HttpResponse:
    """One case. What is sealed opens only while the viewer's key is unlocked; the opening is written down (CMP-8-b)."""
    keys, refused = keys_for(request, complaint)
    if keys:
        entries = reading.of(request, complaint, keys).entries
        viewing.note(complaint, entries, by=request.user, today=timezone.localdate(), at=timezone.now())
    return page(request, complaint, keys, refused=refused)


def page(
    request: OfficialRequest,
    complaint: Complaint,
    keys: CaseKeys | None,
    *,
    tried: tuple[str, forms.Form] | None = None,
    refused: str = "",
) -> HttpResponse:
    """The page; `tried` is the form that was refused, with what was typed."""
    panels = []
    for panel in PANELS:
        said = panel.context(request, complaint, keys)
        if said is not None:
            said |= {"complaint": complaint, "keys": keys}
            panels.append((panel.name, render_to_string(panel.template, said, request)))
    context = {
        "section": "complaints",
        "complaint": complaint,
        "keys": keys,
        "panels": panels,
        "offered": [_button(request, complaint, keys, act, tried) for act in _offered(request, complaint, keys)],
        "refused": refused,
        "viewer": request.user,
        "now": timezone.now(),
        "reading": reading.of(request, complaint, keys),
    }
    return render(request, "workbench/complaints/case.html", context, status=422 if tried or refused else 200)


def _offered(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> list[Act]:
    return [act for act in ACTS if act.offered(request.user, complaint)] if keys else []


def _button(
    request: OfficialRequest,
    complaint: Complaint,
    keys: CaseKeys | None,
    act: Act,
    tried: tuple[str, forms.Form] | None,
) -> tuple[Act, forms.Form | None]:
    """An act with its form; without it where it is made on demand and was not asked for."""
    if tried and tried[0] == act.key:
        return act, tried[1]
    if act.lazy and request.GET.get("act") != act.key:
        return act, None
    return act, act.form(request, complaint, keys, prefix=act.key)


@sealing
@require_POST
@sealing
@with_case
@unlock_first
def do(request: OfficialRequest, complaint: Complaint, act: str) -> HttpResponse:
    """Do what a button says. A refusal says why and keeps what was typed."""
    found = next((one for one in ACTS if one.key == act), None)
    if found is None or (found.step and not request.user.holds(found.step.role)):
        raise Http404
    keys, refused = keys_for(request, complaint)
    if keys is None:
        return page(request, complaint, None, refused=refused)
    form = found.form(request, complaint, keys, data=request.POST, files=request.FILES, prefix=found.key)
    said = _done(request, complaint, keys, found, form) if form.is_valid() else None
    if said is None:
        complaint.refresh_from_db()
        reading.anew(request, complaint)
        refusal = "；".join(str(error) for error in form.non_field_errors())
        return page(request, complaint, keys, tried=(act, form), refused=refusal)
    messages.success(request, said)
    if access.visible_to(request.user).filter(pk=complaint.pk).exists():
        return redirect("workbench:complaint", complaint.pk)
    return redirect("workbench:complaints")  # it is with somebody else now


def _done(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, act: Act, form: forms.Form) -> str | None:
    """What was done; None where it was refused, and the form says why."""
    try:
        return act.do(request, complaint, keys, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


urlpatterns = [
    path("complaints/<uuid:pk>/", case, name="complaint"),
    path("complaints/<uuid:pk>/<slug:act>/", do, name="complaint_act"),
]
