"""Lists of filings and tasks: who handed in, who did not, how many days late."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from mingjing.filings import access
from mingjing.filings.enums import FilingStatus
from mingjing.filings.models import Filing, FilingTask, Submission, Term
from mingjing.filings.workflow import TO_DO
from mingjing.people.enums import Role
from mingjing.people.models import Official

HANDED_IN = (FilingStatus.FILED, FilingStatus.ACCEPTED)


@dataclass(frozen=True)
class Progress:
    """How far a task has come. `late`: were or are past a last day; `overdue`: are so now and have nothing in."""

    asked: int
    filed: int
    accepted: int
    to_do: int
    overdue: int
    late: int


def filings(viewer: Official) -> QuerySet[Filing]:
    """The filings that this person may see, with what a row of a list shows. Two queries."""
    rows = access.visible_to(viewer).select_related("task", "unit", "excused_by")
    return rows.prefetch_related(Prefetch("terms", Term.objects.order_by("since_on", "id")))


def overdue(rows: QuerySet[Filing], *, today: dt.date) -> QuerySet[Filing]:
    """Those of `rows` that are past the last day and not in."""
    return rows.filter(status__in=TO_DO, due_on__lt=today)


def late(rows: QuerySet[Filing], *, today: dt.date) -> QuerySet[Filing]:
    """Those of `rows` that were or are past a last day, whatever became of them since."""
    ran_over = Q(ended_on__gt=F("due_on")) | Q(ended_on=None, due_on__lt=today)
    return rows.filter(Exists(Term.objects.filter(ran_over, filing=OuterRef("pk"))))


def waiting(viewer: Official) -> QuerySet[Filing]:
    """Those that this person moves next: a unit's clerk its own, the office's what came in."""
    asked = Q(pk=None)
    if viewer.holds(Role.UNIT_CLERK):
        asked |= Q(unit=viewer.unit_id, status__in=TO_DO)
    if viewer.holds(Role.LGO_CLERK):
        asked |= Q(status=FilingStatus.FILED)
    return access.visible_to(viewer).filter(asked).order_by("due_on", "id")


def tasks(viewer: Official, *, today: dt.date) -> QuerySet[FilingTask]:
    """The tasks that this person may see, each with how far it has come."""
    asked = ~Q(filings__status=FilingStatus.WITHDRAWN)
    to_do = Q(filings__status__in=TO_DO)
    return (
        access.tasks_visible_to(viewer)
        .select_related("sent_by__unit")
        .annotate(
            asked_of=Count("filings", filter=asked),
            filed=Count("filings", filter=Q(filings__status__in=HANDED_IN)),
            accepted=Count("filings", filter=Q(filings__status=FilingStatus.ACCEPTED)),
            overdue=Count("filings", filter=to_do & Q(filings__due_on__lt=today)),
        )
    )


def progress(task: FilingTask, *, today: dt.date) -> Progress:
    """How far one task has come. Two queries."""
    rows = task.filings.exclude(status=FilingStatus.WITHDRAWN)
    counts = rows.aggregate(
        asked=Count("pk"),
        filed=Count("pk", filter=Q(status__in=HANDED_IN)),
        accepted=Count("pk", filter=Q(status=FilingStatus.ACCEPTED)),
        to_do=Count("pk", filter=Q(status__in=TO_DO)),
        overdue=Count("pk", filter=Q(status__in=TO_DO, due_on__lt=today)),
    )
    return Progress(**counts, late=late(rows, today=today).count())


def submissions(viewer: Official, filing: Filing) -> list[Submission]:
    """What was handed in and is seen by this person, the draft among it, with the files. Two queries."""
    rows = access.submissions_visible_to(viewer).filter(filing=filing)
    return list(rows.select_related("filed_by", "saved_by").prefetch_related("files__kept_by").order_by("no"))


def last_year(filing: Filing) -> Submission | None:
    """What the same unit handed in last for the year before; None where there is nothing."""
    if filing.task.year is None:
        return None
    rows = Submission.objects.filter(
        filing__unit=filing.unit_id, filing__task__year=filing.task.year - 1, filed_at__isnull=False
    )
    return rows.exclude(filing__status=FilingStatus.WITHDRAWN).order_by("-no").first()
