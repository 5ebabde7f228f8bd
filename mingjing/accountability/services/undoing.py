"""What follows when an objection holds: the decision is made anew or falls, and its effects with it (GAP-07)."""

import datetime as dt

from mingjing.accountability import workflow
from mingjing.accountability.enums import ObjectionStatus
from mingjing.accountability.models import AccountabilityCase, Objection
from mingjing.accountability.selectors.effects import ABOUT, in_force
from mingjing.accountability.services.holding import hold
from mingjing.assignments import selectors as assignments
from mingjing.assignments.services import withdraw_all
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import MeritBar, Official
from mingjing.people.services import merit
from mingjing.supervision.enums import LeadStatus
from mingjing.supervision.services import leads


def follow(objection: Objection, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Do what a decided objection asks of its case; nothing where the decision stands or another took its place.

    Bars and tasks are taken back by the system: a person decided the objection, and they follow from it.
    """
    case = objection.case
    hold(case)
    if objection.status == ObjectionStatus.UPHELD or case.status not in workflow.DECIDED:
        return
    if in_force(case) != objection.decision:
        return
    above, reason = by.holds(Role.LG_MEMBER), f"异议{objection.number}：{objection.get_status_display()}"
    if objection.status == ObjectionStatus.REVOKED:
        step = workflow.REVOKE_ABOVE if above else workflow.REVOKE
        ledger.take(step, case, by=by, at=at, reason=reason, closed_on=today, closed_for=reason)
        if case.lead.status == LeadStatus.OPENED:
            leads.settle(case.lead, reason=reason, by=by, today=today, at=at)
    else:
        step = workflow.DECIDE_ANEW_ABOVE if above else workflow.DECIDE_ANEW
        ledger.take(step, case, by=by, at=at, reason=reason, closed_on=None, closed_for="")
    _take_back(case, reason, today=today, at=at)


def _take_back(case: AccountabilityCase, reason: str, *, today: dt.date, at: dt.datetime) -> None:
    for bar in MeritBar.objects.filter(case_id=case.pk, lifted_on=None).select_related("unit", "official"):
        merit.lift(bar, reason=reason, by=None, today=today, at=at)
    withdraw_all(assignments.about(ABOUT, [case.pk]), reason=reason, by=None, today=today, at=at)
