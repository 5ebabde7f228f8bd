"""投诉举报电话和渠道: the centre keeps the numbers with their hours, and the state of each channel. All is public."""

from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.complaints.enums import Channel
from mingjing.complaints.selectors import hotlines as selectors
from mingjing.complaints.services import hotlines as services
from mingjing.core.exporting import Col, export, wanted
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints.gate import centre_only
from mingjing.workbench.regulations import DayInput
from mingjing.workbench.replies import done

COLUMNS = (
    Col(_("名称"), "name"),
    Col(_("电话"), "phone"),
    Col(_("自"), lambda line: f"{line.opens:%H:%M}"),
    Col(_("至"), lambda line: f"{line.closes:%H:%M}"),
    Col(_("启用日期"), "from_on"),
    Col(_("停用日期"), "until_on"),
)


class HourInput(forms.TimeInput):
    """A time of day as browsers pick it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class LineForm(forms.Form):
    name = forms.CharField(
        label=_("名称"), max_length=20, help_text=_("例如：白天、晚间。写现有的名称，就换掉原来的号码。")
    )
    phone = forms.CharField(label=_("电话"), max_length=20)
    opens = forms.TimeField(label=_("接听自"), widget=HourInput())
    closes = forms.TimeField(label=_("至"), widget=HourInput(), help_text=_("早于开始时间的，表示到次日。"))


class ChannelForm(forms.Form):
    address = forms.CharField(label=_("地址或号码"), max_length=200, required=False)
    hours = forms.CharField(label=_("时间"), max_length=100, required=False)
    tested_on = forms.DateField(label=_("最近测试日期"), required=False, widget=DayInput())
    closed = forms.BooleanField(label=_("暂停"), required=False)
    notice = forms.CharField(
        label=_("暂停说明"), max_length=200, required=False, help_text=_("暂停时必须写明原因和替代的办法，公开显示。")
    )


@require_http_methods(["GET", "POST"])
@centre_only
def phones(request: OfficialRequest) -> HttpResponseBase:
    """The numbers in use, those before, and the channels; POST publishes a number."""
    if wanted(request):
        return export(gettext("投诉举报电话"), COLUMNS, selectors.history())
    form = LineForm(request.POST or None)
    if form.is_valid() and done(
        request, lambda: _changed(request, form.cleaned_data), gettext("已公布，各页正在更新。")
    ):
        return redirect("workbench:complaint_phones")
    context = {
        "section": "complaints",
        "form": form,
        "lines": selectors.current(),
        "history": selectors.history().exclude(until_on=None),
        "ways": selectors.ways(),
    }
    return render(request, "workbench/complaints/phones.html", context, status=422 if form.is_bound else 200)


def _changed(request: OfficialRequest, said: dict[str, Any]) -> None:
    services.change(**said, by=request.user, today=timezone.localdate(), at=timezone.now())


@require_POST
@centre_only
def phone_end(request: OfficialRequest, pk: str) -> HttpResponse:
    """Take a number out of use."""
    line = get_object_or_404(selectors.history(), pk=pk)
    now = timezone.now()
    done(request, lambda: services.end(line, by=request.user, today=timezone.localdate(), at=now), gettext("已停用。"))
    return redirect("workbench:complaint_phones")


@require_http_methods(["GET", "POST"])
@centre_only
def channel(request: OfficialRequest, name: str) -> HttpResponse:
    """The state of one channel."""
    if name not in Channel.values:
        raise Http404
    way = next(way for way in selectors.ways() if way.channel == name)
    form = ChannelForm(request.POST if request.method == "POST" else None, initial=model_to_dict(way.state))
    if form.is_valid() and done(request, lambda: _kept(request, way, form.cleaned_data), gettext("已更新。")):
        return redirect("workbench:complaint_phones")
    context = {"section": "complaints", "form": form, "way": way}
    return render(request, "workbench/complaints/channel.html", context, status=422 if form.is_bound else 200)


def _kept(request: OfficialRequest, way: selectors.Way, said: dict[str, Any]) -> None:
    services.keep(way.channel, **said, by=request.user, today=timezone.localdate(), at=timezone.now())


urlpatterns = [
    path("complaints/phones/", phones, name="complaint_phones"),
    path("complaints/phones/<uuid:pk>/end/", phone_end, name="complaint_phone_end"),
    path("complaints/channels/<slug:name>/", channel, name="complaint_channel"),
]
