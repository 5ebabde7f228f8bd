"""The whole city, step by step. Each step is a transaction of its own; one that was done before is not done again."""

import datetime as dt
from collections.abc import Callable
from time import monotonic

from django.db.models import QuerySet

from mingjing.casework.services import statistics
from mingjing.casework.services.sweeping import sweep
from mingjing.demo.accounts import OFFICE
from mingjing.demo.catalogue import Power, demo_powers
from mingjing.demo.seeding import (
    accountability,
    answers,
    cases,
    changes,
    clearing,
    complaints,
    disclosures,
    filings,
    gaps,
    interpretations,
    keys,
    laws,
    leads,
    masters,
    meetings,
    notices,
    pages,
    powers,
    records,
    supervision,
)
from mingjing.demo.seeding.diary import Years
from mingjing.ledger import services as ledger
from mingjing.ledger.models import Entry
from mingjing.people.models import Unit
from mingjing.regulations.selectors import current_calendar

SEEDED = "演示数据就绪"
PARTS = 4  # lines of progress for the cases
Tell = Callable[[str], None]


def is_foreign() -> bool:
    """True for a database with units that this module did not found."""
    return Unit.objects.exists() and not _marked(masters.MARK)


def is_seeded() -> bool:
    """True once every step has been done."""
    return _marked(SEEDED)


def _marked(step: str) -> bool:
    return _entries(step).exists()


def _entries(step: str) -> QuerySet[Entry]:
    return Entry.objects.filter(step=step, case_id__in=Unit.objects.filter(code=OFFICE).values("pk"))


def seed(*, total: int, now: dt.datetime, tell: Tell, some: tuple[Power, ...] | None = None) -> None:
    """Fill the database, from where an earlier attempt stopped and as of its day. `some`: these powers only."""
    chosen = demo_powers() if some is None else some
    began = monotonic()

    def done(what: str) -> None:
        tell(f"  {monotonic() - began:5.1f} s  {what}")

    if not Unit.objects.exists():
        masters.found(at=now)
    now = _entries(masters.MARK).get().at
    years = Years(now, current_calendar())
    done(f"{Unit.objects.count()} units, their people, regulations, work calendar")
    done(f"{keys.make(years)} sealing keys made, those of three custodians among them")
    made = sum(powers.bring_out(power, years, place / len(chosen)) for place, power in enumerate(chosen))
    done(f"{made} powers drafted, reviewed, published")
    done(f"{laws.change(years)} laws changed, {notices.send(years)} notices sent, {changes.answer(years)} tasks open")
    done(f"{supervision.set_rules(years)} rules of powers' own set")
    _run(cases.loads(list(powers.published(chosen)), total, years), years, done)
    done(f"{records.fill_in(years)} operation records filled in")
    done(f"{meetings.hold(years)} collective decisions recorded")
    done(f"{sweep(today=years.today, at=years.now).given} signals given today")
    done(f"{supervision.chase_and_tell(years)} signals chased by hand")
    done(f"{statistics.refresh()} months of powers counted")
    done(f"{disclosures.disclose(years)} plans of disclosure made and kept, or not")
    done(f"{clearing.hold(years)} entries cleared in two rounds, {gaps.find(years)} gaps found")
    done(f"{interpretations.give(years)} questions on articles, {leads.register(years)} leads registered")
    done(f"{accountability.pursue(years)} cases of accountability on their way")
    done(f"{filings.ask(years)} reports and other material asked of units")
    done(f"{complaints.tell_stories(years)} complaints filed and handled")
    done(f"{pages.publish_all()} public pages written")
    ledger.write(Unit.objects.get(code=OFFICE), SEEDED, by=None, at=now)


def _run(loads: list[cases.Load], years: Years, done: Tell) -> None:
    """Let the powers run: the cases of earlier times with their signals answered, then those of late, judged today."""
    events = 0
    for place, load in enumerate(loads, start=1):
        events += load.deliver_old()
        if place % (len(loads) // PARTS + 1) == 0 or place == len(loads):
            done(f"{events} events of {sum(load.count for load in loads[:place])} cases taken in and judged")
    done(f"{answers.answer_old(years)} signals answered")
    done(f"{sum(load.deliver_recent() for load in loads)} events of the last weeks taken in and judged")
