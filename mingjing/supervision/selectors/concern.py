"""Matters of general concern (群众普遍关心): what share of a unit's powers they are, and how many are up to date."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from mingjing.disclosure.selectors import freshness
from mingjing.people.models import Unit


@dataclass(frozen=True)
class Concern:
    """`public` powers, `flagged` ones among them, and those of the flagged that are not older than their cycle."""

    public: int = 0
    flagged: int = 0
    fresh: int = 0

    def __add__(self, other: "Concern") -> "Concern":
        return Concern(self.public + other.public, self.flagged + other.flagged, self.fresh + other.fresh)

    @property
    def share(self) -> float | None:
        """Of a hundred public powers so many are flagged; None where there are none."""
        return round(100 * self.flagged / self.public, 1) if self.public else None

    @property
    def updated(self) -> float | None:
        """Of a hundred flagged powers so many were updated in time; None where there are none."""
        return round(100 * self.fresh / self.flagged, 1) if self.flagged else None


def concern(units: QuerySet[Unit], *, today: dt.date) -> dict[object, Concern]:
    """Each unit's powers of general concern (ASM-5-3-1). One query."""
    flagged = Q(current__key_concern=True)
    rows = freshness.powers(today).filter(unit__in=units).order_by().values_list("unit")
    counted = rows.annotate(
        n=Count("pk"),
        flagged=Count("pk", filter=flagged),
        fresh=Count("pk", filter=flagged & (Q(stale=None) | Q(stale__gt=today))),
    )
    return {unit: Concern(*numbers) for unit, *numbers in counted}
