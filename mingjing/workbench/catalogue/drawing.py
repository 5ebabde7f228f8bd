"""The chart in the browser's editor: drawn, checked and laid out; saved together with what is said of its steps."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.catalogue.models import FlowChart, PowerVersion
from mingjing.catalogue.selectors import charts as reading
from mingjing.catalogue.services.charts import DESCRIBED, LARGEST, Overtaken, read_chart, save_chart
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.procedure import ChartError
from mingjing.procedure.document import drawn
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.chart_forms import POSTS, DrawingForm, StepForm, posts_of
from mingjing.workbench.catalogue.finding import draft_of

EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="chart" targetNamespace="urn:mingjing:chart">
  <process id="power" isExecutable="false"><startEvent id="start" name="开始"/></process>
</definitions>
"""


@require_http_methods(["GET", "POST"])
@official_required
def draw(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """The chart in the editor; what was drawn stays on the page when it cannot be stored."""
    version = draft_of(request, number, no)
    stored = FlowChart.objects.filter(version=version).prefetch_related("nodes").first()
    form = DrawingForm(request.POST or None, initial=_initial(version, stored))
    page: dict[str, Any] = {"problems": (), "overtaken": None}
    if request.method == "POST":
        page["problems"] = form.problems if not form.is_valid() else ()
        if form.is_valid():
            try:
                warnings = _save(request, version, stored, form)
            except ChartError as error:
                page["problems"] = error.problems
            except Overtaken as refusal:
                form.add_error(None, str(refusal))
                page["overtaken"] = _colleague(version)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("流程图和各环节已保存。"))
                for warning in warnings:
                    messages.warning(request, reading.said(warning))
                return redirect("workbench:chart", number, no)
    context = {
        "section": "powers", "version": version, "item": version.item, "form": form,
        "panel": StepForm(auto_id="panel_%s"), "posts": posts_of(version.item.unit_id), "posts_id": POSTS,
        "words": _words(), "official": request.user, **page,
    }  # fmt: skip
    return render(request, "workbench/catalogue/draw.html", context, status=422 if form.is_bound else 200)


def _initial(version: PowerVersion, stored: FlowChart | None) -> dict[str, Any]:
    said = reading.described(stored.nodes.all(), DESCRIBED) if stored else {}
    xml = reading.xml_of(stored) if stored else drawn(EMPTY, "power")
    return {"xml": xml, "nodes": json.dumps(said, ensure_ascii=False), "revision": version.revision}


def _process(stored: FlowChart | None, xml: str) -> str | None:
    """The process that the stored chart is, as long as the drawing still has it."""
    return stored.process if stored and f'"{stored.process}"' in xml else None


def _save(request: OfficialRequest, version: PowerVersion, stored: FlowChart | None, form: DrawingForm) -> Any:
    said = form.cleaned_data
    return save_chart(
        version, said["xml"].encode(), said["nodes"], process=_process(stored, said["xml"]),
        revision=said["revision"], by=request.user, at=timezone.now(),
    )  # fmt: skip


def _colleague(version: PowerVersion) -> dict[str, Any]:
    """Who changed the draft last and when, and the revision that saving once more would replace."""
    last = ledger.of_case(version).last()
    now = PowerVersion.objects.values_list("revision", flat=True).get(pk=version.pk)
    return {"entry": last, "revision": now}


@require_POST
@official_required
def check(request: OfficialRequest, number: str, no: int) -> JsonResponse:
    """What is wrong with a drawing that is not stored yet: each finding with its element and reason in words."""
    version = draft_of(request, number, no)
    stored = FlowChart.objects.filter(version=version).first()
    xml, said = request.POST.get("xml", ""), _said(request.POST.get("nodes", ""))
    try:
        if len(xml.encode()) > LARGEST:
            read_chart(xml.encode())
        found = reading.examine(xml, _process(stored, xml), said)
    except Refused as refusal:
        return JsonResponse({"summary": str(refusal), "findings": []}, status=422)
    serious = sum(finding.serious for finding in found)
    if serious:
        summary = ngettext(
            "发现 %(n)s 处问题，改好之前不能提交。", "发现 %(n)s 处问题，改好之前不能提交。", serious
        ) % {"n": serious}
    elif found:
        summary = _("没有问题，可以提交；有几处请再看一眼。")
    else:
        summary = _("没有问题，可以提交。")
    return JsonResponse({"summary": summary, "findings": [_as_json(finding) for finding in found]})


def _said(text: str) -> dict[str, tuple[str, int | None]]:
    """Post and limit by element, as far as they can be read."""
    try:
        read = json.loads(text or "{}")
        return {
            str(key): (str(row.get("post") or ""), None if row.get("limit_length") in ("", None) else 0)
            for key, row in read.items()
        }
    except (ValueError, AttributeError, RecursionError):
        return {}


def _as_json(finding: reading.Finding) -> dict[str, Any]:
    problem = finding.problem
    reason = reading.said(problem.reason)
    if problem.run:
        reason += "　" + _("走到那里的最短路径") + "：" + " → ".join(problem.run)
    return {
        "element": problem.element, "name": problem.name, "reason": reason,
        "kind": finding.kind, "word": finding.word,
        "kindWord": _("问题") if finding.serious else _("请核对"),
    }  # fmt: skip


@require_POST
@official_required
def lay(request: OfficialRequest, number: str, no: int) -> JsonResponse:
    """The same drawing laid out anew, with a lane for each post if `lanes` is said. Nothing is stored."""
    version = draft_of(request, number, no)
    stored = FlowChart.objects.filter(version=version).first()
    xml = request.POST.get("xml", "")
    lanes = None
    if request.POST.get("lanes"):
        lanes = {element: post for element, (post, _limit) in _said(request.POST.get("nodes", "")).items()}
    try:
        process = _process(stored, xml) or reading.process_of(xml)
        return JsonResponse({"xml": drawn(xml, process, lanes)})
    except ChartError as error:
        reasons = "；".join(reading.said(problem.reason) for problem in error.problems[:5])
        return JsonResponse({"summary": _("排不了：%(reasons)s") % {"reasons": reasons}}, status=422)


def _words() -> str:
    """What the editor's script says."""
    return json.dumps(
        {
            "saved": _("已在本机自动保存（%s）"),
            "unsaved": _("本机存不下草稿，请尽快保存。"),
            "found": _("本机有一份没有提交的草稿（%s）。"),
            "restored": _("已恢复本机的草稿。"),
            "dropped": _("已丢弃本机的草稿。"),
            "checking": _("正在检查……"),
            "laid": _("已重新排版。不合适可以还原。"),
            "undone": _("已还原到排版之前。"),
            "failed": _("没有连上服务器，画的都还在，请稍后再试。"),
            "step": _("环节"),
            "flow": _("走向"),
            "other": _("图形"),
            "none": _("在图上选一个环节，在这里填写。"),
            "whole": _("整张图"),
            "go": _("到图上看"),
        },
        ensure_ascii=False,
    )


BASE = "powers/<str:number>/<int:no>/chart"
urlpatterns = [
    path(f"{BASE}/draw/", draw, name="chart_draw"),
    path(f"{BASE}/check/", check, name="chart_check"),
    path(f"{BASE}/lay/", lay, name="chart_lay"),
]
