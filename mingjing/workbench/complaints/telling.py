"""告知 on the page of a case: a notice per kind, drafted, edited and numbered; its document; the proof of delivery."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.complaints.enums import Asked, Declined, Finding, NoticeKind, PaperKind, Way
from mingjing.complaints.letters import telling as letters
from mingjing.complaints.letters.telling import Known
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import telling as services
from mingjing.complaints.uploads import SealedFilesField
from mingjing.core import documents
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official
from mingjing.sealing.services import routing
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.gate import keys_for, with_case
from mingjing.workbench.complaints.kinds import Act, Panel
from mingjing.workbench.keys import unlock_first
from mingjing.workbench.regulations import DayInput

HANDLE = "CMP-7-2c"


class TellForm(forms.Form):
    """What is told, and how it reached them."""

    text = forms.CharField(
        label=_("正文"),
        max_length=services.LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("按已有记录起草，请改好再出具。来信人凭收件码看到的就是这些字。"),
    )
    way = forms.ChoiceField(label=_("告知方式"), choices=[CHOOSE, *Way.choices])
    told_on = forms.DateField(
        label=_("告知日期"), required=False, widget=DayInput(), help_text=_("凭收件码查看的不用填，当天即可看到。")
    )
    why_not = forms.CharField(
        label=_("无法联系的理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    proof = SealedFilesField(label=_("送达凭证"))


def _known(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None, kind: NoticeKind) -> Known:
    """What the papers of the case say that belongs into this notice."""
    read = reading.of(request, complaint, keys)
    asked = {NoticeKind.DECLINED: Asked.DECLINE, NoticeKind.EXTENDED: Asked.EXTEND}.get(kind)
    rows = [row for row in read.approvals if row.kind == asked and row.granted]
    reason = read.words(rows[-1].reason_id) if rows else ""
    if rows and kind == NoticeKind.DECLINED:
        code = routing.opened(rows[-1].terms, about=rows[-1].pk).get("code")
        reason = "。".join(filter(None, [str(Declined(code).label) if code else "", reason]))
    found = read.kept(PaperKind.FINDINGS)
    said = (found[-1].said or {}) if found else {}
    running = (row.clock.due_on for row in read.clocks if row.basis == HANDLE and row.clock.stopped_on is None)
    return Known(
        number=complaint.number,
        received_on=complaint.received_on,
        accepted_on=complaint.accepted_on,
        due_on=next(running, None),
        extended_to=complaint.extended_to,
        state=complaint.get_status_display(),
        reason=reason,
        finding=str(Finding(complaint.finding).label) if complaint.finding else "",
        facts=str(said.get("text", "")),
        measures=str(said.get("measures", "")),
    )


def _former(kind: NoticeKind) -> Callable[..., forms.Form]:
    def made(
        request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None, data: Any = None, files: Any = None,
        **said: Any,
    ) -> forms.Form:  # fmt: skip
        words = letters.draft(kind, _known(request, complaint, keys, kind)) if data is None else ""
        return TellForm(data, files, initial={"text": words}, **said)

    return made


def _tell(
    kind: NoticeKind, request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]
) -> str:
    proof = next(iter(said.pop("proof")), None)
    way = Way(said.pop("way"))
    made = services.tell(
        complaint, kind, way=way, proof=proof, **said,
        keys=keys, by=request.user, today=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    return gettext("%(kind)s %(number)s 已出具。") % {"kind": made.get_kind_display(), "number": made.number}


def _may(kind: NoticeKind, viewer: Official, complaint: Complaint) -> bool:
    return viewer.holds(*CENTRE) and services.fits(complaint, kind)


def _act(kind: NoticeKind) -> Act:
    label = format_lazy(_("出具{kind}"), kind=kind.label)
    return Act(
        f"tell-{kind}", label, _former(kind), partial(_tell, kind), may=partial(_may, kind), basis=services.BASIS[kind]
    )


def _deliveries(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    read = reading.of(request, complaint, keys)
    if all(entry.step != services.TOLD for entry in read.entries):
        return None
    files = {file.file.pk: file for paper in read.papers for file in paper.files}
    rows = [
        {
            "row": row,
            "way": Way(row.way).label,
            "by": read.name(row.by),
            "why_not": read.words(row.why_not_id),
            "text": read.words(row.paper_id),
            "proof": files.get(row.proof_id) if row.proof_id else None,
        }
        for row in complaint.deliveries.order_by("at", "id")
    ]
    return {"deliveries": rows}


@require_GET
@with_case
@unlock_first
def notice(request: OfficialRequest, complaint: Complaint, delivery: str, kind: str) -> HttpResponse:
    """A notice as docx or pdf: set in memory from the sealed paper, stored nowhere."""
    row = complaint.deliveries.filter(pk=delivery).first()
    keys, _refused = keys_for(request, complaint)
    papers = reading.of(request, complaint, keys).papers if keys else []
    paper = next((one for one in papers if row and one.paper.pk == row.paper_id), None)
    if row is None or paper is None or paper.said is None:
        raise Http404
    made = letters.letter(paper.said, on=timezone.localdate(row.at))
    return documents.answer(made, kind, f"notice-{timezone.localdate(row.at):%Y}-{row.number[-5:]}")


PANEL = Panel("deliveries", "workbench/complaints/panels/deliveries.html", _deliveries)
ACTS = [_act(kind) for kind in NoticeKind]
urlpatterns = [
    path("complaints/<uuid:pk>/notices/<uuid:delivery>.<str:kind>", notice, name="complaint_notice"),
]
