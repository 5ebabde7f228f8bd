"""Forms of the disclosure pages."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.core import uploads
from mingjing.disclosure.enums import Channel, OccasionKind, PlanKind, ReportKind, ReportStatus
from mingjing.disclosure.models import Disclosure, Plan, Report
from mingjing.disclosure.services.recording import MOST_PICTURES, SAID, Proof
from mingjing.workbench.casework.choosing import PowerField
from mingjing.workbench.choices import ANY, AnyUnit

WHOSE = [("unit", _("本单位")), ("mine", _("我负责的")), ("city", _("全市"))]


def day(**attributes: Any) -> forms.DateInput:
    """A date to pick."""
    return forms.DateInput(attrs={"type": "date", **attributes}, format="%Y-%m-%d")


class PlanForm(forms.ModelForm):
    item = PowerField(label=_("职权"), required=False, help_text=_("不选：本单位的常设信息，如预算、统计"))
    channels = forms.MultipleChoiceField(
        label=_("计划公开形式"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Plan
        fields = (
            "item", "title", "kind", "cycle", "cycle_month", "cycle_day", "rest", "within", "within_unit",
            "scope", "group", "affected", "affected_who", "channels", "why_there", "keeper", "starts_on",
        )  # fmt: skip
        widgets = {"starts_on": day(), "why_there": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "cycle": _("定期公开的填"),
            "within": _("随时公开的填；不填按法规的期限"),
            "group": _("范围是特定群体的填"),
            "affected_who": _("如：清苑区、某村三组"),
            "why_there": _("因地制宜、因事制宜：为什么这些人在这里看得到"),
            "keeper": _("到期时在谁的待办里出现"),
        }

    def __init__(self, *args: Any, powers: QuerySet[Any], people: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = powers  # type: ignore[attr-defined]
        self.fields["keeper"].queryset = people  # type: ignore[attr-defined]
        if self.instance.made_at:
            for name in ("item", "kind"):
                self.fields[name].disabled = True

    def _post_clean(self) -> None:
        """What does not fit together is told by the service, which knows the whole plan."""


class StageForm(forms.Form):
    name = forms.CharField(label=_("阶段"), max_length=60)
    ends_on = forms.DateField(label=_("计划结束日期"), widget=day())


class CloseForm(forms.Form):
    on = forms.DateField(label=_("结束日期"), widget=day())


class OccasionForm(forms.Form):
    kind = forms.ChoiceField(label=_("事由"), choices=OccasionKind.choices)
    what = forms.CharField(label=_("内容"), max_length=120)
    happened_on = forms.DateField(label=_("发生或形成日期"), widget=day())


class EndForm(forms.Form):
    on = forms.DateField(label=_("终止日期"), widget=day())
    reason = forms.CharField(label=_("终止理由"), max_length=200)


class Pictures(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several files at once; none is as good as one."""

    widget = Pictures

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself."""
        return [super(PicturesField, self).clean(one, initial) for one in data or []]


class RecordForm(forms.ModelForm):
    photo = PicturesField(
        label=_("拍照"),
        required=False,
        widget=Pictures(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
        help_text=_("手机上直接打开相机；照片里的位置等信息会自动去掉"),
    )
    scans = PicturesField(
        label=_("照片或扫描件"),
        required=False,
        widget=Pictures(attrs={"accept": uploads.accept(uploads.SCANS), "multiple": True}),
        help_text=_("JPG、PNG 或 PDF"),
    )
    alt = forms.CharField(
        label=_("图片说明"),
        required=False,
        max_length=120,
        help_text=_("有图时必填，一句话：拍的是哪里、上面是什么"),
    )

    class Meta:
        model = Disclosure
        fields = SAID
        widgets = {"published_on": day(), "formed_on": day()}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "place": _("如：一楼大厅公开栏、日报第三版"),
            "address": _("在门户网站公开的必填"),
            "group": _("范围是特定群体的填"),
            "formed_on": _("从这一天起算公开期限；定期和逐段公开的不用填"),
        }

    field_order = ("title", "channel", "place", "published_on", "photo", "scans", "alt", "scope", "reach")

    def _post_clean(self) -> None:
        """What does not fit together is told by the service, which knows what the record is of."""

    def said(self) -> dict[str, Any]:
        """The columns of the record."""
        return {name: self.cleaned_data[name] for name in SAID}

    def proofs(self) -> tuple[Proof, ...]:
        """The pictures with their words; several share them, numbered."""
        found = [*self.cleaned_data["photo"], *self.cleaned_data["scans"]]
        alt = self.cleaned_data["alt"]
        many = len(found) > 1 and alt
        return tuple(Proof(one, f"{alt}（{n}）" if many else alt) for n, one in enumerate(found, start=1))

    def clean(self) -> None:
        found = [*self.cleaned_data.get("photo", []), *self.cleaned_data.get("scans", [])]
        if found and not self.cleaned_data.get("alt"):
            self.add_error("alt", gettext("请写一句话说明照片或扫描件是什么，看不见图的人要靠它。"))
        if len(found) > MOST_PICTURES:
            self.add_error("scans", gettext("一次最多 %(most)s 个，请分几条登记。") % {"most": MOST_PICTURES})


class VoidForm(forms.Form):
    reason = forms.CharField(label=_("作废理由"), max_length=200)


class MarkForm(forms.Form):
    matters = forms.TypedChoiceField(
        label=_("范围"),
        choices=[("no", _("相符，不列为缺口")), ("yes", _("不相符"))],
        coerce=lambda word: word == "yes",
    )
    reason = forms.CharField(label=_("理由"), max_length=200)


class _Filter(forms.Form):
    """A filter whose fields stand for columns."""

    COLUMNS: dict[str, str] = {}  # noqa: RUF012

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit what was asked for."""
        asked = {column: self.cleaned_data[name] for name, column in self.COLUMNS.items()}
        return rows.filter(**{column: value for column, value in asked.items() if value not in ("", None)})


class PlanFilter(_Filter):
    COLUMNS = {"q": "title__icontains", "unit": "unit", "kind": "kind", "power": "item__number"}  # noqa: RUF012
    q = forms.CharField(label=_("公开事项"), required=False, max_length=60)
    unit = AnyUnit()
    kind = forms.ChoiceField(label=_("公开类型"), required=False, choices=[ANY, *PlanKind.choices])
    power = forms.CharField(label=_("职权编码"), required=False, max_length=64)
    ended = forms.BooleanField(label=_("含已终止"), required=False)

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        found = super().of(rows)
        return found if self.cleaned_data["ended"] else found.filter(ends_on=None)


class DueFilter(forms.Form):
    whose = forms.ChoiceField(label=_("看谁的"), required=False, choices=WHOSE)
    unit = AnyUnit()
    kind = forms.ChoiceField(label=_("公开类型"), required=False, choices=[ANY, *PlanKind.choices])
    late = forms.BooleanField(label=_("只看逾期"), required=False)


class RecordFilter(_Filter):
    COLUMNS = {  # noqa: RUF012
        "unit": "unit", "channel": "channel", "power": "item__number",
        "since": "published_on__gte", "until": "published_on__lte",
    }  # fmt: skip
    unit = AnyUnit()
    channel = forms.ChoiceField(label=_("公开形式"), required=False, choices=[ANY, *Channel.choices])
    power = forms.CharField(label=_("职权编码"), required=False, max_length=64)
    since = forms.DateField(label=_("自"), required=False, widget=day())
    until = forms.DateField(label=_("至"), required=False, widget=day())


class ArticleFilter(forms.Form):
    unit = AnyUnit()
    article = forms.ChoiceField(label=_("依据"), required=False)

    def __init__(self, *args: Any, articles: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = [ANY, *((one, one) for one in articles)]  # type: ignore[attr-defined]


class UnitFilter(forms.Form):
    unit = AnyUnit()


class LinkFilter(_Filter):
    COLUMNS = {"unit": "unit"}  # noqa: RUF012
    unit = AnyUnit()
    dead = forms.BooleanField(label=_("只看失效"), required=False)

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        found = super().of(rows)
        return found.filter(dead_since__isnull=False) if self.cleaned_data["dead"] else found


class LinkForm(forms.Form):
    item = PowerField(label=_("职权"), required=False, help_text=_("不选：本单位职权清单的网址"))
    url = forms.URLField(label=_("网址"), max_length=400, assume_scheme="https")


class ReportFilter(_Filter):
    COLUMNS = {"unit": "unit", "kind": "kind", "status": "status"}  # noqa: RUF012
    unit = AnyUnit()
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[ANY, *ReportKind.choices])
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *ReportStatus.choices])

    def of(self, rows: QuerySet[Any]) -> QuerySet[Report]:
        return super().of(rows)


def errors_of(error: Any) -> Iterator[tuple[str | None, str]]:
    """Each message of a ValidationError with the field it is about; None for none."""
    if hasattr(error, "error_dict"):
        for name, messages in error.message_dict.items():
            yield from ((None if name == "__all__" else name, message) for message in messages)
    else:
        yield from ((None, message) for message in error.messages)


def tell(form: forms.BaseForm, error: Any) -> None:
    """Put what a service said into the form, at the field it is about where the form has it."""
    for name, message in errors_of(error):
        form.add_error(name if name in form.fields else None, message)
