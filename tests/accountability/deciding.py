"""A case on its way from a division to an approved decision, for tests of these steps."""

import datetime as dt
from typing import Any

from mingjing.accountability.models import AccountabilityCase, Decision, Division, Subject
from mingjing.accountability.services import dividing, drafting, judging
from mingjing.accountability.services.dividing import Chosen
from mingjing.accountability.services.drafting import Draft, Picked
from mingjing.rules import measures
from tests.accountability.factories import FAULT, TODAY, Cast, case, evidence, fact, hearing, person
from tests.catalogue.factories import AT

NOW = {"today": TODAY, "at": AT}
DUE = dt.date(2026, 4, 1)
NOT_SUBMITTED = {"way": "person", "needed": "yes", "submitted": "no"}


def heard(people: Cast, status: str = "heard", **columns: Any) -> tuple[AccountabilityCase, Subject]:
    """A case with a proven fact against the handler, who waived the hearing."""
    found = case(people, status, fault_on=FAULT, **columns)
    subject = person(found, people.handler)
    fact(found, evidence(found))
    hearing(subject)
    return found, subject


def divided(people: Cast, **columns: Any) -> tuple[AccountabilityCase, Subject, Division]:
    """The same, the handler bearing all of it."""
    found, subject = heard(people, **columns)
    chosen = {subject.pk: Chosen("full")}
    division = dividing.divide(
        found, dividing.Said(NOT_SUBMITTED), chosen, circumstances=[], weighing="影响一家企业，已经补救。", after=None,
        by=people.lgo, **NOW,
    )  # fmt: skip
    return found, subject, division


def picked(measure: str, *, words: str = "", organ: str = "", **said: Any) -> Picked:
    return Picked(measures.Chosen(measure, **said), words, organ)


def minor(subject: Subject) -> dict[Any, list[Picked]]:
    """An admonition, and correction within a time."""
    return {subject.pk: [picked("ACC-11-1a"), picked("ACC-11-1c", due_on=DUE)]}


def said(subject: Subject, **changes: Any) -> Draft:
    """A draft that lacks nothing."""
    columns: dict[str, Any] = {
        "severity": "ACC-11-1", "reasons": "情节轻微，影响较小。", "measures": minor(subject), "bases": ["ACC"],
        "rectify_what": "退还多收的材料，按承诺时限办结。", "rectify_by": DUE,
    }  # fmt: skip
    return Draft(**{**columns, **changes})


def drafted(people: Cast, **changes: Any) -> Decision:
    found, subject, division = divided(people)
    return drafting.draft(found, said(subject, **changes), division=division.pk, by=people.lgo, **NOW)


def above(people: Cast) -> Decision:
    """A draft that the leading group approves: a measure of a graver severity, with a reason."""
    found, subject, division = divided(people)
    measure = picked("ACC-11-3e", starts_on=dt.date(2026, 11, 30), deviation="两年内第三次发生。")
    draft = said(subject, measures={subject.pk: [measure]})
    return drafting.draft(found, draft, division=division.pk, by=people.lgo, **NOW)


def checked(people: Cast, decision: Decision | None = None) -> Decision:
    decision = decision or drafted(people)
    judging.check(decision, opinion="事实清楚，依据正确。", by=people.legal, **NOW)
    return decision
