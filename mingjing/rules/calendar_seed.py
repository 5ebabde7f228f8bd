"""The calendar a new city starts from: the State Council's arrangements for 2004 to 2026, from chinesecalendar."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, in_lieu_days, workdays

from mingjing.rules.calendar import SpecialDay, WorkCalendar

VERSION = "state-council-2004-2026"
SOURCE = "chinesecalendar 1.11.0"
YEARS = range(2004, 2027)
# The library misses a day that the notice for 2006 (国办发明电〔2005〕35号) makes a working day.
CORRECTIONS = (SpecialDay(date(2005, 12, 31), True, "元旦调休上班"),)
NAMES = {
    Holiday.tomb_sweeping_day: "清明节",
    Holiday.dragon_boat_festival: "端午节",
    Holiday.mid_autumn_festival: "中秋节",
    Holiday.anti_fascist_70th_day: "抗战胜利七十周年纪念日",
}


@dataclass(frozen=True)
class Notice:
    """The State Council notice that settled one year. `number` is empty where we are not certain of it."""

    year: int
    title: str
    number: str = ""
    link: str = ""

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else f"{self.title}（据 {SOURCE}）"


@cache
def seed() -> WorkCalendar:
    """The seed calendar: every day of 2004 to 2026 that differs from the plain week."""
    return WorkCalendar.from_rows(VERSION, rows(), YEARS)


def rows() -> list[SpecialDay]:
    """Special days of the library, corrected by the notices, in order of date, with the reason in Chinese."""
    off = [SpecialDay(day, False, _why(day, name)) for day, name in holidays.items()]
    worked = [SpecialDay(day, True, f"{_chinese(name)}调休上班") for day, name in workdays.items()]
    return sorted([*off, *worked, *CORRECTIONS])


@cache
def notices() -> Mapping[int, Notice]:
    """The notice of each year of the seed."""
    with (Path(__file__).parent / "notices.toml").open("rb") as file:
        listed = [Notice(**row) for row in tomllib.load(file)["notices"]]
    return {notice.year: notice for notice in listed}


def _why(day: date, name: str) -> str:
    return f"{_chinese(name)}放假（调休）" if day in in_lieu_days else f"{_chinese(name)}放假"


def _chinese(name: str) -> str:
    holiday = Holiday(name)
    return NAMES.get(holiday, str(holiday.chinese))
