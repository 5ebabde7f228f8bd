"""Remind units before, on and after the last day, each term and stage at most once (ACC-8-1, ACC-8-2)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from mingjing.filings import workflow
from mingjing.filings.enums import Stage
from mingjing.filings.models import Filing, FilingTask, Reminder, Term
from mingjing.filings.workflow import TO_DO
from mingjing.ledger import services as ledger
from mingjing.people.selectors import units
from mingjing.people.services import notices

# How many days before the last day each stage begins; the nearest one that has begun is told.
BEGINS = ((Stage.OVERDUE, -1), (Stage.LAST_DAY, 0), (Stage.TWO_DAYS, 2), (Stage.WEEK, 7))
AHEAD = dt.timedelta(days=7)
SAYS = {
    Stage.WEEK: "还有 {days} 天",
    Stage.TWO_DAYS: "还有 {days} 天",
    Stage.LAST_DAY: "今天是最后一日",
    Stage.OVERDUE: "已经逾期",
}


def stage_of(term: Term, today: dt.date) -> Stage | None:
    """What there is to remind of today; None where the term was set after that stage had begun, or it is early."""
    left = (term.due_on - today).days
    for stage, days in BEGINS:
        if left <= days:
            told_at_the_start = term.since_on > term.due_on - dt.timedelta(days=days) and stage != Stage.OVERDUE
            return None if told_at_the_start else stage
    return None


@transaction.atomic
def sweep(*, today: dt.date, at: dt.datetime) -> int:
    """Send the reminders that are due; how many units were told of a term. Safe to run twice and side by side.

    One notice for all units of a task that have the same last day.
    """
    rows = Term.objects.filter(
        ended_on=None, filing__status__in=TO_DO, due_on__lte=today + AHEAD, filing__unit__in=units.active(today)
    )
    terms = rows.select_related("filing__task", "filing__unit").select_for_update(of=("self",), skip_locked=True)
    told = set(Reminder.objects.filter(term__in=rows).values_list("term_id", "stage"))
    groups: dict[tuple[FilingTask, dt.date, Stage], list[Term]] = defaultdict(list)
    for term in terms:
        stage = stage_of(term, today)
        if stage and (term.pk, stage) not in told:
            groups[term.filing.task, term.due_on, stage].append(term)
    for (task, due_on, stage), group in groups.items():
        _remind(task, due_on, stage, group, today=today, at=at)
    return sum(map(len, groups.values()))


def _remind(
    task: FilingTask, due_on: dt.date, stage: Stage, terms: Sequence[Term], *, today: dt.date, at: dt.datetime
) -> None:
    when = SAYS[stage].format(days=(due_on - today).days)
    body = (
        f"“{task.title}”（{task.number}，{task.basis}）的最后一日是 {due_on:%Y-%m-%d}，{when}，贵单位还没有报送。"
        "请经办人在工作台“报送”里填报；确有困难不能按时报送的，请及时向办公室说明。"
    )
    filings = [term.filing for term in terms]
    notice = notices.send(
        title=f"报送提醒（{when}）：{task.title}"[:200], body=body, classes=(), units=[row.unit for row in filings],
        by=None, at=at,
    )  # fmt: skip
    Reminder.objects.bulk_create(Reminder(term=term, stage=stage, notice=notice, sent_on=today) for term in terms)
    _write(filings, task, at)


def _write(filings: Sequence[Filing], task: FilingTask, at: dt.datetime) -> None:
    ledger.write_all(filings, workflow.REMINDED, by=None, at=at, basis=task.basis, columns=("due_on",))
