"""回复来信人: words that the reporter reads with the code, with files sealed while they come in."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.complaints.enums import ComplaintStatus
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import replying
from mingjing.complaints.uploads import SealedFilesField
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints.kinds import Act, plain


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("回复"),
        max_length=replying.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("来信人凭收件码看到。不要写办理人员和其他来信人的情况。这不是告知书，不代替书面告知。"),
    )
    attached = SealedFilesField(label=_("附件"))


def _reply(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    replying.reply(
        complaint, said["text"], keys=keys, by=request.user, today=timezone.localdate(), at=timezone.now(),
        files=said["attached"],
    )  # fmt: skip
    return gettext("已回复，来信人凭收件码可以看到。")


def _may(viewer: Official, complaint: Complaint) -> bool:
    return viewer.holds(*CENTRE) and complaint.status != ComplaintStatus.VOIDED


ACTS = (Act("reply", _("回复来信人"), plain(ReplyForm), _reply, may=_may, basis="CMP-7-2d"),)
