"""Cases of the demo's powers, simulated from their charts and taken in like any delivery of a unit's system."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from mingjing.casework.models import Batch
from mingjing.casework.services.simulating import simulate_item, take_in
from mingjing.casework.simulation import SimulatedCase
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.demo.catalogue import Power
from mingjing.demo.seeding.diary import Years
from mingjing.ledger import selectors as ledger

NAME = "演示办件"  # of the batch


@dataclass(frozen=True)
class Load:
    """How many cases a power gets, and from which seed."""

    power: Power
    item: PowerItem
    seed: int
    count: int


def loads(powers: list[tuple[Power, PowerItem]], cases: int) -> list[Load]:
    """The cases shared out by the volumes of the powers; the shares add up."""
    running = [(power, item) for power, item in powers if power.volume and not power.silent]
    total, given, passed = max(1, sum(power.volume for power, _ in running)), 0, 0
    found = []
    for seed, (power, item) in enumerate(running, start=1):
        passed += power.volume
        count = cases * passed // total - given
        given += count
        found.append(Load(power, item, seed, count))
    return found


def run(load: Load, years: Years) -> int:
    """Let the power run until now; how many events came in, none if it ran before."""
    if not load.count or Batch.objects.filter(item=load.item, name=NAME).exists():
        return 0
    made = list(simulated(load, years))  # before the delivery: it reads the database too
    batch = take_in(load.item, made, name=NAME, at=years.now)
    return batch.taken


def simulated(load: Load, years: Years) -> Iterator[SimulatedCase]:
    """The cases; none is opened after the power was suspended or abolished."""

    def rates_of(version: PowerVersion):  # type: ignore[no-untyped-def]
        return load.power.versions[version.no - 1].rates

    ended = _ended(load.item)
    made = simulate_item(load.item, rates_of, seed=load.seed, count=load.count, since=years.since, until=years.now)
    for case in made:
        if case.events and (ended is None or case.events[0].at < ended):
            yield case


def _ended(item: PowerItem) -> dt.datetime | None:
    if item.status == "in_force":
        return None
    last = ledger.of_case(item).order_by("-seq").first()
    return last.at if last else None
