"""异议: one objection, who answers it and who decides it, with the buttons that its table allows (GAP-07)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mingjing.accountability import access, impartial
from mingjing.accountability.enums import ObjectionStatus
from mingjing.accountability.models import Objection, ObjectionFile, Outcome
from mingjing.accountability.selectors import objections
from mingjing.accountability.services import reviewing
from mingjing.accountability.workflow import ENDED
from mingjing.core import uploads
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.fields import PickOne, Words, words

PROPOSALS = [(one, ObjectionStatus(one).label) for one in reviewing.DECIDE]


class HandlerForm(forms.Form):
    """Who answers: only those who had no part in the case are there to choose."""

    reason = words(_("理由"), _("逾期提出的异议，写明为什么受理；改派的，写明原因。"), rows=2, required=False)

    def __init__(self, *args: Any, objection: Objection, **said: Any) -> None:
        super().__init__(*args, **said)
        people = impartial.handlers_for(objection.case)
        self.fields["handler"] = PickOne(people, label=_("办理人"), help_text=_("只列出没有参与过本案的人。"))
        self.order_fields(["handler", "reason"])


class AnswerForm(forms.Form):
    proposal = forms.ChoiceField(label=_("拟办意见"), choices=[CHOOSE, *PROPOSALS])
    text = words(_("答复"), _("查了什么，每一点异议成立不成立，理由。写进异议答复书。"), rows=8)

    def __init__(self, *args: Any, objection: Objection, **said: Any) -> None:
        said["initial"] = {"proposal": objection.proposal, "text": objection.answer}
        super().__init__(*args, **said)


class ReasonForm(Words):
    def __init__(self, *args: Any, objection: Objection, **said: Any) -> None:
        super().__init__(*args, **said)


class NoForm(forms.Form):
    def __init__(self, *args: Any, objection: Objection, **said: Any) -> None:
        super().__init__(*args, **said)


@dataclass(frozen=True)
class Move:
    """A button of the page: its form, what it does, and to whom it is offered."""

    key: str
    label: Any
    form: Callable[..., forms.Form]
    do: Callable[..., object]
    may: Callable[[Official, Objection], bool]
    hint: Any = ""


def _may(steps: Any, *, ends: bool = True) -> Callable[[Official, Objection], bool]:
    return lambda viewer, row: impartial.may_step(viewer, steps, row, ends=ends)


def _may_decide(viewer: Official, row: Objection) -> bool:
    return row.proposal in reviewing.DECIDE and impartial.may_step(viewer, reviewing.DECIDE[row.proposal], row)


def _may_answer(viewer: Official, row: Objection) -> bool:
    try:
        impartial.check_may_answer(viewer, row)
    except Refused:
        return False
    return True


def _may_reply(viewer: Official, row: Objection) -> bool:
    return row.status in ENDED and row.reply_id is None and access.may_issue(viewer, row.case)


MOVES = (
    Move(
        "assign", _("指定办理人"), HandlerForm,
        lambda row, said, now: reviewing.assign(row, said["handler"], reason=said["reason"], **now),
        _may(reviewing.ASSIGN, ends=False),
    ),
    Move(
        "dismiss", _("逾期不予受理"), ReasonForm,
        lambda row, said, now: reviewing.dismiss(row, reason=said["text"], **now),
        lambda viewer, row: row.late and impartial.may_step(viewer, reviewing.DISMISS, row),
    ),
    Move(
        "answer", _("拟定答复"), AnswerForm,
        lambda row, said, now: reviewing.answer(row, proposal=said["proposal"], text=said["text"], **now), _may_answer,
    ),
    Move(
        "reassign", _("改派办理人"), HandlerForm,
        lambda row, said, now: reviewing.reassign(row, said["handler"], reason=said["reason"], **now),
        _may(reviewing.REASSIGN, ends=False),
    ),
    Move(
        "decide", _("同意拟办意见"), NoForm, lambda row, said, now: reviewing.decide(row, **now), _may_decide,
        _("撤销的：案件了结，评优资格恢复，任务撤回；变更的：案件退回重新区分责任和决定。原决定和文书都留在案卷里。"),
    ),
    Move(
        "redo", _("退回重拟"), ReasonForm,
        lambda row, said, now: reviewing.redo(row, reason=said["text"], by=now["by"], at=now["at"]),
        _may(reviewing.REDO),
    ),
    Move(
        "reply", _("制发异议答复书"), NoForm, lambda row, said, now: reviewing.reply(row, **now), _may_reply,
    ),
)  # fmt: skip


def _found(request: OfficialRequest, pk: str) -> Objection:
    return get_object_or_404(objections.objections(request.user).select_related("assigned_by", "case__lead"), pk=pk)


@require_GET
@never_cache
@official_required
def objection(request: OfficialRequest, pk: str) -> HttpResponse:
    """One objection, and what may be done with it now."""
    return _page(request, _found(request, pk))


def _page(
    request: OfficialRequest, row: Objection, *, tried: tuple[str, forms.Form] | None = None, refused: str = ""
) -> HttpResponse:
    offered = [
        (move, tried[1] if tried and tried[0] == move.key else move.form(objection=row, prefix=move.key))
        for move in MOVES
        if move.may(request.user, row)
    ]
    context = {
        "section": "objections",
        "objection": row,
        "deadline": objections.counted(row),
        "files": row.files.select_related("kept_by"),
        "offered": offered,
        "refused": refused,
        "entries": ledger.of_case(row),
        "today": timezone.localdate(),
        "published": row.status in ENDED and Outcome.objects.filter(case=row.case, status="published").exists(),
        "partial": impartial.why_partial(request.user, row.case),
    }
    return render(
        request, "workbench/accountability/objection.html", context, status=422 if tried or refused else 200
    )  # fmt: skip


@require_POST
@never_cache
@official_required
def act(request: OfficialRequest, pk: str, act: str) -> HttpResponse:
    """Do what a button says. A refusal says why and keeps what was typed."""
    row, move = _found(request, pk), next((one for one in MOVES if one.key == act), None)
    if move is None:
        raise Http404
    form = move.form(request.POST, objection=row, prefix=move.key)
    if form.is_valid() and _done(request, row, move, form):
        messages.success(request, gettext("%(row)s：%(state)s。") % {"row": row, "state": row.get_status_display()})
        return redirect(row)
    refusal = "；".join(str(error) for error in form.non_field_errors())
    return _page(request, _found(request, pk), tried=(act, form), refused=refusal)


def _done(request: OfficialRequest, row: Objection, move: Move, form: forms.Form) -> bool:
    now = timezone.now()
    try:
        move.do(row, form.cleaned_data, {"by": request.user, "today": timezone.localdate(now), "at": now})
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_GET
@never_cache
@official_required
def file(request: OfficialRequest, pk: str, file: str) -> FileResponse:
    """A file that came with an objection."""
    return uploads.served(get_object_or_404(ObjectionFile, objection=_found(request, pk), pk=file))


urlpatterns = [
    path("accountability/objections/<uuid:pk>/", objection, name="accountability_objection"),
    path("accountability/objections/<uuid:pk>/files/<uuid:file>/", file, name="accountability_objection_file"),
    path("accountability/objections/<uuid:pk>/do/<slug:act>/", act, name="accountability_objection_act"),
]
