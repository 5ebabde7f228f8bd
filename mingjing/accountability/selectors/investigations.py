"""Cases that wait for somebody in their investigation, for the page of what to do."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus, Finding
from mingjing.accountability.models import AccountabilityCase, Fact, Investigator
from mingjing.people.models import Official

WHILE = (CaseStatus.REGISTERED, CaseStatus.INVESTIGATING)


def _of(viewer: Official, **columns: object) -> Exists:
    rows = Investigator.objects.filter(case=OuterRef("pk"), official=viewer, recused_on=None)
    return Exists(rows.filter(**columns))


def to_declare(viewer: Official) -> QuerySet[AccountabilityCase]:
    """Cases of which this person is an investigator who has not declared, the oldest first."""
    rows = access.visible_to(viewer).filter(_of(viewer, declared_at=None), status__in=WHILE)
    return rows.order_by("registered_on", "id")


def to_find(viewer: Official) -> QuerySet[AccountabilityCase]:
    """Cases that this person investigates and of which a fact is still open, the oldest first."""
    waiting = Fact.objects.filter(case=OuterRef("pk"), finding=Finding.OPEN)
    rows = access.visible_to(viewer).filter(_of(viewer), Exists(waiting), status=CaseStatus.INVESTIGATING)
    return rows.order_by("registered_on", "id")


def understaffed(viewer: Official) -> QuerySet[AccountabilityCase]:
    """Cases that want investigators: fewer than two have declared that nothing bars them, the oldest first."""
    declared = Count(
        "investigators", filter=Q(investigators__recused_on=None, investigators__declared_at__isnull=False)
    )
    rows = access.visible_to(viewer).filter(status__in=WHILE).annotate(declared=declared)
    return rows.filter(declared__lt=access.FEWEST).order_by("registered_on", "id")
