"""The forms of entry: first how and when it came, which gives the day of receipt, then what it says (CMP-6)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mingjing.complaints.enums import Channel, Complainant, ComplaintKind
from mingjing.complaints.services.filing import LONGEST, Identity
from mingjing.complaints.uploads import SealedFilesField
from mingjing.people.models import Unit
from mingjing.regulations.selectors import pack_in_force
from mingjing.rules.complaints import Arrival
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.regulations import DayInput

MOST_REPRESENTATIVES = 5
WHO = ("name", "id_number", "phone", "address", "contact", "organisation")


class MomentInput(forms.DateTimeInput):
    """A day and a time as browsers pick them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DayForm(forms.Form):
    """How and when it came. `notes` are kept, sealed, with what it says."""

    channel: Channel

    def arrival(self) -> Arrival:
        """What the rule of receipt needs."""
        return Arrival(self.channel, timezone.localdate(self.came_at))

    @property
    def came_at(self) -> dt.datetime:
        """When it reached somebody."""
        found: dt.datetime = self.cleaned_data["came_at"]
        return found

    def notes(self) -> dict[str, str]:
        """Every field that was filled in, by its label."""
        said = {str(self.fields[name].label): value for name, value in self.cleaned_data.items() if value}
        return {label: _written(value) for label, value in said.items()}


class LetterForm(DayForm):
    channel = Channel.LETTER
    postmark_on = forms.DateField(label=_("邮戳日期"), widget=DayInput())
    signed_on = forms.DateField(
        label=_("签收日期"), required=False, widget=DayInput(), help_text=_("挂号、特快等要签收的邮件填写。")
    )
    opened_on = forms.DateField(
        label=_("拆阅日期"), required=False, widget=DayInput(), help_text=_("平信填写拆阅确认的日期。")
    )

    def clean(self) -> dict[str, Any]:
        """One of the two days must be there: the postmark alone is not receipt."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("signed_on") and not said.get("opened_on"):
            self.add_error("signed_on", _("请填写签收日期；平信填写拆阅日期。邮戳日期不是收到日期。"))
        return said

    def arrival(self) -> Arrival:
        """A letter counts from its signature, or from its opening."""
        said = self.cleaned_data
        return Arrival(self.channel, said["postmark_on"], said["signed_on"], said["opened_on"])

    @property
    def came_at(self) -> dt.datetime:
        """Noon: a letter brings no hour."""
        said = self.cleaned_data
        return timezone.make_aware(dt.datetime.combine(said["signed_on"] or said["opened_on"], dt.time(12)))


class PhoneForm(DayForm):
    channel = Channel.PHONE
    came_at = forms.DateTimeField(label=_("来电时间"), widget=MomentInput())  # type: ignore[assignment]


class FaxForm(DayForm):
    channel = Channel.FAX
    came_at = forms.DateTimeField(label=_("传真时间"), widget=MomentInput())  # type: ignore[assignment]
    pages = forms.IntegerField(label=_("页数"), required=False, min_value=1, max_value=500)


class MailForm(DayForm):
    channel = Channel.MAIL
    came_at = forms.DateTimeField(label=_("邮件到达时间"), widget=MomentInput())  # type: ignore[assignment]


class VisitForm(DayForm):
    channel = Channel.VISIT
    came_at = forms.DateTimeField(label=_("来访时间"), widget=MomentInput())  # type: ignore[assignment]
    late_why = forms.CharField(
        label=_("补登原因"), required=False, max_length=200, help_text=_("来访应当日登记；补登以前的来访时写明原因。")
    )

    def clean(self) -> dict[str, Any]:
        """A visit is registered on its day; later only with a reason (CMP-6-e)."""
        said: dict[str, Any] = super().clean() or {}
        came = said.get("came_at")
        if came and timezone.localdate(came) < timezone.localdate() and not said.get("late_why"):
            self.add_error("late_why", _("来访应当日登记。补登以前的来访，请写明原因。"))
        return said


class TransferForm(DayForm):
    channel = Channel.TRANSFER
    came_at = forms.DateTimeField(label=_("转来时间"), widget=MomentInput())  # type: ignore[assignment]


DAY_FORMS = {form.channel: form for form in (LetterForm, PhoneForm, FaxForm, MailForm, VisitForm, TransferForm)}


class SaidForm(forms.Form):
    """What it says and who says it."""

    kind = forms.ChoiceField(label=_("性质"), choices=ComplaintKind.choices)
    complainant = forms.ChoiceField(label=_("来信人"), choices=Complainant.choices)
    text = forms.CharField(
        label=_("反映的内容"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("照原话、原文如实记录。姓名、电话写在下面“身份”里，不要写在这里。"),
    )
    act = forms.ChoiceField(label=_("反映的行为"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.order_by("code"), label=_("被反映的单位"), required=False, empty_label=CHOOSE[1]
    )
    persons = forms.CharField(
        label=_("被反映的人"), required=False, max_length=300, help_text=_("写到名字的人，系统不会让他经办。")
    )
    happened_on = forms.DateField(label=_("发生日期"), required=False, widget=DayInput())
    files = SealedFilesField(label=_("扫描件和附件"))  # type: ignore[assignment]
    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    id_number = forms.CharField(label=_("证件号码"), required=False, max_length=40)
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    address = forms.CharField(label=_("住址"), required=False, max_length=200)
    contact = forms.CharField(label=_("其他联系方式"), required=False, max_length=100)
    organisation = forms.CharField(label=_("单位名称"), required=False, max_length=120)

    def __init__(self, *args: Any, channel: Channel, today: dt.date, **named: Any) -> None:
        super().__init__(*args, **named)
        pack = pack_in_force(today)
        acts = [(key, f"{row.article} {row.name}") for key, row in (pack.acts if pack else {}).items()]
        self.fields["act"].choices = [CHOOSE, *acts]  # type: ignore[attr-defined]
        for name, field in _of(channel).items():
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """Nobody is half anonymous: what identifies is kept with a name, or not at all."""
        said: dict[str, Any] = super().clean() or {}
        if any(said.get(name) for name in WHO[1:]) and not said.get("name"):
            self.add_error("name", _("留电话、住址等须同时写姓名，一并封存；匿名的不登记这些。"))
        if said.get("representatives") and not said.get("name"):
            self.add_error("name", _("集体来访请先写第一位代表的姓名，其余代表写在“其他代表”里。"))
        return said

    def clean_representatives(self) -> list[Identity]:
        """The other representatives of a group, one a line: name, number of a document, telephone."""
        lines = [line.split() for line in self.cleaned_data["representatives"].splitlines() if line.strip()]
        if len(lines) >= MOST_REPRESENTATIVES:
            raise forms.ValidationError(_("集体来访的代表不超过五人，请推选代表后登记。"))
        return [Identity(*(line + ["", ""])[:3]) for line in lines]

    def identity(self) -> Identity | None:
        """Who says it; None for nobody."""
        said = self.cleaned_data
        return Identity(**{name: said[name] for name in WHO}) if said["name"] else None

    def notes(self) -> dict[str, str]:
        """What the channel asks besides."""
        said = self.cleaned_data
        names = [name for name in ("read_back", "signed_off") if said.get(name)]
        return {
            str(self.fields[name].label): _now("是") if said[name] in (True, "yes") else _now("否") for name in names
        }


def _of(channel: Channel) -> dict[str, forms.Field]:
    """The fields that one channel has and others have not."""
    if channel == Channel.PHONE:
        answers = [("yes", _("是")), ("no", _("否，来电人已挂断"))]
        return {"read_back": forms.ChoiceField(label=_("已向来电人复述摘要"), choices=[CHOOSE, *answers])}
    if channel == Channel.VISIT:
        return {
            "representatives": forms.CharField(
                label=_("其他代表"),
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("集体来访推选代表，连同上面一位不超过五人。一行一人：姓名 证件号码 电话。"),
            ),
            "signed_off": forms.BooleanField(label=_("来访人已核对记录并签字")),
        }
    if channel == Channel.TRANSFER:
        return {"outside": forms.CharField(label=_("12345 工单编号"), max_length=60)}
    return {}


def _written(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
