"""Last days that run from the day a letter was received: to be heard, and to object (ACC-12-c, GAP-07)."""

import datetime as dt
from typing import Any

from django.conf import settings

from mingjing.regulations import selectors as regulations
from mingjing.regulations.selectors import Law
from mingjing.rules import packs
from mingjing.rules.limits import Deadline, Limit

DEFENCE, OBJECTION, ANSWER = "ACC-12-c", "GAP-07", "GAP-07-answer"


def length(identifier: str, told_on: dt.date) -> Limit:
    """The limit as a letter of that day tells it; the default pack's where no regulation was in force."""
    return _limit(identifier, regulations.law(told_on))


def until(identifier: str, *, told_on: dt.date, received_on: dt.date) -> Deadline:
    """The last day: the length in force when the letter was written, from the day it came, which does not count."""
    law = regulations.law(told_on)
    return _limit(identifier, law).after(received_on, law.calendar)


def _limit(identifier: str, law: Law) -> Limit:
    return law.limits.get(identifier) or packs.load(settings.DEFAULT_PACK).limits[identifier]


def counted(terms: dict[str, Any], since: dt.date, calendar: str) -> Deadline | None:
    """How a last day was counted when it was stored; None where nothing tells."""
    return Limit.of(terms).after(since, regulations.calendar_as_of(calendar)) if terms else None
