"""启封身份或内容: ask the custodians, and read what two of them opened, for a day."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.complaints.enums import Purpose
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import revealing
from mingjing.core.errors import Refused
from mingjing.sealing import selectors as sealing
from mingjing.sealing.enums import GROUNDS
from mingjing.sealing.enums import Purpose as Sealed
from mingjing.sealing.models import Opening
from mingjing.sealing.services import openings
from mingjing.sealing.services.persons import Unlocked
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints.gate import keys_for, with_case
from mingjing.workbench.complaints.kinds import Panel
from mingjing.workbench.keys import unlock_first, unlocked

LONGEST = 1000
LABELS = (
    ("name", _("姓名")),
    ("organisation", _("单位或组织")),
    ("id_number", _("身份证件号码")),
    ("phone", _("电话")),
    ("address", _("地址")),
    ("contact", _("其他联系方式")),
)


def _choices(complaint: Complaint) -> list[Any]:
    parts = [part for part in Sealed if part != Sealed.IDENTITY or complaint.identity is not None]
    return [(part.label, [(f"{part}:{ground}", ground.label) for ground in GROUNDS[part]]) for part in parts]


class AskForm(forms.Form):
    what = forms.ChoiceField(label=_("启封什么、为什么"))
    reason = forms.CharField(
        label=_("具体理由"),
        max_length=LONGEST,
        help_text=_("封给身份保管人看，数据库里没有明文。写明为什么不启封就办不下去。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [CHOOSE, *_choices(complaint)]  # type: ignore[attr-defined]


@require_GET
@with_case
def sealed(request: OfficialRequest, complaint: Complaint) -> HttpResponse:
    """What was asked for, how far it is, and the form to ask. Nothing is shown before its button is pressed."""
    return _page(request, complaint)


def _mine(request: OfficialRequest, complaint: Complaint) -> list[Opening]:
    case = sealing.of_case(complaint.pk).values("pk")
    return list(sealing.asked_by(request.user).filter(pk__in=case))


def _page(request: OfficialRequest, complaint: Complaint, form: AskForm | None = None, **shown: Any) -> HttpResponse:
    context = {
        "section": "complaints",
        "complaint": complaint,
        "openings": _mine(request, complaint),
        "form": form or AskForm(complaint=complaint),
        **shown,
    }
    status = 422 if form or shown.get("refused") else 200
    return render(request, "workbench/complaints/identity.html", context, status=status)


@require_POST
@with_case
@unlock_first
def ask(request: OfficialRequest, complaint: Complaint) -> HttpResponse:
    """Ask the custodians."""
    form = AskForm(request.POST, complaint=complaint)
    if form.is_valid():
        purpose, ground = form.cleaned_data["what"].split(":")
        reason, at = form.cleaned_data["reason"], timezone.now()
        try:
            opening = revealing.ask(complaint, Purpose(purpose), ground=ground, reason=reason, by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(opening)s 已提交，等两位身份保管人拆封。") % {"opening": opening})
            return redirect("workbench:complaint_identity", complaint.pk)
    return _page(request, complaint, form)


@require_POST
@with_case
@unlock_first
def show(request: OfficialRequest, complaint: Complaint, opening: str) -> HttpResponse:
    """What two custodians opened; each showing is written down."""
    row = next((one for one in _mine(request, complaint) if str(one.pk) == str(opening)), None)
    key = unlocked(request)
    if row is None or key is None:
        raise Http404
    keys, _refused = keys_for(request, complaint)
    try:
        shown = _shown(request, complaint, row, key, keys)
    except Refused as refusal:
        return _page(request, complaint, refused=str(refusal))
    return _page(request, complaint, mark=openings.watermark(row, at=timezone.now()), **shown)


def _shown(
    request: OfficialRequest, complaint: Complaint, row: Opening, key: Unlocked, keys: CaseKeys | None
) -> dict[str, Any]:
    said: dict[str, Any] = {"by": request.user, "today": timezone.localdate(), "at": timezone.now()}
    if row.purpose == Purpose.CONTENT:
        return {"papers": revealing.content(complaint, row, key, **said)}
    people = revealing.people(complaint, row, key, **said)
    if keys:
        revealing.prove(complaint, row, keys=keys, today=said["today"], at=said["at"])
    return {"people": [[(label, person[name]) for name, label in LABELS if person.get(name)] for person in people]}


def _panel(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    return {"signed": complaint.identity is not None}


PANEL = Panel("identity", "workbench/complaints/panels/identity.html", _panel)
urlpatterns = [
    path("complaints/<uuid:pk>/identity/", sealed, name="complaint_identity"),
    path("complaints/<uuid:pk>/identity/ask/", ask, name="complaint_identity_ask"),
    path("complaints/<uuid:pk>/identity/<uuid:opening>/", show, name="complaint_identity_show"),
]
