"""Forms of the register: opening a record, an entry, the steps of the record, a unit's own fields."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.casework.enums import EventKind, FieldKind, FilePurpose, RecordKind
from mingjing.casework.models import OperationRecord, RegisterField
from mingjing.casework.registering import LONGEST_LONG, LONGEST_TEXT, NO, YES, Line, Said
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services.records import KINDS
from mingjing.core.uploads import accept
from mingjing.people.models import Official
from mingjing.workbench.choices import CHOOSE

OTHER, VOID = "other", "void"
STEP = "step:"
OWN = "own_"
MOMENT = "%Y-%m-%dT%H:%M"
EVIDENCE = accept(KINDS[FilePurpose.EVIDENCE])


def day(label: Any, **more: Any) -> forms.DateField:
    """A day, chosen or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """A moment to the minute."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, **more)


def long(label: Any, **more: Any) -> forms.CharField:
    """Words over several lines."""
    return forms.CharField(label=label, max_length=LONGEST_LONG, widget=forms.Textarea(attrs={"rows": 4}), **more)


class Colleague(forms.ModelChoiceField):
    """A person of the unit, with the post so that two of one name are told apart."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person.name}（{person.post}）" if person.post else person.name


class Files(forms.FileField):
    """Several files at once."""

    class Widget(forms.FileInput):
        allow_multiple_selected = True

    widget = Widget(attrs={"multiple": True, "accept": EVIDENCE})

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(Files, self).clean(one, initial) for one in data or ()]


class OpenForm(forms.Form):
    """What a record is opened with, the unit's own fields last."""

    title = forms.CharField(label=_("事由"), max_length=120, help_text=_("不要写身份证号、电话，公示时显示"))
    counterpart = forms.CharField(
        label=_("行政相对人"), max_length=120, required=False, help_text=_("姓名或单位名称，公示时遮盖")
    )
    personal = forms.BooleanField(label=_("相对人是个人"), required=False, initial=True)
    started_on = day(_("开始日期"))
    basis = forms.CharField(label=_("依据"), max_length=200)
    kind = forms.ChoiceField(label=_("登记方式"), choices=RecordKind.choices, initial=RecordKind.REGISTER)

    def __init__(self, *args: Any, fields: Iterable[RegisterField] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = list(fields)
        for field in self.own:
            self.fields[OWN + field.key] = own_field(field)

    def said(self) -> dict[str, Any]:
        """What was filled in, the own fields together."""
        names = ("title", "counterpart", "personal", "started_on", "basis", "kind")
        own = {field.key: plain(self.cleaned_data.get(OWN + field.key)) for field in self.own}
        return {name: self.cleaned_data[name] for name in names} | {"extra": own}


def own_field(field: RegisterField) -> forms.Field:
    """A unit's own field on a form."""
    usual: dict[str, Any] = {"label": field.label, "required": field.required, "help_text": field.help}
    if field.kind == FieldKind.LONG:
        return forms.CharField(max_length=LONGEST_LONG, widget=forms.Textarea(attrs={"rows": 4}), **usual)
    if field.kind == FieldKind.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **usual)
    if field.kind == FieldKind.NUMBER:
        return forms.DecimalField(**usual)
    if field.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
        pairs = [(YES, gettext("是")), (NO, gettext("否"))]
        words = [(word, word) for word in field.choices] if field.kind == FieldKind.CHOICE else pairs
        return forms.ChoiceField(choices=[CHOOSE, *words], **usual)
    return forms.CharField(max_length=LONGEST_TEXT, **usual)


def plain(value: Any) -> str:
    """A value of a form as it is kept."""
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)


class EntryForm(forms.Form):
    """One entry. What the chart allows next stands first; `wrong` is the line that a correction replaces."""

    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    what = forms.ChoiceField(label=_("办了什么"))
    other = forms.CharField(
        label=_("增加的环节、条件或材料"),
        required=False,
        max_length=120,
        help_text=_("流程图和材料清单以外的，写明名称"),
    )
    started_at = moment(_("开始"), required=False)
    ended_at = moment(_("结束"), required=False)
    handler = Colleague(Official.objects.none(), label=_("承办人"), required=False)
    post = forms.CharField(label=_("岗位"), required=False, max_length=60, help_text=_("不写的，按流程图的承办岗位"))
    opinion = long(_("办理意见"), required=False)
    approver = Colleague(Official.objects.none(), label=_("审批人"), required=False, help_text=_("不能是承办人本人"))
    disclosed = forms.BooleanField(label=_("这一步已公开"), required=False)
    disclosed_where = forms.CharField(label=_("公开在"), required=False, max_length=200)
    disclosed_on = day(_("公开日期"), required=False)
    scan = forms.ModelChoiceField(OperationRecord.objects.none(), label=_("在哪份文件里"), required=False)
    place_from = forms.CharField(
        label=_("页码或时间，自"), required=False, max_length=8, help_text=_("如 3，或者 0:12:30")
    )
    place_to = forms.CharField(label=_("至"), required=False, max_length=8)
    reason = forms.CharField(
        label=_("理由"), required=False, max_length=200, help_text=_("增加环节、条件或材料的，更正的，必须写明")
    )
    evidence = Files(label=_("佐证材料"), required=False, help_text=_("不要上传涉密文件"))

    def __init__(
        self, *args: Any, record: OperationRecord, offer: selectors.Offer, wrong: Line | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.wrong = wrong
        self.fields["what"].choices = _what(offer, wrong)  # type: ignore[attr-defined]
        people = selectors.colleagues(record.unit)
        self.fields["handler"].queryset = self.fields["approver"].queryset = people  # type: ignore[attr-defined]
        if record.kind == RecordKind.SCAN:
            self.fields["scan"].queryset = record.files.filter(purpose=FilePurpose.SCAN)  # type: ignore[attr-defined]
        else:
            for name in ("scan", "place_from", "place_to"):
                del self.fields[name]

    def clean(self) -> None:
        what = self.cleaned_data.get("what")
        if what in {OTHER, EventKind.CONDITION} and not self.cleaned_data.get("other"):
            self.add_error("other", gettext("请写明增加的环节、条件或材料。"))
        if what != VOID and not self.cleaned_data.get("ended_at") and "ended_at" not in self.errors:
            self.add_error("ended_at", gettext("请写明办理完毕的时间。"))

    def said(self) -> Said:
        """What was entered."""
        asked = dict(self.cleaned_data)
        what = asked["what"]
        if what == VOID:
            return Said("", None, reason=asked["reason"])
        name = what.removeprefix(STEP) if what.startswith(STEP) else "" if what == EventKind.CLOSE else asked["other"]
        kind = what if what in (EventKind.CONDITION, EventKind.CLOSE) else EventKind.STEP
        same = ("started_at", "ended_at", "post", "opinion", "disclosed", "disclosed_where", "disclosed_on", "reason")
        named: dict[str, Any] = {
            who: asked[who].pk if asked.get(who) else None for who in ("handler", "approver", "scan")
        }
        places = {place: asked.get(place, "") for place in ("place_from", "place_to")}
        return Said(name, kind=kind, **{field: asked[field] for field in same}, **named, **places)


def _what(offer: selectors.Offer, wrong: Line | None) -> list[Any]:
    """What may have been done: the chart's next steps, its others, what stands beyond it."""
    kind = wrong.kind if wrong else ""
    beyond = [(OTHER, gettext("增加的环节")), (EventKind.CONDITION.value, str(EventKind.CONDITION.label))]
    groups = [
        (gettext("流程图的下一步"), _steps(node.name for node in offer.next)),
        (gettext("特殊程序"), _steps(offer.specials)),
        (gettext("流程图的其他环节（要写明理由）"), _steps(node.name for node in offer.others)),
        (gettext("流程图和清单以外（要写明理由）"), beyond),
    ]
    if wrong:
        groups[-1] = (groups[-1][0], [beyond[0]])
    if kind == EventKind.CONDITION:
        groups = [(gettext("更正为"), [beyond[1]])]
    if kind == EventKind.CLOSE:
        groups = [(gettext("更正为"), [(EventKind.CLOSE.value, str(EventKind.CLOSE.label))])]
    voids = [(VOID, gettext("作废：没有办过"))] if wrong else []
    return [*voids, *(group for group in groups if group[1])]


def _steps(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(STEP + name, name) for name in dict.fromkeys(names)]


def started(line: Line, seen: int, steps: Sequence[str]) -> dict[str, Any]:
    """What a correction begins with: the entry as it stands."""
    entry = line.entry
    chosen = STEP + entry.name if entry.name in steps else OTHER
    named = ("post", "opinion", "disclosed", "disclosed_where", "disclosed_on", "place_from", "place_to")
    return {
        "expected": seen,
        "what": line.kind if line.kind != EventKind.STEP else chosen,
        "other": "" if chosen != OTHER and line.kind == EventKind.STEP else entry.name,
        "started_at": entry.started_at and timezone.localtime(entry.started_at),
        "ended_at": entry.ended_at and timezone.localtime(entry.ended_at),
        "handler": entry.handler_id,
        "approver": entry.approver_id,
        "scan": entry.scan_id,
        **{name: getattr(entry, name) for name in named},
    }


class NoWords(forms.Form):
    """A step that needs nothing said."""


class FinishForm(forms.Form):
    result = forms.CharField(label=_("办理结果"), max_length=200)
    result_on = day(_("结果日期"))
    meeting = forms.CharField(
        label=_("集体研究的会议"), max_length=200, required=False, help_text=_("会议名称、日期、纪要编号")
    )
    result_where = forms.CharField(label=_("结果公开在"), max_length=200, required=False)
    result_shown_on = day(_("结果公开日期"), required=False)
    gaps_why = forms.CharField(
        label=_("缺少环节的说明"), max_length=200, required=False, help_text=_("有环节没有办的，写明原因")
    )


class ReasonForm(forms.Form):
    reason = long(_("理由"))


class NoteForm(forms.Form):
    text = long(_("监督人意见"))


class PublicityForm(forms.Form):
    start = day(_("公示起始"))
    until = day(_("公示截止"))


class AnswerForm(forms.Form):
    upheld = forms.ChoiceField(label=_("异议是否成立"), choices=[CHOOSE, (YES, _("成立")), (NO, _("不成立"))])
    text = long(_("答复和理由"))


class UploadForm(forms.Form):
    purpose = forms.ChoiceField(label=_("用途"))
    file = forms.FileField(label=_("文件"), help_text=_("不要上传涉密文件"))

    def __init__(self, *args: Any, purposes: Sequence[FilePurpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(one.value, one.label) for one in purposes]  # type: ignore[attr-defined]
        kinds = dict.fromkeys(kind for one in purposes for kind in KINDS[one])
        self.fields["file"].widget.attrs["accept"] = accept(kinds)
