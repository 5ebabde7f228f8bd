"""实名 on the page of a case: claimed, tried, confirmed or given up, each with its history (GAP-22)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.complaints.enums import RealName
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import naming as selectors
from mingjing.complaints.selectors.naming import Means
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import naming as services
from mingjing.complaints.workflow import OPEN
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.kinds import Act, May, NoWords, Panel, plain
from mingjing.workbench.regulations import DayInput

OWED = "CMP-7-5"
NOTED = _("封存在案卷里。不要写姓名、电话。")


class TryForm(forms.Form):
    """How it was tried."""

    means = forms.ChoiceField(label=_("核实方式"), choices=[CHOOSE, *Means.choices])
    note = forms.CharField(
        label=_("经过"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), help_text=NOTED
    )


class ConfirmForm(TryForm):
    """How and when it was confirmed."""

    on = forms.DateField(label=_("核实日期"), widget=DayInput())


def _claim(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.claim(complaint, by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("已登记为署名待核实。书面告知的期限仍从收到之日起算。")


def _try(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.attempt(complaint, Means(said["means"]), note=said["note"], keys=keys, by=request.user, at=timezone.now())
    return gettext("已记下一次没有成功的核实。")


def _confirm(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.confirm(
        complaint, Means(said["means"]), on=said["on"], note=said["note"], keys=keys,
        by=request.user, today=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    return gettext("已确认为实名。")


def _give_up(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.give_up(complaint, by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("按匿名办理。")


def _when(*states: RealName) -> May:
    def may(viewer: Official, complaint: Complaint) -> bool:
        return viewer.holds(Role.CENTRE_CLERK) and complaint.status in OPEN and complaint.real_name in states

    return may


def _shown(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    read = reading.of(request, complaint, keys)
    rows = [
        {
            "entry": entry,
            "by": read.name(entry.by_id) if entry.by_id else entry.by,
            "means": str(Means(entry.after["means"]).label) if entry.after.get("means") else "",
            "before": RealName(entry.before["real_name"]).label if entry.before.get("real_name") else "",
            "after": RealName(entry.after["real_name"]).label if entry.after.get("real_name") else "",
        }
        for entry in read.entries
        if entry.step in (selectors.CHANGED, selectors.TRIED)
    ]
    if complaint.real_name == RealName.ANONYMOUS and not rows:
        return None
    clock = next((row.clock for row in read.clocks if row.basis == OWED), None)
    limit = read.law.limits.get(selectors.LIMIT)
    return {"rows": rows, "clock": clock, "wanted": limit.length if limit else 1}


PANEL = Panel("naming", "workbench/complaints/panels/naming.html", _shown)
ACTS = [
    Act(
        "claim",
        _("来信人补了署名"),
        plain(NoWords),
        _claim,
        may=_when(RealName.ANONYMOUS, RealName.UNCONFIRMED),
        basis="GAP-22",
        hint=_("不要在这里录入姓名。书面告知的期限从收到之日起算。"),
    ),
    Act(
        "confirm-name",
        _("确认实名"),
        plain(ConfirmForm),
        _confirm,
        may=_when(RealName.CLAIMED, RealName.UNCONFIRMED),
        basis="GAP-22",
    ),
    Act("try-name", _("记一次没有成功的核实"), plain(TryForm), _try, may=_when(RealName.CLAIMED), basis="GAP-22"),
    Act("give-up-name", _("按匿名办理"), plain(NoWords), _give_up, may=_when(RealName.CLAIMED), basis="GAP-22"),
]
