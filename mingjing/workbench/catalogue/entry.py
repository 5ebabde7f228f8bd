"""One entry of a clearing round: what the unit says, the opinions, the decision and what it leads to."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.catalogue import access
from mingjing.catalogue.declarations import SCHEME
from mingjing.catalogue.enums import DECIDED, EntryStatus, RoundStatus
from mingjing.catalogue.models import ClearingEntry, PowerType
from mingjing.catalogue.selectors import clearing as selectors
from mingjing.catalogue.services import clearing as services
from mingjing.catalogue.services import deciding
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.clearing import round_of
from mingjing.workbench.catalogue.entries import visible
from mingjing.workbench.gaps import pack_of


class EntryForm(forms.ModelForm):
    """What a unit says of an entry; name and type of a power that it holds are those of the catalogue."""

    class Meta:
        model = ClearingEntry
        fields = ("name", "type", "basis", "proposal", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["type"]
        kinds.queryset = PowerType.objects.filter(scheme=SCHEME).order_by("code")
        if self.instance.item_id:
            for name in ("name", "type"):
                del self.fields[name]
        elif self.instance._state.adding:
            del self.fields["proposal"]


@require_GET
@official_required
def entry(request: OfficialRequest, number: str, pk: str) -> HttpResponse:
    """One entry: what the unit says, the opinions, the decision, what it leads to, and its file."""
    return _entry(request, _one(request, number, pk))


def _one(request: OfficialRequest, number: str, pk: str) -> ClearingEntry:
    rows = selectors.with_opinions(visible(request, round_of(request, number))).select_related("round")
    return get_object_or_404(rows.select_related("unit", "type", "item", "decided_by", "submitted_by", "round"), pk=pk)


def _entry(
    request: OfficialRequest, row: ClearingEntry, *, form: Any = None, said: str = "", refused: str = ""
) -> HttpResponse:
    viewer, clerk = request.user, request.user.holds("unit_clerk") and request.user.unit_id == row.unit_id
    opened = row.round.status == RoundStatus.OPEN
    editable = clerk and opened and row.status in (EntryStatus.COMPILING, EntryStatus.RETURNED)
    context = {
        "section": "clearings",
        "round": row.round,
        "entry": row,
        "missing": selectors.missing_opinions(row) if row.status == EntryStatus.SUBMITTED else [],
        "form": (form or EntryForm(instance=row)) if editable else None,
        "may_leave_out": editable and row.status == EntryStatus.COMPILING and row.item_id is None,
        "may_take_back": opened and row.status in DECIDED and viewer.holds("lgo_head"),
        "may_draft": clerk and row.status == EntryStatus.CONFIRMED and row.item_id is None,
        "may_abolish": viewer.holds("lgo_head") and selectors.to_abolish(row.round).filter(pk=row.pk).exists(),
        "entries": ledger.of_case(row),
        "said": said,
        "refused": refused,
        "pack": pack_of(timezone.localdate()),
    }
    bad = bool(refused) or bool(form is not None and form.errors)
    return render(request, "workbench/catalogue/clearing_entry.html", context, status=422 if bad else 200)


@require_POST
@official_required
def edit(request: OfficialRequest, number: str, pk: str) -> HttpResponse:
    """The unit's clerk changes what the unit says of an entry."""
    row = _one(request, number, pk)
    if not access.may_compile(request.user, row.round) or row.unit_id != request.user.unit_id:
        raise Http404
    stored = ClearingEntry.objects.select_related("round").get(pk=row.pk)
    form = EntryForm(request.POST, instance=row)
    if not form.is_valid():
        return _entry(request, _one(request, number, pk), form=form)
    try:
        services.edit_entry(stored, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _entry(request, _one(request, number, pk), form=form)
    messages.success(request, _("已保存。"))
    return redirect("workbench:clearing_entry", number, pk)


@require_POST
@official_required
def step(request: OfficialRequest, number: str, pk: str, key: str) -> HttpResponse:
    """Leave a proposal out, take a decision back, or begin the draft of a confirmed proposal."""
    row, said = _one(request, number, pk), request.POST.get("reason", "")[:300]
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if key == "leave-out":
            services.leave_out(row, **who)
        elif key == "take-back":
            deciding.take_back(row, reason=said, **who)
        elif key == "draft":
            version = deciding.start_draft(row, **who)
            return redirect("workbench:version_edit", version.item.number, version.no)
        else:
            raise Http404
    except Refused as refusal:
        return _entry(request, _one(request, number, pk), said=said, refused=str(refusal))
    messages.success(request, _("“%(name)s”：%(state)s。") % {"name": row.name, "state": row.get_status_display()})
    return redirect("workbench:clearing_entries", number)


urlpatterns = [
    path("clearings/<str:number>/entries/<uuid:pk>/", entry, name="clearing_entry"),
    path("clearings/<str:number>/entries/<uuid:pk>/edit/", edit, name="clearing_edit"),
    path("clearings/<str:number>/entries/<uuid:pk>/<slug:key>/", step, name="clearing_step"),
]
