"""案卷归档 on the page of a case: ask for the export; once somebody else agreed, take it out, encrypted."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import archiving as services
from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.gate import keys_for, with_case
from mingjing.workbench.complaints.kinds import Act, Panel, plain
from mingjing.workbench.keys import unlock_first


class AskForm(forms.Form):
    """Why the case is taken out."""

    reason = forms.CharField(label=_("导出的理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class TakeForm(forms.Form):
    """To whom it is encrypted, where the city has set no archive."""

    recipient = forms.CharField(
        label=_("age 公钥"),
        required=False,
        max_length=200,
        help_text=_("以 age1 开头。已设置档案机构公钥的，不用填。"),
    )


def _ask(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.ask(
        complaint, reason=said["reason"], keys=keys, by=request.user, today=timezone.localdate(), at=timezone.now()
    )
    return gettext("导出案卷已请示负责人。")


def _may_ask(viewer: Official, complaint: Complaint) -> bool:
    return viewer.holds(Role.CENTRE_CLERK)


def _shown(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    read = reading.of(request, complaint, keys)
    approval = services.usable_of(read.approvals, read.entries, request.user)
    taken = [(entry, read.name(entry.by_id)) for entry in read.entries if entry.step == services.EXPORTED]
    return {"approval": approval, "taken": taken} if approval or taken else None


@require_http_methods(["GET", "POST"])
@with_case
@unlock_first
def take_out(request: OfficialRequest, complaint: Complaint) -> HttpResponse:
    """The case as one encrypted archive, under an approval that is used up by it."""
    if services.usable(complaint, request.user) is None:
        raise Http404
    form = TakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keys, refused = keys_for(request, complaint)
        try:
            if keys is None:
                raise Refused(refused)
            box = services.take_out(
                complaint, recipient=form.cleaned_data["recipient"], keys=keys, by=request.user,
                today=timezone.localdate(), at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            answer = HttpResponse(box, content_type="application/octet-stream")
            answer["Content-Disposition"] = f'attachment; filename="case-{complaint.number[-5:]}.zip.age"'
            answer["X-Content-Type-Options"] = "nosniff"
            return answer
    context = {"section": "complaints", "complaint": complaint, "form": form}
    return render(request, "workbench/complaints/archive.html", context, status=422 if form.is_bound else 200)


PANEL = Panel("archive", "workbench/complaints/panels/archive.html", _shown)
ACTS = [
    Act(
        "ask-export",
        _("请示导出案卷"),
        plain(AskForm),
        _ask,
        may=_may_ask,
        basis="CMP-8-b",
        hint=_("由另一位负责人审批；导出的案卷加密，每份都有导出人的标记。"),
    ),
]
urlpatterns = [path("complaints/<uuid:pk>/archive/", take_out, name="complaint_archive")]
