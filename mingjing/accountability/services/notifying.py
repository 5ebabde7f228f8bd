"""下达书面通知: the decision, a notice for each, the order to correct; and when all have arrived (ACC-12-f)."""

import datetime as dt

from django.db import transaction

from mingjing.accountability import access, letters, workflow
from mingjing.accountability.enums import LetterKind, SubjectKind
from mingjing.accountability.letters.correcting import correction
from mingjing.accountability.models import AccountabilityCase, Decision, Letter, Subject
from mingjing.accountability.selectors import letters as reads
from mingjing.accountability.selectors.effects import in_force
from mingjing.accountability.services import effects, issuing
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit


@transaction.atomic
def notify(case: AccountabilityCase, *, by: Official, today: dt.date, at: dt.datetime) -> list[Letter]:
    """Issue the decision, a notice of their own for every subject, and the order to correct where one was decided.

    Raises:
        Refused: not this person's step, no approved decision, or nobody to notify.
    """
    hold(case)
    access.check_may_take(by, workflow.NOTIFY, case)
    decision = in_force(case)
    if decision is None:
        raise Refused(f"{case}没有经批准的决定，不能下达书面通知（ACC-12-e）。")
    subjects = list(case.subjects.filter(removed_on=None).select_related("unit"))
    if not subjects:
        raise Refused(f"{case}没有责任主体，不能下达书面通知（ACC-4-2）。")
    made = [issuing.issue(case, LetterKind.DECISION, letters.decision(decision), by=by, today=today, at=at)]
    for subject in subjects:
        subject.case = case
        said = letters.notice(subject, decision)
        made.append(issuing.issue(case, LetterKind.NOTICE, said, subject=subject, by=by, today=today, at=at))
    made += _orders(decision, subjects, by=by, today=today, at=at)
    ledger.take(workflow.NOTIFY, case, by=by, at=at)
    effects.notified(case, by=by, today=today, at=at)
    return made


def _orders(
    decision: Decision, subjects: list[Subject], *, by: Official, today: dt.date, at: dt.datetime
) -> list[Letter]:
    """The order to correct, to each unit that is held to account, else to the unit of the case."""
    if not decision.rectify:
        return []
    case = decision.case
    told = {one.unit: one for one in subjects if one.kind == SubjectKind.UNIT}
    units: dict[Unit, Subject | None] = {**told} or {case.unit: None}
    return [
        issuing.issue(
            case, LetterKind.RECTIFY, letters.rectify(decision, unit), subject=subject, by=by, today=today, at=at
        )
        for unit, subject in units.items()
    ]


@transaction.atomic
def complete(case: AccountabilityCase, *, by: Official, at: dt.datetime) -> None:
    """All notices have arrived: the time to correct runs (ACC-13-a).

    Raises:
        Refused: not this person's step, or a notice without a record of its delivery.
    """
    hold(case)
    access.check_may_take(by, workflow.DELIVERED, case)
    if waiting := reads.notices_under_way(case):
        names = "、".join(f"{letter.number}（{letter.subject}）" for letter in waiting)
        raise Refused(f"还有通知书没有送达记录：{names}。请先登记送达（ACC-12-f）。")
    ledger.take(workflow.DELIVERED, case, by=by, at=at)
    effects.delivered(case, by=by, at=at)


@transaction.atomic
def correct(letter: Letter, text: str, *, by: Official, today: dt.date, at: dt.datetime) -> Letter:
    """Put right what a letter says by another letter of its kind; the first one stays as it is (ACC-12-f).

    Raises:
        Refused: not of the office, or nothing said.
    """
    if not text.strip():
        raise Refused("请写明哪一处更正为什么（ACC-12-f）。")
    said = correction(letter, text)
    return issuing.issue(letter.case, letter.kind, said, subject=letter.subject, by=by, today=today, at=at)
