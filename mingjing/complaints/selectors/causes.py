"""What people complain about, by quarter, told so that nobody can work out a small number (CMP-1-a, CMP-8-c).

A count below five is not told. Whoever knows the number of all complaints could still subtract: so others are kept
back with it, or the sum itself, until each small count may be any of at least four numbers.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from mingjing.complaints.enums import Hidden
from mingjing.complaints.models import CauseCount

FEW = 5  # the least that is told
UNSURE = 4  # how many numbers a hidden small count may be, at least
WAIT = dt.timedelta(days=15)  # after a quarter: by then every complaint of it has been classified


@dataclass(frozen=True)
class Figures:
    """Counts as they may be told. `total` is None where it would give a small count away."""

    shown: Mapping[str, int]
    hidden: Mapping[str, Hidden]
    total: int | None


def public_figures(counts: Mapping[str, int]) -> Figures:
    """The counts of one quarter, small ones and those that would give them away left out. Pure."""
    few = {act for act, count in counts.items() if count < FEW}
    rest = sorted((count, act) for act, count in counts.items() if act not in few)
    apart: set[str] = set()
    while few and not _unsure(counts, few, apart) and rest:
        apart.add(rest.pop(0)[1])
    safe = not few or _unsure(counts, few, apart)  # else nothing helps but to keep the sum back as well
    hidden = dict.fromkeys(few, Hidden.FEW) | dict.fromkeys(apart, Hidden.APART)
    shown = {act: count for act, count in counts.items() if act not in hidden}
    return Figures(shown, hidden, sum(counts.values()) if safe else None)


def _unsure(counts: Mapping[str, int], few: set[str], apart: set[str]) -> bool:
    """True if subtracting what is told from the sum leaves each small count open."""
    rest = sum(counts[act] for act in few | apart)
    most = min(FEW - 1, rest - FEW * len(apart))
    least = 0 if apart else max(0, rest - (FEW - 1) * (len(few) - 1))
    return most - least + 1 >= UNSURE


def quarter_of(day: dt.date) -> str:
    """The quarter of a day, such as 2026-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def bounds(quarter: str) -> tuple[dt.date, dt.date]:
    """The first day of a quarter and the first one after it."""
    year, number = int(quarter[:4]), int(quarter[-1])
    after = dt.date(year + 1, 1, 1) if number == 4 else dt.date(year, 3 * number + 1, 1)
    return dt.date(year, 3 * number - 2, 1), after


def tables() -> dict[str, list[CauseCount]]:
    """Every counted quarter, the newest first: the sum, then the acts, the most first. One query."""
    found: dict[str, list[CauseCount]] = {}
    for row in CauseCount.objects.order_by("-quarter"):
        found.setdefault(row.quarter, []).append(row)
    return {name: sorted(rows, key=_place) for name, rows in found.items()}


def _place(row: CauseCount) -> tuple[bool, bool, int, str]:
    return bool(row.act), row.hidden == Hidden.FEW, -(row.shown or 0), row.act
