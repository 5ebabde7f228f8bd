"""The work calendar: seeded, a year imported as a new version, clocks counted again."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from mingjing.clocks import services as clocks
from mingjing.core.errors import Refused
from mingjing.people.models import CalendarDay, CalendarVersion, CalendarYear
from mingjing.regulations import selectors
from mingjing.regulations.services import calendars
from mingjing.rules import packs
from mingjing.rules.calendar_seed import rows, seed
from tests.regulations.conftest import AT

pytestmark = pytest.mark.django_db
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
YEAR = "日期,上班,说明\n2027-01-01,否,元旦放假\n2027-01-04,否,元旦放假（调休）\n2027-01-09,是,元旦调休上班\n"


def import_year(data: bytes = YEAR.encode(), year: int = 2027, notice: str = NOTICE, by=None):
    return calendars.import_year(year, name="2027.csv", data=data, notice=notice, by=by, at=AT)


@pytest.mark.article("X-04")
def test_the_seed_is_stored_with_a_notice_per_year_and_only_once():
    version = calendars.seed(at=AT)
    assert calendars.seed(at=AT) == version
    assert list(version.years.values_list("year", flat=True)) == list(range(2004, 2027))
    assert version.years.get(year=2026).notice.startswith("国务院办公厅关于2026年部分节假日安排的通知")
    assert CalendarDay.objects.count() == len(rows())
    assert selectors.current_calendar().special == seed().special


def test_without_a_stored_calendar_the_library_counts():
    assert selectors.current_calendar() is seed()


@pytest.mark.article("X-04", "X-03")
def test_a_year_is_imported_as_a_new_version_and_the_old_one_stays():
    old = calendars.seed(at=AT)
    version, changes = import_year()
    assert (version.current, CalendarVersion.objects.get(pk=old.pk).current) == (True, False)
    assert [(str(c.day), c.before, c.after) for c in changes] == [
        ("2027-01-04", "工作日", "元旦放假（调休）"),
        ("2027-01-09", "周末", "元旦调休上班"),
        ("2027-10-01", "国庆节放假", "工作日"),  # a year with data rests on its rows alone
    ]
    current = selectors.current_calendar()
    assert (current.knows(2027), current.version, version.name) == (True, "20260302-1", "20260302-1")
    assert not selectors.calendar(old.name).knows(2027)
    assert CalendarYear.objects.get(version=version, year=2027).notice == NOTICE
    assert import_year()[0].name == "20260302-2"


@pytest.mark.article("X-04")
def test_a_provisional_date_becomes_firm_when_its_year_is_imported(regulation, unit):
    limit = packs.load("baoding-2010").limits["CMP-7-3"]
    start = {"pack": "baoding-2010", "unit_id": unit.pk, "by": None, "at": AT}
    clock = clocks.start(regulation, limit, on=dt.date(2026, 12, 25), calendar=seed(), **start)
    assert (clock.due_on, clock.provisional) == (dt.date(2027, 1, 4), True)
    import_year()
    (change,) = clocks.recount(selectors.current_calendar(), at=AT)
    clock.refresh_from_db()
    assert (change.before, change.after) == (dt.date(2027, 1, 4), dt.date(2027, 1, 5))
    assert (clock.due_on, clock.provisional, clock.calendar) == (dt.date(2027, 1, 5), False, "20260302-1")


def test_a_year_in_gb18030_is_read():
    version, _ = import_year(YEAR.encode("gb18030"))
    assert CalendarDay.objects.get(year__version=version, day="2027-01-01").why == "元旦放假"


def test_a_year_survives_its_own_file():
    days = [special for special in rows() if special.day.year == 2026]
    _, changes = import_year(calendars.rows_as_csv(days).encode(), year=2026)
    assert changes == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("2027-13-01,否,元旦放假", "第 2 行：日期“2027-13-01”应如"),
        ("2026-01-01,否,元旦放假", "第 2 行：2026-01-01 不是 2027 年的日期"),
        ("2027-01-01,也许,元旦放假", "“上班”应为“是”或“否”，实为“也许”"),
        ("2027-01-04,是,调休上班", "本来就是工作日"),
        ("2027-01-01,否,", "缺少说明"),
        ("2027-01-01,否,元旦放假\n2027-01-01,否,元旦放假", "第 3 行：2027-01-01 重复"),
        ("", "没有任何日期"),
    ],
)
def test_a_faulty_row_is_named_and_nothing_is_changed(lines, message):
    old = calendars.seed(at=AT)
    with pytest.raises(Refused, match=message):
        import_year(f"日期,上班,说明\n{lines}\n".encode())
    assert CalendarVersion.objects.get() == old


def test_many_faulty_rows_are_counted():
    lines = "\n".join(["x,否,放假"] * 30)
    with pytest.raises(Refused, match="另有 10 处"):
        import_year(f"日期,上班,说明\n{lines}\n".encode())


def test_a_file_without_its_columns_a_notice_or_a_sensible_year_is_refused(official):
    with pytest.raises(Refused, match="首行应有 日期、上班、说明 三列，实为：a、b"):
        import_year(b"a,b\n1,2\n")
    with pytest.raises(Refused, match="国务院通知"):
        import_year(notice=" ")
    with pytest.raises(Refused, match="年份 27 不在"):
        import_year(year=27)
    with pytest.raises(Refused, match="由领导小组办公室维护"):
        import_year(by=official("unit_clerk"))


@pytest.mark.article("X-04")
def test_the_command_seeds_lists_and_imports(tmp_path, capsys):
    file = tmp_path / "2027.csv"
    file.write_text(YEAR, encoding="utf-8")
    call_command("calendar", "seed")
    call_command("calendar", "import", str(file), "--year=2027", f"--notice={NOTICE}")
    call_command("calendar", "list")
    told = capsys.readouterr().out
    assert "2027-01-04: 工作日 -> 元旦放假（调休）" in told
    assert f"2027: {NOTICE}" in told
    with pytest.raises(CommandError, match="none.csv"):
        call_command("calendar", "import", "none.csv", "--year=2027", f"--notice={NOTICE}")
