"""法制审核、批准、退回: a draft passes three pairs of hands, none of them an investigator's (ACC-12-e, X-02)."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from mingjing.accountability import access, workflow
from mingjing.accountability.models import AccountabilityCase, Decision
from mingjing.accountability.selectors import deciding as selectors
from mingjing.accountability.selectors import readiness
from mingjing.accountability.services import effects
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official


@transaction.atomic
def check(decision: Decision, *, opinion: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Pass a draft in the legal check, with the opinion.

    Raises:
        Refused: another role or state, the drafter or an investigator, no opinion, or a newer draft.
    """
    _take(workflow.CHECK, decision, opinion, by=by, at=at)
    _judge(decision, checked_by=by, checked_on=today, opinion=opinion.strip())


@transaction.atomic
def object_to(decision: Decision, *, opinion: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Send a draft back in the legal check, with the opinion.

    Raises:
        Refused: as `check`.
    """
    _take(workflow.OBJECT, decision, opinion, by=by, at=at)
    _judge(decision, returned_by=by, returned_on=today, returned_for=opinion.strip())


@transaction.atomic
def approve(decision: Decision, *, opinion: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Approve a checked draft, and set going what it asks for (ACC-4-4b).

    The head of the office does, or a member of the leading group, who alone may where it deviates from the severity.

    Raises:
        Refused: another role or state, the drafter, the checker or an investigator, no opinion, a newer draft, a case
            that lacks something meanwhile, a last day gone by, or the head where the leading group approves.
    """
    if decision.above and by.holds(Role.LGO_HEAD) and not by.holds(Role.LG_MEMBER):
        raise Refused("这一稿选了不属于选定情节的追究方式，由领导小组批准（ACC-4-3）。")
    above = by.holds(Role.LG_MEMBER)
    _take(workflow.APPROVE_ABOVE if above else workflow.APPROVE, decision, opinion, by=by, at=at)
    if found := [*readiness.lacking(decision.case), *_overdue(decision, today)]:
        raise Refused("；".join(found) + "。请退回重拟。")
    _judge(decision, approved_by=by, approved_on=today, approval=opinion.strip())
    effects.begin(decision, by=by, today=today, at=at)


@transaction.atomic
def send_back(decision: Decision, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Send a checked draft back to be drafted anew, with the reason.

    Raises:
        Refused: as `approve`.
    """
    step = workflow.SEND_BACK_ABOVE if by.holds(Role.LG_MEMBER) else workflow.SEND_BACK
    _take(step, decision, reason, by=by, at=at)
    _judge(decision, returned_by=by, returned_on=today, returned_for=reason.strip())


def _overdue(decision: Decision, today: dt.date) -> Iterator[str]:
    """Last days of the draft that have passed while it travelled."""
    days = [decision.rectify_by, *decision.measures.values_list("due_on", flat=True)]
    if any(day and day <= today for day in days):
        yield "决定中的期限已经到了或者过了（ACC-13-a）"


def is_apart(by: Official, decision: Decision) -> bool:
    """True if nothing that this person did in the case keeps them from judging the draft."""
    try:
        _check_apart(by, decision)
    except Refused:
        return False
    return True


def _take(step: Step, decision: Decision, words: str, *, by: Official, at: dt.datetime) -> None:
    """Move the case, if the draft is the newest, this person is apart, and they say something.

    The case's row is held from here on: of two people who decide at once one is refused.
    """
    case: AccountabilityCase = decision.case
    access.check_may_take(by, step, case)
    _check_apart(by, decision)
    if case.divisions.filter(by=by).exists():
        raise Refused("区分责任的人不能审核、批准据此拟定的决定（ACC-12-d、ACC-12-e、X-02）。")
    if not words.strip():
        raise Refused(f"“{step.name}”要写明意见或者理由（{step.basis}）。")
    ledger.take(step, case, by=by, at=at, reason=f"第{decision.no}稿")
    newest = selectors.newest(case)
    if newest is None or newest.pk != decision.pk:
        raise Refused("这一稿之后已有新稿，请看过新稿再办理（ACC-12-e）。")


def _check_apart(by: Official, decision: Decision) -> None:
    """Drafter, checker and approver are three people, and none of them opened the case or looked into it.

    Raises:
        Refused: naming which of these this person was.
    """
    case = decision.case
    if by.pk == decision.drafted_by_id:
        raise Refused("拟稿人不能审核、批准自己拟的决定（ACC-12-e、X-02）。")
    if by.pk == decision.checked_by_id:
        raise Refused("法制审核和批准由不同的人办理（ACC-12-e、X-02）。")
    if by.pk == case.registered_by_id:
        raise Refused("立案人不能审核、批准决定（ACC-12-e、X-02）。")
    if any(row.official_id == by.pk for row in case.investigators.all()):
        raise Refused("本案的调查人员不能审核、批准决定（ACC-12-e、X-02）。")
    if why := access.is_in_conflict(by, case):
        raise Refused(f"您{why}，应当回避（ACC-4-4a）。")


def _judge(decision: Decision, **columns: object) -> None:
    """Write down what was said of the draft, in the same transaction."""
    Decision.objects.filter(pk=decision.pk).update(**columns)
    decision.refresh_from_db()
