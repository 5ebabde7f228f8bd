"""移送单: register a matter without its content, print the slip, and hand the original over (GAP-19)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.complaints import access, workflow
from mingjing.complaints.enums import Addressee, Channel
from mingjing.complaints.letters import slips as letters
from mingjing.complaints.models import Complaint
from mingjing.complaints.services import marking
from mingjing.complaints.services.entering import BY_HAND
from mingjing.complaints.uploads import sealing
from mingjing.core import documents
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of
from mingjing.people.enums import Role
from mingjing.rules.complaints import Arrival
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints.entry import SECTION, bounded, clerks_only
from mingjing.workbench.complaints.gate import centre_only
from mingjing.workbench.regulations import DayInput

ORDER = ("-received_on", "-id")


class SlipForm(forms.Form):
    """All that may be said of such a matter."""

    channel = forms.ChoiceField(label=_("渠道"), choices=[CHOOSE, *((way.value, way.label) for way in BY_HAND)])
    came_on = forms.DateField(
        label=_("收到日期"), widget=DayInput(), help_text=_("信函填签收日期，平信填拆阅日期；其他填到达日期。")
    )
    addressee = forms.ChoiceField(label=_("移送对象"), choices=[CHOOSE, *Addressee.choices])


def _slips(request: OfficialRequest) -> QuerySet[Complaint]:
    return access.visible_to(request.user).filter(body_kept=False)


@require_GET
@centre_only
def slips(request: OfficialRequest) -> HttpResponse:
    """Every slip, the newest first, with what may be done with it."""
    return _page(request)


def _page(request: OfficialRequest, form: SlipForm | None = None, *, refused: str = "") -> HttpResponse:
    page = page_of(_slips(request), request.GET, order=ORDER)
    rows = [(row, marking.addressee_of(row).label, access.may_take(request.user, workflow.REFER, row)) for row in page]
    context = {
        "section": SECTION,
        "page": page,
        "rows": rows,
        "form": form or SlipForm(initial={"came_on": timezone.localdate()}),
        "may_enter": request.user.holds(Role.CENTRE_CLERK),
        "refused": refused,
        "query": "",
    }
    status = 422 if refused or (form and form.is_bound) else 200
    return render(request, "workbench/complaints/slips.html", context, status=status)


@require_http_methods(["POST"])
@clerks_only
@bounded
@sealing
def new(request: OfficialRequest) -> HttpResponse:
    """Keep a slip. Whatever else came with the form is not looked at, and files go as they came."""
    form = SlipForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    said: dict[str, Any] = form.cleaned_data
    # The clerk has applied the rule for letters already: the form asks for the day of receipt itself.
    day = said["came_on"]
    arrival = Arrival(said["channel"], day, opened_on=day if said["channel"] == Channel.LETTER else None)
    try:
        made = marking.mark(
            arrival, Addressee(said["addressee"]), by=request.user, today=timezone.localdate(), at=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    messages.success(request, gettext("%(number)s 已登记，没有录入内容。请打印移送单。") % {"number": made.number})
    return redirect("workbench:complaint_slips")


@require_POST
@centre_only
def hand_over(request: OfficialRequest, pk: str) -> HttpResponse:
    """The head signs that the original has gone."""
    row = get_object_or_404(_slips(request), pk=pk)
    try:
        marking.hand_over(row, by=request.user, today=timezone.localdate(), at=timezone.now())
    except Refused as refusal:
        return _page(request, refused=str(refusal))
    messages.success(request, gettext("%(number)s 已移送。") % {"number": row.number})
    return redirect("workbench:complaint_slips")


@require_GET
@centre_only
def document(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """The slip on paper."""
    row = get_object_or_404(_slips(request), pk=pk)
    issuer = f"{settings.CITY_NAME}{gettext('投诉举报中心')}"
    made = letters.slip(row, marking.addressee_of(row), issuer=issuer, today=timezone.localdate())
    return documents.answer(made, kind, f"slip-{row.received_on:%Y}-{row.number[-5:]}")


urlpatterns = [
    path("complaints/slips/", slips, name="complaint_slips"),
    path("complaints/slips/new/", new, name="complaint_slip_new"),
    path("complaints/slips/<uuid:pk>/slip.<str:kind>", document, name="complaint_slip_document"),
    path("complaints/slips/<uuid:pk>/hand-over/", hand_over, name="complaint_slip_over"),
]
