"""Forms of the staff pages on people."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mingjing.core.bigrams import matching
from mingjing.people.enums import AddresseeClass, Role, UnitNature
from mingjing.people.models import InternalBody, Official, Post, Unit
from mingjing.people.selectors import units as selectors
from mingjing.people.services.units import CARD, MASTER
from mingjing.regulations.models import Regulation
from mingjing.workbench.choices import ANY, AnyUnit

DATE = {"type": "date"}
ROWS = {"rows": 3}


class Day(forms.DateInput):
    """A date with the browser's own picker."""

    def __init__(self) -> None:
        super().__init__(attrs=DATE, format="%Y-%m-%d")


class UnitFilter(forms.Form):
    q = forms.CharField(label=_("搜索"), required=False, max_length=60)
    addressee_class = forms.ChoiceField(label=_("主送类别"), required=False, choices=[ANY, *AddresseeClass.choices])
    nature = forms.ChoiceField(label=_("性质"), required=False, choices=[ANY, *UnitNature.choices])
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ANY, ("active", _("在用")), ("closed", _("已停用"))]
    )

    def of(self, units: QuerySet[Unit], *, today: dt.date) -> QuerySet[Unit]:
        """The units that fit what was asked for."""
        asked = {name: self.cleaned_data[name] for name in ("addressee_class", "nature")}
        found = matching(units.filter(**{k: v for k, v in asked.items() if v}), self.cleaned_data["q"])
        state = self.cleaned_data["state"]
        if state == "active":
            return found.filter(selectors.exists_on(today))
        return found.filter(active_to__lt=today) if state == "closed" else found


class CardForm(forms.ModelForm):
    """What a unit's public card says, which its own clerk keeps."""

    class Meta:
        model = Unit
        fields = CARD
        widgets = {"duties": forms.Textarea(attrs=ROWS), "authority": forms.Textarea(attrs=ROWS)}


class UnitForm(forms.ModelForm):
    """Everything that is said of a unit but its code."""

    class Meta:
        model = Unit
        fields: tuple[str, ...] = (*MASTER, *CARD)
        widgets = CardForm.Meta.widgets | {"active_from": Day()}


class NewUnitForm(UnitForm):
    class Meta(UnitForm.Meta):
        fields = ("code", *MASTER, *CARD)


class CloseForm(forms.Form):
    last_day = forms.DateField(label=_("最后一天"), widget=Day())
    reason = forms.CharField(label=_("理由"), max_length=200)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


class ScopeForm(forms.Form):
    pack = forms.ModelChoiceField(Regulation.objects.all(), label=_("法规版本"), to_field_name="number")
    in_scope = forms.ChoiceField(label=_("是否适用"), choices=[("yes", _("适用")), ("no", _("不适用"))])
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pack"].label_from_instance = lambda row: row.title  # type: ignore[attr-defined]


class BodyForm(forms.ModelForm):
    class Meta:
        model = InternalBody
        fields = ("name", "function", "order")
        widgets = {"function": forms.Textarea(attrs=ROWS)}


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ("section", "title", "kind", "scope", "authority", "phone")
        widgets = {"scope": forms.Textarea(attrs=ROWS), "authority": forms.Textarea(attrs=ROWS)}


class OfficialFilter(forms.Form):
    name = forms.CharField(label=_("姓名或账号"), required=False, max_length=60)
    unit = AnyUnit()
    role = forms.ChoiceField(label=_("角色"), required=False, choices=[ANY, *Role.choices[:-1]])
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ANY, ("active", _("在岗")), ("left", _("已离岗"))]
    )

    def of(self, people: QuerySet[Official]) -> QuerySet[Official]:
        """The people who fit what was asked for."""
        said = self.cleaned_data
        asked: dict[str, Any] = {"unit": said["unit"], "grants__role": said["role"]}
        found = people.filter(**{k: v for k, v in asked.items() if v})
        if said["state"]:
            found = found.filter(is_active=said["state"] == "active")
        if said["name"]:
            found = found.filter(Q(username__startswith=said["name"]) | Q(name__contains=said["name"]))
        return found


class DescribeForm(forms.ModelForm):
    """What a person does and where to call, which the own unit keeps."""

    class Meta:
        model = Official
        fields = ("duties", "phone")


class OfficialForm(forms.ModelForm):
    class Meta:
        model = Official
        fields: tuple[str, ...] = ("name", "unit", "post", "duties", "phone", "from_on")
        widgets = {"from_on": Day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post: Any = self.fields["post"]
        post.queryset = Post.objects.select_related("unit").order_by("unit__code", "section", "title")
        post.label_from_instance = lambda row: f"{row.unit} · {row}"
        post.help_text = _("只能选本人所在单位的岗位")


class NewOfficialForm(OfficialForm):
    class Meta(OfficialForm.Meta):
        fields = ("username", *OfficialForm.Meta.fields)


class LeaveForm(forms.Form):
    on = forms.DateField(label=_("日期"), widget=Day())


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices[:-1])


class WithdrawForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=200)


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("填好的表格（xlsx）"), widget=forms.FileInput(attrs={"accept": ".xlsx"}), help_text=_("不超过 10 MB")
    )
    not_secret = forms.BooleanField(label=_("我确认文件不涉及国家秘密"))


class NoticeForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=200)
    body = forms.CharField(label=_("正文"), widget=forms.Textarea(attrs={"rows": 8}))
    classes = forms.MultipleChoiceField(
        label=_("主送类别"), choices=AddresseeClass.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.all(),
        label=_("另送单位"),
        required=False,
        to_field_name="code",
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("按住 Ctrl 可选几个；已在主送类别里的不会重复收到"),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = selectors.active(today).order_by("code")  # type: ignore[attr-defined]
