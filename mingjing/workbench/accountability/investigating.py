"""调查: the plan, who looks into a case, their declarations and recusals, and when the facts are established."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import AccountabilityCase, Investigator
from mingjing.accountability.selectors import evidence as selectors
from mingjing.accountability.services import investigating
from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability import reading
from mingjing.workbench.accountability.kinds import Act, NoWords, Panel, plain
from mingjing.workbench.accountability.subjects import now
from mingjing.workbench.fields import PickOne, PickSome, Words, words

BETWEEN = re.compile(r"[\s,，、;；]+")
BARRED = _(
    "我不是本案责任主体，与责任主体不在同一单位，与本案责任主体、案情没有亲属关系、利害关系，"
    "也没有可能影响公正办理的其他情况。"
)


class PlanForm(forms.Form):
    text = words(_("调查方案"), _("查什么、怎么查、何时完成。已有的方案保留，新写的接在后面。"), rows=6)


class NameForm(forms.Form):
    """People of the office by name, of other units by account."""

    people = forms.Field()
    accounts = forms.CharField(
        label=_("其他单位人员的账号"), required=False, max_length=400, help_text=_("几个账号用逗号隔开。")
    )

    def __init__(self, *args: Any, case: AccountabilityCase, **said: Any) -> None:
        super().__init__(*args, **said)
        named = access.investigators(case)
        self.fields["people"] = PickSome(_fit(case), label=_("办公室人员"), required=False)
        self.fields["leader"] = forms.ChoiceField(
            label=_("主办"), required=False, help_text=_("从已指定的或这次指定的人员中定一名。"),
            choices=[("", _("以后再定")), *_accounts([*(one.official for one in named), *_fit(case)])],
        )  # fmt: skip

    def clean_accounts(self) -> list[Official]:
        """The people of those accounts."""
        asked = [name for name in BETWEEN.split(self.cleaned_data["accounts"]) if name]
        found = {person.username: person for person in Official.objects.filter(username__in=asked)}
        if missing := [name for name in asked if name not in found]:
            raise forms.ValidationError(gettext("没有这些账号：%(names)s。") % {"names": "、".join(missing)})
        return list(found.values())


class LeadForm(forms.Form):
    def __init__(self, *args: Any, people: list[Investigator], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["leader"] = PickOne(people, label=_("主办"))


class DeclareForm(forms.Form):
    nothing = forms.BooleanField(label=BARRED)


class RecuseForm(forms.Form):
    text = words(_("理由"), rows=2)

    def __init__(self, *args: Any, people: list[Investigator], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["person"] = PickOne(people, label=_("回避的人员"))
        self.order_fields(["person", "text"])


def _fit(case: AccountabilityCase) -> list[Official]:
    """People of the office who may look into the case; others would be refused."""
    known = {one.official_id for one in case.investigators.all()}
    clerks = Official.objects.filter(grants__role=Role.LGO_CLERK, is_active=True).exclude(
        grants__role__in=investigating.JUDGES
    )
    return [one for one in clerks.distinct() if one.pk not in known and not access.is_in_conflict(one, case)]


def _accounts(people: list[Official]) -> list[tuple[str, str]]:
    return [(one.username, str(one)) for one in people]


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any]:
    able = {one.pk for one in access.able(case)}
    rows = [
        (one, one.pk in able, "" if one.recused_on else access.is_in_conflict(one.official, case))
        for one in case.investigators.all()
    ]
    return {"rows": rows, "few": len(able) < access.FEWEST, "open": case.status in workflow.BEFORE_DECISION}


def _checked(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    """What is missing before the facts are established; only while they are looked for."""
    if case.status != CaseStatus.INVESTIGATING:
        return None
    read = reading.of(case)
    said = [] if read.subjects else [gettext("还没有责任主体。")]
    return {"lacking": said + selectors.lacking_in(read.facts)}


def _name_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> Any:
    return NameForm(data, case=case, **said)


def _with_people(form: Any) -> Any:
    def made(
        request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
    ) -> Any:
        return form(data, people=access.investigators(case), **said)

    return made


def _plan(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    investigating.plan(case, said["text"], **now(request))
    return gettext("调查方案已记入案卷。")


def _name(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    people = [*said["people"], *said["accounts"]]
    leader = Official.objects.filter(username=said["leader"]).first() if said["leader"] else None
    investigating.name(case, people, leader=leader, **now(request))
    return gettext("已指定 %(names)s。请本人在本页声明无须回避。") % {"names": "、".join(map(str, people))}


def _lead(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    investigating.lead(case, said["leader"].official, by=request.user, at=timezone.now())
    return gettext("%(who)s 为主办。") % {"who": said["leader"]}


def _declare(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    investigating.declare(case, by=request.user, at=timezone.now())
    return gettext("您的声明已记入案卷。")


def _recuse_oneself(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    mine = next((one for one in access.investigators(case) if one.official_id == request.user.pk), None)
    if mine is None:
        raise Refused(gettext("您不是本案调查人员（ACC-4-4a）。"))
    investigating.recuse(mine, reason=said["text"], **now(request))
    return gettext("您已回避，不再办理这件案件。")


def _recuse(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    investigating.recuse(said["person"], reason=said["text"], **now(request))
    return gettext("%(who)s 已回避。") % {"who": said["person"]}


def _begin(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    investigating.begin(case, by=request.user, at=timezone.now())
    return gettext("已开展调查。")


def _establish(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    investigating.establish(case, **now(request))
    return gettext("事实已查清。下一步告知陈述申辩。")


def _again(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    investigating.again(case, reason=said["text"], **now(request))
    return gettext("已退回补充调查，以后各步的材料都保留。")


def _has_people(viewer: Official, case: AccountabilityCase) -> bool:
    return access.may_arrange(viewer, case) and bool(access.investigators(case))


def _may_declare(viewer: Official, case: AccountabilityCase) -> bool:
    mine = (one for one in access.investigators(case) if one.official_id == viewer.pk)
    return case.status in workflow.BEFORE_DECISION and any(not one.declared_at for one in mine)


def _may_leave(viewer: Official, case: AccountabilityCase) -> bool:
    return case.status in workflow.BEFORE_DECISION and access.investigates(viewer, case)


def _may_recuse(viewer: Official, case: AccountabilityCase) -> bool:
    office = viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD)
    return office and case.status in workflow.BEFORE_DECISION and bool(access.investigators(case))


PANEL = Panel("investigation", "workbench/accountability/panels/investigation.html", _shown)
CHECK = Panel("lacking", "workbench/accountability/panels/lacking.html", _checked)
ACTS = [
    Act("plan", _("制定调查方案"), plain(PlanForm), _plan, may=access.may_arrange, basis="ACC-12-a"),
    Act(
        "investigators",
        _("指定调查人员"),
        _name_form,
        _name,
        may=access.may_arrange,
        basis="ACC-12-a",
        lazy=True,
        hint=_("两名以上，可以是其他单位的人员；与责任主体同一单位的不能参加。"),
    ),
    Act("leader", _("指定主办"), _with_people(LeadForm), _lead, may=_has_people, basis="ACC-12-a"),
    Act("declare", _("声明无须回避"), plain(DeclareForm), _declare, may=_may_declare, basis="ACC-4-4a"),
    Act(
        "leave",
        _("申请回避"),
        plain(Words),
        _recuse_oneself,
        may=_may_leave,
        basis="ACC-4-4a",
        hint=_("回避后您不再能打开这件案件。"),
    ),
    Act(
        "recuse",
        _("责令回避"),
        _with_people(RecuseForm),
        _recuse,
        may=_may_recuse,
        basis="ACC-4-4a",
        hint=_("回避的人员不再能打开这件案件；少于两名时先补足再取证。"),
    ),
    Act("investigate", _("开展调查"), plain(NoWords), _begin, step=workflow.INVESTIGATE),
]
STEPS = [
    Act(
        "establish", _("查清事实"), plain(NoWords), _establish, step=workflow.ESTABLISH,
        hint=_("每项事实都已认定，查实的都有证据，证据的摘要当场重新核对。"),
    ),
    Act("reinvestigate", _("补充调查"), plain(Words), _again, step=workflow.REINVESTIGATE),
]  # fmt: skip
