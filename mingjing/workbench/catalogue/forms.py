"""Forms of the catalogue's staff pages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mingjing.catalogue.enums import ItemStatus, TimeUnit, VersionStatus
from mingjing.catalogue.models import FlowNode, Material, PowerItem, PowerType, PowerVersion, SpecialProcedure
from mingjing.catalogue.services.charts import text_of
from mingjing.core.bigrams import matching
from mingjing.people.models import Post
from mingjing.procedure import Problem
from mingjing.procedure.bpmn import CHOOSE_ONE
from mingjing.regulations.enums import BasisStatus
from mingjing.regulations.models import Basis
from mingjing.workbench.choices import ANY, AnyUnit

SECTIONS = (
    (_("基本要素"), ("name", "sub_name", "body_nature", "authorised_by", "exercise_level", "counterpart", "affected")),
    (_("行使与办理"), ("conditions", "procedure", "discretion", "result", "important", "key_concern", "online")),
    (_("时限"), ("statutory_length", "statutory_unit", "promised_length", "promised_unit")),
    (_("收费"), ("fee", "fee_basis", "fee_standard")),
    (_("谁主管谁负责"), ("chief", "handler", "service_phone", "complaint_phone")),
    (
        _("公开"),
        ("attribute", "closed_ground", "disclosed_content", "disclosed_to", "disclosed_by", "disclosed_within"),
    ),
    (_("责任与救济"), ("responsibilities", "accountable_for", "remedy")),
    (_("廉政风险（不公开）"), ("risk_points", "risk_grade")),
)
FIELDS = tuple(name for _title, names in SECTIONS for name in names)
INTERNAL = frozenset({"risk_points", "risk_grade"})  # for the unit itself and the office


class Filter(forms.Form):
    q = forms.CharField(label=_("搜索"), required=False, max_length=60)
    unit = AnyUnit()
    type = forms.ChoiceField(label=_("类别"), required=False)
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *ItemStatus.choices])
    stage = forms.ChoiceField(label=_("在办版本"), required=False, choices=[ANY, *VersionStatus.choices[:5]])
    key_concern = forms.BooleanField(label=_("群众普遍关心"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = PowerType.objects.order_by("name").values_list("name", flat=True).distinct()
        self.fields["type"].choices = [ANY, *((name, name) for name in names)]  # type: ignore[attr-defined]

    def of(self, items: QuerySet[PowerItem]) -> QuerySet[PowerItem]:
        """The powers that fit what was asked for; they carry the `stage` of the version under way."""
        asked = {
            "unit": self.cleaned_data["unit"],
            "type__name": self.cleaned_data["type"],
            "status": self.cleaned_data["status"],
            "stage": self.cleaned_data["stage"],
            "current__key_concern": self.cleaned_data["key_concern"],
        }
        return matching(items.filter(**{k: v for k, v in asked.items() if v}), self.cleaned_data["q"])


class NewPowerForm(forms.Form):
    name = forms.CharField(label=_("事项名称"), max_length=120)
    power_type = forms.ModelChoiceField(PowerType.objects.filter(scheme="hebei-2023"), label=_("类别"))
    number = forms.CharField(
        label=_("职权编码"), max_length=48, required=False, help_text=_("以本单位代码开头；不填则自动编号。")
    )


class ElementsForm(forms.ModelForm):
    """Every element of a draft but its rows and chart; `revision` is the one the clerk saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PowerVersion
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision
        for name, kind in (("chief", "chief"), ("handler", "handler")):
            posts = Post.objects.filter(unit=self.instance.item.unit_id)
            self.fields[name].queryset = posts.filter(kind=kind)  # type: ignore[attr-defined]
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3

    def sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields as the page groups them."""
        for title, names in SECTIONS:
            yield str(title), [self[name] for name in names]


class LawField(forms.ModelChoiceField):
    """A law to cite, with what became of it."""

    def label_from_instance(self, basis: Any) -> str:
        if basis.status == BasisStatus.IN_FORCE:
            return str(basis)
        return f"{basis}（{basis.get_status_display()}）"


class BasisForm(forms.Form):
    basis = LawField(Basis.objects.all(), label=_("法律法规"))
    article = forms.CharField(label=_("条款"), max_length=60, help_text=_("例如：第十二条第一款"))
    text = forms.CharField(label=_("条文内容"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label=_("引用已废止依据的理由"), required=False, max_length=200)


class MaterialForm(forms.ModelForm):
    class Meta:
        model = Material
        fields = ("name", "copies", "original", "note")


class SpecialForm(forms.ModelForm):
    class Meta:
        model = SpecialProcedure
        fields = ("name", "ground", "starts_with", "ends_with", "longest")


class NodeForm(forms.ModelForm):
    class Meta:
        model = FlowNode
        fields = ("post", "limit_length", "limit_unit", "condition", "supervision", "rights", "complaint_way")

    limit_unit = forms.ChoiceField(label=_("时限单位"), choices=TimeUnit.choices)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("BPMN 2.0 文件"), help_text=_("后缀 .bpmn 或 .xml，不超过 2 MB"))
    not_secret = forms.BooleanField(label=_("我确认文件不涉及国家秘密"))

    def data_of(self) -> bytes:
        """The file's bytes."""
        data: bytes = self.cleaned_data["file"].read()
        return data


class PickForm(forms.Form):
    """Which of a file's several processes is meant; the file travels with the question."""

    process = forms.ChoiceField(label=_("导入哪一个流程"), widget=forms.RadioSelect)
    xml = forms.CharField(widget=forms.Textarea(attrs={"hidden": True}), strip=False)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data.get("process", "")
        self.fields["process"].choices = list(choices) or [(said, said)]  # type: ignore[attr-defined]

    @classmethod
    def asking(cls, problems: Iterable[Problem], data: bytes) -> "PickForm | None":
        """The question, where the file has several processes that can be told apart."""
        several = [p for p in problems if getattr(p.reason, "template", "") == CHOOSE_ONE and p.element]
        choices = [(p.element, f"{p.name}（{p.element}）" if p.name else p.element) for p in several]
        return cls(choices=choices, initial={"xml": text_of(data)}) if choices else None

    def data_of(self) -> bytes:
        """The file's bytes, as they came back."""
        data: bytes = self.cleaned_data["xml"].encode()
        return data


class SheetForm(forms.Form):
    file = forms.FileField(label=_("职权表"), help_text=_("xlsx，第一行是列名，每行一项职权"))
    not_secret = forms.BooleanField(label=_("我确认文件不涉及国家秘密"))
