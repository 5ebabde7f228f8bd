"""来电登记 and 值班表: calls that led to no complaint, and who is on duty when (CMP-3-d)."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.complaints.enums import CallKind, CallOutcome
from mingjing.complaints.models import DutyTurn
from mingjing.complaints.selectors import rota as selectors
from mingjing.complaints.services import rota as services
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import page_of
from mingjing.people.enums import CENTRE, Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints.entry import SECTION
from mingjing.workbench.complaints.entry_forms import MomentInput
from mingjing.workbench.complaints.gate import centre_only
from mingjing.workbench.regulations import DayInput

ORDER = ("-at", "-id")
COLUMNS = (
    Col(_("时间"), lambda call: f"{timezone.localtime(call.at):%Y-%m-%d %H:%M}"),
    Col(_("分钟"), "minutes"),
    Col(_("种类"), lambda call: call.get_kind_display()),
    Col(_("结果"), lambda call: call.get_outcome_display()),
)


class CallForm(forms.Form):
    """Neither who called nor what was said."""

    started = forms.DateTimeField(label=_("来电时间"), widget=MomentInput())
    minutes = forms.IntegerField(label=_("通话分钟"), min_value=0, max_value=services.LONGEST_CALL)
    kind = forms.ChoiceField(label=_("种类"), choices=[CHOOSE, *CallKind.choices])
    outcome = forms.ChoiceField(label=_("结果"), choices=[CHOOSE, *CallOutcome.choices])


class TimeInput(forms.TimeInput):
    """A time of day as browsers pick it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class TurnForm(forms.Form):
    day = forms.DateField(label=_("日期"), widget=DayInput())
    opens = forms.TimeField(label=_("自"), widget=TimeInput())
    closes = forms.TimeField(label=_("至"), widget=TimeInput(), help_text=_("早于“自”的，到次日。"))
    official = forms.ModelChoiceField(Official.objects.none(), label=_("值班人"), empty_label=CHOOSE[1])

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        people = Official.objects.filter(grants__role__in=CENTRE, is_active=True).distinct().order_by("username")
        self.fields["official"].queryset = people  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@centre_only
def calls(request: OfficialRequest) -> HttpResponseBase:
    """Note a call, and see those noted."""
    if wanted(request):
        return export(gettext("来电登记"), COLUMNS, selectors.calls().order_by(*ORDER))
    form = CallForm(request.POST or None, initial={"started": timezone.localtime()})
    if form.is_valid():
        try:
            services.log_call(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("来电已登记。"))
            return redirect("workbench:complaint_calls")
    page = page_of(selectors.calls(), request.GET, order=ORDER)
    context = {"section": SECTION, "form": form, "page": page, "query": ""}
    return render(request, "workbench/complaints/calls.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@centre_only
def rota(request: OfficialRequest) -> HttpResponse:
    """The turns from today on; the head adds to them."""
    today = timezone.localdate()
    evening = {"day": today, "opens": dt.time(17, 30), "closes": dt.time(8, 30)}
    form = TurnForm(request.POST or None, initial=evening)
    if form.is_valid():
        try:
            services.plan(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("已排班。"))
            return redirect("workbench:complaint_rota")
    return _rota(request, form)


def _rota(request: OfficialRequest, form: forms.Form, *, refused: str = "") -> HttpResponse:
    context = {
        "section": SECTION,
        "form": form,
        "turns": selectors.planned(timezone.localdate())[:200],
        "may_plan": request.user.holds(Role.CENTRE_HEAD),
        "refused": refused,
    }
    status = 422 if refused or form.is_bound else 200
    return render(request, "workbench/complaints/rota.html", context, status=status)


@require_POST
@centre_only
def cancel(request: OfficialRequest, pk: str) -> HttpResponse:
    """Take a turn off the rota."""
    try:
        services.cancel(get_object_or_404(DutyTurn, pk=pk), by=request.user, at=timezone.now())
    except Refused as refusal:
        return _rota(request, TurnForm(), refused=str(refusal))
    messages.success(request, gettext("已取消。"))
    return redirect("workbench:complaint_rota")


urlpatterns = [
    path("complaints/calls/", calls, name="complaint_calls"),
    path("complaints/rota/", rota, name="complaint_rota"),
    path("complaints/rota/<uuid:pk>/cancel/", cancel, name="complaint_turn_cancel"),
]
