"""动态运行登记表: the list with its filters and xlsx, opening a record, one record with what may be done on it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.casework import access
from mingjing.casework.enums import RecordKind, RecordStatus
from mingjing.casework.models import OperationRecord, RegisterField
from mingjing.casework.registering import Own, lines, own_fields
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import records as services
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.core.sheets import XLSX, Column, written
from mingjing.regulations import selectors as regulations
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.casework.choosing import PowerField
from mingjing.workbench.casework.record_forms import OpenForm, day
from mingjing.workbench.choices import ANY, AnyUnit

ORDER = ("-opened_at", "-id")
FLAGGED = (("yes", _("有增加的环节、条件或材料")), ("no", _("没有")))


def pack_shown() -> str:
    """The regulation that ids lead to; empty where none is in force."""
    regulation = regulations.in_force(timezone.localdate())
    return regulation.number if regulation else ""


class RecordFilter(forms.Form):
    number = forms.CharField(label=_("登记编号"), required=False, max_length=64)
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *RecordStatus.choices])
    kind = forms.ChoiceField(label=_("登记方式"), required=False, choices=[ANY, *RecordKind.choices])
    flagged = forms.ChoiceField(label=_("标记"), required=False, choices=[ANY, *FLAGGED])
    unit = AnyUnit()
    power = forms.CharField(label=_("职权编码"), required=False, max_length=64)
    since = day(_("开表自"), required=False)
    until = day(_("至"), required=False)

    def of(self, records: QuerySet[OperationRecord]) -> QuerySet[OperationRecord]:
        """The records that fit what was asked for."""
        said = self.cleaned_data
        asked = {
            "number__contains": said["number"],
            "status": said["status"],
            "kind": said["kind"],
            "unit": said["unit"],
            "item__number": said["power"],
            "opened_at__date__gte": said["since"],
            "opened_at__date__lte": said["until"],
        }
        found = {name: value for name, value in asked.items() if value}
        if said["flagged"]:
            found["added"] = said["flagged"] == "yes"
        return records.filter(**found)


@require_GET
@official_required
def records(request: OfficialRequest) -> HttpResponse:
    """Every record the viewer may see, the newest first."""
    form = RecordFilter(request.GET)
    rows = selectors.counted(access.records_visible_to(request.user)).select_related("unit", "item", "matter")
    valid = form.is_valid()
    context = {
        "section": "records",
        "page": page_of(form.of(rows) if valid else rows.none(), request.GET, order=ORDER),
        "form": form,
        "query": query_of(request.GET),
        "may_record": access.may_record(request.user, request.user.unit),
        "pack": pack_shown(),
    }
    return render(request, "workbench/casework/records.html", context, status=200 if valid else 422)


COLUMNS = (
    Column("登记编号", "number"),
    Column("单位", "unit"),
    Column("职权编码", "power"),
    Column("职权", "name"),
    Column("版次", "version"),
    Column("事由", "title"),
    Column("行政相对人", "counterpart"),
    Column("开始日期", "started_on"),
    Column("依据", "basis"),
    Column("登记方式", "kind"),
    Column("状态", "status"),
    Column("环节", "steps"),
    Column("流程图或清单以外", "added"),
    Column("集体研究的会议", "meeting"),
    Column("办理结果", "result"),
    Column("结果日期", "result_on"),
    Column("公示起始", "public_from"),
    Column("公示截止", "public_to"),
    Column("收到异议", "objected"),
    Column("已答复异议", "answered"),
    Column("监督人意见", "note"),
    Column("报备日期", "filed_on"),
)


@require_GET
@official_required
def records_xlsx(request: OfficialRequest) -> HttpResponse:
    """What the filter finds, as a sheet; the units' own fields stand behind, by name (GAP-12)."""
    form = RecordFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    rows = selectors.counted(form.of(access.records_visible_to(request.user))).select_related("unit", "item", "version")
    found = list(rows.prefetch_related("steps", "form__fields").order_by(*ORDER))
    labels = list(dict.fromkeys(own.field.label for record in found for own in _own(record)))
    own = [Column(label, f"own_{n}") for n, label in enumerate(labels)]
    answer = HttpResponse(written("登记表", [*COLUMNS, *own], _rows(found, labels)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="records-{timezone.localdate()}.xlsx"'
    return answer


def _rows(found: list[OperationRecord], labels: list[str]) -> Iterator[dict[str, Any]]:
    same = (
        "number", "unit", "title", "counterpart", "started_on", "basis", "meeting", "result", "result_on",
        "public_from", "public_to", "note", "filed_on", "objected", "answered",
    )  # fmt: skip
    for record in found:
        own = {one.field.label: one.shown for one in _own(record)}
        entered = [line for line in lines(record.steps.all()) if line.stands]
        yield {
            **{name: getattr(record, name) for name in same},
            "power": record.item.number,
            "name": record.version.name,
            "version": record.version.no,
            "kind": record.get_kind_display(),
            "status": record.get_status_display(),
            "steps": "；".join(f"{line.title} {_on(line.entry.ended_at)}" for line in entered),
            "added": "；".join(line.title for line in entered if line.entry.added),
            **{f"own_{n}": own.get(label, "") for n, label in enumerate(labels)},
        }


def _on(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d") if at else ""


def _own(record: OperationRecord) -> list[Own]:
    fields: list[RegisterField] = list(record.form.fields.all()) if record.form else []
    return own_fields(fields, record.extra)


class ChooseForm(forms.Form):
    power = PowerField(label=_("职权"))


@require_http_methods(["GET", "POST"])
@official_required
def record_open(request: OfficialRequest) -> HttpResponse:
    """Choose the power, then open its record."""
    if not access.may_record(request.user, request.user.unit):
        raise Http404
    powers = access.powers_recorded_by(request.user).select_related("unit", "current")
    number = request.GET.get("power", "")
    if not number:
        choose = ChooseForm()
        choose.fields["power"].queryset = powers  # type: ignore[attr-defined]
        context = {"section": "records", "choose": choose, "none": not powers.exists()}
        return render(request, "workbench/casework/record_open.html", context)
    item = get_object_or_404(powers, number=number)
    own = selectors.form_of(item.unit)
    first = item.current.bases.select_related("basis").first() if item.current else None
    started = {"basis": str(first or ""), "started_on": timezone.localdate()}
    form = OpenForm(request.POST or None, fields=own.fields.all() if own else (), initial=started)
    if form.is_bound and form.is_valid():
        try:
            made = services.open_record(item, **form.said(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workbench:operation_record", made.pk)
    context = {"section": "records", "item": item, "form": form}
    return render(request, "workbench/casework/record_open.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("records/", records, name="records"),
    path("records/export.xlsx", records_xlsx, name="records_xlsx"),
    path("records/new/", record_open, name="record_open"),
]
