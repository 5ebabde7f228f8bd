"""Remind units before, on and after the last day of what they have to do, each stage once (ACC-13-a)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mingjing.assignments.access import PRIVATE
from mingjing.assignments.enums import Stage
from mingjing.assignments.models import Assignment, Reminder
from mingjing.assignments.workflow import REMINDED, TO_DO
from mingjing.ledger import services as ledger
from mingjing.people.models import Unit
from mingjing.people.selectors import units
from mingjing.people.services import notices

AHEAD = dt.timedelta(days=3)
MOST_NAMED = 20  # in one notice; the list of assignments has the rest
BASIS = "ACC-3-b"


@transaction.atomic
def sweep(*, today: dt.date, at: dt.datetime) -> int:
    """Send the reminders that are due, one notice for each unit and stage; how many assignments they were about.

    Safe to run twice and side by side. An assignment given within the last days before its own last day was told of
    when it was given.
    """
    groups: dict[tuple[Unit, Stage], list[Assignment]] = defaultdict(list)
    for row in _due(today).select_for_update(of=("self",), skip_locked=True):
        groups[row.unit, _stage(row, today)].append(row)
    for (unit, stage), rows in groups.items():
        _remind(unit, stage, rows, today=today, at=at)
    return sum(map(len, groups.values()))


def _due(today: dt.date) -> QuerySet[Assignment]:
    """What a unit still has and was not reminded of at this stage."""

    def untold(stage: Stage) -> Q:
        return ~Q(Exists(Reminder.objects.filter(assignment=OuterRef("pk"), stage=stage)))

    near = Q(due_on__gt=today, due_on__lte=today + AHEAD, given_on__lt=F("due_on") - AHEAD)
    asked = Q(due_on__lt=today) & untold(Stage.OVERDUE)
    asked |= Q(due_on=today) & untold(Stage.LAST_DAY)
    asked |= near & untold(Stage.AHEAD)
    rows = Assignment.objects.filter(asked, status__in=TO_DO, unit__in=units.active(today))
    return rows.select_related("unit").order_by("due_on", "id")


def _stage(row: Assignment, today: dt.date) -> Stage:
    if row.due_on < today:
        return Stage.OVERDUE
    return Stage.LAST_DAY if row.due_on == today else Stage.AHEAD


def _remind(unit: Unit, stage: Stage, rows: Sequence[Assignment], *, today: dt.date, at: dt.datetime) -> None:
    lines = [f"{_called(row)}，最后一日 {row.due_on:%Y-%m-%d}" for row in rows[:MOST_NAMED]]
    more = [f"另有 {len(rows) - MOST_NAMED} 项，见“任务”。"] if len(rows) > MOST_NAMED else []
    last = "请经办人在工作台“任务”里办理并报告；确有困难的，请及时向办公室说明。"
    notice = notices.send(
        title=f"任务提醒：{len(rows)} 项任务{stage.label}", body="\n".join([*lines, *more, last]), classes=(),
        units=[unit], by=None, at=at,
    )  # fmt: skip
    Reminder.objects.bulk_create(Reminder(assignment=row, stage=stage, notice=notice, sent_on=today) for row in rows)
    ledger.write_all(rows, REMINDED, by=None, at=at, basis=BASIS, columns=("due_on",))


def _called(row: Assignment) -> str:
    """A task in a notice that everybody of the unit reads: of a private one only that there is one."""
    return row.number if row.about_kind in PRIVATE else f"{row.number} {row.title}（{row.basis}）"
