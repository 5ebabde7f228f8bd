"""The flow chart of a version: seen, uploaded, drawn, and described node by node."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.catalogue import access, selectors, services
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.core.errors import Refused
from mingjing.procedure import ChartError, Problem
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.finding import draft_of, version_of
from mingjing.workbench.catalogue.forms import DrawingForm, NodeForm, PickForm, UploadForm

EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  id="chart" targetNamespace="urn:mingjing:chart">
  <process id="power" isExecutable="false"><startEvent id="start" name="开始"/></process>
  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="power">
    <bpmndi:BPMNShape id="start_shape" bpmnElement="start"><dc:Bounds x="160" y="160" width="36" height="36"/></bpmndi:BPMNShape>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>
"""  # noqa: E501 the drawing of one start event


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
def draw(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """The chart in the editor; what was drawn stays on the page when it cannot be stored."""
    version = draft_of(request, number, no)
    stored = FlowChart.objects.filter(version=version).first()
    form = DrawingForm(request.POST or None, initial={"xml": stored.xml if stored else EMPTY})
    taken = Taken()
    if request.method == "POST" and form.is_valid():
        process = stored.process if stored and f'"{stored.process}"' in form.cleaned_data["xml"] else None
        taken = _take(request, version, form, form.cleaned_data["xml"].encode(), process)
        if taken.stored:
            return redirect("workbench:chart", number, no)
    context = {
        "section": "powers",
        "version": version,
        "item": version.item,
        "form": form,
        "problems": taken.problems,
    }
    return render(request, "workbench/catalogue/draw.html", context, status=422 if form.is_bound else 200)


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
    return HttpResponse(row.xml, content_type="application/xml", headers={"Content-Disposition": name})


def _may_edit(request: OfficialRequest, version: PowerVersion) -> bool:
    return version.status == VersionStatus.DRAFT and access.may_draft(request.user, version.item)


def _of(version: PowerVersion) -> dict[str, object]:
    row = FlowChart.objects.filter(version=version).prefetch_related("nodes").first()
    unsound = selectors.unsound(row) if row and version.status == VersionStatus.DRAFT else ()
    return {"section": "powers", "version": version, "item": version.item, "chart": row, "unsound": unsound}


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
