"""Cases made up for a published power: simulated from its own charts, then taken in and judged like any others."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from mingjing.casework.enums import BatchStatus, Source
from mingjing.casework.models import Batch
from mingjing.casework.services import runs
from mingjing.casework.services.ingestion import Incoming, ingest
from mingjing.casework.services.judging import judge_matters, yardstick_of
from mingjing.casework.services.signalling import MatterFact
from mingjing.casework.simulation import Rates, SimulatedCase, simulate
from mingjing.catalogue.models import FlowChart, PowerItem, PowerVersion
from mingjing.core.errors import Refused
from mingjing.procedure import Chart
from mingjing.procedure.timing import day_of
from mingjing.regulations.selectors import current_calendar
from mingjing.rules.calendar import DAY, WorkCalendar


@dataclass(frozen=True)
class Span:
    """The days on which new cases fall under one version: from `first` until the day before `before`."""

    version: PowerVersion
    first: dt.date
    before: dt.date


def simulate_item(
    item: PowerItem,
    rates_of: Callable[[PowerVersion], Rates],
    *,
    seed: int,
    count: int,
    since: dt.date,
    until: dt.datetime,
) -> Iterator[SimulatedCase]:
    """Cases opened since a day, each by the version then in force, as they stand at `until`.

    The same power, rates, calendar and other arguments give the same cases.

    Raises:
        Refused: the power was never published before `until`.
    """
    calendar = current_calendar()
    done = 0
    for span, share in _shares(spans(item, since, day_of(until)), calendar, count):
        flow = FlowChart.objects.get(version=span.version)
        yield from simulate(
            Chart.read(flow.xml.encode(), flow.process or None),
            limits=yardstick_of(span.version.pk, ()).limits,
            rates=rates_of(span.version),
            calendar=calendar,
            seed=seed * 1000 + span.version.no,
            count=share,
            since=span.first,
            before=span.before,
            until=until,
            first=done + 1,
        )
        done += share


def spans(item: PowerItem, since: dt.date, until: dt.date) -> list[Span]:
    """The published versions of a power with the days on which each took new cases, from `since` until `until`.

    Raises:
        Refused: no version had been published on any of these days.
    """
    versions = list(item.versions.exclude(published_at=None).order_by("published_at"))
    starts = [day_of(version.published_at) + DAY for version in versions if version.published_at]
    found = [
        Span(version, max(start, since), min(end, until))
        for version, start, end in zip(versions, starts, [*starts[1:], until], strict=True)
    ]
    found = [span for span in found if span.first < span.before]
    if not found:
        raise Refused(f"{item} 在 {since} 至 {until} 之间没有公布的版本，不能模拟办件。请改日期，或先公布。")
    return found


def _shares(found: Sequence[Span], calendar: WorkCalendar, count: int) -> Iterator[tuple[Span, int]]:
    """Each span with its part of the cases, by its working days."""
    days = [calendar.working_days(span.first - DAY, span.before - DAY) for span in found]
    total, given, passed = max(1, sum(days)), 0, 0
    for span, length in zip(found, days, strict=True):
        passed += length
        share = count * passed // total - given
        given += share
        yield span, share


@transaction.atomic
def take_in(item: PowerItem, cases: Iterable[SimulatedCase], *, name: str, at: dt.datetime) -> Batch:
    """Take simulated cases in as one delivery of the power's unit, and judge them.

    Raises:
        BatchRefused: with every faulty row; nothing was taken.
    """
    batch = Batch(unit=item.unit, item=item, source=Source.XES, name=name, received_at=at, status=BatchStatus.DONE)
    batch.digest = hashlib.sha256(name.encode()).hexdigest()
    batch.done = 100
    batch.save(force_insert=True)
    changed = ingest(batch, item, incoming(item, cases), at=at)
    batch.save(update_fields=["rows", "taken", "known"])
    old: list[MatterFact] = []
    judge_matters(item, changed, now=at, told_old=old.extend)
    runs.note_old(batch, item, old, judged=len(changed), at=at)
    return batch


def incoming(item: PowerItem, cases: Iterable[SimulatedCase]) -> Iterator[Incoming]:
    """The events of simulated cases as a unit's system would send them; a case simulated again has the same keys."""
    row = 0
    for case in cases:
        for place, event in enumerate(case.events, start=1):
            row += 1
            key = f"{item.number}/{case.number}/{place}"
            yield Incoming(row, case.number, event.activity, event.at, key, event.kind)
