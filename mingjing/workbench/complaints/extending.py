"""延期 on the page of a case: ask, and after it was granted tell the units concerned; how often, from when to when."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.complaints.letters import telling as letters
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import extending as selectors
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import extending as services
from mingjing.core import documents
from mingjing.people.enums import CENTRE, Role
from mingjing.people.models import Official, Unit
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.gate import keys_for, with_case
from mingjing.workbench.complaints.kinds import Act, NoWords, Panel, plain
from mingjing.workbench.keys import unlock_first
from mingjing.workbench.regulations import DayInput


class ExtendForm(forms.Form):
    """Until when and why; whom else it concerns."""

    until = forms.DateField(label=_("延期至"), widget=DayInput())
    reason = forms.CharField(
        label=_("特殊原因"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("负责人据此审批；同意后还要告知来信人和相关单位。"),
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.filter(active_to=None).order_by("code"),
        label=_("相关单位"),
        required=False,
        help_text=_("转来或者承办这一件的单位，可以不选。被反映的单位不告知。"),
    )


def _form(
    request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None, data: Any = None, files: Any = None,
    **said: Any,
) -> forms.Form:  # fmt: skip
    form = ExtendForm(data, **said)
    read = reading.of(request, complaint, keys)
    clocks = (row.clock for row in read.clocks if row.basis == services.HANDLE and row.clock.stopped_on is None)
    if clock := next(clocks, None):
        known = {"due": clock.due_on, "last": selectors.latest(clock, read.law)}
        form.fields["until"].help_text = gettext("现在的期限是 %(due)s，最迟可以延到 %(last)s，只能延一次。") % known
    return form


def _ask(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    services.ask(
        complaint, until=said["until"], reason=said["reason"], units=list(said["units"]), keys=keys,
        by=request.user, today=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    return gettext("延期已请示负责人。期限在审批前照常计算。")


def _tell(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    units = services.tell_units(complaint, by=request.user, today=timezone.localdate(), at=timezone.now())
    return gettext("已通知 %(units)s。请另发书面说明函。") % {"units": "、".join(map(str, units))}


def _may_ask(viewer: Official, complaint: Complaint) -> bool:
    return viewer.holds(Role.CENTRE_CLERK) and complaint.accepted_on is not None and complaint.concluded_on is None


def _may_tell(viewer: Official, complaint: Complaint) -> bool:
    if complaint.extended_to is None or not viewer.holds(*CENTRE):
        return False
    return complaint.extensions.filter(told_unit_on=None).exists()


def _shown(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> dict[str, Any] | None:
    if complaint.extended_to is None:
        return None
    read = reading.of(request, complaint, keys)
    rows = [
        {"row": row, "units": selectors.units_of(row), "reason": read.words(row.approval.reason_id)}
        for row in complaint.extensions.select_related("approval")
    ]
    return {"rows": rows, "count": len(rows)}


@require_GET
@with_case
@unlock_first
def letter(request: OfficialRequest, complaint: Complaint, extension: str, unit: str, kind: str) -> HttpResponse:
    """The letter to a unit concerned: why, and until when."""
    row = complaint.extensions.filter(pk=extension).select_related("approval").first()
    keys, _refused = keys_for(request, complaint)
    units = {str(one.pk): one for one in selectors.units_of(row)} if row and keys else {}
    if row is None or str(unit) not in units:
        raise Http404
    reason = reading.of(request, complaint, keys).words(row.approval.reason_id)
    made = letters.to_unit(
        number=complaint.number, unit=str(units[str(unit)]), before=row.due_before, after=row.due_after,
        reason=reason, on=row.told_unit_on or timezone.localdate(),
    )  # fmt: skip
    return documents.answer(made, kind, f"extension-{row.due_after:%Y-%m-%d}")


PANEL = Panel("extensions", "workbench/complaints/panels/extensions.html", _shown)
ACTS = [
    Act("extend", _("请示延期"), _form, _ask, may=_may_ask, basis="CMP-7-4a"),
    Act("tell-units", _("向相关单位说明延期"), plain(NoWords), _tell, may=_may_tell, basis="CMP-7-4b"),
]
urlpatterns = [
    path(
        "complaints/<uuid:pk>/extensions/<uuid:extension>/<uuid:unit>.<str:kind>",
        letter,
        name="complaint_extension_letter",
    ),
]
