"""受理、不予受理、请示、审批、移送、作废、重新办理: what is decided on a case, by whom it is decided."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.complaints import workflow
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Asked, ComplaintStatus, Declined, Voided
from mingjing.complaints.models import Approval, Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import approving, concluding, deciding, referring, ruling, voiding
from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.kinds import Act, NoWords, plain
from mingjing.workbench.fields import Words, words

S = ComplaintStatus
ANSWERS = [CHOOSE, ("yes", _("同意")), ("no", _("不同意"))]


class DeclineForm(forms.Form):
    code = forms.ChoiceField(label=_("不予受理的理由"), choices=[CHOOSE, *Declined.choices])
    text = words(_("说明"), _("写给负责人，也用于告知来信人：事实、依据、可以找哪个机关。"))


class ReferForm(forms.Form):
    to = forms.CharField(label=_("移送给"), max_length=referring.LONGEST)
    text = words(_("理由"))


class VoidForm(forms.Form):
    code = forms.ChoiceField(label=_("作废理由"), choices=[CHOOSE, *Voided.choices])
    text = words(_("说明"), _("编号和理由都留在登记簿里。"))


class DecideForm(forms.Form):
    answer = forms.ChoiceField(label=_("审批"), choices=ANSWERS)
    text = words(_("意见"), rows=2)

    def __init__(self, *args: Any, asked: list[Approval], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval"] = forms.ChoiceField(
            label=_("请示"), choices=[(str(row.pk), Asked(row.kind).label) for row in asked]
        )
        self.order_fields(["approval", "answer", "text"])


def _now(request: OfficialRequest, complaint: Complaint, keys: CaseKeys) -> dict[str, Any]:
    read = reading.of(request, complaint, keys)
    return {"keys": keys, "by": request.user, "today": read.today, "at": read.at}


def _accept(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    deciding.accept(complaint, **_now(request, complaint, keys))
    return gettext("已受理。")


def _decline(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    deciding.ask_decline(complaint, said["code"], reason=said["text"], **_now(request, complaint, keys))
    return gettext("已请示负责人。")


def _investigate(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    approving.ask(complaint, Asked.INVESTIGATE, reason=said["text"], **_now(request, complaint, keys))
    return gettext("已请示负责人。")


def _refer(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    referring.ask(complaint, said["to"], reason=said["text"], **_now(request, complaint, keys))
    return gettext("已请示负责人。")


def _void(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    voiding.void(complaint, said["code"], reason=said["text"], **_now(request, complaint, keys))
    return gettext("已作废，编号保留。")


def _reopen(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    concluding.reopen(complaint, reason=said["text"], **_now(request, complaint, keys))
    return gettext("已重新办理。")


def _decide_form(
    request: OfficialRequest,
    complaint: Complaint,
    keys: CaseKeys | None,
    data: Any = None,
    files: Any = None,
    **said: Any,
) -> forms.Form:
    return DecideForm(data, asked=reading.of(request, complaint, keys).asked, **said)


def _decide(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    approval = complaint.approvals.select_related("complaint").filter(pk=said["approval"]).first()
    if approval is None:
        raise Refused(gettext("没有这项请示。"))
    ruling.decide(
        approval, granted=said["answer"] == "yes", opinion=said["text"], **_now(request, complaint, keys)
    )  # fmt: skip
    return gettext("已审批。")


def _asked_of(viewer: Official, complaint: Complaint) -> bool:
    if not viewer.holds(Role.CENTRE_HEAD):
        return False
    return complaint.approvals.filter(granted=None).exclude(asked_by=tag_of(viewer)).exists()


def _clerk_in(*states: str) -> Any:
    def may(viewer: Official, complaint: Complaint) -> bool:
        return viewer.holds(Role.CENTRE_CLERK) and complaint.status in states

    return may


DECIDE = Act("decide", _("审批"), _decide_form, _decide, may=_asked_of, basis="CMP-7-2a")
ACCEPT = Act("accept", _("受理"), plain(NoWords), _accept, step=workflow.ACCEPT)
DECLINE = Act(
    "decline", _("请示不予受理"), plain(DeclineForm), _decline, may=_clerk_in(S.REGISTERED), basis="CMP-7-6"
)  # fmt: skip
ASK = Act(
    "ask", _("请示组织调查"), plain(Words), _investigate, may=_clerk_in(S.ACCEPTED), basis="CMP-7-2a",
    hint=_("等待审批的时间计入期限。"),
)  # fmt: skip
REFER = Act(
    "refer", _("请示移送"), plain(ReferForm), _refer, may=_clerk_in(*workflow.REFER.sources), basis="CMP-4-7a"
)  # fmt: skip
VOID = Act("void", _("作废"), plain(VoidForm), _void, step=workflow.VOID)
REOPEN = Act("reopen", _("重新办理"), plain(Words), _reopen, step=workflow.REOPEN)
