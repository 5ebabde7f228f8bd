"""不予追究: the head ends a case without anybody held to account, and everybody named in it is cleared (ACC-12-b)."""

import datetime as dt

from django.db import transaction

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import Finding, LetterKind
from mingjing.accountability.letters.answering import clarify
from mingjing.accountability.models import AccountabilityCase, Letter
from mingjing.accountability.services import issuing
from mingjing.accountability.services.holding import hold
from mingjing.accountability.services.telling import reason_of
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import MeritBar, Official
from mingjing.people.services import merit
from mingjing.supervision.services import leads

CLEARED = "案件不予追究，标记解除（ACC-12-b）"


@transaction.atomic
def acquit(case: AccountabilityCase, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> list[Letter]:
    """End a case as not established, or as nothing that anybody is held to account for (不予追究).

    The lead ends with it, merit bars of the case are lifted, and each who was named gets a letter that clears them.

    Raises:
        Refused: not the head, or a head who registered or investigated it or is of the unit; no reason; nobody named;
            or the facts are not all found established or not.
    """
    hold(case)
    access.check_may_take(by, workflow.ACQUIT, case)
    if by.pk == case.registered_by_id or case.investigators.filter(official=by).exists():
        raise Refused("您立案或者调查过本案，不予追究要由没有参与的负责人决定（ACC-4-4a）。")
    if why := access.is_in_conflict(by, case):
        raise Refused(f"您{why}，应当回避（ACC-4-4a）。")
    if not reason.strip():
        raise Refused("不予追究要写明理由：查明了什么、为什么不追究（ACC-12-b）。")
    found = list(case.facts.values_list("finding", flat=True))
    if not found or Finding.OPEN in found:
        raise Refused("事实还没有全部认定，请先由调查人员记录事实并逐项认定查实或者不成立（ACC-12-b）。")
    subjects = list(case.subjects.filter(removed_on=None).select_related("unit", "official"))
    if not subjects:
        raise Refused("本案没有列入责任主体，无从送达澄清函，请先由办公室列入（ACC-4-2）。")
    AccountabilityCase.objects.filter(pk=case.pk).update(closed_for=reason.strip())
    ledger.take(workflow.ACQUIT, case, by=by, at=at, reason=reason_of(case, reason.strip()), closed_on=today)
    leads.settle(case.lead, reason=reason, by=by, today=today, at=at)
    for bar in MeritBar.objects.filter(case_id=case.pk, lifted_on=None).select_related("unit", "official"):
        merit.lift(bar, reason=CLEARED, by=by, today=today, at=at)
    return [
        issuing.issue(case, LetterKind.CLARIFY, clarify(subject, reason), subject=subject, by=by, today=today, at=at)
        for subject in subjects
    ]
