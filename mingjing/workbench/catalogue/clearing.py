"""清理审核: the rounds, one round with its counts, opening and closing one, its result as sheet and document."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.catalogue import access
from mingjing.catalogue.enums import EntryStatus, RoundStatus
from mingjing.catalogue.letters import clearing_result
from mingjing.catalogue.models import ClearingRound
from mingjing.catalogue.selectors import clearing as selectors
from mingjing.catalogue.selectors.coverage import owing
from mingjing.catalogue.services import clearing as services
from mingjing.core import documents, sheets
from mingjing.core.errors import Refused
from mingjing.core.exporting import download
from mingjing.core.sheets import Column
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official, Unit
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.gaps import pack_of
from mingjing.workbench.regulations import DayInput

COUNTS = (
    Column("单位", "unit"),
    Column("类别", "type"),
    Column("报送", "submitted"),
    Column("确认", "confirmed"),
    Column("取消", "abolished"),
    Column("备案不公开", "filed"),
    Column("未决定", "open"),
    Column("编报中", "compiling"),
)


class RoundForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    basis = forms.CharField(label=gettext_lazy("清理依据"), max_length=200, help_text=gettext_lazy("文件名称和文号"))
    note = forms.CharField(label=gettext_lazy("工作要求"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    submit_by = forms.DateField(label=gettext_lazy("报送截止"), widget=DayInput())
    review_by = forms.DateField(label=gettext_lazy("审核截止"), widget=DayInput())
    decide_by = forms.DateField(label=gettext_lazy("决定截止"), widget=DayInput())
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("报送单位"),
        to_field_name="code",
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=gettext_lazy("应建立目录的单位已全部选中；按住 Ctrl 可增减"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = owing(timezone.localdate()).order_by("code")  # type: ignore[attr-defined]


def round_of(request: OfficialRequest, number: str) -> ClearingRound:
    """The round of this number, if the viewer may see it."""
    return get_object_or_404(access.rounds_visible_to(request.user).distinct(), number=number)


def _own(viewer: Official) -> QuerySet[Unit] | None:
    """Whose counts the viewer sees: everybody's, or the own unit's."""
    if viewer.holds(*access.OFFICE, *access.REVIEWERS):
        return None
    return Unit.objects.filter(pk=viewer.unit_id)


@require_GET
@official_required
def clearings(request: OfficialRequest) -> HttpResponse:
    """Every clearing round the viewer may see, the newest first."""
    rounds = access.rounds_visible_to(request.user).distinct().order_by("-opened_at")
    context = {
        "section": "clearings",
        "rounds": rounds,
        "tasks": selectors.tasks(request.user),
        "may_open": access.may_open_round(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "workbench/catalogue/clearings.html", context)


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Open a round: all units that must have a catalogue, unless the office picks."""
    if not access.may_open_round(request.user):
        raise Http404
    initial = {"units": [unit.code for unit in owing(timezone.localdate())]}
    form = RoundForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.open_round(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workbench:clearing", opened.number)
    context = {"section": "clearings", "form": form}
    return render(request, "workbench/catalogue/clearing_new.html", context, status=422 if form.is_bound else 200)


@require_GET
@official_required
def clearing(request: OfficialRequest, number: str) -> HttpResponse:
    """One round: its days, how the counts add up per unit and type, and what remains to be done."""
    return _page(request, round_of(request, number))


def _page(request: OfficialRequest, found: ClearingRound, *, said: str = "", refused: str = "") -> HttpResponse:
    viewer, today = request.user, timezone.localdate()
    rows = selectors.tallies(found, units=_own(viewer))
    head = viewer.holds("lgo_head")
    entries = access.entries_visible_to(viewer).filter(round=found)
    context = {
        "section": "clearings",
        "round": found,
        "rows": [(row, row.asked.handed_in_at and _late(row.asked.handed_in_at, found)) for row in rows],
        "total": selectors.total(row.whole for row in rows),
        "compiles": access.may_compile(viewer, found),
        "may_close": head and found.status == RoundStatus.OPEN,
        "to_abolish": selectors.to_abolish(found).select_related("unit", "item").order_by("number") if head else (),
        "to_draft": _to_draft(viewer, entries),
        "opened": found.status == RoundStatus.OPEN,
        "today": today,
        "entries": ledger.of_case(found),
        "said": said,
        "refused": refused,
        "pack": pack_of(today),
    }
    return render(request, "workbench/catalogue/clearing.html", context, status=422 if refused else 200)


def _late(handed_in: Any, found: ClearingRound) -> bool:
    return bool(timezone.localdate(handed_in) > found.submit_by)


def _to_draft(viewer: Official, entries: Any) -> Any:
    """Confirmed proposals of the clerk's unit that wait for a draft."""
    if not viewer.holds("unit_clerk"):
        return ()
    return selectors.to_draft(entries).filter(unit=viewer.unit_id).order_by("number")


@require_POST
@official_required
def close(request: OfficialRequest, number: str) -> HttpResponse:
    """End a round; a refusal says what is undecided and keeps the note."""
    found, said = round_of(request, number), request.POST.get("note", "")[:300]
    if not request.user.holds("lgo_head"):
        raise Http404
    try:
        services.close_round(found, note=said, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, round_of(request, number), said=said, refused=str(refusal))
    return redirect("workbench:clearing", number)


@require_GET
@official_required
def counts(request: OfficialRequest, number: str) -> HttpResponse:
    """The counts per unit and type as a sheet."""
    found = round_of(request, number)
    lines = [
        {"unit": row.asked.unit.name, "type": kind, **vars(tally)}
        for row in selectors.tallies(found, units=_own(request.user))
        for kind, tally in {"合计": row.whole, **row.types}.items()
    ]
    return download(f"{found.number}-统计", sheets.written("清理统计", COUNTS, lines))


@require_GET
@official_required
def result(request: OfficialRequest, number: str, kind: str) -> HttpResponse:
    """What came of a closed round as a document: the counts and every decision with its reason."""
    found = round_of(request, number)
    if found.status != RoundStatus.CLOSED or kind not in documents.KINDS:
        raise Http404
    shown = access.entries_visible_to(request.user).filter(round=found).exclude(status=EntryStatus.WITHDRAWN)
    said = clearing_result(found, selectors.tallies(found, units=_own(request.user)), selectors.with_opinions(shown))
    return documents.answer(said, kind, f"{found.number}-result")


urlpatterns = [
    path("clearings/", clearings, name="clearings"),
    path("clearings/new/", new, name="clearing_new"),
    path("clearings/<str:number>/", clearing, name="clearing"),
    path("clearings/<str:number>/close/", close, name="clearing_close"),
    path("clearings/<str:number>/counts.xlsx", counts, name="clearing_counts"),
    path("clearings/<str:number>/result.<slug:kind>", result, name="clearing_result"),
]
