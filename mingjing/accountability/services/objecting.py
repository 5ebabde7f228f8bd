"""提出异议: against a decision, by whom it concerns, within the period that their notice tells (GAP-07)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from django.db import IntegrityError, transaction

from mingjing.accountability import access
from mingjing.accountability.enums import ObjectionStatus
from mingjing.accountability.models import AccountabilityCase, Objection, ObjectionFile, Subject
from mingjing.accountability.selectors import objections, periods
from mingjing.accountability.services.holding import hold
from mingjing.accountability.workflow import DECIDED
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official

SIGN, FILED = "异", "提出异议"


@transaction.atomic
def file(
    subject: Subject,
    *,
    text: str,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    came_on: dt.date | None = None,
    files: Sequence[Kept] = (),
) -> Objection:
    """Keep an objection: the subject's own, made today, or one that the office was given on paper on `came_on`.

    One that comes after the last day is kept with a mark; a person decides whether it is heard.

    Raises:
        Refused: somebody else's, nothing said, no decision in force, no notice received, a day before the notice or in
            the future, or objected before.
    """
    case = subject.case
    hold(case)
    own = access.subjects_of(by).filter(pk=subject.pk).exists()
    if not own:
        _check_may_record(by, case)
    day = today if own else (came_on or today)
    if not text.strip():
        raise Refused("请写明对哪一点有异议、理由是什么（GAP-07）。")
    if day > today:
        raise Refused("收到异议的日期还没有到，请核对（GAP-07）。")
    ground = objections.ground_of(subject) if case.status in DECIDED else None
    if ground is None:
        raise Refused(f"{case}现在是“{case.get_status_display()}”，没有已经送达{subject}的决定可以提出异议（GAP-07）。")
    if day < ground.received_on:
        raise Refused(f"收到异议的日期不能早于收到书面通知的日期{ground.received_on:%Y-%m-%d}（GAP-07）。")
    deadline = ground.deadline
    row = Objection(
        case=case, subject=subject, decision=ground.decision, letter=ground.letter, text=text.strip(),
        number=numbering.numbered(SIGN, today.year), status=ObjectionStatus.FILED, filed_on=day,
        received_on=ground.received_on, due_on=deadline.on, terms=asdict(deadline.limit),
        calendar=deadline.calendar_version, late=day > deadline.on, filed_by=by,
        answer_by=periods.until(periods.ANSWER, told_on=day, received_on=day).on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"{subject}对这个决定已经提出过异议，请在原来的异议里查看办理情况（GAP-07）。") from error
    ObjectionFile.objects.bulk_create(
        [ObjectionFile(objection=row, kept_by=by, kept_at=at, **vars(kept)) for kept in files]
    )
    after = {"status": row.status} if case.discipline else {"status": row.status, "late": row.late}
    ledger.write(row, FILED, by=by, at=at, basis="GAP-07", after=after)
    return row


def _check_may_record(by: Official, case: AccountabilityCase) -> None:
    if not by.holds(Role.LGO_CLERK):
        raise Refused("异议由本人或者本单位提出，书面的由领导小组办公室工作人员登记（GAP-07）。")
    access.check_may_see(by, case)
