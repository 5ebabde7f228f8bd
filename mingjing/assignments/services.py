"""Give assignments, report on them, accept or send back, withdraw, and close those whose fact is mended."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet

from mingjing.assignments import access, workflow
from mingjing.assignments.enums import AssignmentStatus, Outcome
from mingjing.assignments.models import Assignment, AssignmentFile
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.procedure.timing import day_of
from mingjing.rules.limits import Deadline

NUMBERS = "SELECT nextval('assignments_number') FROM generate_series(1, %s)"
SAID = ("status", "title", "due_on", "limit", "about_kind", "about_id", "occasion")
STORED_AT_ONCE = 1000
LONGEST_TITLE = 200

About = tuple[str, UUID]  # a kind such as "power", and the key of the row


@dataclass(frozen=True)
class Wanted:
    """An assignment to be given. The day is either `due_on` or the `deadline` that a limit of the pack gives.

    `occasion` tells two assignments on the same thing and article apart, such as the number of a change.
    """

    unit: Unit
    title: str
    basis: str
    due_on: dt.date | None = None
    deadline: Deadline | None = None
    about: About | None = None
    asked: str = ""
    occasion: str = ""
    url: str = ""
    checked: bool = False

    @property
    def key(self) -> tuple[str, UUID | None, str, str]:
        """What may have one open assignment only."""
        kind, pk = self.about or ("", None)
        return kind, pk, self.basis, self.occasion


def assign(
    unit: Unit,
    *,
    title: str,
    basis: str,
    by: Official | None,
    at: dt.datetime,
    due_on: dt.date | None = None,
    deadline: Deadline | None = None,
    about: About | None = None,
    asked: str = "",
    occasion: str = "",
    url: str = "",
    checked: bool = False,
) -> Assignment:
    """Give a unit something to do by a day; the open one on the same thing, article and occasion if there is one.

    Raises:
        Refused: `by` is not of the office (None is the system), no title, or no last day.
    """
    wanted = Wanted(unit, title, basis, due_on, deadline, about, asked, occasion, url, checked)
    return assign_all([wanted], by=by, at=at)[0]


@transaction.atomic
def assign_all(wanted: Sequence[Wanted], *, by: Official | None, at: dt.datetime) -> list[Assignment]:
    """Give many at once, in the order of `wanted`; an open one on the same thing is not given twice.

    Safe to run twice, and side by side. A fixed number of queries per 1,000.

    Raises:
        Refused: as `assign`; then nothing is given.
    """
    access.check_may_assign(by)
    rows = [_row(one, by=by, at=at) for one in wanted]
    known = _open(rows)
    new = {_key(row): row for row in rows if row.about_id and _key(row) not in known}
    _store([*new.values(), *(row for row in rows if row.about_id is None)], by=by, at=at)
    known |= _open(new.values())
    return [row if row.about_id is None else known[_key(row)] for row in rows]


def _row(wanted: Wanted, *, by: Official | None, at: dt.datetime) -> Assignment:
    deadline = wanted.deadline
    due_on = deadline.on if deadline else wanted.due_on
    if not wanted.title.strip():
        raise Refused("任务要写明做什么（ACC-3-b）。")
    if due_on is None:
        raise Refused(f"任务“{wanted.title}”没有最后一日。请选一个日期，或按法规的期限推算（ACC-3-b）。")
    kind, pk = wanted.about or ("", None)
    counted: dict[str, Any] = {}
    if deadline:
        terms = asdict(deadline.limit)
        counted = {"limit": deadline.limit.id, "terms": terms, "since_on": deadline.start}
        counted["calendar"] = deadline.calendar_version
    return Assignment(
        status=AssignmentStatus.GIVEN, unit=wanted.unit, title=wanted.title.strip()[:LONGEST_TITLE],
        asked=wanted.asked.strip(), basis=wanted.basis, due_on=due_on, about_kind=kind, about_id=pk,
        occasion=wanted.occasion, url=wanted.url, checked=wanted.checked, given_by=by,
        given_on=day_of(at), **counted,
    )  # fmt: skip


def _key(row: Assignment) -> tuple[str, UUID | None, str, str]:
    return row.about_kind, row.about_id, row.basis, row.occasion


def _open(rows: Iterable[Assignment]) -> dict[tuple[str, UUID | None, str, str], Assignment]:
    """The open assignments on the same things. One query."""
    keys = {row.about_id for row in rows if row.about_id}
    found = Assignment.objects.filter(about_id__in=keys, status__in=workflow.OPEN).select_related("unit")
    return {_key(row): row for row in found} if keys else {}


def _store(rows: list[Assignment], *, by: Official | None, at: dt.datetime) -> None:
    """Number the rows, store them and open their files. One that somebody else gave meanwhile is left alone."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.number = f"任〔{row.given_on.year}〕{number:06}"
    Assignment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=STORED_AT_ONCE)
    stored = set(Assignment.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    by_basis: dict[str, list[Assignment]] = defaultdict(list)
    for row in rows:
        if row.pk in stored:
            by_basis[row.basis].append(row)
    for basis, given in by_basis.items():
        ledger.write_all(given, workflow.GIVEN, by=by, at=at, basis=basis, columns=SAID)


@transaction.atomic
def report(
    assignment: Assignment,
    *,
    text: str,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    outcome: str = Outcome.DONE,
    files: Sequence[Kept] = (),
) -> None:
    """The unit's clerk says that it is done, or why nothing needs doing. An earlier report stays in the ledger.

    Raises:
        Refused: no words, not the unit's clerk, moved on, the system sees for itself that it is not done, or the part
            that it is about refuses.
    """
    access.check_may_take(by, workflow.REPORT, assignment)
    if outcome not in Outcome.values:
        raise Refused("请选择报告的结果：已办结，或者不需要办理。")
    if assignment.checked and outcome == Outcome.DONE:
        raise Refused(
            f"“{assignment.title}”由系统核对：办完后系统自动办结，不必报告；现在还没有办完。"
            f"如果不需要办理，请选“{Outcome.NOT_NEEDED.label}”并写明理由（{assignment.basis}）。"
        )
    if not text.strip():
        raise Refused("请写明办理情况或理由再报告，办公室据此确认（ACC-3-b）。")
    ledger.take(
        workflow.REPORT, assignment, by=by, at=at, reason=text.strip(), outcome=outcome, report=text.strip(),
        reported_by=by, reported_on=today,
    )  # fmt: skip
    for kept in files:
        AssignmentFile.objects.create(assignment=assignment, kept_by=by, kept_at=at, **asdict(kept))
    _tell(assignment, workflow.REPORT, by=by, at=at)


@transaction.atomic
def accept(assignment: Assignment, *, by: Official, today: dt.date, at: dt.datetime, reason: str = "") -> None:
    """The office takes the report as it is.

    Raises:
        Refused: another role, it has moved on, or the part that it is about refuses.
    """
    access.check_may_take(by, workflow.ACCEPT, assignment)
    ledger.take(workflow.ACCEPT, assignment, by=by, at=at, reason=reason.strip(), closed_on=today)
    _tell(assignment, workflow.ACCEPT, by=by, at=at)


@transaction.atomic
def send_back(assignment: Assignment, *, reason: str, by: Official, at: dt.datetime) -> None:
    """The office does not take the report; the last day stays what it was.

    Raises:
        Refused: no reason, another role, or it has moved on.
    """
    access.check_may_take(by, workflow.SEND_BACK, assignment)
    if not reason.strip():
        raise Refused("退回要写明理由，单位才知道还要做什么（ACC-3-b）。")
    ledger.take(workflow.SEND_BACK, assignment, by=by, at=at, reason=reason.strip())
    _tell(assignment, workflow.SEND_BACK, by=by, at=at)


@transaction.atomic
def withdraw(assignment: Assignment, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """The office takes an assignment back that should not have been given.

    Raises:
        Refused: no reason, another role, or it has moved on.
    """
    access.check_may_take(by, workflow.WITHDRAW, assignment)
    if not reason.strip():
        raise Refused("撤回要写明理由，单位才知道为什么不必再办（ACC-3-b）。")
    ledger.take(workflow.WITHDRAW, assignment, by=by, at=at, reason=reason.strip(), closed_on=today)
    _tell(assignment, workflow.WITHDRAW, by=by, at=at)


def withdraw_all(
    assignments: QuerySet[Assignment], *, reason: str, by: Official | None, today: dt.date, at: dt.datetime
) -> int:
    """Take every open one of `assignments` back; how many. A fixed number of queries. `by` None: the system.

    Raises:
        Refused: no reason, or another role.
    """
    access.check_may_assign(by)
    if not reason.strip():
        raise Refused("撤回要写明理由，单位才知道为什么不必再办（ACC-3-b）。")
    return len(ledger.take_all(workflow.WITHDRAW, assignments, by=by, at=at, reason=reason.strip(), closed_on=today))


def fulfil(assignments: QuerySet[Assignment], *, reason: str, today: dt.date, at: dt.datetime) -> int:
    """The system closes every open one of `assignments`, because what they ask for is done; how many.

    A fixed number of queries; safe to run twice.
    """
    return len(ledger.take_all(workflow.FULFIL, assignments, by=None, at=at, reason=reason, closed_on=today))


def _tell(assignment: Assignment, step: Step, *, by: Official, at: dt.datetime) -> None:
    """Tell the parts above that an assignment moved, in its transaction.

    A part that wants to hear of it has a method `assignment_moved(assignment, step, by=, at=)` in its config; it may
    refuse, and then nothing moved. What a sweep closes, or one call withdraws as many, is not told.
    """
    for part in apps.get_app_configs():
        hear = getattr(part, "assignment_moved", None)
        if hear:
            hear(assignment, step, by=by, at=at)
