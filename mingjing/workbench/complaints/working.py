"""交办、回避、调查、认定、办结: who handles a case, and what they do (CMP-7-2b, CMP-7-2c, CMP-7-2d)."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.complaints import workflow
from mingjing.complaints.enums import ComplaintStatus, Finding, PaperKind
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import concluding, handing, investigating, recusing
from mingjing.complaints.uploads import SealedFilesField
from mingjing.people.enums import CENTRE, Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.kinds import Act, NoWords, plain
from mingjing.workbench.complaints.reading import Reading
from mingjing.workbench.fields import PickOne, PickSome, Words, words


def _fit(read: Reading, *roles: str) -> list[Official]:
    """Those of the centre who may have the case; others would be refused."""
    held = set(Official.objects.filter(grants__role__in=roles).values_list("pk", flat=True))
    return [person for person in reading.fit(read.people, read.said) if person.pk in held]


class HandForm(forms.Form):
    def __init__(self, *args: Any, read: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["official"] = PickOne(_fit(read, Role.CENTRE_CLERK), label=_("承办人"))


class InvestigateForm(forms.Form):
    plan = words(_("调查方案"), _("查什么、怎么查、何时完成。"), rows=5)

    def __init__(self, *args: Any, read: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = _fit(read, *CENTRE)
        self.fields["investigators"] = PickSome(people, label=_("调查人员"), help_text=_("两名以上。"))


class KeepForm(forms.Form):
    text = words(_("说明"), _("来源、取得的时间和方式。"))
    attached = SealedFilesField(label=_("文件"))


class ConcludeForm(forms.Form):
    finding = forms.ChoiceField(label=_("认定"), choices=[CHOOSE, *Finding.choices])
    facts = words(_("查明的事实"), rows=5)
    measures = words(_("处理措施"), _("属实和部分属实的必须写明。"), required=False)


def _now(request: OfficialRequest, complaint: Complaint, keys: CaseKeys) -> dict[str, Any]:
    read = reading.of(request, complaint, keys)
    return {"keys": keys, "by": request.user, "today": read.today, "at": read.at}


def _with_people(form: Any) -> Any:
    def made(
        request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None, data: Any = None, files: Any = None,
        **said: Any,
    ) -> forms.Form:  # fmt: skip
        found: forms.Form = form(data, read=reading.of(request, complaint, keys), **said)
        return found

    return made


def _hand(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    handing.hand_over(complaint, said["official"], **_now(request, complaint, keys))
    return gettext("已交给%(who)s承办。") % {"who": said["official"]}


def _submit(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    people = handing.submit(complaint, **_now(request, complaint, keys))
    return gettext("已呈%(who)s。") % {"who": "、".join(map(str, people))}


def _recuse(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    recusing.recuse(complaint, reason=said["text"], **_now(request, complaint, keys))
    return gettext("您已回避，这一件您不再能打开。")


def _investigate(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    investigating.begin(complaint, **said, **_now(request, complaint, keys))
    return gettext("已开始调查。")


def _keeper(kind: PaperKind) -> Any:
    def keep(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
        at = reading.of(request, complaint, keys).at
        investigating.keep(
            complaint, kind, said["text"], files=said["attached"], keys=keys, by=request.user, at=at
        )  # fmt: skip
        return gettext("已存入案卷。")

    return keep


def _conclude(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    concluding.conclude(complaint, **said, **_now(request, complaint, keys))
    return gettext("已认定。请告知来信人。")


def _close(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    concluding.close(complaint, **_now(request, complaint, keys))
    return gettext("已办结。")


def _is_open(viewer: Official, complaint: Complaint) -> bool:
    return complaint.status in workflow.OPEN


def _is_investigated(viewer: Official, complaint: Complaint) -> bool:
    return complaint.status == ComplaintStatus.INVESTIGATING


HAND = Act(
    "hand", _("交给承办人"), _with_people(HandForm), _hand, may=_is_open, basis="CMP-8-b",
    hint=_("登记的人和原来的承办人从此打不开这一件。"), lazy=True
)  # fmt: skip
SUBMIT = Act("submit", _("呈负责人"), plain(NoWords), _submit, may=_is_open, basis="CMP-7-2a")
RECUSE = Act("recuse", _("申请回避"), plain(Words), _recuse, may=_is_open, basis="CMP-7-2b")
INVESTIGATE = Act(
    "investigate", _("组织调查"), _with_people(InvestigateForm), _investigate, step=workflow.INVESTIGATE, lazy=True
)  # fmt: skip
EVIDENCE = Act(
    "evidence", _("存入证据"), plain(KeepForm), _keeper(PaperKind.EVIDENCE), may=_is_investigated, basis="CMP-7-2b"
)  # fmt: skip
RECORD = Act(
    "record", _("记调查记录"), plain(KeepForm), _keeper(PaperKind.RECORD), may=_is_investigated, basis="CMP-7-2b"
)  # fmt: skip
CONCLUDE = Act("conclude", _("认定和处理"), plain(ConcludeForm), _conclude, step=workflow.CONCLUDE)
CLOSE = Act("close", _("办结"), plain(NoWords), _close, step=workflow.CLOSE)
