"""不予追究: the head of the office ends a case in which nobody is held to account (ACC-12-b)."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.accountability import workflow
from mingjing.accountability.models import AccountabilityCase
from mingjing.accountability.services import acquitting
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability.kinds import Act, plain
from mingjing.workbench.accountability.subjects import now
from mingjing.workbench.fields import words


class AcquitForm(forms.Form):
    text = words(_("理由"), _("查明了什么、为什么不追究。澄清函照此告知每个责任主体。"))


def _acquit(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    letters = acquitting.acquit(case, reason=said["text"], **now(request))
    return gettext("已不予追究，制发澄清函 %(n)s 份。") % {"n": len(letters)}


ACQUIT = Act(
    "acquit", _("不予追究"), plain(AcquitForm), _acquit, step=workflow.ACQUIT,
    hint=_("案件和线索了结，本案的评优限制解除，向每个责任主体制发澄清函。"),
)  # fmt: skip
