"""动态运行: the list of matters, and one matter with its steps, events and signals."""

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.casework import access
from mingjing.casework.enums import MatterState
from mingjing.casework.models import Event, Matter
from mingjing.casework.selectors import matters as selectors
from mingjing.casework.selectors.listing import IN_TIME, between, demanded
from mingjing.core import exporting
from mingjing.core.paging import page_of, query_of
from mingjing.takedowns.access import may_take_down
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import ANY, AnyUnit

FINDINGS = (
    ("late", _("超期")),
    ("deviates", _("偏离流程图")),
    ("added", _("增加环节")),
    ("skipped", _("缺少环节")),
    ("condition", _("增加条件或材料")),
    ("in_time", _("按期办结")),
    ("undecided", _("未判定")),
    ("fits", _("符合流程图")),
)
MEANT = {
    "late": Q(late=True),
    "deviates": Q(cost__gt=0),
    "added": ~Q(added=[]),
    "skipped": ~Q(skipped=[]),
    "condition": demanded(),
    "in_time": IN_TIME,
    "undecided": Q(decided=False),
    "fits": Q(cost=0),
}


class MatterFilter(forms.Form):
    number = forms.CharField(label=_("受理编号"), required=False, max_length=80)
    power = forms.CharField(label=_("职权编码"), required=False, max_length=64)
    unit = AnyUnit()
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *MatterState.choices])
    finding = forms.ChoiceField(label=_("判定"), required=False, choices=[ANY, *FINDINGS])

    opened_from = forms.DateField(
        label=_("开办，自"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    opened_to = forms.DateField(
        label=_("开办，至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closed_from = forms.DateField(
        label=_("办结，自"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closed_to = forms.DateField(
        label=_("办结，至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def of(self, matters: QuerySet[Matter]) -> QuerySet[Matter]:
        """The matters that fit what was asked for."""
        asked = {
            "number__startswith": self.cleaned_data["number"],
            "item__number": self.cleaned_data["power"],
            "unit": self.cleaned_data["unit"],
            "state": self.cleaned_data["state"],
        }
        dates = [
            between(f"{name}_at", self.cleaned_data[f"{name}_from"], self.cleaned_data[f"{name}_to"])
            for name in ("opened", "closed")
        ]
        finding = MEANT.get(self.cleaned_data["finding"], Q())
        return matters.filter(finding, *dates, **{k: v for k, v in asked.items() if v})


@require_GET
@official_required
def matters(request: OfficialRequest) -> HttpResponse:
    """Every matter the viewer may see, the newest first."""
    form = MatterFilter(request.GET)
    rows = access.visible_to(request.user).select_related("item", "unit").filter(opened_at__isnull=False)
    valid = form.is_valid()
    found = form.of(rows) if valid else rows.none()
    if valid and exporting.wanted(request):
        return exporting.export(gettext("办件"), exports.MATTERS, found.order_by("-opened_at", "-id"))
    page = page_of(found, request.GET, order=("-opened_at", "-id"))
    context = {"section": "matters", "page": page, "form": form, "query": query_of(request.GET)}
    return render(request, "workbench/casework/matters.html", context, status=200 if valid else 422)


@require_GET
@official_required
def matter(request: OfficialRequest, pk: str) -> HttpResponse:
    """One matter read top to bottom: what, the verdict in words, steps with their limits, signals, events."""
    rows = access.visible_to(request.user).select_related("item", "unit", "version")
    found = get_object_or_404(rows, pk=pk)
    steps = list(found.steps.all())
    corrections = Event.objects.filter(corrects=OuterRef("pk"))
    context = {
        "section": "matters",
        "matter": found,
        "steps": steps,
        "finding": selectors.finding(found, steps),
        "signals": found.signals.order_by("-raised_on", "-id"),
        "events": found.events.annotate(corrected=Exists(corrections)).order_by("at", "seq"),
        "may_deliver": access.may_deliver(request.user, found.unit),
        "may_take_down": may_take_down(request.user, found.unit),
    }
    return render(request, "workbench/casework/matter.html", context)


urlpatterns = [
    path("matters/", matters, name="matters"),
    path("matters/<uuid:pk>/", matter, name="matter"),
]
