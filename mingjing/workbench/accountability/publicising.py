"""公开追究结果: a masked wording, its approval by another, and taking it back."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.accountability.enums import OutcomeStatus
from mingjing.accountability.models import AccountabilityCase, Outcome
from mingjing.accountability.selectors import outcomes
from mingjing.accountability.services import publicising
from mingjing.accountability.workflow import PUBLISH, WITHDRAW
from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability.kinds import Act, Panel, plain
from mingjing.workbench.fields import Words, words


class OutcomeForm(forms.Form):
    """What everybody would read."""

    title = forms.CharField(label=_("标题"), max_length=publicising.LONGEST_TITLE)
    text = words(_("正文"), _("系统给的初稿不点名。证件号、电话、住址和姓名不能出现。"), rows=8)
    names_for = words(
        _("点名公开的理由"), _("一般不点名。决定点名的，写明依据和理由，由负责人批准。"), rows=2, required=False
    )


class PublishForm(forms.Form):
    """Nothing to fill in: it says which wording was read."""

    read = forms.CharField(widget=forms.HiddenInput())


def _of(case: AccountabilityCase) -> Outcome | None:
    return Outcome.objects.filter(case=case).select_related("drafted_by", "approved_by").first()


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    found = _of(case)
    return {"outcome": found} if found else None


def _draft_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> forms.Form:
    found = None if data else _of(case)
    initial = vars(found) if found else (outcomes.proposed(case) if data is None else None)
    return OutcomeForm(data, initial=initial, **said)


def _publish_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> forms.Form:
    found = _of(case) if data is None else None
    return PublishForm(data, initial={"read": outcomes.digest_of(found)} if found else None, **said)


def _may_draft(viewer: Official, case: AccountabilityCase) -> bool:
    if case.status not in publicising.TOLD or not viewer.holds(Role.LGO_CLERK):
        return False
    return not Outcome.objects.filter(case=case).exclude(status=OutcomeStatus.DRAFTED).exists()


def _may(status: str, role: str) -> Any:
    def offered(viewer: Official, case: AccountabilityCase) -> bool:
        return viewer.holds(role) and Outcome.objects.filter(case=case, status=status).exists()

    return offered


def _draft(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    publicising.draft(case, **said, by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("已拟稿，等待负责人批准公开。")


def _drafted(case: AccountabilityCase) -> Outcome:
    found = _of(case)
    if found is None:
        raise Refused(gettext("还没有拟稿。"))
    return found


def _publish(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    today, at = timezone.localdate(), timezone.now()
    publicising.publish(_drafted(case), read=said["read"], by=request.user, today=today, at=at)
    return gettext("追究结果已公开。")


def _withdraw(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    reason, today = said["text"], timezone.localdate()
    publicising.withdraw(_drafted(case), reason=reason, by=request.user, today=today, at=timezone.now())
    return gettext("已撤回，公开页面上的文字已经清除。")


PANEL = Panel("outcome", "workbench/accountability/panels/outcome.html", _shown)
ACTS = (
    Act("outcome", _("拟公开追究结果"), _draft_form, _draft, may=_may_draft, basis=publicising.BASIS, lazy=True),
    Act(
        "publish", _("批准公开"), _publish_form, _publish, may=_may(OutcomeStatus.DRAFTED, PUBLISH.role),
        basis=publicising.BASIS, hint=_("公开后任何人都能看到。请对照案卷再读一遍。"),
    ),
    Act(
        "unpublish", _("撤回公开"), plain(Words), _withdraw, may=_may(OutcomeStatus.PUBLISHED, WITHDRAW.role),
        basis=publicising.BASIS,
    ),
)  # fmt: skip
