"""The entries of a clearing round: the list with its filters and its xlsx, many reviewed or decided at once."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from mingjing.catalogue import access
from mingjing.catalogue.declarations import CLEARING_COLUMNS, SCHEME
from mingjing.catalogue.enums import EntryStatus, OpinionKind, OpinionView, Proposal, RoundStatus
from mingjing.catalogue.models import ClearingEntry, ClearingRound, PowerType
from mingjing.catalogue.selectors import clearing as selectors
from mingjing.catalogue.services import deciding
from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.core.exporting import download
from mingjing.core.paging import page_of, query_of
from mingjing.core.sheets import Column
from mingjing.people.models import Unit
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.clearing import round_of
from mingjing.workbench.choices import ANY

RETURN = "returned"
OUTCOMES = [
    (str(EntryStatus.CONFIRMED), gettext_lazy("确认")),
    (str(EntryStatus.ABOLISHED), gettext_lazy("取消")),
    (str(EntryStatus.FILED), gettext_lazy("备案不公开")),
    (RETURN, gettext_lazy("退回更正")),
]
WAITING = [*OpinionKind.choices, ("decision", gettext_lazy("决定"))]
OPINIONS = tuple(Column(str(kind.label), f"opinion_{kind.value}") for kind in OpinionKind)
COLUMNS = (
    Column("单位", "unit__name"),
    *CLEARING_COLUMNS,
    Column("状态", "state"),
    *OPINIONS,
    Column("决定理由", "decided_for"),
    Column("不公开的依据", "ground"),
    Column("退回理由", "returned_for"),
)


class EntryFilter(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), required=False, max_length=60)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("单位"), required=False, to_field_name="code")
    type = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=[ANY, *EntryStatus.choices])
    proposal = forms.ChoiceField(label=gettext_lazy("单位建议"), required=False, choices=[ANY, *Proposal.choices])
    waits = forms.ChoiceField(label=gettext_lazy("等待"), required=False, choices=[ANY, *WAITING])

    def __init__(self, *args: Any, clearing: ClearingRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(clearings__round=clearing).order_by("code")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        names = PowerType.objects.filter(scheme=SCHEME).order_by("code").values_list("name", flat=True)
        self.fields["type"].choices = [ANY, *((name, name) for name in names)]  # type: ignore[attr-defined]

    def of(self, rows: QuerySet[ClearingEntry]) -> QuerySet[ClearingEntry]:
        """The entries that fit what was asked for."""
        said = self.cleaned_data
        asked = {
            "name__contains": said["name"].strip(), "unit": said["unit"], "type__name": said["type"],
            "status": said["status"], "proposal": said["proposal"],
        }  # fmt: skip
        rows = rows.filter(**{name: value for name, value in asked.items() if value})
        if said["waits"] == "decision":
            return selectors.awaiting_decision(rows)
        return selectors.awaiting_opinion(rows, said["waits"]) if said["waits"] else rows


def visible(request: OfficialRequest, clearing: ClearingRound) -> QuerySet[ClearingEntry]:
    return access.entries_visible_to(request.user).filter(round=clearing)


@require_GET
@official_required
def entries(request: OfficialRequest, number: str) -> HttpResponse:
    """The entries of a round, with what this person may do with those that are ticked."""
    return page(request, round_of(request, number))


def page(request: OfficialRequest, clearing: ClearingRound, *, said: Any = None, refused: str = "") -> HttpResponse:
    viewer = request.user
    form = EntryFilter(request.GET, clearing=clearing)
    valid, rows = form.is_valid(), selectors.with_opinions(visible(request, clearing))
    found = page_of(form.of(rows) if valid else rows.none(), request.GET, order=("number",))
    opened = clearing.status == RoundStatus.OPEN
    context = {
        "section": "clearings",
        "round": clearing,
        "page": found,
        "form": form,
        "query": query_of(request.GET),
        "compiles": access.may_compile(viewer, clearing),
        "reviews": access.opinions_of(viewer) if opened else [],
        "decides": opened and viewer.holds("lgo_head"),
        "views": OpinionView.choices,
        "outcomes": OUTCOMES,
        "said": said or {},
        "ticked": said.getlist("entry") if said else [],
        "refused": refused,
    }
    bad = bool(refused) or not valid
    return render(request, "workbench/catalogue/clearing_entries.html", context, status=422 if bad else 200)


@require_POST
@official_required
def review(request: OfficialRequest, number: str) -> HttpResponse:
    """Say one review's opinion on the ticked entries, or on all that the filter finds and that wait for it."""
    clearing, said = round_of(request, number), request.POST
    kind = said.get("kind", "")
    if kind not in access.opinions_of(request.user):
        raise Http404

    def act() -> int:
        chosen = _chosen(request, clearing, lambda rows: selectors.awaiting_opinion(rows, kind))
        view, text = said.get("view", ""), said.get("text", "")[:300]
        if view not in OpinionView.values:
            raise Refused(_("请选择意见：同意单位建议，或者有不同意见。"))
        return deciding.give_opinion(chosen, kind=kind, view=view, text=text, by=request.user, at=timezone.now())

    return _many(request, clearing, act, _("已写明 %(n)s 项的审核意见。"))


@require_POST
@official_required
def decide(request: OfficialRequest, number: str) -> HttpResponse:
    """Confirm, abolish, file or send back the ticked entries, or all that the filter finds and that wait for it."""
    clearing, said = round_of(request, number), request.POST
    if not request.user.holds("lgo_head"):
        raise Http404

    def act() -> int:
        chosen = _chosen(request, clearing, selectors.awaiting_decision)
        outcome, reason = said.get("outcome", ""), said.get("reason", "")[:300]
        if outcome == RETURN:
            return deciding.send_back(chosen, reason=reason, by=request.user, at=timezone.now())
        ground = said.get("ground", "")[:200]
        return deciding.decide(
            chosen, outcome=outcome, reason=reason, ground=ground, by=request.user, at=timezone.now()
        )

    return _many(request, clearing, act, _("已决定 %(n)s 项。"))


def _chosen(
    request: OfficialRequest, clearing: ClearingRound, waiting: Callable[[Any], QuerySet[ClearingEntry]]
) -> QuerySet[ClearingEntry]:
    """The entries ticked, or all that the filter finds and that wait for this act; as plain rows that can be locked."""
    rows = visible(request, clearing)
    if request.POST.get("all"):
        form = EntryFilter(request.GET, clearing=clearing)
        found = waiting(form.of(rows)) if form.is_valid() else rows.none()
    else:
        known = {str(pk) for pk in rows.values_list("pk", flat=True)}
        found = rows.filter(pk__in=[pk for pk in request.POST.getlist("entry") if pk in known])
    return ClearingEntry.objects.filter(pk__in=list(found.values_list("pk", flat=True)))


def _many(request: OfficialRequest, clearing: ClearingRound, act: Callable[[], int], told: str) -> HttpResponse:
    """Do `act` and say on how many; where it is refused, the list comes back with everything typed and ticked."""
    try:
        count = act()
    except Refused as refusal:
        return page(request, clearing, said=request.POST, refused=str(refusal))
    messages.success(request, told % {"n": count})
    return redirect(f"{reverse('workbench:clearing_entries', args=[clearing.number])}?{request.GET.urlencode()}")


@require_GET
@official_required
def export(request: OfficialRequest, number: str) -> HttpResponse:
    """What the filter finds, as a sheet; `?mine=1` is the unit's own in the layout that it may hand back."""
    clearing = round_of(request, number)
    form = EntryFilter(request.GET, clearing=clearing)
    if not form.is_valid():
        return HttpResponse(_("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    rows = selectors.with_opinions(form.of(visible(request, clearing))).order_by("number")
    if request.GET.get("mine"):
        own = rows.filter(unit=request.user.unit_id).exclude(status=EntryStatus.WITHDRAWN)
        data = sheets.written("清理事项", CLEARING_COLUMNS, _lines(own))
    else:
        data = sheets.written("清理事项", COLUMNS, _lines(rows))
    return download(f"{clearing.number}-事项", data)


def _lines(rows: QuerySet[ClearingEntry]) -> Iterator[dict[str, Any]]:
    for entry in rows:
        said = {opinion.kind: opinion for opinion in entry.opinions.all() if opinion.submission == entry.submission}
        words = {f"opinion_{kind}": _words(said.get(kind)) for kind in OpinionKind.values}
        yield {
            "unit__name": entry.unit.name, "number": entry.item.number if entry.item else "", "name": entry.name,
            "type": entry.type.name, "basis": entry.basis, "proposal": entry.proposal, "note": entry.note,
            "state": entry.get_status_display(), "decided_for": entry.decided_for, "ground": entry.ground,
            "returned_for": entry.returned_for, **words,
        }  # fmt: skip


def _words(opinion: Any) -> str:
    return f"{opinion.get_view_display()} {opinion.text}".strip() if opinion else ""


urlpatterns = [
    path("clearings/<str:number>/entries/", entries, name="clearing_entries"),
    path("clearings/<str:number>/entries.xlsx", export, name="clearing_xlsx"),
    path("clearings/<str:number>/review/", review, name="clearing_review"),
    path("clearings/<str:number>/decide/", decide, name="clearing_decide"),
]
