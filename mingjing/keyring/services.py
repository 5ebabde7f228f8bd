"""Keep wraps, find them, drop them. Kept before the case they open: an orphan opens nothing, a gap loses a case."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from mingjing.keyring.models import Wrap


def keep(wraps: Iterable[Wrap]) -> None:
    """Store wraps. One that its holder has already stays as it is."""
    Wrap.objects.bulk_create(wraps, ignore_conflicts=True)


def of(cases: Collection[UUID], *, holders: Collection[str]) -> QuerySet[Wrap]:
    """The wraps that any of `holders` has for any of `cases`."""
    return Wrap.objects.filter(case_id__in=cases, holder__in=holders)


def drop(case: UUID, *, purpose: str = "", holder: str = "", holders: Collection[str] = ()) -> int:
    """Take wraps of a case away for good; how many. Without the others, every one of the case."""
    asked = Q(case_id=case)
    asked &= Q(purpose=purpose) if purpose else Q()
    asked &= Q(holder=holder) if holder else Q()
    asked &= Q(holder__in=holders) if holders else Q()
    return Wrap.objects.filter(asked).delete()[0]
