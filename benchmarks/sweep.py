"""Clocks a minute: write breaches, sweep again, count all open clocks again on a new calendar, check the ledger."""

import argparse
import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import django
from django.test.utils import setup_databases, teardown_databases

from config import database, postgres

START, TODAY, AT = dt.date(2026, 12, 15), dt.date(2026, 12, 24), dt.datetime(2026, 12, 24, 1, tzinfo=dt.UTC)
MOVED = (4, 5)  # January days that the new calendar takes off


def measure(count: int) -> None:
    """Half of the clocks have run out by TODAY; the others reach into 2027, whose calendar then changes."""
    from mingjing.clocks import services
    from mingjing.ledger import selectors as ledger
    from mingjing.rules import packs
    from mingjing.rules.calendar import SpecialDay, WorkCalendar
    from mingjing.rules.calendar_seed import seed

    limit = packs.load("baoding-2010").limits["CMP-7-5"]
    store(limit, START, count // 2)
    store(limit, dt.date(2026, 12, 28), count - count // 2)
    off = [SpecialDay(dt.date(2027, 1, day), False, "元旦放假（调休）") for day in MOVED]
    new = WorkCalendar.from_rows("with-2027", [*seed().rows(), *off], [*seed().years, 2027])
    say("sweep", count, lambda: services.mark_breaches(today=TODAY, at=AT))
    say("sweep again", count, lambda: services.mark_breaches(today=TODAY, at=AT))
    say("count again", count - count // 2, lambda: len(services.recount(new, at=AT)))
    say("ledger check", count, lambda: len(list(ledger.faults())))


def store(limit: Any, start: dt.date, count: int) -> None:
    """Clocks with the entry that opened each."""
    from mingjing.clocks.models import Clock
    from mingjing.clocks.selectors import terms_of
    from mingjing.ledger.services import write_all
    from mingjing.rules.calendar_seed import seed

    deadline, unit = limit.after(start, seed()), uuid4()
    clocks = [
        Clock(
            number=f"{start}/{n}", status="running", case_id=uuid4(), case_kind="x", unit_id=unit, limit=limit.id,
            terms=terms_of(limit), pack="baoding-2010", calendar=seed().version, started_on=start,
            due_on=deadline.on, other_on=deadline.other.on, provisional=deadline.provisional,
        )
        for n in range(count)
    ]  # fmt: skip
    Clock.objects.bulk_create(clocks, batch_size=2000)
    write_all(clocks, "起算", by=None, at=AT, columns=("status", "due_on"))


def say(what: str, count: int, work: Callable[[], int]) -> None:
    began = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - began
    rate = count / seconds * 60
    sys.stdout.write(f"{what:<13} {found:>8,} of {count:>8,} in {seconds:7.2f} s  {rate:>12,.0f} clocks a minute\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clocks", type=int, default=20_000, help="how many (%(default)s)")
    count = options.parse_args().clocks
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    cluster = postgres.at(database.DATA_DIR, "postgres-bench", durable=True)
    with postgres.running(cluster):
        os.environ["DATABASE_URL"] = cluster.url(postgres.OWNER)
        django.setup()
        made = setup_databases(verbosity=0, interactive=False)
        try:
            measure(count)
        finally:
            teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
