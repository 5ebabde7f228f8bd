"""A line of the page, and what every part is asked with."""

import datetime as dt
from dataclasses import dataclass

from mingjing.people.models import Official
from mingjing.regulations.selectors import Law

MOST = 100  # of each kind: a longer list has its own page
SOON = dt.timedelta(days=3)


@dataclass(frozen=True)
class Desk:
    """Whose page it is, on which day, under which law: read once and handed to every part."""

    viewer: Official
    today: dt.date
    law: Law


@dataclass(frozen=True)
class Task:
    """One line of the page. `due` None where no limit runs; `basis` an id of the pack in force, or empty."""

    due: dt.date | None
    what: str
    number: str
    basis: str
    url: str
    step: str

    def state(self, today: dt.date) -> str:
        """The chip: late, soon, or neither."""
        if self.due is None:
            return ""
        return "late" if self.due < today else "soon" if self.due - today <= SOON else ""
