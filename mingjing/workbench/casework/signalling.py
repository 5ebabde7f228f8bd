"""监察信号: the list with its filters and its xlsx, and one signal with the steps that it may take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.casework import access, workflow
from mingjing.casework.enums import Colour, SignalKind, SignalStatus
from mingjing.casework.models import Signal, SignalFile
from mingjing.casework.selectors.supervising import waiting
from mingjing.casework.selectors.wording import reasons, said
from mingjing.casework.services import answering, chasing
from mingjing.core import exporting, uploads
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col
from mingjing.core.paging import page_of, query_of
from mingjing.core.steps import Step
from mingjing.core.uploads import Kept
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official
from mingjing.regulations import selectors as regulations
from mingjing.supervision import access as supervision
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import ANY, AnyUnit

LONGEST_SAID, LONGEST_CHASE = 2000, 500
MOST_TICKED = 200
COLUMNS = (
    (_("编号"), lambda signal: signal.number),
    (_("颜色"), lambda signal: signal.get_colour_display()),
    (_("类别"), lambda signal: signal.get_kind_display()),
    (_("单位"), lambda signal: str(signal.unit)),
    (_("职权编码"), lambda signal: signal.item.number),
    (_("职权"), lambda signal: signal.item.name),
    (_("受理编号"), lambda signal: signal.matter.number if signal.matter else ""),
    (_("事实"), said),
    (_("依据"), lambda signal: signal.basis),
    (_("最后一日"), lambda signal: signal.due_on or ""),
    (_("事实发生"), lambda signal: signal.raised_on),
    (_("系统发现"), lambda signal: signal.found_on),
    (_("状态"), lambda signal: signal.get_status_display()),
    (_("答复"), lambda signal: signal.answer),
    (_("答复最后一日"), lambda signal: signal.answer_due_on or ""),
    (_("规则"), lambda signal: signal.rule),
)


WAITING = (("waiting", _("待答复")), ("due", _("三日内到期")), ("overdue", _("逾期未答复")))


class SignalFilter(forms.Form):
    colour = forms.ChoiceField(label=_("颜色"), required=False, choices=[ANY, *Colour.choices])
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[ANY, *SignalKind.choices])
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *SignalStatus.choices])
    answer = forms.ChoiceField(label=_("答复"), required=False, choices=[ANY, *WAITING])
    unit = AnyUnit()
    power = forms.CharField(label=_("职权编码"), required=False, max_length=64)
    matter = forms.CharField(label=_("受理编号"), required=False, max_length=80)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def of(self, signals: QuerySet[Signal]) -> QuerySet[Signal]:
        """The signals that fit what was asked for."""
        asked = {
            "colour": self.cleaned_data["colour"],
            "kind": self.cleaned_data["kind"],
            "status": self.cleaned_data["status"],
            "unit": self.cleaned_data["unit"],
            "item__number": self.cleaned_data["power"],
            "matter__number": self.cleaned_data["matter"],
            "raised_on__gte": self.cleaned_data["since"],
            "raised_on__lte": self.cleaned_data["until"],
        }
        late = waiting(timezone.localdate()).get(self.cleaned_data["answer"], Q())
        return signals.filter(late, **{name: value for name, value in asked.items() if value})


class FilesForm(forms.Form):
    """What a unit shows with its answer."""

    attachments = FilesField()

    def kept(self) -> list[Kept]:
        """The files, each kept.

        Raises:
            Refused: too many, or one of them is not what may be sent.
        """
        if not self.is_valid():
            raise Refused("；".join(str(error) for errors in self.errors.values() for error in errors))
        field = self.fields["attachments"]
        return field.keep(self.cleaned_data["attachments"]) if isinstance(field, FilesField) else []


@dataclass(frozen=True)
class Act:
    """A step as the page offers it: `asks` is the label of the words it needs, empty where it needs none."""

    key: str
    step: Step
    do: Callable[..., None]
    asks: Any = ""
    parameter: str = ""


ACTS = {
    act.key: act
    for act in (
        Act("answer", workflow.ANSWER, answering.answer, _("情况和措施"), "text"),
        Act("accept", workflow.ACCEPT, answering.accept),
        Act("ask-again", workflow.ASK_AGAIN, answering.ask_again, _("退回理由"), "reason"),
    )
}


def _rows(viewer: Official) -> QuerySet[Signal]:
    return access.signals_visible_to(viewer).select_related("unit", "item", "matter")


@require_GET
@official_required
def signals(request: OfficialRequest) -> HttpResponse:
    """Every signal the viewer may see, the newest fact first."""
    return _list(request)


def _list(request: OfficialRequest, *, tried: Sequence[str] = (), words: str = "", refused: str = "") -> HttpResponse:
    form = SignalFilter(request.GET)
    valid, rows = form.is_valid(), _rows(request.user)
    page = page_of(form.of(rows) if valid else rows.none(), request.GET, order=("-raised_on", "-id"))
    context = {
        "section": "signals",
        "page": page,
        "rows": [(signal, said(signal)) for signal in page],
        "form": form,
        "query": query_of(request.GET),
        "today": timezone.localdate(),
        "overdue": valid and form.cleaned_data["answer"] == "overdue",
        "may_chase": access.may_chase(request.user),
        "tried": tried,
        "words": words,
        "refused": refused,
        "longest": LONGEST_CHASE,
    }
    return render(request, "workbench/casework/signals.html", context, status=422 if refused or not valid else 200)


@require_POST
@official_required
def signals_chase(request: OfficialRequest) -> HttpResponse:
    """The office reminds the units of the signals that were ticked; a refusal keeps what was typed and ticked."""
    if not access.may_chase(request.user):
        raise Http404
    keys = [key for key in request.POST.getlist("signal") if is_key(key)][:MOST_TICKED]
    words = request.POST.get("words", "")[:LONGEST_CHASE]
    chosen = access.signals_visible_to(request.user).filter(pk__in=keys)
    try:
        done = chasing.chase(chosen, words=words, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _list(request, tried=keys, words=words, refused=str(refusal))
    messages.success(request, gettext("已催办 %(count)s 条，单位的待办和通知里会看到。") % {"count": done})
    asked = query_of(request.GET)
    return redirect(f"{reverse('workbench:signals')}{'?' if asked else ''}{asked}")


def is_key(text: str) -> bool:
    """True for what may be the key of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_GET
@official_required
def signals_xlsx(request: OfficialRequest) -> HttpResponse:
    """What the filter finds, as a sheet."""
    form = SignalFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    found = form.of(_rows(request.user)).order_by("-raised_on", "-id")
    return exporting.export(gettext("监察信号"), [Col(title, cell) for title, cell in COLUMNS], found)


@require_GET
@official_required
def signal(request: OfficialRequest, pk: str) -> HttpResponse:
    """One signal: the fact, its dates and article, the answer, its file, and what this person may do now."""
    return _page(request, get_object_or_404(_rows(request.user), pk=pk))


def _page(
    request: OfficialRequest, row: Signal, *, tried: str = "", words: str = "", refused: str = ""
) -> HttpResponse:
    steps = access.steps_for(request.user, row)
    regulation = regulations.in_force(timezone.localdate())
    context = {
        "section": "signals",
        "signal": row,
        "said": said(row),
        "reasons": reasons(row),
        "offered": [act for act in ACTS.values() if act.step in steps],
        "may_take_note": access.signals_to_read(request.user).filter(pk=row.pk).exists(),
        "may_lead": supervision.may_register(request.user),
        "entries": ledger.of_case(row),
        "files": row.files.select_related("by"),
        "attach": FilesForm(),
        "chases": row.chases.select_related("by"),
        "today": timezone.localdate(),
        "pack": regulation.number if regulation else "",
        "tried": tried,
        "words": words,
        "refused": refused,
        "longest": LONGEST_SAID,
    }
    return render(request, "workbench/casework/signal.html", context, status=422 if refused else 200)


@require_POST
@official_required
def signal_step(request: OfficialRequest, pk: str, key: str) -> HttpResponse:
    """Take one step of the table; a refusal says why and keeps what was typed."""
    row, act = get_object_or_404(_rows(request.user), pk=pk), ACTS.get(key)
    if act is None:
        raise Http404
    words = request.POST.get("words", "")[:LONGEST_SAID]
    said: dict[str, Any] = {act.parameter: words} if act.parameter else {}
    if act.step is workflow.ANSWER:
        form = FilesForm(request.POST, request.FILES)
        try:
            said["files"] = form.kept()
        except Refused as refusal:
            return _page(request, row, tried=key, words=words, refused=str(refusal))
    return _act(request, row, act.do, tried=key, words=words, **said)


@require_GET
@official_required
def signal_file(request: OfficialRequest, pk: str, file: str) -> FileResponse:
    """A file of an answer, for whoever may see the signal."""
    row = get_object_or_404(access.signals_visible_to(request.user), pk=pk)
    return uploads.served(get_object_or_404(SignalFile, signal=row, pk=file))


@require_POST
@official_required
def signal_note(request: OfficialRequest, pk: str) -> HttpResponse:
    """The unit's leader takes note."""
    return _act(request, get_object_or_404(_rows(request.user), pk=pk), answering.take_note)


def _act(
    request: OfficialRequest, row: Signal, do: Callable[..., None], *, tried: str = "", words: str = "", **said: Any
) -> HttpResponse:
    try:
        do(row, by=request.user, at=timezone.now(), **said)
    except Refused as refusal:
        row = _rows(request.user).get(pk=row.pk)
        return _page(request, row, tried=tried, words=words, refused=str(refusal))
    messages.success(request, gettext("%(signal)s：已记录。") % {"signal": row})
    return redirect("workbench:signal", row.pk)


urlpatterns = [
    path("signals/", signals, name="signals"),
    path("signals/export.xlsx", signals_xlsx, name="signals_xlsx"),
    path("signals/chase/", signals_chase, name="signals_chase"),
    path("signals/<uuid:pk>/", signal, name="signal"),
    path("signals/<uuid:pk>/files/<uuid:file>/", signal_file, name="signal_file"),
    path("signals/<uuid:pk>/note/", signal_note, name="signal_note"),
    path("signals/<uuid:pk>/<slug:key>/", signal_step, name="signal_step"),
]
