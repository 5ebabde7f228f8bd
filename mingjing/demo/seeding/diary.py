"""When things were done: minutes of working days, in order, none of them in the future."""

import datetime as dt
from dataclasses import dataclass

from mingjing.casework.walking import CHINA
from mingjing.rules.calendar import DAY, WorkCalendar

MORNING = dt.time(9, 5)
MINUTES = 2  # between two acts on one day


@dataclass(frozen=True)
class Years:
    """The time that the demo tells of: `since` the first of January of last year, to `now`."""

    now: dt.datetime
    calendar: WorkCalendar

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(CHINA).date()

    @property
    def since(self) -> dt.date:
        return dt.date(self.today.year - 1, 1, 1)

    def before_cases(self, days: int) -> dt.date:
        """A day so long before the first case."""
        return self.since - days * DAY

    def days_ago(self, days: int) -> dt.date:
        return self.today - days * DAY

    def after(self, share: float) -> dt.date:
        """The day by which this share of the time with cases had passed."""
        return self.since + int((self.today - self.since).days * share) * DAY

    def diary(self, day: dt.date) -> "Diary":
        """A diary that begins on the first working day from `day` on."""
        first = self.calendar.first_working_day(day)
        return Diary(self, dt.datetime.combine(first, MORNING, CHINA))


@dataclass
class Diary:
    """The times of one story."""

    years: Years
    moment: dt.datetime

    def at(self, days: int = 0) -> dt.datetime:
        """A little later, or in the morning after so many working days; now where that is still to come."""
        self.moment += dt.timedelta(minutes=MINUTES)
        if days:
            later = self.years.calendar.working_day_after(self.moment.date(), days)
            self.moment = dt.datetime.combine(later, MORNING, CHINA)
        return min(self.moment, self.years.now)
