"""责任主体: the units and persons that may be responsible, each for themselves (ACC-4-2)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import AccountabilityCase, Subject
from mingjing.accountability.services import registering
from mingjing.people.models import Official, Unit
from mingjing.rules.accountability import PARTS
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability import reading
from mingjing.workbench.accountability.kinds import Act, Panel
from mingjing.workbench.fields import PickOne, words

WHILE = (CaseStatus.REGISTERED, CaseStatus.INVESTIGATING, CaseStatus.ESTABLISHED)
NOBODY = ("", _("是单位，不是个人"))


class SubjectForm(forms.Form):
    """A unit; or a person of it, by account or by name and post."""

    unit = forms.ModelChoiceField(
        Unit.objects.order_by("code"), label=_("单位"), help_text=_("列单位的，下面的都不填；列个人的，选其单位。")
    )
    part = forms.ChoiceField(
        label=_("个人的身份"),
        required=False,
        choices=[NOBODY, *((key.value, PARTS[key]) for key in registering.PERSONS)],
    )
    account = forms.CharField(
        label=_("账号"), required=False, max_length=60, help_text=_("有账号的填账号，姓名和职务自动带出。")
    )
    name = forms.CharField(label=_("姓名"), required=False, max_length=40)
    post = forms.CharField(label=_("职务"), required=False, max_length=60)

    def clean_account(self) -> Official | None:
        """The person of that account; None where none was given."""
        asked = self.cleaned_data["account"].strip()
        if not asked:
            return None
        found = Official.objects.select_related("unit", "post").filter(username=asked).first()
        if found is None:
            raise forms.ValidationError(gettext("没有这个账号，请核对；没有账号的填姓名和职务。"))
        return found

    def clean(self) -> dict[str, Any]:
        """A part goes with a person."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("part") and not said.get("account") and not said.get("name") and "account" in said:
            self.add_error("name", gettext("选了身份，请填账号，或者姓名和职务。"))
        return said


class RemoveForm(forms.Form):
    text = words(_("理由"), _("移出的主体和理由都留在案卷里。"), rows=2)

    def __init__(self, *args: Any, subjects: list[Subject], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["subject"] = PickOne(subjects, label=_("责任主体"))
        self.order_fields(["subject", "text"])


def now(request: OfficialRequest) -> dict[str, Any]:
    """Who acts, on which day, at what time."""
    at: dt.datetime = timezone.now()
    return {"by": request.user, "today": timezone.localdate(at), "at": at}


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any]:
    return {"subjects": [(one, PARTS.get(one.part, "")) for one in case.subjects.all()]}  # type: ignore[call-overload]


def _form(request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any) -> Any:
    return SubjectForm(data, initial={"unit": case.unit_id}, **said)


def _remove_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> Any:
    return RemoveForm(data, subjects=reading.of(case).subjects, **said)


def _add(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    person = said.pop("account")
    subject = registering.add_subject(case, **said, official=person, **now(request))
    return gettext("%(who)s 已列入责任主体。") % {"who": subject}


def _remove(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    registering.remove_subject(said["subject"], reason=said["text"], **now(request))
    return gettext("%(who)s 已移出责任主体。") % {"who": said["subject"]}


def _may(viewer: Official, case: AccountabilityCase) -> bool:
    return case.status in WHILE and access.may_work(viewer, case)


def _may_remove(viewer: Official, case: AccountabilityCase) -> bool:
    return _may(viewer, case) and bool(reading.of(case).subjects)


PANEL = Panel("subjects", "workbench/accountability/panels/subjects.html", _shown)
ADD = Act(
    "subject", _("列入责任主体"), _form, _add, may=_may, basis="ACC-4-2", lazy=True,
    hint=_("集体责任和个人责任都要追究；每个单位、每个人分别认定、分别通知。"),
)  # fmt: skip
REMOVE = Act("subject-remove", _("移出责任主体"), _remove_form, _remove, may=_may_remove, basis="ACC-12-b")
ACTS = [ADD, REMOVE]
