"""Reads of objections: what one may rest on, those of a case, the list of the office with its last days (GAP-07)."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from mingjing.accountability import access
from mingjing.accountability.enums import LetterKind
from mingjing.accountability.models import AccountabilityCase, Decision, Letter, Objection, Subject
from mingjing.accountability.selectors import periods
from mingjing.accountability.selectors.effects import in_force
from mingjing.people.models import Official
from mingjing.rules.limits import Deadline


@dataclass(frozen=True)
class Ground:
    """What a subject may object to: the decision in force, their notice of it, and the day they received it."""

    decision: Decision
    letter: Letter
    received_on: dt.date

    @cached_property
    def deadline(self) -> Deadline:
        """The last day, of the length that the notice tells."""
        told_on = self.decision.approved_on or self.decision.drafted_on
        return periods.until(periods.OBJECTION, told_on=told_on, received_on=self.received_on)


def ground_of(subject: Subject) -> Ground | None:
    """What this subject may object to now; None before they have received a notice of the decision in force."""
    decision = in_force(subject.case)
    if decision is None:
        return None
    notices = subject.letters.filter(kind=LetterKind.NOTICE, issued_on__gte=decision.approved_on)
    letter = notices.select_related("delivery").exclude(delivery=None).last()
    return Ground(decision, letter, letter.delivery.received_on) if letter else None


def objections(viewer: Official) -> QuerySet[Objection]:
    """The objections that this person may see."""
    rows = access.objections_visible_to(viewer)
    return rows.select_related(
        "case__unit", "subject__unit", "decision__approved_by", "letter", "handler", "decided_by", "filed_by", "reply"
    )


def of_case(case: AccountabilityCase) -> QuerySet[Objection]:
    """The objections in a case, the newest first."""
    return case.objections.select_related("subject__unit")


def counted(objection: Objection) -> Deadline | None:
    """How the last day was counted."""
    return periods.counted(objection.terms, objection.received_on, objection.calendar)
