"""What the sweep finds lacking: a value for each lack, and what every finder is told."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from mingjing.people.models import Unit
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.limits import Limit

LONGEST = {"subject": 200, "what": 300}


@dataclass(frozen=True)
class Lack:
    """Something that should be public and is not, under the id it offends.

    `key` tells it from other lacks of the unit under the same id and stays the same from day to day; `since` is when
    it began, None where nobody knows: then it counts from the day it was found.
    """

    article: str
    unit: UUID
    what: str
    key: str = ""
    since: dt.date | None = None
    item: UUID | None = None
    subject: str = ""

    @property
    def identity(self) -> tuple[UUID, str, str]:
        """What two findings of the same lack share."""
        return self.unit, self.article, self.key


@dataclass(frozen=True)
class Search:
    """What finders look at: units that owe, the day, the limits and the calendar of that day."""

    units: QuerySet[Unit]
    today: dt.date
    limits: Mapping[str, Limit]
    calendar: WorkCalendar


Finder = Callable[[Search], Iterator[Lack]]
