"""What whoever files a complaint may expect, and by when."""

import datetime as dt
from dataclasses import dataclass

from mingjing.regulations.selectors import Law

TO_ALL = ("GAP-21", "CMP-7-3")
TO_NAMED = "CMP-7-5"


@dataclass(frozen=True)
class Expected:
    """One thing that will have happened on a day at the latest; `id` is its limit in the pack."""

    id: str
    name: str
    article: str
    on: dt.date
    warning: str = ""


def expected(rules: Law, received_on: dt.date, *, by_name: bool) -> list[Expected]:
    """Decision, forwarding, and for those who gave their name a written notice; by day. Empty before any regulation."""
    asked = [*TO_ALL, *([TO_NAMED] if by_name else [])]
    limits = [(name, rules.limits[name]) for name in asked if name in rules.limits]
    ends = [(name, limit, limit.after(received_on, rules.calendar)) for name, limit in limits]
    rows = [Expected(name, limit.name, limit.article, end.on, end.warning) for name, limit, end in ends]
    return sorted(rows, key=lambda row: row.on)
