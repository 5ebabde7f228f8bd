"""Matters for tests of public pages: events taken in and judged as a unit's system would have them."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mingjing.casework.enums import Source
from mingjing.casework.models import Batch, Matter
from mingjing.casework.services import statistics
from mingjing.casework.services.ingestion import Incoming, ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.core.models import uuid7
from tests.catalogue.factories import AT, DAY

NOW = AT + 60 * DAY  # Friday, 1 May 2026, a holiday
Happening = tuple[str, dt.datetime | None] | tuple[str, dt.datetime, str] | tuple[str, dt.datetime, str, str]


def get(client: Client, name: str, *args: object, **query: object) -> HttpResponse:
    """A public page by the name of its address."""
    return client.get(reverse(f"portal:{name}", args=args), query)


def deliver(version: PowerVersion, matters: Mapping[str, Sequence[Happening]], *, now: dt.datetime = NOW) -> None:
    """Matters by number with their events, (activity, at) each, and if need be its kind and a note."""
    item = version.item
    batch = Batch.objects.create(unit=item.unit, item=item, source=Source.REST, digest="", received_at=now)
    events = [(number, n, said) for number, happened in matters.items() for n, said in enumerate(happened)]
    rows = [
        Incoming(row, number, said[0], said[1], f"{item.number}/{number}/{n}", *said[2:])
        for row, (number, n, said) in enumerate(events, start=1)
    ]
    judge_matters(item, ingest(batch, item, rows, at=now), now=now)
    statistics.refresh()


def happen(version: PowerVersion, number: str, *happenings: Happening, now: dt.datetime = NOW) -> Matter:
    """One matter with these events."""
    deliver(version, {number: happenings}, now=now)
    return Matter.objects.get(item=version.item, number=number)


def walk(
    version: PowerVersion, number: str, *names: str, since: dt.datetime = AT + DAY, every: int = 1,
    now: dt.datetime = NOW,
) -> Matter:  # fmt: skip
    """One matter whose steps follow each other by so many days."""
    return happen(version, number, *((name, since + n * every * DAY) for n, name in enumerate(names)), now=now)


def copy_of(item: PowerItem, number: str) -> PowerItem:
    """Another power like this one, with a version of its own: for lists that must not grow dear."""
    version = PowerVersion.objects.get(pk=item.current_id)
    copy = PowerItem.objects.get(pk=item.pk)
    copy.pk = copy.id = uuid7()
    copy.number, copy.current, copy.status = number, None, "new"
    copy.save(force_insert=True)
    version.pk = version.id = uuid7()
    version.item, version.number = copy, f"{number}-v1"
    version.save(force_insert=True)
    copy.current, copy.status = version, item.status
    copy.save()
    return copy
