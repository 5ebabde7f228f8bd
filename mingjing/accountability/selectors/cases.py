"""Reads of cases: the list, and what a case is about in the words of its pack."""

from django.db.models import QuerySet

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase
from mingjing.people.models import Official
from mingjing.rules import packs
from mingjing.rules.packs.nouns import Ground


def cases(viewer: Official) -> QuerySet[AccountabilityCase]:
    """The cases that this person may see."""
    return access.visible_to(viewer).select_related("unit", "lead", "registered_by")


def ground_of(case: AccountabilityCase) -> Ground | None:
    """The ground as the pack has it under which the case was opened."""
    return packs.load(case.pack).grounds.get(case.ground)
