"""领导小组: instructions on a case, and what the office answered (ACC-3-a)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.accountability.models import AccountabilityCase, Instruction
from mingjing.accountability.services import instructing
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability.kinds import Act, Panel, plain
from mingjing.workbench.fields import PickOne, words

READ = "_instructions"


class InstructForm(forms.Form):
    text = words(_("指示"))


class AnswerForm(forms.Form):
    """Which instruction, and what was done on it."""

    text = words(_("落实情况"))

    def __init__(self, *args: Any, waiting: list[Instruction], **said: Any) -> None:
        super().__init__(*args, **said)
        names = {row.pk: f"{row.by} {timezone.localtime(row.at):%Y-%m-%d} {row.text[:30]}" for row in waiting}
        self.fields["instruction"] = PickOne(waiting, label=_("指示"))
        self.fields["instruction"].choices = [(str(key), name) for key, name in names.items()]  # type: ignore[attr-defined]
        self.order_fields(["instruction", "text"])


def _instructions(case: AccountabilityCase) -> list[Instruction]:
    """The instructions on a case, read once for a page."""
    found: list[Instruction] | None = vars(case).get(READ)
    if found is None:
        found = vars(case)[READ] = list(case.instructions.select_related("by", "answered_by"))
    return found


def _waiting(case: AccountabilityCase) -> list[Instruction]:
    return [one for one in _instructions(case) if one.answered_at is None]


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    rows = _instructions(case)
    return {"instructions": rows} if rows else None


def _answer_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> forms.Form:
    return AnswerForm(data, waiting=_waiting(case), **said)


def _may_answer(viewer: Official, case: AccountabilityCase) -> bool:
    return viewer.holds(Role.LGO_CLERK) and bool(_waiting(case))


def _instruct(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    instructing.instruct(case, said["text"], by=request.user, at=timezone.now())
    return gettext("指示已记录，办公室的待办里有一条。")


def _answer(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    instructing.answer(said["instruction"], said["text"], by=request.user, at=timezone.now())
    return gettext("落实情况已记录。")


PANEL = Panel("instructions", "workbench/accountability/panels/instructions.html", _shown)
INSTRUCT = Act(
    "instruct", _("作出指示"), plain(InstructForm), _instruct, may=lambda viewer, _case: viewer.holds(Role.LG_MEMBER),
    basis=instructing.BASIS, hint=_("指示只作记录，由办公室落实；证据和事实不能由领导小组成员改动。"),
)  # fmt: skip
ANSWER = Act("answer", _("报告落实情况"), _answer_form, _answer, may=_may_answer, basis=instructing.BASIS)
