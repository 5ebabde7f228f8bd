"""证据: collect it, take over what the lead or the system has, check its digests, set aside, and open a file of it."""

from typing import Any

from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, path, resolve
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.accountability import access
from mingjing.accountability.enums import About, EvidenceKind
from mingjing.accountability.models import AccountabilityCase, Evidence, EvidenceFile
from mingjing.accountability.services import evidence as services
from mingjing.accountability.services.evidence import Piece
from mingjing.core import uploads
from mingjing.core.errors import Refused
from mingjing.people.models import Official
from mingjing.supervision.models import LeadFile
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability import reading
from mingjing.workbench.accountability.gate import with_case
from mingjing.workbench.accountability.kinds import Act, NoWords, Panel, plain
from mingjing.workbench.accountability.subjects import now
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.fields import PickOne, PickSome, words
from mingjing.workbench.regulations import DayInput

BASIS = "ACC-12-a"
BY_HAND = [choice for choice in EvidenceKind.choices if choice[0] != EvidenceKind.SYSTEM]
KEYS = ("pk", "number")  # what an address of a page calls its row


class CollectForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(label=_("种类"), choices=[CHOOSE, *BY_HAND])
    source = forms.CharField(label=_("来源"), max_length=200, help_text=_("从哪里、向谁、怎样取得。"))
    obtained_on = forms.DateField(label=_("取得日期"), widget=DayInput())
    text = words(_("内容"), _("笔录、检查记录写全文；文件写要点。收入后不能修改。"), rows=6, required=False)
    attached = FilesField(label=_("文件"), kinds=uploads.RECORDINGS)


class RecordForm(forms.Form):
    """Which row of the system: what it says now becomes evidence, in words."""

    kind = forms.ChoiceField(label=_("记录"), choices=[CHOOSE, *About.choices])
    asked = forms.CharField(
        label=_("编号或者那一页的地址"), max_length=300, help_text=_("缺项没有编号，打开那一页，粘贴地址。")
    )

    def clean_asked(self) -> str:
        """The number, or the key that the address leads to."""
        asked = str(self.cleaned_data["asked"]).strip()
        if "/" not in asked:
            return asked
        try:
            named = resolve("/" + asked.partition("://")[2].partition("/")[2] if "://" in asked else asked).kwargs
        except Resolver404:
            return asked
        return self._version(named) or str(next((named[key] for key in KEYS if key in named), asked))

    @staticmethod
    def _version(named: dict[str, Any]) -> str:
        return f"{named['number']}-v{named['no']}" if {"number", "no"} <= named.keys() else ""


class TakeOverForm(forms.Form):
    def __init__(self, *args: Any, files: list[LeadFile], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["files"] = PickSome(files, label=_("线索的材料"), help_text=_("文件和摘要原样收入案卷。"))


class SetAsideForm(forms.Form):
    text = words(_("理由"), _("排除的证据留在案卷里，事实不再以它为依据。"), rows=2)

    def __init__(self, *args: Any, pieces: list[Evidence], **said: Any) -> None:
        super().__init__(*args, **said)
        self.fields["piece"] = PickOne(pieces, label=_("证据"))
        self.order_fields(["piece", "text"])


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any]:
    names = dict(About.choices) | {"complaint": _("投诉举报（封存）"), "lead_file": _("线索的材料")}
    return {"evidence": [(one, names.get(one.about_kind, "")) for one in reading.of(case).evidence]}


def _take_over_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> Any:
    return TakeOverForm(data, files=services.from_leads(case), **said)


def _set_aside_form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> Any:
    return SetAsideForm(data, pieces=reading.of(case).standing, **said)


def _collect(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    access.check_may_collect(request.user, case)  # before files are kept
    kept = FilesField(kinds=uploads.RECORDINGS).keep(said.pop("attached"))
    row = services.collect(case, Piece(**said), files=kept, **now(request))
    return gettext("%(row)s 已收入案卷，摘要记入台账。") % {"row": row}


def _record(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    row = services.record(case, said["kind"], said["asked"], **now(request))
    return gettext("%(row)s 已收入案卷，摘要记入台账。") % {"row": row}


def _take_over(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    rows = services.take_over(case, said["files"], **now(request))
    return gettext("已收入 %(n)s 份证据。") % {"n": len(rows)}


def _set_aside(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    services.set_aside(said["piece"], reason=said["text"], **now(request))
    return gettext("%(piece)s 已排除。") % {"piece": said["piece"]}


def _check(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    faults = services.check(case, by=request.user, at=timezone.now())
    if faults:
        raise Refused(gettext("核对没有通过：%(what)s。") % {"what": "；".join(map(str, faults))})
    return gettext("核对通过：%(n)s 份证据的登记内容和文件都与收集时一致。") % {"n": len(reading.of(case).standing)}


def _has_standing(viewer: Official, case: AccountabilityCase) -> bool:
    return access.may_collect(viewer, case) and bool(reading.of(case).standing)


def _may_check(viewer: Official, case: AccountabilityCase) -> bool:
    return bool(reading.of(case).standing)


@require_GET
@with_case
def file(request: OfficialRequest, case: AccountabilityCase, file: str) -> FileResponse:
    """A file of a piece of evidence."""
    found = get_object_or_404(EvidenceFile, evidence__case=case, pk=file)
    try:
        return uploads.served(found)
    except FileNotFoundError as error:
        raise Http404 from error


PANEL = Panel("evidence", "workbench/accountability/panels/evidence.html", _shown)
ACTS = [
    Act(
        "evidence", _("收集证据"), plain(CollectForm), _collect, may=access.may_collect, basis=BASIS,
        hint=_("本系统不得存放国家秘密。收入的证据不能修改，只能写明理由排除。"),
    ),
    Act(
        "record", _("收入系统内的记录"), plain(RecordForm), _record, may=access.may_collect, basis=BASIS,
        hint=_("系统此刻的记载转成文字收入案卷，以后原记录变化不影响它。"),
    ),
    Act(
        "take-over", _("收入线索的材料"), _take_over_form, _take_over, may=access.may_collect, basis=BASIS, lazy=True,
    ),
    Act("set-aside", _("排除证据"), _set_aside_form, _set_aside, may=_has_standing, basis=BASIS),
    Act(
        "check", _("核对摘要"), plain(NoWords), _check, may=_may_check, basis=BASIS,
        hint=_("重新计算每份证据的登记内容和文件的摘要，与收集时和台账里的比对。"),
    ),
]  # fmt: skip
urlpatterns = [path("accountability/<uuid:pk>/evidence/<uuid:file>/", file, name="accountability_evidence_file")]
