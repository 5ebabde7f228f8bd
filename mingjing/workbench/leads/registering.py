"""登记线索: the form, with the grounds of the version in force on the day of the fault (ACC-15)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mingjing.core.errors import Refused
from mingjing.people.models import Unit
from mingjing.regulations.selectors import in_force
from mingjing.supervision import access
from mingjing.supervision.enums import LeadSource
from mingjing.supervision.models import Lead
from mingjing.supervision.selectors import leads as selectors
from mingjing.supervision.services import leads as services
from mingjing.supervision.services.leads import Lacking, Said
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.leads.lists import choices
from mingjing.workbench.regulations import DayInput
from mingjing.workbench.sources import prefilled

LONGEST = 4000
EARLIEST = 1950  # of a year


def _area(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class LeadForm(forms.Form):
    """What a lead says. Which grounds there are, and what each needs, is in the version of the day of the fault."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("单位"),
        error_messages={"invalid_choice": _("这个单位不在发生当日施行的法规版本的适用范围内（ACC-2），不能登记。")},
    )
    happened_on = forms.DateField(
        label=_("发生日期"),
        required=False,
        widget=DayInput(),
        help_text=_("情形按发生当日施行的法规版本列出；不填的按今天。改了日期请重新列出情形，再上传证据材料。"),
    )
    ground = forms.CharField(
        label=_("情形"), required=False, widget=forms.Select(), help_text=_("按条文分组，条文在本页下方。")
    )
    facts = _area(_("事实"), _("何时、何地、谁、做了或没有做什么。"), 5)
    effect = _area(_("不良影响或严重后果"), _("不作为、乱作为等情形必须写明。"))
    evidence = _area(_("证据"), _("写明证据，或在下面上传证据材料。"))
    attached = FilesField(label=_("证据材料"))
    citation = forms.CharField(
        label=_("要求公开的规定"),
        required=False,
        max_length=300,
        help_text=_("选“其他应公开的内容没有公开”时必须写明哪个文件、哪一条要求公开。"),
    )
    external_case = forms.CharField(label=_("案件编号"), required=False, max_length=100)
    responsibility_gap = _area(_("责权不明、公开不力之处"), _("第九条第五项必须写明案件编号和这一项。"))
    grade_year = forms.IntegerField(label=_("考核、评议年度"), required=False, min_value=EARLIEST, max_value=9999)
    source = forms.ChoiceField(choices=LeadSource.choices, widget=forms.HiddenInput(), required=False)
    source_id = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    source_note = forms.CharField(label=_("来源说明"), required=False, max_length=200)

    def __init__(
        self, *args: Any, headings: list[selectors.Heading], units: QuerySet[Unit], source: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["ground"].widget.choices = [CHOOSE, *choices(headings)]
        if source == LeadSource.GRADE:
            self.fields["source_note"].help_text = _("写明哪一项考核或评议、哪个等次、扣分的是什么事项。")
        else:
            del self.fields["grade_year"]


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Register a lead. Where it comes from a signal, a gap or a task, the form is filled in; a person sends it."""
    if not access.may_register(request.user):
        raise Http404
    today = timezone.localdate()
    sent = request.method == "POST"
    values: Mapping[str, Any] = request.POST.dict() if sent else prefilled(request.user, request.GET, today)
    day = _day(values.get("happened_on")) or today
    headings, source = selectors.headings(day), str(values.get("source") or "")
    shown: dict[str, Any] = {"headings": headings, "units": selectors.units_on(day, today=today), "source": source}
    if sent and "show" not in request.POST:
        form = LeadForm(request.POST, request.FILES, **shown)
        lead = _register(request, form, today) if form.is_valid() else None
        if lead:
            return redirect("workbench:lead", lead.pk)
    else:
        form = LeadForm(initial=values, **shown)
    context = {
        "section": "leads",
        "form": form,
        "day": day,
        "regulation": in_force(day),
        "without": "" if headings else selectors.without_version(day),
        "headings": headings,
        "needs": selectors.NEEDS,
        "alike": _alike(request, values, day),
    }
    return render(request, "workbench/leads/new.html", context, status=422 if form.is_bound else 200)


def _day(typed: Any) -> dt.date | None:
    if isinstance(typed, dt.date):
        return typed
    try:
        return dt.date.fromisoformat(str(typed))
    except ValueError:
        return None


def _alike(request: OfficialRequest, values: Mapping[str, Any], day: dt.date) -> list[Lead]:
    """Leads that may be on the same matter as what the form says so far; a form half filled in may find some too."""
    pack = selectors.pack_on(day)
    ground = pack.grounds.get(str(values.get("ground"))) if pack else None
    unit, source = _key(values.get("unit")), (str(values.get("source") or ""), _key(values.get("source_id")))
    if not unit:
        return []
    found = selectors.like(
        request.user,
        unit=unit,
        day=day,
        group=ground.group if ground else "",
        ground=ground.id if ground else "",
        source=source,
        discipline=bool(ground and ground.discipline),
    )
    return list(found)


def _key(typed: Any) -> UUID | None:
    try:
        return UUID(str(typed))
    except ValueError:
        return None


def _register(request: OfficialRequest, form: LeadForm, today: dt.date) -> Lead | None:
    """The lead; None where it was refused, and the form says why at the field."""
    said, field = dict(form.cleaned_data), form.fields["attached"]
    files = said.pop("attached")
    said["source"] = said["source"] or LeadSource.PERSON
    try:
        kept = field.keep(files) if isinstance(field, FilesField) else []
        lead = services.register(Said(**said), by=request.user, today=today, at=timezone.now(), files=kept)
    except Lacking as lacking:
        for name, told in lacking.columns.items():
            form.add_error(name if name in form.fields else None, ValidationError(told))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, gettext("%(lead)s 已登记。") % {"lead": lead})
        return lead
    return None


urlpatterns = [path("leads/new/", new, name="lead_new")]
