"""Clearing rounds for tests: a round that asks units, entries brought as far as wanted."""

import datetime as dt
from typing import Any

from mingjing.catalogue.enums import OpinionKind
from mingjing.catalogue.models import ClearingEntry, ClearingRound
from mingjing.catalogue.services import clearing as services
from mingjing.catalogue.services import deciding
from mingjing.people.models import Official
from tests.catalogue.factories import AT, DAY, House, official, power_type

REVIEWERS = {"legal": "legal_reviewer", "secrecy": "secrecy_reviewer", "staffing": "staffing_reviewer"}
FIRST = AT.date()


def reviewer(kind: str, home: House) -> Official:
    return official(kind, REVIEWERS[kind], of=home.head.unit)


def opened(home: House, *others: House, at: dt.datetime = AT, **said: Any) -> ClearingRound:
    """A round of the office that asks these units."""
    today = at.date()
    days = {"submit_by": today + 10 * DAY, "review_by": today + 20 * DAY, "decide_by": today + 30 * DAY}
    told = {"name": "2026年职权清理", "basis": "市政府办公室通知", **days, **said}
    units = [home.unit, *(other.unit for other in others)]
    return services.open_round(units=units, by=home.head, at=at, **told)


def proposed(clearing: ClearingRound, home: House, name: str = "新事项", *, at: dt.datetime = AT) -> ClearingEntry:
    return services.propose(
        clearing, name=name, power_type=power_type(), basis="《公路法》第八条", by=home.clerk, at=at
    )


def handed_in(clearing: ClearingRound, home: House, *names: str, at: dt.datetime = AT) -> list[ClearingEntry]:
    """The unit's powers and these new proposals, with the reviewers."""
    services.prefill(clearing, by=home.clerk, at=at)
    for name in names:
        proposed(clearing, home, name, at=at)
    services.hand_in(clearing, by=home.clerk, at=at)
    return list(ClearingEntry.objects.filter(round=clearing, unit=home.unit).order_by("number"))


def reviewed(clearing: ClearingRound, home: House, *, at: dt.datetime = AT, **views: str) -> None:
    """All three opinions on everything of the unit that waits for one."""
    waiting = ClearingEntry.objects.filter(round=clearing, unit=home.unit, status="submitted")
    for kind in OpinionKind:
        view = views.get(kind, "agrees")
        deciding.give_opinion(waiting, kind=kind, view=view, text="见附件", by=reviewer(kind, home), at=at)


def decided(entry: ClearingEntry, home: House, outcome: str = "confirmed", *, at: dt.datetime = AT) -> None:
    rows = ClearingEntry.objects.filter(pk=entry.pk)
    ground = "条例第十四条" if outcome == "filed" else ""
    deciding.decide(rows, outcome=outcome, reason="依据充分", ground=ground, by=home.head, at=at)
    entry.refresh_from_db()


def closed(home: House, *names: str, at: dt.datetime = AT) -> ClearingRound:
    """A round of the one unit, everything confirmed, closed: the baseline."""
    clearing = opened(home, at=at)
    handed_in(clearing, home, *names, at=at)
    reviewed(clearing, home, at=at)
    waiting = ClearingEntry.objects.filter(round=clearing, status="submitted")
    deciding.decide(waiting, outcome="confirmed", reason="依据充分", by=home.head, at=at)
    services.close_round(clearing, by=home.head, at=at)
    clearing.refresh_from_db()
    return clearing
