"""投诉举报: the desk. The cases given to this person, the urgent ones first; filters, and a sheet without content."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.complaints import access
from mingjing.complaints.enums import Channel, ComplaintStatus
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import desk as selectors
from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import page_of, query_of
from mingjing.people.models import Official
from mingjing.regulations import selectors as regulations
from mingjing.rules.packs.nouns import Pack
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import ANY, AnyUnit
from mingjing.workbench.complaints.gate import centre_only

ORDER = ("-received_on", "-id")
SHEET = 5000  # rows
COLUMNS = (
    Col(_("编号"), "number"),
    Col(_("渠道"), lambda case: case.get_channel_display()),
    Col(_("收到日期"), "received_on"),
    Col(_("署名"), lambda case: case.get_real_name_display()),
    Col(_("状态"), lambda case: case.get_status_display()),
    Col(_("分类日期"), "classified_on"),
    Col(_("受理日期"), "accepted_on"),
    Col(_("办结日期"), "closed_on"),
)


class DeskFilter(forms.Form):
    """What is sealed (act, unit) is compared in memory, over the open cases of the viewer."""

    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *ComplaintStatus.choices])
    channel = forms.ChoiceField(label=_("渠道"), required=False, choices=[ANY, *Channel.choices])
    act = forms.ChoiceField(label=_("反映的行为"), required=False)
    unit = AnyUnit()

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = [(act.id, f"{act.id} {act.name}") for act in pack.acts.values()]
        self.fields["act"].choices = [ANY, *acts]  # type: ignore[attr-defined]

    def of(self, viewer: Official, pack: Pack) -> QuerySet[Complaint]:
        """The cases that fit what was asked for."""
        said, rows = self.cleaned_data, access.visible_to(viewer)
        asked = {name: said[name] for name in ("status", "channel") if said[name]}
        if said["act"] or said["unit"]:
            unit = said["unit"].pk if said["unit"] else None
            asked["pk__in"] = selectors.like(viewer, pack=pack, act=said["act"], unit=unit)
        return rows.filter(**asked)


@require_GET
@centre_only
def desk(request: OfficialRequest) -> HttpResponse:
    """The cases of this person; the urgent ones in a list of their own in front (CMP-4-4)."""
    today = timezone.localdate()
    pack = selectors.pack_of(regulations.in_force(today))
    form = DeskFilter(request.GET, pack=pack)
    valid = form.is_valid()
    rows = form.of(request.user, pack) if valid else Complaint.objects.none()
    if valid and wanted(request):
        return export(gettext("投诉举报"), COLUMNS, list(rows.order_by(*ORDER)[:SHEET]))
    page = page_of(rows, request.GET, order=ORDER)
    context = {
        "section": "complaints",
        "page": page,
        "rows": _shown(selectors.known(page, pack=pack), today),
        "urgent": _shown(selectors.urgent(request.user, pack=pack), today),
        "unclassified": list(selectors.unclassified(request.user)[: selectors.MOST]),
        "form": form,
        "query": query_of(request.GET),
        "today": today,
    }
    return render(request, "workbench/complaints/desk.html", context, status=200 if valid else 422)


def _shown(rows: list[selectors.Row], today: dt.date) -> list[tuple[selectors.Row, str]]:
    return [(row, row.state(today)) for row in rows]


urlpatterns = [path("complaints/", desk, name="complaints")]
