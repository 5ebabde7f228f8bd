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


def next_cases(after: UUID, most: int) -> list[UUID]:
    """The cases that have wraps, in the order of their keys, from the one behind `after` on."""
    rows = Wrap.objects.filter(case_id__gt=after).order_by("case_id").values_list("case_id", flat=True)
    return list(rows.distinct()[:most])


def all_of(cases: Collection[UUID]) -> QuerySet[Wrap]:
    """Every wrap of `cases`, without what is in it."""
    return Wrap.objects.filter(case_id__in=cases).defer("box")


def drop_some(keys: Collection[UUID]) -> int:
    """Take these wraps away for good; how many."""
    return Wrap.objects.filter(pk__in=keys).delete()[0]


def drop(
    case: UUID,
    *,
    purpose: str = "",
    holder: str = "",
    holders: Collection[str] = (),
    but: Collection[str] = (),
) -> int:
    """Take wraps of a case away for good; how many. Without the others, every one of the case.

    `but`: these holders keep theirs.
    """
    asked = Q(case_id=case)
    asked &= Q(purpose=purpose) if purpose else Q()
    asked &= Q(holder=holder) if holder else Q()
    asked &= Q(holder__in=holders) if holders else Q()
    asked &= ~Q(holder__in=but) if but else Q()
    return Wrap.objects.filter(asked).delete()[0]
