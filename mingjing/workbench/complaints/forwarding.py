"""转办 on the page of a case: hand it on, see what became of it, chase, seal again; the letter and the files sent."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.complaints.enums import ComplaintStatus
from mingjing.complaints.models import Complaint, Forward
from mingjing.complaints.selectors import inbox, routes
from mingjing.complaints.selectors.inbox import Package
from mingjing.complaints.selectors.opening import CaseKeys, OpenFile
from mingjing.complaints.services import forwarding as services
from mingjing.complaints.workflow import FORWARD
from mingjing.ledger.models import Entry
from mingjing.people.models import Official, Unit
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.gate import keys_for, with_case
from mingjing.workbench.complaints.inbox import lettered, served
from mingjing.workbench.complaints.kinds import Act, NoWords, Panel, plain
from mingjing.workbench.keys import unlock_first

REQUEST = _("请查明反映的情况，依法处理，并在期限内答复。")


class ForwardForm(forms.Form):
    """Whom it goes to and what they may know."""

    unit = forms.ModelChoiceField(
        Unit.objects.filter(active_to=None).order_by("code"),
        label=_("转给"),
        help_text=_("被反映的单位、被反映人员所在的单位不能办理，选了也会被拒绝。"),
    )
    text = forms.CharField(
        label=_("转办内容"),
        max_length=services.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("已遮盖个人信息，请再看一遍：删去会暴露来信人的细节。"),
    )
    request = forms.CharField(label=_("办理要求"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    chosen = forms.MultipleChoiceField(
        label=_("一并转去的附件"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("转去的是去除元数据的副本。附件里的内容不会自动遮盖，请先打开看过。"),
    )
    needs_identity = forms.BooleanField(
        label=_("需要知道身份"), required=False, help_text=_("转办件不带身份；确需知道的，先申请启封。")
    )

    def __init__(self, *args: Any, known: list[OpenFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(file.file.pk): file for file in known}
        if known:
            self.fields["chosen"].choices = [(pk, file.name) for pk, file in self.known.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["chosen"]


def _form(
    request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None, data: Any = None, files: Any = None,
    **said: Any,
) -> forms.Form:  # fmt: skip
    papers = reading.of(request, complaint, keys).papers
    known = [file for paper in papers for file in paper.files if file.file.original_id is None]
    proposal = routes.proposed(complaint, reading.of(request, complaint, keys).unit)
    initial = {"text": inbox.prefilled(papers), "request": REQUEST, "unit": proposal.unit if proposal else None}
    return ForwardForm(data, known=known, initial=initial, **said)


def _forward(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    chosen = said.pop("chosen", [])
    papers = reading.of(request, complaint, keys).papers
    files = [file for paper in papers for file in paper.files if str(file.file.pk) in chosen]
    made = services.forward(
        complaint, **said, files=files, keys=keys, by=request.user, today=timezone.localdate(), at=timezone.now()
    )
    return gettext("%(complaint)s 已转办，转办件 %(forward)s。") % {"complaint": complaint, "forward": made}


def _open_package(complaint: Complaint, keys: CaseKeys) -> Package:
    found = next((one for one in inbox.of_case(complaint, keys) if one.forward.status in inbox.OPEN), None)
    if found is None:
        raise Http404
    return found


def _chase(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.chase(_open_package(complaint, keys).forward, by=request.user, at=timezone.now())
    return gettext("督办通知已发出，通知里没有编号和内容。")


def _seal_again(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    package = _open_package(complaint, keys)
    people = services.seal_again(package.forward, key=package.key, by=request.user, at=timezone.now())
    return gettext("转办件已补封给 %(people)s 人。") % {"people": people}


def _may_follow(viewer: Official, complaint: Complaint) -> bool:
    return viewer.holds(FORWARD.role) and complaint.status == ComplaintStatus.FORWARDED


def _packages(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    if all(entry.step != FORWARD.name for entry in reading.of(request, complaint, keys).entries):
        return None
    rows = list(complaint.forwards.order_by("-sent_on", "-number"))
    opened = {one.forward.pk: one for one in inbox.of_case(complaint, keys)} if keys else {}
    chased = Entry.objects.filter(case_id__in=[row.pk for row in rows], step=services.CHASED)
    times: dict[Any, list[Any]] = {}
    for entry in chased.order_by("seq"):
        times.setdefault(entry.case_id, []).append(entry.at)
    units = inbox.units_of(rows)
    today = timezone.localdate()
    shown = [
        {
            "row": row,
            "unit": units.get(row.pk, ""),
            "package": opened.get(row.pk),
            "chased": times.get(row.pk, []),
            "late": row.status in inbox.OPEN and row.due_on is not None and row.due_on < today,
        }
        for row in rows
    ]
    return {"forwards": shown}


def _row(complaint: Complaint, forward: str) -> Forward:
    row = complaint.forwards.filter(pk=forward).first()
    if row is None:
        raise Http404
    return row


@require_GET
@with_case
def letter(request: OfficialRequest, complaint: Complaint, forward: str, kind: str) -> HttpResponse:
    """The letter that goes with a package."""
    return lettered(_row(complaint, forward), kind)


@require_GET
@with_case
@unlock_first
def file(request: OfficialRequest, complaint: Complaint, forward: str, file: str) -> HttpResponseBase:
    """A file as it was sent."""
    row = _row(complaint, forward)
    keys, _refused = keys_for(request, complaint)
    packages = inbox.of_case(complaint, keys) if keys else []
    return served(next((one for one in packages if one.forward.pk == row.pk), None), file)


PANEL = Panel("forwards", "workbench/complaints/panels/forwards.html", _packages)
ACTS = [
    Act(
        "forward",
        _("转办"),
        _form,
        _forward,
        step=FORWARD,
        hint=_("收到之日起五个工作日内转交，逾期如实记录。"),
        lazy=True,
    ),  # fmt: skip
    Act("chase", _("督办"), plain(NoWords), _chase, may=_may_follow, basis="CMP-7-3"),
    Act(
        "seal-again",
        _("补封转办件"),
        plain(NoWords),
        _seal_again,
        may=_may_follow,
        basis="CMP-8-b",
        hint=_("对方换了经办人，或者新设了封存口令时用。"),
    ),
]
urlpatterns = [
    path("complaints/<uuid:pk>/forwards/<uuid:forward>/letter.<str:kind>", letter, name="complaint_forward_letter"),
    path("complaints/<uuid:pk>/forwards/<uuid:forward>/files/<uuid:file>/", file, name="complaint_forward_file"),
]
