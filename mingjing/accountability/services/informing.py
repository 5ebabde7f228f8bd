"""告知陈述申辩: a notice to every subject, whose period runs from the day it reached them (ACC-12-c, ACC-4-2)."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction

from mingjing.accountability import access, letters, workflow
from mingjing.accountability.enums import DeliveryWay, LetterKind
from mingjing.accountability.letters.words import established
from mingjing.accountability.models import AccountabilityCase, Delivery, Hearing, Letter
from mingjing.accountability.selectors import periods
from mingjing.accountability.services import issuing
from mingjing.accountability.services.holding import hold
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of

OPENED, EXTENDED = "系统内送达", "延长陈述申辩期限"


@transaction.atomic
def inform(case: AccountabilityCase, *, by: Official, today: dt.date, at: dt.datetime) -> list[Letter]:
    """Tell each subject the facts that were established and by when they may speak; a letter of its own for each.

    Raises:
        Refused: not this official's step, nobody to tell, or no fact that was established.
    """
    access.check_may_take(by, workflow.INFORM, case)
    subjects = list(case.subjects.filter(removed_on=None).select_related("unit", "official"))
    facts = established(case)
    if not subjects:
        raise Refused("本案没有责任主体，没有人可以告知。请先列入责任主体（ACC-4-2）。")
    if not facts:
        raise Refused("没有认定为查实的事实，不能告知陈述申辩。请先查清事实，或者不予追究（ACC-12-b）。")
    ledger.take(workflow.INFORM, case, by=by, at=at)
    limit = periods.length(periods.DEFENCE, today)
    told: dict[str, Any] = {"by": by, "today": today, "at": at}
    return [
        issuing.issue(
            case, LetterKind.DEFENCE, letters.defence(one, facts=facts, deadline=limit), subject=one, **told
        )
        for one in subjects
    ]  # fmt: skip


def arrived(letter: Letter, *, received_on: dt.date) -> Hearing | None:
    """Start the period of a subject on the day their notice was received; None for a letter of another kind.

    None as well for a notice that a later one replaced, or that comes when everybody was heard: there is nothing to
    hear any more. Whoever records a delivery calls this in the same transaction.
    """
    if letter.kind != LetterKind.DEFENCE or letter.subject is None:
        return None
    hold(letter.case)
    later = letter.subject.letters.filter(kind=LetterKind.DEFENCE, pk__gt=letter.pk)
    if letter.case.status not in access.HEARD_IN or later.exists():
        return None
    deadline = periods.until(periods.DEFENCE, told_on=letter.issued_on, received_on=received_on)
    return Hearing.objects.create(
        subject=letter.subject, letter=letter, told_on=received_on, due_on=deadline.on, terms=asdict(deadline.limit),
        calendar=deadline.calendar_version,
    )  # fmt: skip


@transaction.atomic
def opened(letter: Letter, *, by: Official, at: dt.datetime) -> bool:
    """Note that whom a letter is for has opened it: the first opening is its delivery. True for the first.

    Raises:
        Refused: a letter to somebody else.
    """
    if not access.letters_to(by).filter(pk=letter.pk).exists():
        raise Refused("这份文书不是给您的（ACC-12-f）。")
    day = day_of(at)
    said = {
        "way": DeliveryWay.ONLINE, "received_on": day, "received_by": by.name, "recorded_by": by, "recorded_at": at,
    }  # fmt: skip
    _row, first = Delivery.objects.get_or_create(letter=letter, defaults=said)
    if not first:
        return False
    arrived(letter, received_on=day)
    after = {} if letter.case.discipline else {"letter": letter.number, "received_on": day.isoformat()}
    ledger.write(letter.case, OPENED, by=by, at=at, basis="ACC-12-f", after=after)
    return True


@transaction.atomic
def extend(
    hearing: Hearing, *, until: dt.date, reason: str, by: Official, today: dt.date, at: dt.datetime
) -> None:  # fmt: skip
    """Give a subject more time before theirs is over; the day that the limit gave stays on record.

    Raises:
        Refused: no hand in the file, no reason, not a later day, or the last day has passed.
    """
    case = hearing.subject.case
    hold(case)
    access.check_may_work(by, case)
    access.check_may_still_be_heard(case)
    hearing.refresh_from_db()
    if not reason.strip():
        raise Refused("延长期限要写明理由（ACC-12-c）。")
    if today > hearing.last_on:
        raise Refused(f"期限已于{hearing.last_on:%Y-%m-%d}届满，届满之前才能延长（ACC-12-c）。")
    if until <= hearing.last_on:
        raise Refused(f"延长后的最后一日要晚于{hearing.last_on:%Y-%m-%d}（ACC-12-c）。")
    rows = Hearing.objects.filter(pk=hearing.pk)
    rows.update(extended_to=until, extended_for=reason.strip(), extended_by=by)
    hearing.refresh_from_db()
    after = {} if case.discipline else {"subject": str(hearing.subject_id), "until": until.isoformat()}
    ledger.write(case, EXTENDED, by=by, at=at, basis="ACC-12-c", after=after)
