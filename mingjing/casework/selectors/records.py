"""Reads of operation records: what the chart offers next, what is missing, what is public, what runs out."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value

from mingjing.casework import access
from mingjing.casework.enums import FilePurpose, ObjectionStatus, RecordKind, RecordStatus, StepKind
from mingjing.casework.models import MatterStep, Objection, OperationRecord, RecordStep, RegisterForm
from mingjing.casework.registering import Line, standing
from mingjing.casework.workflow import ANSWER_OBJECTION, BEGIN, FILE, PUBLICISE, SHELVE
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import FlowChart, FlowNode, Material, SpecialProcedure
from mingjing.core.steps import Step
from mingjing.people.enums import Role
from mingjing.people.models import Official, Unit
from mingjing.procedure import Chart, Judge
from mingjing.regulations.selectors import Law
from mingjing.rules.limits import Deadline
from mingjing.takedowns import selectors as takedowns
from mingjing.takedowns.enums import Kind
from mingjing.takedowns.models import Takedown
from mingjing.takedowns.selectors import hidden

PUBLICITY, FILING, ANSWERING = "ASM-5-4-2b", "ASM-5-4-2a", "GAP-12"
SHOWN = (RecordStatus.PUBLICISED, RecordStatus.FILED, RecordStatus.CLOSED)
BEING_FILLED = (RecordStatus.OPEN, RecordStatus.RUNNING)
SOON = dt.timedelta(days=3)


@dataclass(frozen=True)
class Offer:
    """What may be entered: the steps that the chart allows `next`, the `others` of it, and special procedures."""

    next: tuple[FlowNode, ...]
    others: tuple[FlowNode, ...]
    specials: tuple[str, ...]

    def allows(self, name: str) -> bool:
        """True if entering `name` now adds nothing to the chart."""
        return name in self.specials or any(node.name == name for node in self.next)

    def node(self, name: str) -> FlowNode | None:
        """The chart's step of that name: one that may come now, before any other."""
        return next((node for node in (*self.next, *self.others) if node.name == name), None)


@dataclass(frozen=True)
class Completeness:
    """Whether a record shows the whole process. `missing`: steps that the chart requires and nothing shows."""

    missing: tuple[str, ...]
    no_file: bool = False
    no_index: bool = False

    @property
    def complete(self) -> bool:
        return not (self.missing or self.no_file or self.no_index)


@dataclass(frozen=True)
class Waiting:
    """Something that a record waits for: the step, and the last day it has, if any. `node`: the chart's step."""

    step: Step
    record: UUID
    title: str
    number: str
    due: dt.date | None
    node: str

    def settled(self, law: Law) -> "Waiting":
        """With the last day to file counted from the end of publicity; approving and shelving have none."""
        limit = law.limits.get(FILING) if self.step == FILE else None
        if limit and self.due:
            return replace(self, due=limit.after(self.due, law.calendar).on)
        return self if self.step in (BEGIN, ANSWER_OBJECTION) else replace(self, due=None)


@lru_cache(maxsize=256)
def judge_of(version: UUID) -> Judge:
    """The judge of a version's chart. Published versions never change: each is read once per process."""
    flow = FlowChart.objects.get(version=version)
    return Judge(Chart.read(flow.xml.encode(), flow.process or None))


def offer(record: OperationRecord, found: Sequence[Line], *, before: dt.datetime | None = None) -> Offer:
    """What the chart offers after what stands, or after what was done up to `before`. Two queries."""
    specials = SpecialProcedure.objects.filter(version=record.version_id).values_list("starts_with", "ends_with")
    nodes = list(FlowNode.objects.filter(chart__version=record.version_id).order_by("order"))
    names = {node.name for node in nodes}
    marks = tuple(dict.fromkeys(mark for pair in specials for mark in pair if mark not in names))
    done = [name for name, at in _done(found) if name not in marks and (before is None or at <= before)]
    allowed = {step.node for step in judge_of(record.version_id).next_steps(done)}
    return Offer(
        tuple(node for node in nodes if node.node in allowed),
        tuple(node for node in nodes if node.node not in allowed),
        marks,
    )


def _done(found: Sequence[Line]) -> Iterator[tuple[str, dt.datetime]]:
    for line in standing(found):
        yield line.entry.name, line.entry.ended_at or line.entry.at


def completeness(record: OperationRecord, found: Sequence[Line]) -> Completeness:
    """Which steps of the chart nothing shows; of a scan also whether there is one and whether it has an index."""
    done = [name for name, _at in _done(found)]
    verdict = judge_of(record.version_id).judge(done)
    if record.kind != RecordKind.SCAN:
        return Completeness(verdict.skipped)
    no_file = not any(file.purpose == FilePurpose.SCAN for file in record.files.all())
    no_index = not any(line.entry.scan_id for line in standing(found))
    return Completeness(verdict.skipped, no_file, no_index)


def materials_of(record: OperationRecord) -> frozenset[str]:
    """What the version says that must be brought."""
    return frozenset(Material.objects.filter(version=record.version_id).values_list("name", flat=True))


def entries_of(record: OperationRecord) -> QuerySet[RecordStep]:
    """Every entry with its people and evidence, in the order in which it was made. Two queries."""
    return (
        record.steps.select_related("handler", "approver", "by", "scan", "corrects")
        .prefetch_related("evidence")
        .order_by("seq")
    )


def form_of(unit: Unit) -> RegisterForm | None:
    """The newest version of the unit's own fields."""
    return RegisterForm.objects.filter(unit=unit).order_by("-no").first()


def colleagues(unit: Unit) -> QuerySet[Official]:
    """Who can have handled or approved a step: the people of the unit who are in office."""
    return Official.objects.filter(unit=unit, is_active=True).select_related("post").order_by("name", "username")


def deadline(limit: str, start: dt.date, law: Law) -> Deadline | None:
    """The last day of one of the record's limits as the office chose it; None where no regulation is in force."""
    found = law.limits.get(limit)
    return found.after(start, law.calendar) if found else None


def counted(rows: QuerySet[OperationRecord]) -> QuerySet[OperationRecord]:
    """Records with how many objections came in and how many of them were answered."""
    answered = Q(objections__status=ObjectionStatus.ANSWERED)
    return rows.annotate(objected=Count("objections"), answered=Count("objections", filter=answered))


def public(today: dt.date) -> QuerySet[OperationRecord]:
    """Records whose publicity has begun (公示), of powers open to the public, but for what was taken down."""
    rows = _publicised(today).exclude(pk__in=hidden(Kind.RECORD)).exclude(matter__in=hidden(Kind.MATTER))
    return counted(rows).select_related("unit", "item", "version")


def _publicised(today: dt.date) -> QuerySet[OperationRecord]:
    rows = OperationRecord.objects.filter(status__in=SHOWN, public_from__lte=today)
    return rows.filter(version__attribute=Attribute.PUBLIC, item__in=catalogue.public().values("pk"))


def taken_down(pk: UUID, today: dt.date) -> Takedown | None:
    """What hides a record that would be public otherwise, None if nothing does (ACC-9-4a)."""
    return takedowns.standing(Kind.RECORD, pk) if _publicised(today).filter(pk=pk).exists() else None


def running_out(viewer: Official, *, today: dt.date) -> QuerySet[MatterStep]:
    """Steps that run now on the records of this clerk's unit, with a last day that is near or past."""
    rows = MatterStep.objects.filter(kind=StepKind.RUNNING, due_on__lte=today + SOON)
    if not viewer.holds(Role.UNIT_CLERK):
        return rows.none()
    mine = rows.filter(matter__record__unit=viewer.unit_id, matter__record__status__in=BEING_FILLED)
    return mine.select_related("matter__record__item").order_by("due_on", "pk")


def to_approve(viewer: Official) -> QuerySet[OperationRecord]:
    """Finished records that wait for the leader of their unit."""
    rows = OperationRecord.objects.filter(status=RecordStatus.FINISHED, unit=viewer.unit_id)
    return rows if viewer.holds(Role.UNIT_LEADER) else rows.none()


def to_file(viewer: Official, *, today: dt.date) -> QuerySet[OperationRecord]:
    """Records of this clerk's unit whose publicity is over, to be filed with the office; the longest over first."""
    rows = OperationRecord.objects.filter(status=RecordStatus.PUBLICISED, public_to__lt=today, unit=viewer.unit_id)
    return rows.order_by("public_to", "pk") if viewer.holds(Role.UNIT_CLERK) else rows.none()


def to_shelve(viewer: Official) -> QuerySet[OperationRecord]:
    """Filed records that wait for the office."""
    rows = OperationRecord.objects.filter(status=RecordStatus.FILED)
    return rows if viewer.holds(Role.LGO_CLERK) else rows.none()


def to_answer(viewer: Official) -> QuerySet[Objection]:
    """Objections that wait: for the clerk of the unit to answer, for its leader to know of."""
    rows = access.objections_visible_to(viewer).filter(status=ObjectionStatus.OPEN, record__unit=viewer.unit_id)
    own = viewer.holds(Role.UNIT_CLERK, Role.UNIT_LEADER)
    return rows.select_related("record__item").order_by("received_at", "pk") if own else rows.none()


def waiting(viewer: Official, *, today: dt.date, law: Law, most: int) -> list[Waiting]:
    """What the register asks of this person, at most `most` of each kind. One query for all kinds."""
    of_record = ("pk", "title", "number", "public_to", Value(""))
    of_step = ("matter__record__pk", "matter__record__title", "matter__record__number", "due_on", "name")
    of_objection = ("record", "record__title", "number", "due_on", Value(""))
    asked: list[tuple[Step, QuerySet[Any], tuple[Any, ...]]] = [
        (BEGIN, running_out(viewer, today=today), of_step),
        (PUBLICISE, to_approve(viewer), of_record),
        (SHELVE, to_shelve(viewer), of_record),
        (FILE, to_file(viewer, today=today), of_record),
        (ANSWER_OBJECTION, to_answer(viewer), of_objection),
    ]
    first, *rest = (rows.values_list(Value(n), *columns)[:most] for n, (_step, rows, columns) in enumerate(asked))
    return [Waiting(asked[n][0], *row).settled(law) for n, *row in first.union(*rest, all=True)]
