"""What changes call for: the powers they touch, the revisions due, versions approved and not published (ACC-6-4)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mingjing.assignments import selectors as assignments
from mingjing.assignments.enums import AssignmentStatus
from mingjing.assignments.models import Assignment
from mingjing.assignments.workflow import OPEN
from mingjing.catalogue import access
from mingjing.catalogue.enums import ChangeKind, ChangeStatus, ItemStatus, VersionStatus
from mingjing.catalogue.models import ChangeEvent, PowerBasis, PowerItem, PowerVersion, Revision
from mingjing.catalogue.selectors.powers import ZONE
from mingjing.people.models import Official, Unit
from mingjing.procedure.timing import day_of
from mingjing.regulations import selectors as regulations
from mingjing.regulations.enums import BasisStatus
from mingjing.regulations.models import Basis
from mingjing.rules import packs
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.limits import Deadline, Limit

REVISE = "ACC-6-4a"
LAWS = (ChangeKind.LAW_AMENDED, ChangeKind.LAW_REPEALED)
HELD = (ItemStatus.IN_FORCE, ItemStatus.SUSPENDED)
DONE = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)


@dataclass(frozen=True)
class RevisionTask:
    """A power to be revised by a last day (ACC-6-4a). `law`: what changed.

    `assignment` None where the law's entry says that it changed and nobody has recorded the change as an event.
    """

    item: PowerItem
    law: str
    changed_on: dt.date
    due_on: dt.date
    draft: PowerVersion | None
    assignment: Assignment | None = None

    @property
    def reported(self) -> bool:
        """True if the unit has said that nothing needs revising and the office has not answered."""
        return self.assignment is not None and self.assignment.status == AssignmentStatus.REPORTED

    def late(self, today: dt.date) -> bool:
        """True if the last day passed before the unit was done with it."""
        return self.assignment.days_late(today) > 0 if self.assignment else self.due_on < today


def revision_limit(today: dt.date) -> Limit:
    """How long a unit has to revise, by the regulation in force and the office's own choice; the pack's before any."""
    regulation = regulations.in_force(today)
    limits = regulations.limits_of(regulation) if regulation else packs.load(settings.DEFAULT_PACK).limits
    return limits[REVISE]


def affected_by(event: ChangeEvent) -> QuerySet[PowerItem]:
    """The powers in force or suspended that a change touches: those citing the law, the organ's, or those named."""
    rows = PowerItem.objects.filter(status__in=HELD, current__isnull=False)
    if event.kind in LAWS or (event.basis_id and not event.named):
        cited = PowerBasis.objects.filter(version=OuterRef("current"), basis=event.basis_id)
        return rows.filter(Exists(cited))
    if event.named:
        return rows.filter(number__in=event.named)
    return rows.filter(unit=event.unit_id) if event.unit_id else rows.none()


def per_unit(items: QuerySet[PowerItem]) -> list[tuple[str, int]]:
    """How many of `items` each unit has, most first. One query."""
    rows = items.order_by().values_list("unit__name").annotate(n=Count("pk"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def deadline_of(event: ChangeEvent) -> Deadline:
    """The last day for the revisions that a change calls for, able to explain itself."""
    return Limit.of(event.terms).after(event.changed_on, regulations.calendar_as_of(event.calendar))


def left_of(event: ChangeEvent) -> QuerySet[PowerItem]:
    """Powers that a change touches and that have no revision task of it yet."""
    return affected_by(event).filter(~Exists(Revision.objects.filter(event=event, item=OuterRef("pk"))))


def changes(viewer: Official) -> QuerySet[ChangeEvent]:
    """The changes that this person may see, with how many revisions each called for and how many are open."""
    mine = Q() if viewer.holds(*access.SEES_ALL) else Q(revisions__item__unit=viewer.unit_id)
    rows = access.changes_visible_to(viewer).select_related("basis", "successor", "unit", "successor_unit")
    given = Count("revisions", filter=mine, distinct=True)
    left = Count("revisions", filter=mine & Q(revisions__assignment__status__in=sorted(OPEN)), distinct=True)
    return rows.annotate(given=given, left=left)


def revisions(viewer: Official, event: ChangeEvent) -> QuerySet[Revision]:
    """The revisions of one change that this person may see."""
    rows = access.revisions_visible_to(viewer).filter(event=event)
    return rows.select_related("item__unit", "item__current", "assignment__unit", "version")


def unrecorded(units: QuerySet[Unit] | None = None) -> QuerySet[Basis]:
    """Laws whose entry says that they changed, cited by powers without a revision task for it. With `powers`, a count.

    Somebody should record the change as an event, so that every unit gets its tasks.
    """
    return Basis.objects.filter(pk__in=_outdated(units).values("basis")).annotate(
        powers=Count("cited_by__version__current_of", distinct=True)
    )


def revision_tasks(limit: Limit, calendar: WorkCalendar, *, units: QuerySet[Unit] | None = None) -> list[RevisionTask]:
    """Powers to be revised, one line each, the most urgent first (ACC-6-4a).

    The open tasks that change events gave, and powers citing a law whose entry says that it changed after they were
    published and that no event covers. A power is done once its new version is published. A fixed number of queries.
    """
    units = Unit.objects.all() if units is None else units
    drafts = {v.item_id: v for v in PowerVersion.objects.filter(item__unit__in=units).exclude(status__in=DONE)}
    found = [*_given(units, drafts), *_computed(limit, calendar, units, drafts)]
    tasks: dict[UUID, RevisionTask] = {}
    for task in sorted(found, key=lambda task: (task.reported, task.due_on)):
        tasks.setdefault(task.item.pk, task)
    return sorted(tasks.values(), key=lambda task: (task.due_on, task.item.number))


def unrecorded_tasks(limit: Limit, calendar: WorkCalendar, *, units: QuerySet[Unit]) -> list[RevisionTask]:
    """Powers to be revised for a law that changed without anybody recording it: no assignment yet. One query."""
    tasks: dict[UUID, RevisionTask] = {}
    for task in sorted(_computed(limit, calendar, units, {}), key=lambda task: (task.due_on, task.item.number)):
        tasks.setdefault(task.item.pk, task)
    return list(tasks.values())


def _given(units: QuerySet[Unit], drafts: dict[UUID, PowerVersion]) -> list[RevisionTask]:
    rows = Revision.objects.filter(assignment__status__in=sorted(OPEN), item__unit__in=units, item__status__in=HELD)
    rows = rows.select_related("event__basis", "event__unit", "item__unit", "assignment")
    return [
        RevisionTask(
            row.item, said(row.event), row.event.changed_on, row.assignment.due_on, drafts.get(row.item_id),
            row.assignment,
        )
        for row in rows
    ]  # fmt: skip


def _computed(
    limit: Limit, calendar: WorkCalendar, units: QuerySet[Unit], drafts: dict[UUID, PowerVersion]
) -> list[RevisionTask]:
    tasks = []
    for row in _outdated(units).select_related("basis", "version__item__unit"):
        item, changed = row.version.item, _changed_on(row)
        law, due_on = row.basis.name, limit.after(changed, calendar).on
        tasks.append(RevisionTask(item, law, changed, due_on, drafts.get(item.pk)))
    return tasks


def _changed_on(row: PowerBasis) -> dt.date:
    """When the law changed; when nobody noted the day, when the version that cites it came into force."""
    return row.basis.changed_on or row.version.valid_from or dt.date.min


def _outdated(units: QuerySet[Unit] | None) -> QuerySet[PowerBasis]:
    """Rows that cite a law changed after their version was published, no event having called for the revision.

    A repealed law calls for revision whenever it was repealed.
    """
    repealed = Q(basis__status=BasisStatus.REPEALED)
    amended = Q(basis__status=BasisStatus.AMENDED, basis__changed_on__gt=F("version__valid_from"))
    rows = PowerBasis.objects.filter(repealed | amended, version__current_of__status__in=HELD)
    if units is not None:
        rows = rows.filter(version__current_of__unit__in=units)
    told = Revision.objects.filter(
        Q(event__changed_on__gte=OuterRef("basis__changed_on")) | Q(event__basis__changed_on=None),
        item=OuterRef("version__item"),
        event__basis=OuterRef("basis"),
        event__status=ChangeStatus.RECORDED,
    )
    return rows.filter(~Exists(told))


def said(event: ChangeEvent) -> str:
    """What changed, as a task names it: the law, or the organ and what became of it."""
    if event.basis:
        return event.basis.name
    if event.unit:
        return f"{event.unit}{event.get_organ_change_display()}" if event.organ_change else str(event.unit)
    return event.document


def revision_of(assignment: Assignment) -> Revision | None:
    """The revision that an assignment asks for; None for an assignment about something else. One query."""
    rows = Revision.objects.select_related("event__basis", "event__successor", "event__unit", "item__unit")
    return rows.filter(assignment=assignment).first()


def open_revision(item: PowerItem) -> Revision | None:
    """The most urgent revision that a power owes; None if it owes none."""
    rows = Revision.objects.filter(item=item, assignment__status__in=sorted(OPEN))
    return rows.select_related("event__basis", "assignment").order_by("assignment__due_on").first()


def draft_of(item: PowerItem) -> PowerVersion | None:
    """The version that is on its way for a power; None if there is none."""
    return item.versions.exclude(status__in=DONE).order_by("-no").first()


def unpublished(*, today: dt.date, units: QuerySet[Unit] | None = None) -> QuerySet[PowerVersion]:
    """Versions approved before today and not published (ACC-6-4b), the oldest first."""
    midnight = dt.datetime.combine(today, dt.time(), ZONE)
    rows = PowerVersion.objects.filter(status=VersionStatus.APPROVED, approved_at__lt=midnight)
    rows = rows.exclude(item__status=ItemStatus.ABOLISHED).select_related("item__unit", "item__current")
    if units is not None:
        rows = rows.filter(item__unit__in=units)
    return rows.order_by("approved_at", "id")


def days_unpublished(version: PowerVersion, today: dt.date) -> int:
    """How many days have passed since a version was approved."""
    return (today - day_of(version.approved_at)).days if version.approved_at else 0


def settled(event: ChangeEvent) -> dict[str, int]:
    """How many revisions of a change stand in each state. One query."""
    rows = event.revisions.order_by().values_list("assignment__status").annotate(n=Count("pk"))
    return {str(AssignmentStatus(status).label): n for status, n in rows}


def late_revisions(rows: QuerySet[Revision], *, today: dt.date) -> QuerySet[Revision]:
    """Those of `rows` whose unit still has them past the last day."""
    return rows.filter(assignment__in=assignments.overdue(Assignment.objects.all(), today=today))
