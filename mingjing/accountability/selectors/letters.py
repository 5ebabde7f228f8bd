"""Reads of the letters of a case: what was issued, and what still has to arrive."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from mingjing.accountability import access
from mingjing.accountability.enums import LetterKind
from mingjing.accountability.models import AccountabilityCase, Delivery, Letter, LetterScan
from mingjing.accountability.selectors.effects import in_force
from mingjing.people.models import Official

HANDED_OVER = (LetterKind.DEFENCE, LetterKind.NOTICE, LetterKind.RECTIFY, LetterKind.CLARIFY, LetterKind.REPLY)


def letters(case: AccountabilityCase) -> QuerySet[Any]:
    """The letters of a case in their order, each with its scans in `shown`, its delivery and `arrived`."""
    return _shown(Letter.objects.filter(case=case))


def notices_under_way(case: AccountabilityCase) -> list[Any]:
    """The notices of the decision in force that have not arrived; those of one that was made anew wait for nobody."""
    decision = in_force(case)
    since = decision.approved_on if decision else None
    rows = letters(case).filter(kind=LetterKind.NOTICE, arrived=False, subject__removed_on=None)
    return list(rows.filter(issued_on__gte=since) if since else rows)


def letters_to(viewer: Official) -> QuerySet[Any]:
    """What was written to this person, or to the unit they answer for: all they may read of a case."""
    return _shown(access.letters_to(viewer))


def seen_by(viewer: Official) -> QuerySet[Letter]:
    """Every letter that this person may open: of the cases they see, and those written to them."""
    return access.letters_seen_by(viewer).select_related("case", "subject__unit")


def scans_seen_by(viewer: Official) -> QuerySet[LetterScan]:
    """Every scan that this person may open."""
    return LetterScan.objects.filter(letter__in=access.letters_seen_by(viewer))


def _shown(rows: QuerySet[Letter]) -> QuerySet[Any]:
    arrived = Exists(Delivery.objects.filter(letter=OuterRef("pk")))
    named = LetterScan.objects.filter(letter=OuterRef("pk")).order_by("kept_at", "id")
    shown = ArraySubquery(named.values(row=JSONObject(pk="id", name="name")))
    return (
        rows.annotate(arrived=arrived, shown=shown)
        .select_related("case", "subject__unit", "subject__official", "delivery", "issued_by")
        .order_by("issued_at", "id")
    )
