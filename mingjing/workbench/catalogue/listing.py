"""The chart as an ordered list that draws the same BPMN: by keyboard, on a phone, without script."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.catalogue.selectors import charts as reading
from mingjing.catalogue.services import steps as services
from mingjing.core.errors import Refused
from mingjing.procedure import bpmn
from mingjing.procedure.diagram import Diagram, NodeKind
from mingjing.procedure.editing import Editor
from mingjing.procedure.markup import parse
from mingjing.procedure.ways import WayOut, ways_out
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.chart_forms import (
    POSTS,
    BranchForm,
    FlowForm,
    MoveForm,
    OnWayForm,
    StepForm,
    WayForm,
    posts_of,
    targets,
)
from mingjing.workbench.catalogue.finding import draft_of


@dataclass
class Room:
    """A draft's chart as the list's pages need it. Three queries."""

    version: PowerVersion
    row: FlowChart | None
    nodes: list[FlowNode] = field(default_factory=list)

    @classmethod
    def of(cls, version: PowerVersion) -> "Room":
        row = FlowChart.objects.filter(version=version).prefetch_related("nodes").first()
        return cls(version, row, list(row.nodes.all()) if row else [])

    @property
    def diagram(self) -> Diagram:
        """The chart as it can be read."""
        if self.row is None:
            return Diagram("", (), ())
        return bpmn.skim(parse(self.row.xml.encode()), self.row.process)

    @property
    def start(self) -> str:
        """The start event; "start" where there is no chart yet."""
        starts = (n.id for n in self.diagram.nodes if n.kind is NodeKind.START and not n.scope)
        return next(starts, "start")

    def node(self, number: int) -> FlowNode:
        """A step by its number on the list."""
        if not 0 < number <= len(self.nodes):
            raise Http404
        return self.nodes[number - 1]

    def context(self) -> dict[str, Any]:
        return {
            "section": "powers", "version": self.version, "item": self.version.item, "chart": self.row,
            "posts": posts_of(self.version.item.unit_id), "posts_id": POSTS, "revision": self.version.revision,
        }  # fmt: skip


@require_http_methods(["GET", "POST"])
@official_required
def steps(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """Every step in order with what follows it; a first step may be added here."""
    version = draft_of(request, number, no)
    room = Room.of(version)
    form = StepForm(request.POST or None, auto_id="first_%s")
    if request.method == "POST" and form.is_valid():
        done = _fulfil(request, room, form, "add", room.start)
        if done is not None:
            return _to_step(version, done)
    chart = reading.chart_of(room.row) if room.row else None
    context = room.context() | {
        "first": form,
        "lines": reading.listed(room.nodes, chart),
        "opening": reading.opening(chart),
        "findings": reading.findings(room.row, room.nodes) if room.row else [],
    }
    return render(request, "workbench/catalogue/steps.html", context, status=422 if form.is_bound else 200)


@require_POST
@official_required
def rearrange(request: OfficialRequest, number: str, no: int) -> HttpResponse:
    """Lay the steps into lanes by their posts and draw the picture anew."""
    version = draft_of(request, number, no)
    try:
        services.lay_out(version, by=request.user, at=timezone.now(), revision=_revision(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已按岗位分好泳道，图已重排。"))
    return redirect("workbench:chart", number, no)


@require_http_methods(["GET", "POST"])
@official_required
def step(request: OfficialRequest, number: str, no: int, place: int) -> HttpResponse:
    """One step with everything that can be done to it, a form for each wish."""
    version = draft_of(request, number, no)
    room = Room.of(version)
    node = _asked_for(request, room, place)
    asked = request.POST.get("do", "")
    desk = Desk(room, node, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form = desk.tried(asked)
        if form.is_valid() and (done := _fulfil(request, room, form, asked, node.node)) is not None:
            return _to_step(version, done or ("" if asked == "remove" else node.node))
    chart = reading.chart_of(room.row) if room.row else None
    context = room.context() | {
        "node": node, "place": node.order + 1, "count": len(room.nodes), "desk": desk,
        "tried": asked or request.GET.get("open", ""),
        "ways": reading.listed(room.nodes, chart)[node.order].ways,
    }  # fmt: skip
    return render(request, "workbench/catalogue/step.html", context, status=422 if request.method == "POST" else 200)


def _asked_for(request: OfficialRequest, room: Room, place: int) -> FlowNode:
    """The step of a number; what is posted names its element, in case the numbers have changed meanwhile."""
    element = request.POST.get("element")
    return next((node for node in room.nodes if node.node == element), None) or room.node(place)


class Desk:
    """Every form of a step's page; the one that was sent keeps what was typed."""

    def __init__(self, room: Room, node: FlowNode, sent: Any) -> None:
        aims = targets(room.nodes)
        said = {name: getattr(node, name) for name in StepForm.Meta.fields}
        places = [(room.start, _("放到最前面")), *(aim for aim in aims[:-1] if aim[0] != node.node)]
        self.asked = sent.get("do", "") if sent else ""
        self.sent = sent
        self.change = self._form("change", StepForm, initial=said)
        self.add = self._form("add", StepForm)
        self.beside = self._form("beside", StepForm)
        self.branch = self._form("branch", BranchForm, targets=aims)
        self.move = self._form("move", MoveForm, places=places)
        self.remove = self._form("remove", Form)
        self.ways = [self._way(index, way, aims) for index, way in enumerate(ways_out(room.diagram, node.node))]

    def _form(self, wish: str, kind: Any, suffix: str = "", flow: str = "", **how: Any) -> Any:
        mine = self.asked == wish and (not flow or self.sent.get("flow") == flow)
        return kind(self.sent if mine else None, auto_id=f"{wish}{suffix}_%s", **how)

    def _way(self, index: int, way: WayOut, aims: list[tuple[str, str]]) -> dict[str, Any]:
        """A way out with its forms: to lead it elsewhere, to put a step on it, to take it away."""
        same = [] if way.target else [("", _("（与其他分支汇合，不变）"))]
        said = {"flow": way.flow, "condition": way.condition, "target": way.target}
        aimed = next((label for key, label in aims if key == way.target), _("与其他分支汇合"))
        return {
            "way": way,
            "aim": aimed,
            "redirect": self._form("redirect", WayForm, f"{index}", way.flow, initial=said, targets=[*same, *aims]),
            "on": self._form("on", OnWayForm, f"{index}", way.flow, initial=said),
            "close": self._form("close", FlowForm, f"{index}", way.flow, initial=said),
        }

    def tried(self, asked: str) -> BaseForm:
        """The form that was sent.

        Raises:
            Http404: there is no such wish, or no such way any more.
        """
        if asked in ("redirect", "on", "close"):
            forms = (way[asked] for way in self.ways)
            form = next((form for form in forms if form.is_bound), None)
        else:
            form = getattr(self, asked, None) if asked in WISHES else None
        if form is None:
            raise Http404
        return form


def _fulfil(request: OfficialRequest, room: Room, form: Any, asked: str, element: str) -> str | None:
    """Do what was asked: the new step's element or "", None where it was refused: the form then says why."""
    said = form.cleaned_data
    try:
        return services.change_list(
            room.version,
            lambda chart: WISHES[asked](chart, element, said),
            said=form.said() if isinstance(form, StepForm) else None,
            redraw=asked != "change",
            by=request.user,
            at=timezone.now(),
            revision=_revision(request),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _revision(request: OfficialRequest) -> int | None:
    said = request.POST.get("revision", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _to_step(version: PowerVersion, element: str) -> HttpResponse:
    """Back to the list, at the step that was changed."""
    nodes = FlowNode.objects.filter(chart__version=version, node=element).values_list("order", flat=True)
    anchor = f"#step-{nodes[0] + 1}" if element and nodes else ""
    return redirect(reverse("workbench:chart_steps", args=[version.item.number, version.no]) + anchor)


def _rename(chart: Editor, element: str, said: dict[str, Any]) -> str:
    chart.rename(element, said["name"])
    return element


def _branch(chart: Editor, element: str, said: dict[str, Any]) -> str:
    words = {"otherwise": said["otherwise"], "through": said["through"]}
    return chart.branch(element, said["condition"], said["target"], **words)


WISHES: dict[str, Callable[[Editor, str, dict[str, Any]], str | None]] = {
    "change": _rename,
    "add": lambda chart, element, said: chart.add_after(element, said["name"]),
    "beside": lambda chart, element, said: chart.beside(element, said["name"]),
    "branch": _branch,
    "redirect": lambda chart, element, said: chart.redirect(said["flow"], said["target"], said["condition"]),
    "on": lambda chart, element, said: chart.add_on(said["flow"], said["name"]),
    "close": lambda chart, element, said: chart.close_way(said["flow"]),
    "move": lambda chart, element, said: chart.move(element, said["after"]),
    "remove": lambda chart, element, said: chart.remove(element),
}
BASE = "powers/<str:number>/<int:no>/chart"
urlpatterns = [
    path(f"{BASE}/steps/", steps, name="chart_steps"),
    path(f"{BASE}/steps/<int:place>/", step, name="chart_step"),
    path(f"{BASE}/rearrange/", rearrange, name="chart_rearrange"),
]
