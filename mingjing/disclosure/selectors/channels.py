"""Channels as planned and as used: what each is good for (ASM-5-3-4a)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mingjing.disclosure.enums import Channel
from mingjing.disclosure.models import Disclosure, Picture, Plan
from mingjing.disclosure.selectors.records import valid


@dataclass(frozen=True)
class Use:
    """One channel: in how many plans it stands, how often it was used, with proof, late, and without being planned."""

    channel: str
    planned: int
    used: int
    proven: int
    late: int
    unplanned: int


def uses(records: QuerySet[Disclosure], plans: QuerySet[Plan]) -> list[Use]:
    """Every channel, the most used first. Two queries."""
    pictures = Picture.objects.filter(record=OuterRef("pk"))
    rows = valid().filter(pk__in=records.values("pk")).order_by().annotate(proof=Exists(pictures))
    counted = rows.values("channel").annotate(
        used=Count("pk"),
        proven=Count("pk", filter=Q(proof=True)),
        late=Count("pk", filter=Q(published_on__gt=F("due_on"))),
        unplanned=Count("pk", filter=Q(plan__isnull=False) & ~Q(plan__channels__contains=[F("channel")])),
    )
    said: dict[str, Any] = {row["channel"]: row for row in counted}
    names = {channel: Count("pk", filter=Q(channels__contains=[channel])) for channel in Channel.values}
    planned = plans.filter(ends_on=None).aggregate(**names)
    found = [Use(str(label), planned[value], *_counts(said.get(value))) for value, label in Channel.choices]
    return sorted(found, key=lambda use: (-use.used, -use.planned))


def _counts(row: dict[str, int] | None) -> list[int]:
    return [row[name] if row else 0 for name in ("used", "proven", "late", "unplanned")]
