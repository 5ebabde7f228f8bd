"""附加栏目: a clerk gives the unit's register fields of its own, without code (GAP-12)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mingjing.casework import access
from mingjing.casework.enums import FieldKind
from mingjing.casework.models import RegisterForm
from mingjing.casework.selectors.records import form_of
from mingjing.casework.services import register_fields as services
from mingjing.core.errors import Refused
from mingjing.workbench.access import OfficialRequest, official_required

EMPTY = 3  # rows for new fields
SIGNS = "、,，;；\n"  # noqa: RUF001 - what people put between options


class FieldForm(forms.Form):
    """One field. A row without a name is left out."""

    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    order = forms.IntegerField(label=_("顺序"), required=False, min_value=0, max_value=999)
    label = forms.CharField(label=_("名称"), required=False, max_length=40, help_text=_("清空名称，就删去这个栏目"))
    kind = forms.ChoiceField(label=_("类型"), choices=FieldKind.choices, initial=FieldKind.TEXT)
    choices = forms.CharField(label=_("选项"), required=False, max_length=400, help_text=_("用顿号隔开，只有选项要写"))
    help = forms.CharField(label=_("填写说明"), required=False, max_length=120)
    required = forms.BooleanField(label=_("必填"), required=False)
    public = forms.BooleanField(label=_("公示时显示"), required=False)

    def field(self) -> services.Field:
        """What was filled in, as a field."""
        said = self.cleaned_data
        words = said["choices"].translate(str.maketrans(SIGNS, "、" * len(SIGNS))).split("、")
        choices = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
        same = {name: said[name] for name in ("label", "kind", "required", "help", "public", "key")}
        return services.Field(choices=choices, **same)


FieldForms = forms.formset_factory(FieldForm, extra=EMPTY, max_num=services.MOST_FIELDS + EMPTY, absolute_max=60)


@require_http_methods(["GET", "POST"])
@official_required
def record_fields(request: OfficialRequest) -> HttpResponse:
    """The unit's own fields; saving makes the next version, records that are open keep theirs."""
    if not access.may_record(request.user, request.user.unit):
        raise Http404
    form = form_of(request.user.unit)
    rows = FieldForms(request.POST or None, initial=_started(form), prefix="f")
    refused = ""
    if rows.is_bound and rows.is_valid():
        chosen = [row for row in rows if row.cleaned_data.get("label", "").strip()]
        chosen.sort(key=lambda row: 999 if row.cleaned_data["order"] is None else row.cleaned_data["order"])
        try:
            made = services.define(
                request.user.unit, [row.field() for row in chosen], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, gettext("附加栏目%(form)s已生效，以后开的登记表使用它。") % {"form": made})
            return redirect("workbench:record_fields")
    context = {"section": "records", "rows": rows, "form": form, "refused": refused}
    return render(request, "workbench/casework/record_fields.html", context, status=422 if rows.is_bound else 200)


def _started(form: RegisterForm | None) -> list[dict[str, Any]]:
    names = ("key", "label", "kind", "help", "required", "public")
    return [
        {name: getattr(field, name) for name in names}
        | {"choices": "、".join(field.choices), "order": 10 * (place + 1)}
        for place, field in enumerate(form.fields.all() if form else ())
    ]


urlpatterns = [path("records/fields/", record_fields, name="record_fields")]
