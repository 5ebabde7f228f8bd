"""The work calendar as versions: seeded from the library, a year added or replaced from a file (X-04)."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import CalendarDay, CalendarVersion, CalendarYear, Official
from mingjing.regulations import access
from mingjing.regulations.files import decoded
from mingjing.regulations.selectors import current_calendar
from mingjing.rules import calendar_seed
from mingjing.rules.calendar import SATURDAY, SpecialDay, WorkCalendar

COLUMNS = ("日期", "上班", "说明")
YES, NO = {"是", "1", "true", "上班"}, {"否", "0", "false", "放假", "休息"}
MOST_PROBLEMS = 20  # told at once
EARLIEST, LATEST = 1950, 2100


@dataclass(frozen=True)
class DayChange:
    """A day that a new calendar version treats otherwise than the one before."""

    day: dt.date
    before: str
    after: str


@transaction.atomic
def seed(*, at: dt.datetime) -> CalendarVersion:
    """Store the library's years 2004 to 2026 with their notices, unless a calendar is stored already."""
    stored = CalendarVersion.objects.filter(current=True).first()
    if stored:
        return stored
    known = calendar_seed.seed()
    notices = {year: str(notice) for year, notice in calendar_seed.notices().items()}
    return _store(known, notices, calendar_seed.SOURCE, by=None, at=at)


@transaction.atomic
def import_year(
    year: int, *, name: str, data: bytes, notice: str, by: Official | None, at: dt.datetime
) -> tuple[CalendarVersion, list[DayChange]]:
    """Make a new version in which `year` follows a file; the old version stays for what was counted on it.

    Columns 日期, 上班 and 说明; one row for each day off on a weekday and each weekend day worked. Running
    clocks are counted again by the caller.

    Raises:
        Refused: without a notice, or with any faulty row; every row is named and nothing is changed.
    """
    access.check_may_keep(by)
    if not notice.strip():
        raise Refused("请填写放假安排所依据的国务院通知（X-04）。")
    if not EARLIEST <= year <= LATEST:
        raise Refused(f"年份 {year} 不在 {EARLIEST} 至 {LATEST} 之间，请核对。")
    rows = _rows(year, decoded(name, data))
    seed(at=at)
    before = current_calendar()
    kept = [special for special in before.rows() if special.day.year != year]
    version = _version_name(at)
    after = WorkCalendar.from_rows(version, [*kept, *rows], before.years | {year})
    notices = {kept_year.year: kept_year.notice for kept_year in _current().years.all()}
    stored = _store(after, {**notices, year: notice.strip()}, name, by=by, at=at)
    return stored, difference(before, after, year)


def difference(before: WorkCalendar, after: WorkCalendar, year: int) -> list[DayChange]:
    """The days of a year that two calendars do not treat alike."""
    first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    days = (dt.date.fromordinal(ordinal) for ordinal in range(first, last + 1))
    return [
        DayChange(day, before.why(day), after.why(day))
        for day in days
        if before.is_working(day) != after.is_working(day)
    ]


def _store(
    calendar: WorkCalendar, notices: dict[int, str], source: str, *, by: Official | None, at: dt.datetime
) -> CalendarVersion:
    CalendarVersion.objects.filter(current=True).update(current=False)
    version = CalendarVersion.objects.create(name=calendar.version, made_at=at, source=source, current=True)
    years = {y: CalendarYear(version=version, year=y, notice=notices.get(y, "")) for y in sorted(calendar.years)}
    CalendarYear.objects.bulk_create(years.values())
    CalendarDay.objects.bulk_create(
        CalendarDay(year=years[special.day.year], day=special.day, working=special.working, why=special.why)
        for special in calendar.rows()
    )
    ledger.write(version, "启用工作日历", by=by, at=at, basis="X-04", after={"source": source, "years": len(years)})
    return version


def _current() -> CalendarVersion:
    return CalendarVersion.objects.get(current=True)


def _version_name(at: dt.datetime) -> str:
    """The day, and which of that day's versions: 20261124-1."""
    day = f"{at:%Y%m%d}"
    return f"{day}-{CalendarVersion.objects.filter(name__startswith=f'{day}-').count() + 1}"


def _rows(year: int, text: str) -> list[SpecialDay]:
    reader = csv.DictReader(io.StringIO(text), restkey="", restval="")
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise Refused(f"首行应有 {'、'.join(COLUMNS)} 三列，实为：{'、'.join(reader.fieldnames or ()) or '空'}。")
    rows: dict[dt.date, SpecialDay] = {}
    problems: list[str] = []
    for line, row in enumerate(reader, start=2):
        try:
            special = _row(year, row)
            if special.day in rows:
                raise ValueError(f"{special.day} 重复")
            rows[special.day] = special
        except ValueError as error:
            problems.append(f"第 {line} 行：{error}。")
    if not rows and not problems:
        problems.append("文件没有任何日期。")
    if problems:
        more = f"另有 {len(problems) - MOST_PROBLEMS} 处。" if len(problems) > MOST_PROBLEMS else ""
        raise Refused("工作日历没有导入，原有日历未改动：" + "".join(problems[:MOST_PROBLEMS]) + more)
    return list(rows.values())


def _row(year: int, row: dict[str, str]) -> SpecialDay:
    day_text, working_text, why = (row[column].strip() for column in COLUMNS)
    try:
        day = dt.date.fromisoformat(day_text)
    except ValueError:
        raise ValueError(f"日期“{day_text}”应如 {year}-01-01") from None
    if day.year != year:
        raise ValueError(f"{day} 不是 {year} 年的日期")
    if working_text.lower() not in YES | NO:
        raise ValueError(f"“上班”应为“是”或“否”，实为“{working_text}”")
    working = working_text.lower() in YES
    if working and day.weekday() < SATURDAY:
        raise ValueError(f"{day} 本来就是工作日，不必列出")
    if not why:
        raise ValueError(f"{day} 缺少说明，例如“春节放假”")
    return SpecialDay(day, working, why)


def rows_as_csv(days: Iterable[SpecialDay]) -> str:
    """Special days in the form that `import_year` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((special.day.isoformat(), "是" if special.working else "否", special.why) for special in days)
    return out.getvalue()
