"""The list of powers, one power, and what the office or a clerk does with it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.catalogue import access, services, workflow
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import FlowChart, PowerItem
from mingjing.core import exporting
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.ledger import selectors as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.takedowns.access import may_take_down
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.finding import item_of
from mingjing.workbench.catalogue.forms import Filter, NewPowerForm

DONE = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)
ACTS = {
    "suspend": (workflow.SUSPEND, services.suspend),
    "resume": (workflow.RESUME, services.resume),
    "abolish": (workflow.ABOLISH, services.abolish),
}


@require_GET
@official_required
def powers(request: OfficialRequest) -> HttpResponse:
    """Powers the viewer may see, filtered, by code."""
    form = Filter(request.GET)
    valid = form.is_valid()
    items = _with_stage(access.visible_to(request.user), request.user)
    found = form.of(items) if valid else items.none()
    if valid and exporting.wanted(request):
        return exporting.export(_("职权目录"), exports.POWERS, found.order_by("number"))
    page = page_of(found, request.GET, order=("number",))
    for item in page:
        item.stage_label = VersionStatus(item.stage).label if item.stage else ""
    context = {
        "section": "powers",
        "page": page,
        "form": form,
        "query": query_of(request.GET),
        "may_draft": request.user.holds(Role.UNIT_CLERK),
        "may_import": access.may_import(request.user),
    }
    return render(request, "workbench/catalogue/powers.html", context, status=200 if valid else 422)


def _with_stage(items: Any, viewer: Official) -> Any:
    """With the version under way, as far as the viewer may know of it."""
    under_way = access.versions_visible_to(viewer).filter(item=OuterRef("pk")).exclude(status__in=DONE).order_by("-no")
    drawn = FlowChart.objects.filter(version=OuterRef("current"))
    return items.select_related("unit", "type", "current").annotate(
        stage=Subquery(under_way.values("status")[:1]),
        stage_no=Subquery(under_way.values("no")[:1]),
        drawn=Exists(drawn),
    )


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Start a power: its name and type, then the draft opens."""
    if not request.user.holds(Role.UNIT_CLERK):
        raise Http404
    form = NewPowerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = services.create_item(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workbench:version_edit", version.item.number, version.no)
    context = {"section": "powers", "form": form}
    return render(request, "workbench/catalogue/new.html", context, status=422 if form.is_bound else 200)


@require_GET
@official_required
def power(request: OfficialRequest, number: str) -> HttpResponse:
    """One power as its file would read: what is in force, its versions, who did what."""
    return _page(request, item_of(request, number))


def _page(
    request: OfficialRequest, item: PowerItem, *, tried: str = "", said: str = "", refused: str = ""
) -> HttpResponse:
    versions = list(access.versions_visible_to(request.user).filter(item=item).order_by("-no"))
    steps = access.item_steps_for(request.user, item)
    open_ones = [version for version in versions if version.status not in DONE]
    context = {
        "section": "powers",
        "item": item,
        "versions": versions,
        "under_way": open_ones[0] if open_ones else None,
        "acts": [(key, step.name) for key, (step, _) in ACTS.items() if step in steps],
        "may_amend": access.may_amend(request.user, item) and not open_ones,
        "tried": tried,
        "said": said,
        "refused": refused,
        "entries": ledger.of_case(item) if access.may_see_inside(request.user, item) else [],
        "pack": settings.DEFAULT_PACK,
        "may_take_down": item.current_id is not None and may_take_down(request.user, item.unit),
    }
    return render(request, "workbench/catalogue/power.html", context, status=422 if refused else 200)


def _attempt(request: OfficialRequest, item: PowerItem, key: str, act: Callable[[str], HttpResponse]) -> HttpResponse:
    """Do `act` with the reason typed in; where it is refused, the page keeps what was typed and says why."""
    reason = request.POST.get("reason", "")[:200]
    try:
        return act(reason)
    except Refused as refusal:
        item.refresh_from_db()
        return _page(request, item, tried=key, said=reason, refused=str(refusal))


@require_POST
@official_required
def amend(request: OfficialRequest, number: str) -> HttpResponse:
    """Start the next version as a copy of the one in force."""
    item = item_of(request, number)

    def act(reason: str) -> HttpResponse:
        draft = services.amend(item, reason=reason, by=request.user, at=timezone.now())
        messages.success(request, _("第%(no)s版草稿已从现行版本复制，请修改后提交。") % {"no": draft.no})
        return redirect("workbench:version", item.number, draft.no)

    return _attempt(request, item, "amend", act)


@require_POST
@official_required
def step(request: OfficialRequest, number: str, key: str) -> HttpResponse:
    """Suspend, resume or abolish a power, with a reason."""
    item = item_of(request, number)
    if key not in ACTS:
        raise Http404
    taken, do = ACTS[key]

    def act(reason: str) -> HttpResponse:
        do(item, reason=reason, by=request.user, at=timezone.now())
        messages.success(request, _("已%(step)s“%(power)s”。") % {"step": taken.name, "power": item})
        return redirect("workbench:power", item.number)

    return _attempt(request, item, key, act)
