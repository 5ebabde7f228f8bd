"""Acts that guard a case: to the discipline organ, a hold on its shredding, the end of that hold."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.complaints import access
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.desk import pack_of
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import escalating, retention
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.regulations.selectors import in_force
from mingjing.rules.packs.nouns import Ground
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints.kinds import Act, Panel, plain

LONGEST = 2000


def _grounds() -> dict[str, Ground]:
    """The grounds that go to the discipline organ, of the pack in force."""
    grounds = pack_of(in_force(timezone.localdate())).grounds
    return {key: ground for key, ground in grounds.items() if ground.discipline}


class GroundForm(forms.Form):
    ground = forms.ChoiceField(label=_("情形"))

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        choices = [(key, f"{key} {ground.name}") for key, ground in _grounds().items()]
        self.fields["ground"].choices = [CHOOSE, *choices]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


def _escalate(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    today, at = timezone.localdate(), timezone.now()
    ground = _grounds()[said["ground"]]
    people = escalating.escalate(complaint, ground, keys=keys, by=request.user, today=today, at=at)
    return gettext("已交纪检监察机关 %(n)s 人，按急件办理。") % {"n": len(people)}


def _hold(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    today, at = timezone.localdate(), timezone.now()
    retention.hold(complaint, reason=said["reason"], keys=keys, by=request.user, today=today, at=at)
    return gettext("已暂缓销毁。")


def _release(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    today, at = timezone.localdate(), timezone.now()
    retention.release(complaint, reason=said["reason"], keys=keys, by=request.user, today=today, at=at)
    return gettext("已解除暂缓，保存期限照常计算。")


def _may_escalate(viewer: Official, complaint: Complaint) -> bool:
    return access.may_enter(viewer) and not access.routed(complaint).get("ground")


def _keeping(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    """There once a hold was set, or something was shredded."""
    told = complaint.held or complaint.identity_shredded_on or complaint.shredded_on
    return {} if told else None


KEEPING = Panel("keeping", "workbench/complaints/panels/keeping.html", _keeping)
ESCALATE = Act(
    "escalate", _("交纪检监察机关"), plain(GroundForm), _escalate, may=_may_escalate, basis="ACC-9-2a",
    hint=_("反映打击报复、侵犯公民民主权利的，立即作为急件交纪检监察机关；被反映单位的人看不到。"),
)  # fmt: skip
HOLD = Act(
    "hold", _("暂缓销毁"), plain(ReasonForm), _hold, basis="CMP-8-b",
    may=lambda viewer, complaint: viewer.holds(Role.CENTRE_HEAD) and not complaint.held,
    hint=_("正在诉讼、复议、调查的，保存期满也不销毁。理由封存在案卷里。"),
)  # fmt: skip
RELEASE = Act(
    "release", _("解除暂缓销毁"), plain(ReasonForm), _release, basis="CMP-8-b",
    may=lambda viewer, complaint: viewer.holds(Role.CENTRE_HEAD) and complaint.held,
)  # fmt: skip
ACTS = (ESCALATE, HOLD, RELEASE)
