"""What a unit declares in a clearing round: what it holds, what it proposes, by form or by sheet; and handing it in."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.catalogue import access
from mingjing.catalogue.declarations import CLEARING_COLUMNS
from mingjing.catalogue.models import ClearingEntry, ClearingRound
from mingjing.catalogue.services import clearing as services
from mingjing.catalogue.services import declaring
from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.clearing import round_of
from mingjing.workbench.catalogue.entries import page
from mingjing.workbench.catalogue.entry import EntryForm
from mingjing.workbench.people.forms import SheetForm


@require_POST
@official_required
def collect(request: OfficialRequest, number: str, key: str) -> HttpResponse:
    """Enter what the unit holds, or hand in what is ready."""
    clearing = _compiled(request, number)
    do = {"prefill": services.prefill, "hand-in": services.hand_in}.get(key)
    if do is None:
        raise Http404
    try:
        count = do(clearing, by=request.user, at=timezone.now())
    except Refused as refusal:
        return page(request, clearing, refused=str(refusal))
    told = _("已填入 %(n)s 项。") if key == "prefill" else _("已报送 %(n)s 项。")
    messages.success(request, told % {"n": count})
    return redirect("workbench:clearing_entries", number)


def _compiled(request: OfficialRequest, number: str) -> ClearingRound:
    clearing = round_of(request, number)
    if not access.may_compile(request.user, clearing):
        raise Http404
    return clearing


@require_http_methods(["GET", "POST"])
@official_required
def propose(request: OfficialRequest, number: str) -> HttpResponse:
    """Declare a power that the unit does not hold yet."""
    clearing = _compiled(request, number)
    form = EntryForm(request.POST or None, instance=ClearingEntry(round=clearing))
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        kind = said.pop("type")
        try:
            services.propose(clearing, power_type=kind, **said, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s”已列入。") % {"name": said["name"]})
            return redirect("workbench:clearing_entries", number)
    context = {"section": "clearings", "round": clearing, "form": form}
    return render(request, "workbench/catalogue/clearing_propose.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@official_required
def take_in(request: OfficialRequest, number: str) -> HttpResponse:
    """The unit's entries from a sheet, all of them or none."""
    clearing = _compiled(request, number)
    form = SheetForm(request.POST or None, request.FILES or None)
    faults: Sequence[sheets.Fault] = ()
    if request.method == "POST" and form.is_valid():
        try:
            count = _taken(request, clearing, form.cleaned_data["file"])
        except sheets.FaultySheet as refusal:
            faults = refusal.faults
            form.add_error("file", str(refusal))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("导入了 %(n)s 行。") % {"n": count})
            return redirect("workbench:clearing_entries", number)
    context = {"section": "clearings", "round": clearing, "form": form, "faults": faults, "columns": CLEARING_COLUMNS}
    return render(request, "workbench/catalogue/clearing_import.html", context, status=422 if form.is_bound else 200)


def _taken(request: OfficialRequest, clearing: ClearingRound, file: Any) -> int:
    rows: Sequence[sheets.Row] = sheets.rows_of(file.name or "", file.read(), CLEARING_COLUMNS)
    return declaring.import_entries(clearing, rows, by=request.user, at=timezone.now())


urlpatterns = [
    path("clearings/<str:number>/propose/", propose, name="clearing_propose"),
    path("clearings/<str:number>/import/", take_in, name="clearing_import"),
    path("clearings/<str:number>/do/<slug:key>/", collect, name="clearing_collect"),
]
