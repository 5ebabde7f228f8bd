"""The State Council's holidays 2004 to 2026 as a well-kept library has them: the seed of our own table."""

from functools import lru_cache

from chinese_calendar.constants import Holiday, holidays, workdays

from mingjing.rules.calendar import SpecialDay, WorkCalendar

VERSION = "chinesecalendar-1.11.0"
SOURCE = "chinesecalendar 1.11.0"


@lru_cache(maxsize=1)
def seed() -> WorkCalendar:
    """The calendar of all years the library knows."""
    off = [SpecialDay(day, False, _chinese(name)) for day, name in holidays.items()]
    on = [SpecialDay(day, True, f"{_chinese(name)}调休上班") for day, name in workdays.items()]
    years = {row.day.year for row in off}
    return WorkCalendar.from_rows(VERSION, [*off, *on], years)


def _chinese(name: str) -> str:
    return str(Holiday(name).chinese)
