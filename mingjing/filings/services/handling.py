"""What the office does with a filing: take it, send it back, withdraw it, set another day, judge a delay."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.filings import access, workflow
from mingjing.filings.enums import TermEnd
from mingjing.filings.models import Filing, Submission, SubmissionFile
from mingjing.filings.services import terms
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.people.models import Official


@transaction.atomic
def accept(filing: Filing, *, by: Official, today: dt.date, at: dt.datetime, reason: str = "") -> None:
    """Take what was handed in as it is.

    Raises:
        Refused: another role, or it has moved on.
    """
    access.check_may_take(by, workflow.ACCEPT, filing)
    step = workflow.resting_on(workflow.ACCEPT, filing.task.basis)
    ledger.take(step, filing, by=by, at=at, reason=reason.strip(), closed_on=today)


@transaction.atomic
def send_back(
    filing: Filing, *, reason: str, by: Official, today: dt.date, at: dt.datetime, due_on: dt.date | None = None
) -> None:
    """Send it back for correction (退回补正): the task is open again, with what was handed in as the next draft.

    `due_on` None: the last day stays what it was, and days late count from it.

    Raises:
        Refused: no reason, a new last day that has passed, another role, or it has moved on.
    """
    access.check_may_take(by, workflow.RETURN, filing)
    if not reason.strip():
        raise Refused("退回要写明要补正什么，单位才知道怎样改（ACC-8-2）。")
    _check_day(due_on, today)
    step = workflow.resting_on(workflow.RETURN, filing.task.basis)
    due = due_on or filing.due_on
    ledger.take(step, filing, by=by, at=at, reason=reason.strip(), due_on=due)
    terms.begin(filing, due, by=by, today=today, reason=reason.strip())
    _copy(filing, by=by, at=at)


def _check_day(due_on: dt.date | None, today: dt.date) -> None:
    if due_on and due_on < today:
        raise Refused("新的最后一日已经过去，请选今天或以后的日期。")


def _copy(filing: Filing, *, by: Official, at: dt.datetime) -> None:
    """What was handed in last as the unit's next draft: it corrects, and types nothing twice."""
    last = filing.submissions.order_by("-no").first()
    if last is None:
        return
    draft = Submission.objects.create(
        filing=filing, no=last.no + 1, words=last.words, url=last.url, figures=last.figures,
        carry_reason=last.carry_reason, saved_by=by, saved_at=at,
    )  # fmt: skip
    for row in last.files.all():
        kept = Kept(row.name, row.kind, row.digest, row.size, row.scanned)
        SubmissionFile.objects.create(submission=draft, kept_by=row.kept_by, kept_at=row.kept_at, **asdict(kept))


@transaction.atomic
def withdraw(filing: Filing, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Take the task back from one unit, which need not hand in. Days late until today stay.

    Raises:
        Refused: no reason, another role, or it has moved on.
    """
    access.check_may_take(by, workflow.WITHDRAW, filing)
    if not reason.strip():
        raise Refused("撤回要写明理由，单位才知道为什么不必再报（ACC-8-2）。")
    step = workflow.resting_on(workflow.WITHDRAW, filing.task.basis)
    ledger.take(step, filing, by=by, at=at, reason=reason.strip(), closed_on=today)
    terms.end(filing, TermEnd.WITHDRAWN, today=today)


@transaction.atomic
def move(filing: Filing, *, due_on: dt.date, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Set another last day (另定期限). The one before and the days late by it stay.

    Raises:
        Refused: not the office's clerk, no reason, the same day or one that has passed, or nothing is to be handed in.
    """
    access.check_may_move(by)
    if not reason.strip():
        raise Refused("另定期限要写明理由，原来的期限和理由都会留着（GAP-17）。")
    _check_day(due_on, today)
    row = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    if not row.to_do:
        raise Refused(f"{row} 现在是“{row.get_status_display()}”，没有期限在走，不能另定期限。")
    if due_on == row.due_on:
        raise Refused("新的最后一日和原来的一样，不用另定。")
    before = values(row, ("due_on",))
    terms.end(row, TermEnd.MOVED, today=today)
    terms.begin(row, due_on, by=by, today=today, reason=reason.strip())
    Filing.objects.filter(pk=row.pk).update(due_on=due_on)
    filing.refresh_from_db()
    ledger.write(
        filing, workflow.MOVED, by=by, at=at, basis=filing.task.basis, reason=reason.strip(), before=before,
        after=values(filing, ("due_on",)),
    )  # fmt: skip


@transaction.atomic
def judge_delay(filing: Filing, *, excused: bool, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Say whether a delay had a good reason (ACC-8-1). The days late stay; a later word stands beside the earlier.

    Raises:
        Refused: not the head of the office, no reason, or nothing was late.
    """
    access.check_may_excuse(by)
    row = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    days = row.days_late(today)
    if not days:
        raise Refused(f"{row} 没有迟报，不用认定（ACC-8-1）。")
    if not reason.strip():
        raise Refused("请写明认定的理由：为什么有或者没有正当理由（ACC-8-1）。")
    columns = {"excused": excused, "excused_for": reason.strip(), "excused_by": by, "excused_on": today}
    before = values(row, ("excused",))
    Filing.objects.filter(pk=row.pk).update(**columns)
    filing.refresh_from_db()
    step = workflow.EXCUSED if excused else workflow.NOT_EXCUSED
    after = values(filing, ("excused",)) | {"days_late": days}
    ledger.write(filing, step, by=by, at=at, basis=filing.task.basis, reason=reason.strip(), before=before, after=after)
