"""The flow chart of a version: seen, uploaded, drawn, and described node by node."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.catalogue import access, services
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.catalogue.selectors import chart_documents as documents
from mingjing.catalogue.selectors import charts as reading
from mingjing.core.books import taken_home
from mingjing.core.documents import answer
from mingjing.core.errors import Refused
from mingjing.procedure import ChartError, Problem
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.finding import draft_of, version_of
from mingjing.workbench.catalogue.forms import NodeForm, PickForm, UploadForm

SVG = "image/svg+xml; charset=utf-8"


@require_http_methods(["GET", "POST"])
@official_required
def chart(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """The chart as picture and ordered list; a draft's takes a file, and asks which of several processes is meant."""
    version = version_of(request, number, no)
    may_edit = _may_edit(request, version)
    form: BaseForm = UploadForm()
    taken = Taken()
    if request.method == "POST":
        if not access.may_draft(request.user, version.item):
            raise Http404
        form = PickForm(request.POST) if "xml" in request.POST else UploadForm(request.POST, request.FILES)
        if form.is_valid():
            taken = _take(request, version, form, form.data_of(), form.cleaned_data.get("process"))
            if taken.stored:
                return redirect("workbench:chart", number, no)
    shown = UploadForm() if isinstance(form, PickForm) else form
    context = {
        **_of(version),
        "form": shown,
        "refused": "" if form is shown and may_edit else form.non_field_errors(),
        "may_edit": may_edit,
        "problems": taken.problems,
        "pick": taken.pick,
    }
    return render(request, "workbench/catalogue/chart.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@official_required
def nodes(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """What must be said of every node: post, limit, condition, supervision, rights, complaint way (ASM-5-3-2b)."""
    version = draft_of(request, number, no)
    rows = FlowNode.objects.filter(chart__version=version)
    forms = [NodeForm(request.POST or None, instance=row, prefix=f"n{row.pk.hex}") for row in rows]
    refused = ""
    if request.method == "POST" and all([form.is_valid() for form in forms]):  # noqa: C419 every form shows its errors
        said = {form.instance.pk: form.cleaned_data for form in forms}
        try:
            services.describe_nodes(version, said, by=request.user, at=timezone.now())
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("环节已保存。"))
            return redirect("workbench:chart", number, no)
    context = {"section": "powers", "version": version, "item": version.item, "forms": forms, "refused": refused}
    return render(request, "workbench/catalogue/nodes.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@official_required
def xml(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """The chart as a BPMN file. Always a download: a stranger's XML is never opened as a page."""
    row = get_object_or_404(FlowChart, version=version_of(request, number, no))
    name = f'attachment; filename="{number}-{no}.bpmn"'
    content = reading.xml_of(row)
    return HttpResponse(content, content_type="application/xml", headers={"Content-Disposition": name})


@require_GET
@official_required
def picture(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """The chart drawn on the server; a draft's has its problems marked, in words."""
    version = version_of(request, number, no)
    row = get_object_or_404(FlowChart, version=version)
    marks = reading.marks_of(_found(version, row))
    return HttpResponse(reading.drawing(version, row, marks), content_type=SVG)


@require_GET
@official_required
def printed(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """Picture and ordered list on A4, of a draft as well."""
    version = version_of(request, number, no)
    get_object_or_404(FlowChart, version=version)
    context = _of(version)
    context |= {
        "svg": reverse("workbench:chart_svg", args=[number, no]),
        "alt": _("“%(name)s”流程图，内容与环节表相同") % {"name": version.name},
        "sheets": reading.sheets(context["chart"]),
    }
    return render(request, "workbench/catalogue/chart_print.html", context)


@require_GET
@official_required
def taken(request: OfficialRequest, number: str, no: int, kind: str) -> HttpResponse:
    """Picture and ordered list as docx or pdf, the list alone as xlsx."""
    version = version_of(request, number, no)
    row = get_object_or_404(FlowChart.objects.prefetch_related("nodes"), version=version)
    name = f"{number}-v{no}-chart"
    if kind == "xlsx":
        return taken_home(name, documents.steps_sheet(row))
    return answer(documents.document(version, row), kind, name)


def _may_edit(request: OfficialRequest, version: PowerVersion) -> bool:
    return version.status == VersionStatus.DRAFT and access.may_draft(request.user, version.item)


def _of(version: PowerVersion) -> dict[str, Any]:
    """The chart as list and picture; of a draft also what is wrong with it, at each step and on the picture."""
    row = FlowChart.objects.filter(version=version).prefetch_related("nodes").first()
    found = _found(version, row)
    chart = reading.chart_of(row) if row else None
    places = {node.node: node.order + 1 for node in row.nodes.all()} if row else {}
    marks = {element: [{"kind": mark.kind, "label": mark.word}] for element, mark in reading.marks_of(found).items()}
    return {
        "section": "powers",
        "version": version,
        "item": version.item,
        "chart": row,
        "lines": reading.listed(row.nodes.all(), chart) if row else [],
        "opening": reading.opening(chart),
        "phone": reading.report_phone(version),
        "faults": [(one, places.get(one.problem.element)) for one in found if one.serious],
        "usable": all(one.lacking or not one.serious for one in found),
        "cautions": [(one, places.get(one.problem.element)) for one in found if not one.serious],
        "marks": json.dumps(marks, ensure_ascii=False) if marks else "",
    }


def _found(version: PowerVersion, row: FlowChart | None) -> list[reading.Finding]:
    if row is None or version.status != VersionStatus.DRAFT:
        return []
    return reading.findings(row, row.nodes.all())


@dataclass(frozen=True)
class Taken:
    """What became of a file: stored, or its problems; `pick` where it only has to be said which process is meant."""

    stored: bool = False
    problems: tuple[Problem, ...] = ()
    pick: PickForm | None = None


def _take(request: OfficialRequest, version: PowerVersion, form: BaseForm, data: bytes, process: str | None) -> Taken:
    """Store the chart and pass on its warnings; else the problems of the file, or the refusal on the form."""
    try:
        warnings = services.set_chart(version, data, process=process, by=request.user, at=timezone.now())
    except ChartError as error:
        return Taken(problems=error.problems, pick=PickForm.asking(error.problems, data))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return Taken()
    messages.success(request, _("流程图已保存。请核对各环节的岗位和时限。"))
    for warning in warnings:
        messages.warning(request, warning)
    return Taken(stored=True)
