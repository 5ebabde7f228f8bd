"""The form of a complaint: three steps, one form, sent once."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingjing.complaints.enums import Complainant, ComplaintKind
from mingjing.complaints.services.filing import LONGEST, Identity, Said
from mingjing.people.enums import AddresseeClass, UnitNature
from mingjing.people.models import Unit
from mingjing.people.selectors import units
from mingjing.rules import packs

SHORT, LONG = 60, 200
NAMED = "named"
STEPS: dict[int, tuple[str, ...]] = {
    1: ("text", "act", "kind", "happened_on"),
    2: ("unit", "persons", "application"),
    3: ("complainant", "named", "organisation", "name", "id_number", "phone", "address", "contact"),
}
WHO = ("name", "id_number", "phone", "address", "contact", "organisation")


class ByKind(forms.models.ModelChoiceIterator):
    """Units in groups: departments, counties, zones, public enterprises, others."""

    def __iter__(self) -> Any:
        """The groups, each with the units of it."""
        yield "", self.field.empty_label
        groups: dict[str | Promise, list[tuple[Any, str]]] = {}
        for unit in self.queryset:
            groups.setdefault(kind_of(unit), []).append(self.choice(unit))
        yield from groups.items()


def kind_of(unit: Unit) -> str | Promise:
    """What a group of units is called."""
    if unit.nature == UnitNature.PUBLIC:
        return UnitNature.PUBLIC.label
    return AddresseeClass(unit.addressee_class).label


class UnitField(forms.ModelChoiceField):
    """A unit, from a list that may be searched by typing its name (CMP-2-a, CMP-2-b)."""

    iterator = ByKind

    def label_from_instance(self, unit: Unit) -> str:
        """The name in full."""
        return unit.name


class ComplaintForm(forms.Form):
    use_required_attribute = False  # a step that is not shown must not stop the browser without a word

    text = forms.CharField(
        label=_("发生了什么"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "写明何时、何地、哪个单位、做了或者没有做什么。不要写国家秘密；不想透露身份的，也不要写能认出您的事。"
        ),
        error_messages={"required": _("请写明反映的事情：何时、何地、哪个单位、做了或没有做什么。")},
    )
    act = forms.ChoiceField(label=_("属于哪一种情况"), required=False)
    kind = forms.ChoiceField(
        label=_("您要"), choices=ComplaintKind.choices, initial=ComplaintKind.COMPLAINT, widget=forms.RadioSelect
    )
    happened_on = forms.DateField(
        label=_("哪一天发生的（不清楚可以不填）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请写成 2026-03-01 这样。")},
    )
    unit = UnitField(
        Unit.objects.none(),
        label=_("哪个单位"),
        required=False,
        to_field_name="code",
        empty_label=_("不清楚，或者不在名单里"),
        help_text=_("行政机关和水、电、气、热、交通、学校、医院等公共企事业单位都可以选。"),
    )
    persons = forms.CharField(
        label=_("哪个人（不清楚可以不填）"),
        required=False,
        max_length=LONG,
        help_text=_("姓名、职务或者工号。写到的工作人员看不到这件投诉举报，也不能办理。"),
    )
    application = forms.CharField(label=_("信息公开申请编号（与申请有关的才填）"), required=False, max_length=SHORT)
    complainant = forms.ChoiceField(
        label=_("您是"), choices=Complainant.choices, initial=Complainant.CITIZEN, widget=forms.RadioSelect
    )
    named = forms.ChoiceField(
        label=_("是否署名"),
        choices=[("", _("匿名：不留姓名，凭收件码查看结果")), (NAMED, _("实名：另外收到书面告知"))],
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )
    organisation = forms.CharField(label=_("单位名称（法人、其他组织填）"), required=False, max_length=LONG)
    name = forms.CharField(label=_("姓名；单位填联系人"), required=False, max_length=SHORT)
    id_number = forms.CharField(label=_("身份证号或者统一社会信用代码（可以不填）"), required=False, max_length=SHORT)
    phone = forms.CharField(
        label=_("电话（可以不填）"),
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    address = forms.CharField(label=_("通信地址（可以不填）"), required=False, max_length=LONG)
    contact = forms.CharField(label=_("电子邮箱等（可以不填）"), required=False, max_length=LONG)

    def __init__(self, *words: Any, today: dt.date, **named: Any) -> None:
        super().__init__(*words, **named)
        self.today = today
        acts = packs.load(settings.DEFAULT_PACK).acts
        self.fields["act"].choices = [("", _("不知道"))] + [(key, act.name) for key, act in acts.items()]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = _offered(today)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"

    def clean_happened_on(self) -> dt.date | None:
        """Not after today."""
        day: dt.date | None = self.cleaned_data["happened_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("日期不能在今天以后。"))
        return day

    def clean(self) -> dict[str, Any]:
        """Whoever complains by name gives one."""
        said = super().clean() or {}
        if said.get("named") == NAMED:
            if not said.get("name"):
                self.add_error("name", _("实名请填姓名；不想留姓名，请改选匿名。"))
            if said.get("complainant") != Complainant.CITIZEN and not said.get("organisation"):
                self.add_error("organisation", _("请填单位名称。"))
        return said

    def wrong_steps(self) -> list[int]:
        """The steps in which something must be changed."""
        return [step for step, names in STEPS.items() if any(name in self.errors for name in names)]

    def said(self, received_on: dt.date) -> Said:
        """What was said, once it is valid. What was typed for a name is not kept for an anonymous complaint."""
        given = self.cleaned_data
        identity = Identity(**{name: given[name] for name in WHO}) if given["named"] == NAMED else None
        about = {"application": given["application"]} if given["application"] else {}
        return Said(
            text=given["text"],
            received_on=received_on,
            act=given["act"],
            kind=ComplaintKind(given["kind"]),
            complainant=Complainant(given["complainant"]),
            unit=given["unit"],
            persons=given["persons"],
            happened_on=given["happened_on"],
            about=about,
            identity=identity,
        )


def _offered(day: dt.date) -> QuerySet[Unit]:
    """Every unit that exists, the public enterprises last."""
    last = Case(When(nature=UnitNature.PUBLIC, then=Value(1)), default=Value(0), output_field=IntegerField())
    places = [
        When(addressee_class=key, then=Value(place)) for place, key in enumerate(("department", "county", "zone"))
    ]
    return units.active(day).order_by(last, Case(*places, default=Value(9), output_field=IntegerField()), "code")
