"""What anyone may see of matters: the list, and one matter with its way on the published chart."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from mingjing.casework.enums import EventKind
from mingjing.casework.models import ActivityMapping, Event, Matter, MatterStep
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import FlowNode, Material, SpecialProcedure
from mingjing.people.models import CalendarVersion
from mingjing.procedure.timing import day_of
from mingjing.rules.calendar import DAY, WorkCalendar
from mingjing.rules.limits import CountUnit, Deadline, Limit, Pause
from mingjing.takedowns import selectors as takedowns
from mingjing.takedowns.enums import Kind
from mingjing.takedowns.models import Takedown

RELATED = ("item__unit", "item__type", "version__chief", "version__handler")


@dataclass(frozen=True)
class Stop:
    """One running of a special procedure; `until` None while it lasts."""

    name: str
    ground: str
    since: dt.datetime
    until: dt.datetime | None

    def pause(self, today: dt.date) -> Pause:
        """The days that do not count: those after the start, up to the end or until today."""
        return Pause(day_of(self.since) + DAY, day_of(self.until) if self.until else today, self.name)


@dataclass(frozen=True)
class Demand:
    """A condition or material asked for that was not on the list."""

    name: str
    at: dt.datetime | None


@dataclass(frozen=True)
class Progress:
    """A matter with its moves, the nodes of its chart in order, and what stopped its clock."""

    matter: Matter
    steps: tuple[MatterStep, ...]
    nodes: dict[str, dict[str, Any]]
    stops: tuple[Stop, ...]
    demands: tuple[Demand, ...]
    calendar: str | None

    def ahead(self) -> list[dict[str, Any]]:
        """The nodes that stand after all that was done or is being done: what may still come."""
        if self.matter.closed_at or not self.steps:
            return []
        known = {step.node for step in self.steps}
        last = max((self.nodes[node]["order"] for node in known if node in self.nodes), default=-1)
        return [node for node in self.nodes.values() if node["order"] > last]


def public() -> QuerySet[Matter]:
    """Matters of public powers that opened under a public version, but for what was taken down."""
    return _published().exclude(pk__in=takedowns.hidden(Kind.MATTER)).select_related("item__unit")


def _published() -> QuerySet[Matter]:
    return Matter.objects.filter(version__attribute=Attribute.PUBLIC, item__in=catalogue.public().values("pk"))


def taken_down(pk: UUID) -> Takedown | None:
    """What hides a matter that would be public otherwise, None if nothing does (ACC-9-4a)."""
    return takedowns.standing(Kind.MATTER, pk) if _published().filter(pk=pk).exists() else None


def progress(pk: UUID) -> Progress | None:
    """All that is public of a matter, None for one that is not. Two queries."""
    mine = {"version": OuterRef("version")}
    matter = (
        public()
        .select_related(*RELATED)
        .annotate(
            calendar=Subquery(CalendarVersion.objects.filter(current=True).values("name")[:1]),
            told=ArraySubquery(_told()),
            listed=ArraySubquery(Material.objects.filter(**mine).values("name")),
            specials=ArraySubquery(SpecialProcedure.objects.filter(**mine).values(row=_SPECIAL)),
            nodes=ArraySubquery(
                FlowNode.objects.filter(chart__version=OuterRef("version")).order_by("order").values(row=_NODE)
            ),
        )
        .filter(pk=pk)
        .first()
    )
    if matter is None:
        return None
    said = vars(matter)  # what was annotated
    told = [(row["kind"], row["name"], _moment(row["at"])) for row in said["told"]]
    return Progress(
        matter=matter,
        steps=tuple(MatterStep.objects.filter(matter=matter).order_by("order")),
        nodes={node["node"]: node for node in said["nodes"]},
        stops=tuple(sorted(_stops(told, said["specials"]), key=lambda stop: stop.since)),
        demands=tuple(
            Demand(name, at) for kind, name, at in told if kind == EventKind.CONDITION and name not in said["listed"]
        ),
        calendar=said["calendar"],
    )


def why_due(
    length: int, unit: str, since: dt.datetime, due_on: dt.date, stops: Sequence[Stop], calendar: WorkCalendar
) -> Deadline | None:
    """How the last day of a limit was counted; None where the stops known today lead to another day than was stored."""
    limit = Limit(id="", document="", article="", length=length, counted_in=CountUnit(unit))
    pauses = [stop.pause(due_on) for stop in stops if stop.until]
    deadline = limit.after(day_of(since), calendar, pauses)
    return deadline if deadline.on == due_on else None


_SPECIAL = JSONObject(name="name", ground="ground", starts_with="starts_with", ends_with="ends_with")
_NODE = JSONObject(
    node="node", name="name", order="order", post="post", limit_length="limit_length", limit_unit="limit_unit",
    rights="rights", complaint_way="complaint_way",
)  # fmt: skip


def _told() -> QuerySet[Any, Any]:
    """The events of the outer matter in order, each under the name that the chart has for it."""
    mapped = ActivityMapping.objects.filter(item=OuterRef("matter__item"), activity=OuterRef("activity"))
    rows = Event.objects.filter(matter=OuterRef("pk"), corrections=None).order_by("at", "seq", "key")
    return rows.annotate(step=Coalesce(Subquery(mapped.values("step")[:1]), "activity")).values(
        row=JSONObject(kind="kind", name="step", at="at")
    )


def _moment(said: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(said) if said else None


def _stops(told: Sequence[tuple[str, str, dt.datetime | None]], specials: list[dict[str, str]]) -> Iterator[Stop]:
    """Each special procedure from its start to its end, as often as it ran."""
    for special in specials:
        since: dt.datetime | None = None
        for kind, name, at in told:
            if kind != EventKind.STEP or at is None:
                continue
            if name == special["starts_with"] and since is None:
                since = at
            elif name == special["ends_with"] and since is not None:
                yield Stop(special["name"], special["ground"], since, at)
                since = None
        if since is not None:
            yield Stop(special["name"], special["ground"], since, None)
