"""Clearing rounds: where each unit stands, how the counts add up, and the baseline that a closed round leaves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from mingjing.catalogue import access
from mingjing.catalogue.enums import DECIDED, EntryStatus, ItemStatus, OpinionKind, RoundStatus, VersionStatus
from mingjing.catalogue.models import ClearingEntry, ClearingOpinion, ClearingRound, ClearingUnit, PowerItem
from mingjing.people.enums import Role
from mingjing.people.models import Official, Unit

HELD = (ItemStatus.IN_FORCE, ItemStatus.SUSPENDED)


@dataclass
class Tally:
    """Counts of entries: what was submitted is confirmed, abolished, filed, or still open."""

    submitted: int = 0
    confirmed: int = 0
    abolished: int = 0
    filed: int = 0
    open: int = 0
    compiling: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Tally)))

    @property
    def adds_up(self) -> bool:
        """True if nothing that was submitted got lost (ASM-5-3-2a)."""
        return self.submitted == self.confirmed + self.abolished + self.filed + self.open


@dataclass(frozen=True)
class UnitTally:
    """A unit asked in a round, its counts by type and altogether."""

    asked: ClearingUnit
    types: dict[str, Tally]

    @property
    def whole(self) -> Tally:
        return total(self.types.values())


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, Tally())


def tallies(clearing: ClearingRound, *, units: QuerySet[Unit] | None = None) -> list[UnitTally]:
    """Each unit asked with its counts by type, by code. Two queries."""
    asked = ClearingUnit.objects.filter(round=clearing).select_related("unit", "handed_in_by").order_by("unit__code")
    entries = ClearingEntry.objects.filter(round=clearing)
    if units is not None:
        asked, entries = asked.filter(unit__in=units), entries.filter(unit__in=units)
    found: dict[Any, dict[str, Tally]] = {}
    for row in _counted(entries):
        unit, kind = row.pop("unit"), row.pop("type__name")
        found.setdefault(unit, {})[kind] = Tally(**row)
    return [UnitTally(row, found.get(row.unit_id, {})) for row in asked]


def _counted(entries: QuerySet[ClearingEntry]) -> Any:
    """Each count on its own, so that a row that fell between two would show (`Tally.adds_up`)."""
    at_home = Q(status__in=access.AT_HOME)
    return (
        entries.order_by("unit__code", "type__code")
        .values("unit", "type__name")
        .annotate(
            submitted=Count("pk", filter=~at_home),
            confirmed=Count("pk", filter=Q(status=EntryStatus.CONFIRMED)),
            abolished=Count("pk", filter=Q(status=EntryStatus.ABOLISHED)),
            filed=Count("pk", filter=Q(status=EntryStatus.FILED)),
            open=Count("pk", filter=Q(status__in=(EntryStatus.SUBMITTED, EntryStatus.RETURNED))),
            compiling=Count("pk", filter=Q(status=EntryStatus.COMPILING)),
        )
    )


def undecided(clearing: ClearingRound) -> QuerySet[ClearingEntry]:
    """Entries that keep the round from being closed."""
    return clearing.entries.exclude(status__in=(*DECIDED, EntryStatus.WITHDRAWN))


def with_opinions(entries: QuerySet[ClearingEntry]) -> QuerySet[ClearingEntry]:
    """With unit, type, power and every opinion; the opinions of an earlier submission stay readable."""
    said = ClearingOpinion.objects.select_related("by").order_by("at")
    return entries.select_related("unit", "type", "item", "decided_by", "submitted_by").prefetch_related(
        Prefetch("opinions", said)
    )


def missing_opinions(entry: ClearingEntry) -> list[OpinionKind]:
    """The reviews that the entry, as handed in last, still waits for. Reads `opinions`."""
    said = {opinion.kind for opinion in entry.opinions.all() if opinion.submission == entry.submission}
    return [kind for kind in OpinionKind if kind not in said]


def awaiting_opinion(entries: QuerySet[ClearingEntry], kind: str) -> QuerySet[ClearingEntry]:
    """Submitted entries on which this reviewer has said nothing since they were handed in."""
    said = ClearingOpinion.objects.filter(kind=kind, entry=OuterRef("pk"), submission=OuterRef("submission"))
    rows = entries.filter(status=EntryStatus.SUBMITTED)
    return rows.annotate(said=Subquery(said.values("pk")[:1])).filter(said=None)


def awaiting_decision(entries: QuerySet[ClearingEntry]) -> QuerySet[ClearingEntry]:
    """Submitted entries on which all three reviewers have said their opinion."""
    rows = entries.filter(status=EntryStatus.SUBMITTED)
    for kind in OpinionKind:
        said = ClearingOpinion.objects.filter(kind=kind, entry=OuterRef("pk"), submission=OuterRef("submission"))
        rows = rows.annotate(**{f"said_{kind}": Subquery(said.values("pk")[:1])}).exclude(**{f"said_{kind}": None})
    return rows


def held_powers(unit: Unit) -> QuerySet[PowerItem]:
    """What a unit must declare in a round: the powers it exercises, and those approved and not yet published."""
    approved = Q(status=ItemStatus.NEW, versions__status=VersionStatus.APPROVED)
    return PowerItem.objects.filter(approved | Q(status__in=HELD), unit=unit).distinct().order_by("number")


def undeclared(clearing: ClearingRound, unit: Unit) -> QuerySet[PowerItem]:
    """Powers that the unit holds and has not entered in the round."""
    entered = clearing.entries.filter(unit=unit, item__isnull=False).exclude(status=EntryStatus.WITHDRAWN)
    return held_powers(unit).exclude(pk__in=entered.values("item"))


def of_last_round() -> QuerySet[ClearingEntry]:
    """The entries of each unit's last closed round; the confirmed ones are the baseline of its catalogue (ACC-6-2)."""
    last = ClearingUnit.objects.filter(unit=OuterRef("unit"), round__status=RoundStatus.CLOSED)
    newest = last.order_by("-round__closed_at", "-round_id").values("round")[:1]
    return ClearingEntry.objects.filter(round=Subquery(newest))


def to_abolish(clearing: ClearingRound) -> QuerySet[ClearingEntry]:
    """Entries decided to be abolished whose power still stands: the office is led to its own step for it."""
    return clearing.entries.filter(status=EntryStatus.ABOLISHED, item__isnull=False).exclude(
        item__status=ItemStatus.ABOLISHED
    )


def to_draft(entries: QuerySet[ClearingEntry]) -> QuerySet[ClearingEntry]:
    """New proposals that were confirmed and have no draft yet."""
    return entries.filter(status=EntryStatus.CONFIRMED, item=None)


def tasks(viewer: Official) -> list[tuple[ClearingRound, str, int]]:
    """What running rounds ask of this person: the round, what to do, how many entries.

    One query for a unit's clerk, and one more than the reviews that are the person's.
    """
    waiting: list[tuple[str, Callable[[QuerySet[ClearingEntry]], QuerySet[ClearingEntry]]]] = [
        (kind.value, partial(awaiting_opinion, kind=kind)) for kind in access.opinions_of(viewer)
    ]
    if viewer.holds(Role.LGO_HEAD):
        waiting.append(("decision", awaiting_decision))
    found = _of_clerk(viewer) if viewer.holds(Role.UNIT_CLERK) else []
    rounds = _open(access.rounds_visible_to(viewer)) if waiting else {}
    entries = access.entries_visible_to(viewer).filter(round__in=rounds)
    for what, awaiting in waiting if rounds else ():
        counted = awaiting(entries).order_by("round").values_list("round").annotate(n=Count("pk"))
        found += [(rounds[pk], what, n) for pk, n in counted]
    return found


def _open(rounds: QuerySet[ClearingRound]) -> dict[Any, ClearingRound]:
    return {row.pk: row for row in rounds.filter(status=RoundStatus.OPEN)}


def _of_clerk(viewer: Official) -> list[tuple[ClearingRound, str, int]]:
    unsent = Count(
        "round__entries", filter=Q(round__entries__unit=viewer.unit_id) & Q(round__entries__status__in=UNSENT)
    )
    asked = ClearingUnit.objects.filter(round__status=RoundStatus.OPEN, unit=viewer.unit_id)
    rows = asked.select_related("round").annotate(n=unsent)
    return [(row.round, "hand_in", row.n) for row in rows if row.n or row.handed_in_at is None]


UNSENT = (EntryStatus.COMPILING, EntryStatus.RETURNED)
