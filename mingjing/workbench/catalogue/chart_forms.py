"""Forms of the chart's pages: a drawing with what is said of its steps, and the wishes of the ordered list."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingjing.catalogue.models import FlowNode
from mingjing.catalogue.services.charts import DESCRIBED
from mingjing.people.models import Post
from mingjing.procedure import Problem
from mingjing.procedure.editing import END
from mingjing.workbench.catalogue.forms import NodeForm

MOST_NODES = 1_000
POSTS = "posts"  # the id of the page's list of the unit's posts
Choices = Iterable[tuple[str, str]]


def posts_of(unit_id: Any) -> list[str]:
    """What the posts of a unit are called, once each. One query."""
    return sorted({str(post)[:60] for post in Post.objects.filter(unit=unit_id)})


class StepForm(NodeForm):
    """A step's name and all that must be published of it."""

    field_order = ("name", "post", "limit_length", "limit_unit")

    class Meta:
        model = FlowNode
        fields = ("name", *NodeForm.Meta.fields)
        widgets = {"post": forms.TextInput(attrs={"list": POSTS, "autocomplete": "off"})}

    def said(self) -> dict[str, Any]:
        """All but the name."""
        return {name: self.cleaned_data[name] for name in DESCRIBED}


class DrawingForm(forms.Form):
    """The drawing, what is said of its steps as JSON by element, and the revision that was opened."""

    xml = forms.CharField(widget=forms.Textarea(attrs={"hidden": True}), strip=False)
    nodes = forms.CharField(widget=forms.Textarea(attrs={"hidden": True}), required=False, strip=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    problems: tuple[Problem, ...] = ()

    def clean_nodes(self) -> dict[str, dict[str, Any]]:
        """What is said, by element. A value that a column would not take becomes a problem of its node."""
        found, problems = {}, []
        for element, said in _as_json(self.cleaned_data["nodes"]).items():
            form = NodeForm({name: said.get(name) for name in said} | {"limit_unit": said.get("limit_unit") or "days"})
            if form.is_valid():
                found[element] = {name: form.cleaned_data[name] for name in DESCRIBED if name in said}
            problems += [
                Problem(element, str(said.get("name", "")), f"{form[name].label}：{'、'.join(map(str, texts))}")
                for name, texts in form.errors.items()
            ]
        self.problems = tuple(problems)
        if problems:
            raise forms.ValidationError(_("有环节填写有误，见下表。"))
        return found


def _as_json(text: str) -> dict[str, dict[str, Any]]:
    """The JSON object of objects in a text, without what is none.

    Raises:
        ValidationError: it is no such thing.
    """
    try:
        read = json.loads(text or "{}")
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or len(read) > MOST_NODES:
        raise forms.ValidationError(_("环节内容没有读懂，请刷新页面后再试。"))
    return {str(element): dict(said) for element, said in read.items() if isinstance(said, Mapping)}


class BranchForm(forms.Form):
    condition = forms.CharField(label=gettext_lazy("在什么情况下走这一路"), max_length=60)
    through = forms.CharField(
        label=gettext_lazy("先办一个新环节（可不填）"), max_length=120, required=False,
        help_text=gettext_lazy("例如：补正告知。填了就先办它，再到下面选的地方。"),
    )  # fmt: skip
    target = forms.ChoiceField(label=gettext_lazy("然后到"))
    otherwise = forms.CharField(label=gettext_lazy("原来那一路的情况（可不填）"), max_length=60, required=False)

    def __init__(self, *args: Any, targets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = list(targets)  # type: ignore[attr-defined]


class FlowForm(forms.Form):
    """Which way is meant."""

    flow = forms.CharField(widget=forms.HiddenInput)


class WayForm(FlowForm):
    """One way out of a step: on which condition, and where to; blank leaves it where it leads."""

    condition = forms.CharField(label=gettext_lazy("情况（条件）"), max_length=60, required=False)
    target = forms.ChoiceField(label=gettext_lazy("到"), required=False)

    def __init__(self, *args: Any, targets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = list(targets)  # type: ignore[attr-defined]


class OnWayForm(FlowForm):
    """A new step on one way."""

    name = forms.CharField(label=gettext_lazy("新环节的名称"), max_length=120)


class MoveForm(forms.Form):
    after = forms.ChoiceField(label=gettext_lazy("移到哪一步之后"))

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = list(places)  # type: ignore[attr-defined]


def targets(nodes: Iterable[FlowNode]) -> list[tuple[str, str]]:
    """Where a way may lead: every step, and the end."""
    steps = [(node.node, f"{number}. {node.name}") for number, node in enumerate(nodes, start=1)]
    return [*steps, (END, _("办结"))]
