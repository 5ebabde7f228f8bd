"""陈述和申辩 on the page of a case: tell everybody, record what came, reply to every point, close (ACC-12-c)."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import CaseStatus, HearingMode
from mingjing.accountability.models import AccountabilityCase, Hearing, Point
from mingjing.accountability.selectors import hearings
from mingjing.accountability.services import hearing as services
from mingjing.accountability.services import informing
from mingjing.accountability.services.hearing import Said
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability.kinds import Act, Former, Panel, plain
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.fields import words
from mingjing.workbench.regulations import DayInput

BASIS = "ACC-12-c"
TAKEN, NOT_TAKEN = "yes", "no"
SAYING = [(mode.value, mode.label) for mode in (HearingMode.WRITTEN, HearingMode.ORAL, HearingMode.WAIVED)]
BEFORE_APPROVAL = (
    CaseStatus.INFORMED, CaseStatus.HEARD, CaseStatus.DIVIDED, CaseStatus.DRAFTED, CaseStatus.CHECKED,
)  # fmt: skip


class PickHearing(forms.ChoiceField):
    """One of the hearings of a case, by the name of its subject."""

    def __init__(self, rows: Iterable[Hearing]) -> None:
        self.rows = {str(row.pk): row for row in rows}
        names = [(key, f"{row.subject}，{row.last_on:%Y-%m-%d} 届满") for key, row in self.rows.items()]
        super().__init__(label=_("责任主体"), choices=[CHOOSE, *names])

    def clean(self, value: Any) -> Hearing:
        """The row itself."""
        return self.rows[super().clean(value)]


class OfHearing(forms.Form):
    """Which subject it is about."""

    def __init__(self, *args: Any, rows: Iterable[Hearing], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["hearing"] = PickHearing(rows)
        self.order_fields(["hearing"])


class RecordForm(OfHearing):
    """What came: on paper, spoken, or that nothing will come."""

    mode = forms.ChoiceField(label=_("方式"), choices=[CHOOSE, *SAYING])
    came_on = forms.DateField(label=_("收到或者陈述的日期"), widget=DayInput())
    statement = words(
        _("陈述申辩的内容"), _("摘录原文；当面陈述的写笔录，放弃的摘录书面放弃的话。"), rows=6, required=False
    )
    points = words(_("意见"), _("逐条分列，每条一行；不分列的，全文作为一条意见。每条都要答复。"), required=False)
    present = forms.CharField(
        label=_("在场人员"), required=False, max_length=200, help_text=_("当面陈述必填：谁陈述、谁记录。")
    )
    attached = FilesField(label=_("书面材料或者笔录扫描件"))


class ExtendForm(OfHearing):
    until = forms.DateField(label=_("延长至"), widget=DayInput())
    reason = words(_("理由"), rows=2)


class SplitForm(OfHearing):
    points = words(_("意见"), _("每条一行，加在已有的意见后面。"))


class ReplyForm(forms.Form):
    """A point, and whether it is taken and why."""

    accepted = forms.ChoiceField(label=_("是否采纳"), choices=[CHOOSE, (TAKEN, _("采纳")), (NOT_TAKEN, _("不采纳"))])
    text = words(_("理由"), _("核对了什么、为什么采纳或者不采纳。"))

    def __init__(self, *args: Any, points: Iterable[Point], **said: Any) -> None:
        super().__init__(*args, **said)
        self.rows = {str(row.pk): row for row in points}
        names = [(key, f"{row.hearing.subject} {row.no}．{row.text[:40]}") for key, row in self.rows.items()]
        self.fields["point"] = forms.ChoiceField(label=_("意见"), choices=[CHOOSE, *names])
        self.order_fields(["point"])


def lines(text: str) -> list[str]:
    """The points that somebody typed, one on each line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    stands = hearings.of_case(case)
    if not any(stand.letter or stand.hearing or stand.earlier for stand in stands):
        return None
    return {
        "stands": stands,
        "today": timezone.localdate(),
        "may_reply": _may_work(request.user, case),
        "remind": case.status in BEFORE_APPROVAL,
    }


def _current(case: AccountabilityCase) -> list[Hearing]:
    return [stand.hearing for stand in hearings.of_case(case) if stand.hearing]


def _chooser(form: Any, fits: Callable[[Hearing], bool]) -> Former:
    def made(
        request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
    ) -> forms.Form:
        found: forms.Form = form(data, files, rows=[row for row in _current(case) if fits(row)], **said)
        return found

    return made


def _reply_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> forms.Form:
    points = [point for stand in hearings.of_case(case) for point in stand.points]
    asked = next((point for point in points if str(point.pk) == request.GET.get("point")), None)
    waiting = asked or next((point for point in points if not point.reply), None)
    initial: dict[str, Any] = {"point": str(waiting.pk)} if waiting else {}
    if asked and asked.reply:
        initial |= {"accepted": TAKEN if asked.accepted else NOT_TAKEN, "text": asked.reply}
    return ReplyForm(data, points=points, initial=initial, **said)


def _may_work(viewer: Official, case: AccountabilityCase) -> bool:
    if case.status not in access.HEARD_IN or not access.may_work(viewer, case):
        return False
    return case.status == CaseStatus.INFORMED or _has_hearing(case)  # in the others only if told before


def _has_hearing(case: AccountabilityCase) -> bool:
    return Hearing.objects.filter(subject__case=case, subject__removed_on=None).exists()


def _may_reply(viewer: Official, case: AccountabilityCase) -> bool:
    return _may_work(viewer, case) and Point.objects.filter(hearing__subject__case=case).exists()


def _now(request: OfficialRequest) -> dict[str, Any]:
    return {"by": request.user, "today": timezone.localdate(), "at": timezone.now()}


def _inform(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    made = informing.inform(case, **_now(request))
    return gettext("已制发 %(n)s 份告知书，送达后各自起算期限。") % {"n": len(made)}


def _record(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    field = FilesField()
    access.check_may_work(request.user, case)  # before anything is kept
    what = Said(
        mode=said["mode"], statement=said["statement"], points=lines(said["points"]), present=said["present"],
        files=field.keep(said["attached"]),
    )  # fmt: skip
    services.record(said["hearing"], what, came_on=said["came_on"], **_now(request))
    return gettext("%(who)s：已记录。") % {"who": said["hearing"].subject}


def _lapse(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    services.lapse(said["hearing"], **_now(request))
    return gettext("%(who)s：已记为期满没有提出。") % {"who": said["hearing"].subject}


def _extend(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    informing.extend(said["hearing"], until=said["until"], reason=said["reason"], **_now(request))
    return gettext("期限已延长至 %(until)s。") % {"until": said["until"]}


def _split(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    services.split(said["hearing"], lines(said["points"]), by=request.user, at=timezone.now())
    return gettext("意见已分列。")


def _reply(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    point = Point.objects.select_related("hearing__subject__case").get(
        pk=said["point"], hearing__subject__case=case
    )  # fmt: skip
    services.reply(point, accepted=said["accepted"] == TAKEN, text=said["text"], **_now(request))
    return gettext("第 %(no)s 点已答复。") % {"no": point.no}


def _hear(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    services.hear(case, by=request.user, at=timezone.now())
    return gettext("陈述申辩已听取完毕，可以区分责任。")


PANEL = Panel("hearing", "workbench/accountability/panels/hearing.html", _shown)
ACTS = (
    Act(
        "inform", _("告知陈述申辩"), plain(forms.Form), _inform, step=workflow.INFORM,
        hint=_("给每个责任主体各制发一份告知书，期限从各自收到之日起算。"),
    ),
    Act(
        "statement", _("记录陈述申辩或者放弃"), _chooser(RecordForm, lambda _row: True), _record, may=_may_work,
        basis=BASIS, lazy=True,
    ),
    Act("split", _("增列意见"), _chooser(SplitForm, lambda row: row.mode in services.SPOKE), _split, may=_may_reply,
        basis=BASIS, lazy=True),
    Act("reply", _("答复意见"), _reply_form, _reply, may=_may_reply, basis=BASIS, lazy=True),
    Act("extend", _("延长陈述申辩期限"), _chooser(ExtendForm, lambda row: row.mode != HearingMode.LAPSED), _extend,
        may=_may_work, basis=BASIS, lazy=True),
    Act("lapse", _("记为期满没有提出"), _chooser(OfHearing, lambda row: not row.mode), _lapse, may=_may_work,
        basis=BASIS, hint=_("过了最后一日才能记。"), lazy=True),
    Act("hear", _("听取完毕"), plain(forms.Form), _hear, step=workflow.HEAR,
        hint=_("每个责任主体都有陈述、放弃或者期满的记录，每条意见都有答复，才能听取完毕。")),
)  # fmt: skip
