"""Sheets of units, posts and officials: whole or not at all, every fault with its row and column."""

import pytest

from mingjing.core import sheets
from mingjing.core.sheets import Fault, FaultySheet, Row
from mingjing.ledger.models import Entry
from mingjing.people.columns import LAYOUTS, sources
from mingjing.people.models import Official, Post, Unit
from mingjing.people.services import importing
from mingjing.people.services import units as units_service
from tests.people.factories import AT, administrators, city, official, post, said, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return administrators()["system_admin"]


def rows(kind: str, *filled: dict[str, object]) -> list[Row]:
    """Rows of a sheet, empty where nothing is said."""
    empty = {column.name: None if column.date else "" for column in LAYOUTS[kind].columns}
    return [Row(number, empty | row) for number, row in enumerate(filled, start=2)]


def take_in(kind: str, *filled, by) -> importing.Outcome:
    return importing.take_in(kind, rows(kind, *filled), by=by, at=AT)


def faults(kind: str, *filled, by) -> list[tuple[int, str, str]]:
    before = (Unit.objects.count(), Post.objects.count(), Official.objects.count(), Entry.objects.count())
    with pytest.raises(FaultySheet) as told:
        take_in(kind, *filled, by=by)
    assert before == (Unit.objects.count(), Post.objects.count(), Official.objects.count(), Entry.objects.count())
    return [(fault.row, fault.column, fault.what) for fault in told.value.faults]


@pytest.mark.parametrize("kind", ["units", "posts", "officials"])
def test_what_is_exported_changes_nothing_when_it_comes_back(keeper, kind):
    city(1)
    place = post(unit(), scope="=全面工作", phone="0312-5066670")
    official("p", "unit_clerk", of=unit())
    Official.objects.filter(username="p").update(post=place, duties=" 收件".strip(), from_on="2020-01-01")
    layout, count = LAYOUTS[kind], Entry.objects.count()
    found = list(sources(Official.objects.all())[kind])
    data = sheets.written(layout.title, layout.columns, layout.rows(found))
    outcome = importing.take_in(kind, sheets.rows_of("a.xlsx", data, layout.columns), by=keeper, at=AT)
    assert (outcome.made, outcome.changed, outcome.same) == ([], [], len(found))
    assert Entry.objects.count() == count


def test_units_may_stand_before_their_superiors(keeper):
    outcome = take_in(
        "units",
        said(code="130600B", name="下", parent="130600T"),
        said(code="130600T", name="上", administered_by="130600A"),
        said(code="130600A", name="管理"),
        by=keeper,
    )
    assert {line.what for line in outcome.made} == {"上", "下", "管理"}
    assert Unit.objects.get(code="130600B").parent.name == "上"


def test_changes_are_told_column_by_column(keeper):
    units_service.register("130600SW", **said(), by=keeper, at=AT)
    outcome = take_in("units", said(code="130600SW", name="水利局", addressee_class="concerned"), by=keeper)
    assert outcome.changed[0].changes == (
        ("名称", "保定市水务局", "水利局"),
        ("主送类别", "市政府各部门", "有关单位"),
    )


def test_a_preview_tells_and_stores_nothing(keeper):
    sheet = rows("units", said(code="130600SW"))
    outcome = importing.preview("units", sheet, by=keeper, at=AT)
    assert [line.row for line in outcome.made] == [2]
    assert not Unit.objects.filter(code="130600SW").exists()


def test_one_bad_row_and_nothing_is_taken_in(keeper):
    assert faults(
        "units",
        said(code="130600SW"),
        said(code="130600SX", service_phone="12", region_code="13"),
        said(code="130600SY", parent="NOWHERE"),
        said(code="130600SW"),
        said(code="小写"),
        by=keeper,
    ) == [
        (3, "行政区划代码", "应为 6 位数字（GB/T 2260），如 130602。"),
        (3, "服务电话", "电话格式不对，应如 0312-5066670 或 13800000000。"),
        (4, "上级单位代码", "没有代码为 NOWHERE 的单位，请先登记它，或改正代码"),
        (5, "单位代码", "与第 2 行重复，请只留一行"),
        (6, "单位代码", "应为 2 至 18 位数字、大写字母和“-”，以数字或字母开头。"),
    ]


def test_faults_of_cells_and_of_rows_are_told_together(keeper):
    good = said(code="130600SX", parent="130600SW", report_phone="12")
    sheet = rows("units", said(code="130600SW", name=""), good)
    sheet[0] = Row(2, sheet[0].said, (Fault(2, "名称", "必须填写"),))
    with pytest.raises(FaultySheet) as told:
        importing.preview("units", [*sheet, *rows("units", said(code="130600SY", report_phone="12"))], by=keeper, at=AT)
    assert [fault.column for fault in told.value.faults] == ["名称", "举报电话"]


def test_new_units_that_point_at_each_other_are_refused(keeper):
    found = faults("units", said(code="130600A", parent="130600B"), said(code="130600B", parent="130600A"), by=keeper)
    assert [(row, column) for row, column, _what in found] == [(2, "上级单位代码"), (3, "上级单位代码")]


def test_stored_units_do_not_come_to_point_at_each_other_by_a_sheet(keeper):
    for code in ("130600A", "130600B"):
        units_service.register(code, **said(name=code), by=keeper, at=AT)
    found = faults(
        "units",
        said(code="130600A", name="130600A", parent="130600B"),
        said(code="130600B", name="130600B", parent="130600A"),
        by=keeper,
    )
    assert [row for row, _column, what in found if "下级" in what] == [3]


def test_closing_is_not_done_by_a_sheet(keeper):
    assert "停用和恢复请在单位页面办理" in faults("units", said(code="130600A", active_to=AT.date()), by=keeper)[0][2]


def test_posts_of_unknown_units_and_twice_the_same_are_refused(keeper):
    row = {"unit": unit().code, "title": "科员", "kind": "handler"}
    assert faults("posts", row, row, {**row, "unit": "NOWHERE"}, by=keeper) == [
        (3, "职务", "与第 2 行重复，请只留一行"),
        (4, "单位代码", "没有代码为 NOWHERE 的单位，请先登记它，或改正代码"),
    ]


def test_a_clerk_takes_in_posts_of_the_own_unit_only():
    place, clerk = unit(), official("clerk", "unit_clerk", of=unit())
    row = {"unit": place.code, "title": "科员", "kind": "handler"}
    assert len(take_in("posts", row, by=clerk).made) == 1
    other = unit("130600SW", "水务局")
    assert "由该单位经办人" in faults("posts", {**row, "unit": other.code}, by=clerk)[0][2]


def test_officials_come_without_password_and_are_placed_on_posts(keeper):
    place = post(unit())
    outcome = take_in("officials", {"username": "li", "name": "李四", "unit": unit().code, "title": "局长"}, by=keeper)
    person = Official.objects.get(username="li")
    assert (len(outcome.made), person.post, person.has_usable_password()) == (1, place, False)


def test_officials_on_posts_that_are_not_there_are_refused(keeper):
    row = {"username": "li", "name": "李四", "unit": unit().code, "section": "办公室", "title": "主任"}
    assert faults("officials", row, {**row, "username": "x", "unit": "NO"}, by=keeper) == [
        (2, "职务", "交通运输局没有岗位“办公室主任”，请先设置岗位"),
        (3, "单位代码", "没有代码为 NO 的单位，请先登记它，或改正代码"),
    ]


def test_leaving_is_not_done_by_a_sheet(keeper):
    row = {"username": "li", "name": "李四", "unit": unit().code, "until_on": AT.date()}
    assert "离岗请在人员页面办理" in faults("officials", row, by=keeper)[0][2]


def test_officials_are_taken_in_by_the_system_administrator_only():
    by = administrators()["lgo_clerk"]
    row = {"username": "li", "name": "李四", "unit": unit().code}
    assert "由系统管理员维护" in faults("officials", row, by=by)[0][2]


def test_a_sheet_that_says_the_same_costs_the_same_however_long(keeper, django_assert_max_num_queries):
    city(10)
    layout = LAYOUTS["units"]
    sheet = [Row(n, cells) for n, cells in enumerate(layout.rows(sources(Official.objects.all())["units"]), start=2)]
    with django_assert_max_num_queries(6):
        assert importing.take_in("units", sheet, by=keeper, at=AT).same == len(sheet)
