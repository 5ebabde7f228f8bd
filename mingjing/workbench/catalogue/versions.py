"""One version of a power: its elements, the steps it may take now, the difference to another."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.catalogue import access, selectors, services, workflow
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import FlowChart, PowerBasis, PowerVersion
from mingjing.catalogue.selectors.screening import Screened, screened
from mingjing.catalogue.services.objecting import object_as_handler
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import selectors as ledger
from mingjing.ledger.enums import OBJECTED
from mingjing.ledger.objecting import LONGEST
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue import elements
from mingjing.workbench.catalogue.finding import draft_of, version_of
from mingjing.workbench.catalogue.forms import FIELDS, ElementsForm

UNPUBLISHED = frozenset(VersionStatus) - {VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED}


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
        Act("submit", (workflow.SUBMIT,), services.submit, "", "not_personal"),
        Act("review", (workflow.REVIEW,), services.review),
        Act("clear", (workflow.CLEAR,), services.clear, gettext_lazy("保密审查意见"), "opinion"),
        Act("approve", (workflow.APPROVE,), services.approve),
        Act("publish", (workflow.PUBLISH,), services.publish),
        Act("return", workflow.RETURNS, services.return_draft, gettext_lazy("退回理由"), "reason"),
    )
}


@require_GET
@official_required
def version(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """One version, every element of it, with the buttons that the table allows this person now."""
    row = version_of(request, number, no)
    return _page(request, row)


def _page(
    request: OfficialRequest,
    row: PowerVersion,
    *,
    tried: str = "",
    said: str = "",
    refused: str = "",
    objecting: str = "",
) -> HttpResponse:
    steps = access.steps_for(request.user, row)
    draft = row.status == VersionStatus.DRAFT
    inside = access.may_see_inside(request.user, row.item)
    bases = Prefetch("bases", PowerBasis.objects.select_related("basis"))
    prefetch_related_objects([row], bases, "materials", "special_procedures")
    chart = FlowChart.objects.filter(version=row).prefetch_related("nodes").first()
    found = screened(row, chart) if inside and row.status in UNPUBLISHED else []
    entries = list(ledger.of_case(row)) if inside else []
    context = {
        "section": "powers",
        "version": row,
        "item": row.item,
        "chart": chart,
        "offered": [(_asking(act, found), step) for act in ACTS.values() for step in act.steps if step in steps],
        "may_edit": draft and access.may_draft(request.user, row.item),
        "lacks": selectors.lacks(row) if draft else [],
        "warnings": selectors.warnings(row),
        "screened": found,
        "groups": elements.groups(row, inside=inside),
        "former": _former(request, row),
        "signatures": elements.signatures(row) if inside else [],
        "entries": entries,
        "objected": [entry for entry in entries if entry.step == OBJECTED],
        "may_object": access.may_object(request.user, row),
        "objecting": objecting,
        "longest": LONGEST,
        "tried": tried,
        "said": said,
        "refused": refused,
        "pack": settings.DEFAULT_PACK,
    }
    return render(request, "workbench/catalogue/version.html", context, status=422 if refused else 200)


def _asking(act: Act, found: list[Screened]) -> Act:
    """What holds personal data is submitted with a reason or not at all (ACC-9-4a)."""
    if act.steps != (workflow.SUBMIT,) or not any(one.found.blocks for one in found):
        return act
    return replace(act, asks=_("确属可以公开的理由（先看下面的个人信息检查）"))


def _former(request: OfficialRequest, row: PowerVersion) -> int | None:
    """The version before this one that the viewer may see, None for the first."""
    if access.may_see_inside(request.user, row.item):
        return row.no - 1 or None
    rows = access.versions_visible_to(request.user).filter(item=row.item_id, no__lt=row.no)
    return rows.order_by("-no").values_list("no", flat=True).first()


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
        return _page(request, row, tried=key, said=said, refused=str(refusal))
    messages.success(request, f"{row}：{row.get_status_display()}。")
    return redirect("workbench:version", number, no)


@require_POST
@official_required
def object_to(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """A handler objects while it is being approved; a refusal says why and keeps what was typed (ACC-10-2c)."""
    row, words = version_of(request, number, no), request.POST.get("words", "")
    if not access.may_see_inside(request.user, row.item):
        raise Http404
    try:
        object_as_handler(row, words=words, by=request.user, at=timezone.now())
    except Refused as refusal:
        row.refresh_from_db()
        return _page(request, row, refused=str(refusal), objecting=words)
    messages.success(request, _("异议已记入办理记录，审批的人都会看到，谁也不能改。"))
    return redirect("workbench:version", number, no)


@require_http_methods(["GET", "POST"])
@official_required
def edit(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """Change the elements of a draft."""
    row = draft_of(request, number, no)
    form = ElementsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in (*FIELDS, "revision")}
        stored = PowerVersion.objects.get(pk=row.pk)
        try:
            services.edit(stored, by=request.user, at=timezone.now(), **said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("草稿已保存。"))
            return redirect("workbench:version", number, no)
    context = {"section": "powers", "form": form, "version": row, "item": row.item}
    return render(request, "workbench/catalogue/edit.html", context, status=422 if form.is_bound else 200)
