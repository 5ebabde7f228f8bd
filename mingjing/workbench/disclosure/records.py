"""公开记录: the list with its filters, one record with pictures and corrections, and how each channel is used."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.core import uploads
from mingjing.core.books import Sheet, taken_home
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.disclosure import access
from mingjing.disclosure.models import Disclosure, Picture
from mingjing.disclosure.selectors import channels as figures
from mingjing.disclosure.selectors.records import pictures
from mingjing.disclosure.services import recording
from mingjing.ledger import selectors as ledger
from mingjing.people.enums import Role
from mingjing.takedowns.access import may_take_down
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.disclosure.forms import MarkForm, RecordFilter, VoidForm

ORDER = ("-published_on", "-id")


def _rows(request: OfficialRequest) -> QuerySet[Disclosure]:
    rows = access.records_visible_to(request.user).select_related("unit", "item", "plan", "stage", "occasion", "by")
    return rows.select_related("correction").prefetch_related(pictures())


@require_GET
@official_required
def disclosures(request: OfficialRequest) -> HttpResponse:
    """Every record the viewer may see, the latest disclosure first; corrected ones say so."""
    form = RecordFilter(request.GET)
    valid, rows = form.is_valid(), _rows(request)
    page = page_of(form.of(rows) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "disclosure",
        "tab": "disclosures",
        "page": page,
        "form": form,
        "query": query_of(request.GET),
        "may_plan": request.user.holds(Role.UNIT_CLERK),
    }
    return render(request, "workbench/disclosure/records.html", context, status=200 if valid else 422)


@require_GET
@official_required
def disclosures_xlsx(request: OfficialRequest) -> HttpResponse:
    """What the filter finds, as a sheet."""
    form = RecordFilter(request.GET)
    rows = form.of(_rows(request)) if form.is_valid() else Disclosure.objects.none()
    header = [
        _("公开日期"),
        _("单位"),
        _("公开了什么"),
        _("公开事项"),
        _("周期、阶段或事由"),
        _("职权编码"),
        _("公开形式"),
        _("地点、版面或期号"),
        _("网址"),
        _("实际公开范围"),
        _("特定群体"),
        _("公开到什么范围"),
        _("信息形成日期"),
        _("最后一日"),
        _("迟几天"),
        _("照片扫描件"),
        _("说明"),
        _("登记人"),
        _("登记时间"),
        _("更正"),
    ]
    found = rows.order_by(*ORDER).iterator(chunk_size=2000)
    return taken_home("disclosures", Sheet(_("公开记录"), header, map(_cells, found)))


def _cells(row: Disclosure) -> list[Any]:
    state = _("作废") if row.void else _("已更正") if hasattr(row, "correction") else ""
    return [
        row.published_on,
        row.unit.name,
        row.title,
        str(row.plan or ""),
        row.turn,
        row.item.number if row.item else "",
        row.get_channel_display(),
        row.place,
        row.address,
        row.get_scope_display(),
        row.group,
        row.get_reach_display(),
        row.formed_on or "",
        row.due_on or "",
        row.days_late,
        len(row.pictures.all()),
        row.note,
        row.by.name,
        timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
        state,
    ]


@require_GET
@official_required
def disclosure(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """One record: where, when, to whom, its pictures, beside what was planned; marks and corrections."""
    row = get_object_or_404(_rows(request), pk=pk)
    corrected = hasattr(row, "correction")
    context = {
        "section": "disclosure",
        "tab": "disclosures",
        "record": row,
        "planned": row.plan,
        "corrected": row.correction if corrected else None,
        "may_correct": access.may_plan(request.user, row.unit) and not corrected and not row.void,
        "may_mark": access.may_mark(request.user) and not corrected and not row.void,
        "may_take_down": may_take_down(request.user, row.unit),
        "marks": row.marks.select_related("by").order_by("at"),
        "void_form": VoidForm(),
        "mark_form": MarkForm(),
        "entries": ledger.of_case(row),
    }
    return render(request, "workbench/disclosure/disclosure.html", context)


@require_GET
@official_required
def picture(request: OfficialRequest, pk: UUID) -> FileResponse:
    """A photo or scan of a record."""
    found = get_object_or_404(Picture, pk=pk, record__in=access.records_visible_to(request.user))
    try:
        return uploads.served(found)
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
@official_required
def mark(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Say whether scope and reach match what the power touches."""
    row, form = get_object_or_404(_rows(request), pk=pk), MarkForm(request.POST)
    if not access.may_mark(request.user):
        raise Http404
    said = form.cleaned_data if form.is_valid() else {"matters": False, "reason": ""}
    try:
        recording.mark(row, **said, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已标明，最后一次标明的算数。"))
    return redirect("workbench:disclosure", pk)


@require_GET
@official_required
def channels(request: OfficialRequest) -> HttpResponse:
    """Each channel as planned and as used."""
    context = {"section": "disclosure", "tab": "channels", "uses": _uses(request)}
    return render(request, "workbench/disclosure/channels.html", context)


@require_GET
@official_required
def channels_xlsx(request: OfficialRequest) -> HttpResponse:
    """The figures as a sheet."""
    header = [_("公开形式"), _("计划采用的事项"), _("实际公开次数"), _("附照片扫描件"), _("迟公开"), _("计划之外")]
    rows = ([use.channel, use.planned, use.used, use.proven, use.late, use.unplanned] for use in _uses(request))
    return taken_home("disclosure-channels", Sheet(_("公开形式"), header, rows))


def _uses(request: OfficialRequest) -> list[figures.Use]:
    return figures.uses(access.records_visible_to(request.user), access.visible_to(request.user))


urlpatterns = [
    path("disclosure/records/", disclosures, name="disclosures"),
    path("disclosure/records/export.xlsx", disclosures_xlsx, name="disclosures_xlsx"),
    path("disclosure/records/<uuid:pk>/", disclosure, name="disclosure"),
    path("disclosure/records/<uuid:pk>/mark/", mark, name="disclosure_mark"),
    path("disclosure/pictures/<uuid:pk>", picture, name="disclosure_picture"),
    path("disclosure/channels/", channels, name="channels"),
    path("disclosure/channels/export.xlsx", channels_xlsx, name="channels_xlsx"),
]
