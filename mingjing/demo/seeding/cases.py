"""Cases of the demo's powers, simulated from their charts and taken in as two deliveries of each unit's system."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from mingjing.casework.models import Batch
from mingjing.casework.services.simulating import simulate_item, take_in
from mingjing.casework.simulation import SimulatedCase
from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import PowerItem
from mingjing.demo.catalogue import Power
from mingjing.demo.seeding.diary import Years
from mingjing.ledger import selectors as ledger

OLD, RECENT = "历史办件", "近期办件"  # names of the deliveries
RECENT_DAYS = 40


@dataclass
class Load:
    """How many cases a power gets, and from which seed."""

    power: Power
    item: PowerItem
    seed: int
    count: int
    years: Years

    @cached_property
    def cases(self) -> list[SimulatedCase]:
        """The cases as they stand now; none is opened after the power was suspended or abolished."""
        ended = _ended(self.item)
        made = simulate_item(
            self.item,
            lambda version: self.power.versions[version.no - 1].rates,
            seed=self.seed,
            count=self.count,
            since=self.years.since,
            until=self.years.now,
        )
        return [case for case in made if case.events and (ended is None or case.events[0].at < ended)]

    def deliver_old(self) -> int:
        """What happened until some weeks ago, received and judged then; how many events, none if it is there."""
        at = self.years.diary(self.years.days_ago(RECENT_DAYS)).at()
        return self._deliver(OLD, at)

    def deliver_recent(self) -> int:
        """What has happened since, received and judged now."""
        return self._deliver(RECENT, self.years.now)

    def _deliver(self, name: str, at: dt.datetime) -> int:
        if not self.count or Batch.objects.filter(item=self.item, name=name).exists():
            return 0
        known = Batch.objects.filter(item=self.item).order_by("received_at").values_list("received_at", flat=True)
        cases = list(_between(self.cases, known.last(), at))
        return take_in(self.item, cases, name=name, at=at).taken


def _between(cases: list[SimulatedCase], after: dt.datetime | None, until: dt.datetime) -> Iterator[SimulatedCase]:
    """The cases that went on after a moment, with all that happened in them until another."""
    for case in cases:
        events = tuple(event for event in case.events if event.at <= until)
        if events and (after is None or events[-1].at > after):
            yield replace(case, events=events)


def loads(powers: list[tuple[Power, PowerItem]], cases: int, years: Years) -> list[Load]:
    """The cases shared out by the volumes of the powers; the shares add up."""
    running = [(power, item) for power, item in powers if power.volume and not power.silent]
    total, given, passed = max(1, sum(power.volume for power, _ in running)), 0, 0
    found = []
    for seed, (power, item) in enumerate(running, start=1):
        passed += power.volume
        count = cases * passed // total - given
        given += count
        found.append(Load(power, item, seed, count, years))
    return found


def _ended(item: PowerItem) -> dt.datetime | None:
    if item.status == ItemStatus.IN_FORCE:
        return None
    last = ledger.of_case(item).order_by("-seq").first()
    return last.at if last else None
