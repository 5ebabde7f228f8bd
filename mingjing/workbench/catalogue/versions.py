"""One version of a power: its elements, the steps it may take now, the difference to another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.catalogue import access, selectors, services, workflow
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import FlowChart, PowerVersion
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import selectors as ledger
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.finding import attempt, draft_of, version_of
from mingjing.workbench.catalogue.forms import FIELDS, ElementsForm


@dataclass(frozen=True)
class Act:
    """A step as the page offers it: `asks` is the label of the words it needs, empty where it needs none."""

    key: str
    steps: tuple[Step, ...]
    do: Callable[..., None]
    asks: Any = ""
    parameter: str = ""


ACTS = {
    act.key: act
    for act in (
        Act("submit", (workflow.SUBMIT,), services.submit),
        Act("review", (workflow.REVIEW,), services.review),
        Act("clear", (workflow.CLEAR,), services.clear, _("保密审查意见"), "opinion"),
        Act("approve", (workflow.APPROVE,), services.approve),
        Act("publish", (workflow.PUBLISH,), services.publish),
        Act("return", workflow.RETURNS, services.return_draft, _("退回理由"), "reason"),
    )
}


@require_GET
@official_required
def version(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """One version, every element of it, with the buttons that the table allows this person now."""
    row = version_of(request, number, no)
    return _page(request, row)


def _page(request: OfficialRequest, row: PowerVersion, *, said: str = "", refused: str = "") -> HttpResponse:
    steps = access.steps_for(request.user, row)
    draft = row.status == VersionStatus.DRAFT
    context = {
        "section": "powers",
        "version": row,
        "item": row.item,
        "chart": FlowChart.objects.filter(version=row).prefetch_related("nodes").first(),
        "offered": [(act, step) for act in ACTS.values() for step in act.steps if step in steps],
        "may_edit": draft and access.may_draft(request.user, row.item),
        "lacks": selectors.lacks(row) if draft else [],
        "warnings": selectors.warnings(row),
        "former": row.no - 1,
        "entries": ledger.of_case(row),
        "said": said,
        "refused": refused,
        "pack": settings.DEFAULT_PACK,
    }
    return render(request, "workbench/catalogue/version.html", context, status=422 if refused else 200)


@require_POST
@official_required
def step(request: OfficialRequest, number: str, no: int, key: str) -> HttpResponse:
    """Take one step of the table; a refusal says why and keeps what was typed."""
    row, act = version_of(request, number, no), ACTS.get(key)
    if act is None:
        raise Http404
    said = request.POST.get("said", "")[:200]
    words = {act.parameter: said} if act.parameter else {}
    try:
        act.do(row, by=request.user, at=timezone.now(), **words)
    except Refused as refusal:
        row.refresh_from_db()
        return _page(request, row, said=said, refused=str(refusal))
    messages.success(request, f"{row}：{row.get_status_display()}。")
    return redirect("workbench:version", number, no)


@require_http_methods(["GET", "POST"])
@official_required
def edit(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """Change the elements of a draft."""
    row = draft_of(request, number, no)
    if not access.may_draft(request.user, row.item):
        raise Http404
    form = ElementsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in (*FIELDS, "revision")}
        stored = PowerVersion.objects.get(pk=row.pk)
        if attempt(request, lambda: services.edit(stored, by=request.user, at=timezone.now(), **said), "草稿已保存。"):
            return redirect("workbench:version", number, no)
    context = {"section": "powers", "form": form, "version": row, "item": row.item}
    return render(request, "workbench/catalogue/edit.html", context, status=422 if form.is_bound else 200)


@require_GET
@official_required
def compare(request: OfficialRequest, number: str, no: int, former: int) -> HttpResponse:
    """What one version says otherwise than another, in words."""
    new = version_of(request, number, no)
    rows = access.versions_visible_to(request.user).select_related("chief", "handler")
    old = get_object_or_404(rows, item=new.item, no=former)
    context = {
        "section": "powers",
        "version": new,
        "old": old,
        "item": new.item,
        "changes": selectors.difference(old, new),
        "others": rows.filter(item=new.item).exclude(pk__in=(old.pk, new.pk)).order_by("no"),
    }
    return render(request, "workbench/catalogue/compare.html", context)
