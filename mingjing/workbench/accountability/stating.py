"""事实: state it under a ground of the case's rules, with its evidence, and find it established or not (ACC-12-b)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.accountability import access
from mingjing.accountability.enums import Finding
from mingjing.accountability.models import AccountabilityCase, Evidence, Fact
from mingjing.accountability.selectors import cases
from mingjing.accountability.services import stating as services
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability import reading
from mingjing.workbench.accountability.kinds import Act, Panel
from mingjing.workbench.accountability.reading import Reading
from mingjing.workbench.accountability.subjects import now
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.fields import PickOne, PickSome, words
from mingjing.workbench.regulations import DayInput

BASIS = services.BASIS


class StateForm(forms.Form):
    text = words(_("事实"), _("何时、何地、谁、做了或没有做什么；一项事实写一条。"))
    ground = forms.ChoiceField(label=_("情形"), help_text=_("按条文分组，是本案适用的法规版本。"))
    happened_on = forms.DateField(label=_("发生日期"), required=False, widget=DayInput())

    def __init__(self, *args: Any, case: AccountabilityCase, pieces: list[Evidence], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["ground"].choices = [CHOOSE, *cases.grounds_of(case)]  # type: ignore[attr-defined]
        self.fields["evidence"] = PickSome(pieces, label=_("证据"), required=False)


class ReviseForm(StateForm):
    def __init__(self, *args: Any, facts: list[Fact], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["fact"] = PickOne(facts, label=_("修改哪一项"))
        self.order_fields(["fact"])


class FindForm(forms.Form):
    finding = forms.ChoiceField(
        label=_("认定"), choices=[CHOOSE, *(one for one in Finding.choices if one[0] != Finding.OPEN)]
    )
    text = words(_("理由"), _("哪些证据证明了什么，为什么采信；不成立的写明为什么。"))

    def __init__(self, *args: Any, facts: list[Fact], pieces: list[Evidence], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["fact"] = PickOne(facts, label=_("事实"))
        self.fields["evidence"] = PickSome(
            pieces, label=_("证据"), required=False, help_text=_("认定查实至少要有一份。")
        )
        self.order_fields(["fact", "finding", "evidence", "text"])


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any]:
    read = reading.of(case)
    names = {ground.id: ground.name for ground in cases.pack_of(case).grounds.values()}
    return {
        "facts": [(fact, names.get(fact.ground, "")) for fact in read.facts],
        "may": access.may_collect(request.user, case),
    }


def _asked(asked: Mapping[str, str], read: Reading) -> dict[str, Any]:
    """What the form says already of the fact that the page's address names."""
    fact = next((one for one in read.facts if str(one.pk) == asked.get("fact")), None)
    if fact is None:
        return {}
    keys = {piece.no: str(piece.pk) for piece in read.standing}
    linked = [keys[no] for no in vars(fact)["standing"]]
    return {
        "fact": str(fact.pk), "text": fact.text, "ground": fact.ground, "happened_on": fact.happened_on,
        "evidence": linked,
    }  # fmt: skip


def _state_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> Any:
    initial = {"ground": case.ground, "happened_on": case.fault_on}
    return StateForm(data, case=case, pieces=reading.of(case).standing, initial=initial, **said)


def _revise_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> Any:
    read = reading.of(case)
    initial = _asked(request.GET, read)
    return ReviseForm(data, case=case, pieces=read.standing, facts=read.facts, initial=initial, **said)


def _find_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> Any:
    read = reading.of(case)
    initial = {key: value for key, value in _asked(request.GET, read).items() if key != "text"}
    return FindForm(data, pieces=read.standing, facts=read.facts, initial=initial, **said)


def _state(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    fact = services.state(case, **said, **now(request))
    return gettext("%(fact)s 已记录，待认定。") % {"fact": fact}


def _revise(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    fact = said.pop("fact")
    services.revise(fact, **said, **now(request))
    return gettext("%(fact)s 已修改，待重新认定。") % {"fact": fact}


def _find(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    services.find(said["fact"], said["finding"], reason=said["text"], evidence=said["evidence"], **now(request))
    return gettext("%(fact)s 已认定。") % {"fact": said["fact"]}


def _has_facts(viewer: Official, case: AccountabilityCase) -> bool:
    return access.may_collect(viewer, case) and bool(reading.of(case).facts)


PANEL = Panel("findings", "workbench/accountability/panels/findings.html", _shown)
ACTS = [
    Act("fact", _("记录事实"), _state_form, _state, may=access.may_collect, basis=BASIS),
    Act(
        "fact-revise", _("修改事实"), _revise_form, _revise, may=_has_facts, basis=BASIS, lazy=True,
        hint=_("修改后要重新认定。"),
    ),
    Act("find", _("认定事实"), _find_form, _find, may=_has_facts, basis="ACC-4-4a", lazy=True),
]  # fmt: skip
