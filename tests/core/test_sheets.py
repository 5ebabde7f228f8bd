"""Sheets out hold text only; sheets in are read whole, or refused with the place of every fault."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.core.sheets import Column, FaultySheet, columns, parts

COLUMNS = (
    Column("代码", "code", required=True),
    Column("类别", "kind", words={"甲类": "a", "乙类": "b"}),
    Column("日期", "day", date=True),
)
HEADER = ["代码", "类别", "日期"]


def book(*rows, change=lambda made: None) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    change(made)
    made.save(out)
    return out.getvalue()


def read(data: bytes, name: str = "a.xlsx"):
    return sheets.rows_of(name, data, COLUMNS)


def faults(data: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(FaultySheet) as told:
        read(data)
    return [(fault.row, fault.column, fault.what) for fault in told.value.faults]


def test_what_is_written_reads_the_same():
    rows = [{"code": "001", "kind": "a", "day": dt.date(2026, 3, 2)}, {"code": "=1+1", "kind": "", "day": None}]
    assert [row.said for row in read(sheets.written("表", COLUMNS, rows))] == rows


def test_a_cell_that_looks_like_a_formula_is_written_as_text():
    data = sheets.written("表", COLUMNS, [{"code": '=HYPERLINK("http://x")', "kind": "a", "day": None}])
    cell = load_workbook(io.BytesIO(data)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")')


def test_numbers_dates_and_columns_in_another_order_are_understood():
    data = book(["日期", "代码*", "类别"], [dt.datetime(2026, 3, 2), 130600, "乙类"], ["2026/3/2", 5.0, None])
    assert [row.said for row in read(data)] == [
        {"day": dt.date(2026, 3, 2), "code": "130600", "kind": "b"},
        {"day": dt.date(2026, 3, 2), "code": "5", "kind": ""},
    ]


def test_empty_rows_however_many_are_passed_over_and_numbers_stay_true():
    def far(made: Workbook) -> None:
        made.active.cell(row=200_000, column=1, value="最后")
        made.active.cell(row=200_001, column=1, value="")

    rows = read(book(HEADER, [None] * 3, ["甲"], change=far))
    assert [(row.number, row.said["code"]) for row in rows] == [(3, "甲"), (200_000, "最后")]


def test_every_fault_is_named_with_row_and_column():
    data = book(HEADER, ["甲", "丙类", "三月"], [None, "甲类", None], ["=1+1", "甲类", None])
    assert faults(data) == [
        (2, "类别", "“丙类”不认识，请填：甲类、乙类"),
        (2, "日期", "“三月”不是日期，应如 2026-03-02"),
        (3, "代码", "必须填写"),
        (4, "代码", "是公式，请改为填写结果"),
    ]


def test_missing_unknown_and_repeated_columns_are_named():
    assert faults(book(["代码", "代码", "颜色"], ["甲", "乙", "红"])) == [
        (1, "类别", "缺少这一列，请用模板的列名"),
        (1, "日期", "缺少这一列，请用模板的列名"),
        (1, "代码", "这一列出现了两次，请删除一列"),
        (1, "颜色", "模板里没有这一列，请删除或改正列名"),
    ]


def test_a_value_without_a_column_is_not_lost_silently():
    assert faults(book([*HEADER, None], ["甲", "甲类", None, "多出来"])) == [(2, "第4列", "这一列没有列名，却有内容")]


def test_merged_cells_are_refused_with_their_place():
    with pytest.raises(Refused, match="合并的单元格（A2:A3）"):
        read(book(HEADER, ["甲"], ["乙"], change=lambda made: made.active.merge_cells("A2:A3")))


def test_hidden_sheets_are_refused_by_name():
    def hide(made: Workbook) -> None:
        made.create_sheet("旧数据").sheet_state = "hidden"

    with pytest.raises(Refused, match="隐藏的工作表“旧数据”"):
        read(book(HEADER, ["甲"], change=hide))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xls", b"", "只能导入 xlsx"),
        ("a.csv", b"", "只能导入 xlsx"),
        ("a.xlsx", b"%PDF-1.7", "不是完好的 xlsx"),
        ("a.xlsx", b"", "不是完好的 xlsx"),
        ("a.xlsx", book(HEADER, ["甲"])[:900], "不是完好的 xlsx"),
        ("a.xlsx", book(HEADER), "没有填写任何行"),
        ("a.xlsx", b"x" * (parts.LARGEST + 1), "超过 10 MB"),
    ],
    ids=["xls", "csv", "pdf", "empty", "cut", "header only", "large"],
)
def test_other_files_are_refused_with_what_to_do(name, data, why):
    with pytest.raises(Refused, match=why):
        read(data, name)


def test_a_file_that_unpacks_to_too_much_is_refused_unread(monkeypatch):
    monkeypatch.setattr(parts, "LARGEST_UNPACKED", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (parts.LARGEST_UNPACKED + 1))
    with pytest.raises(Refused, match="解压后过大"):
        read(out.getvalue())


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(columns, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="超过 2 行，请分几次"):
        read(book(HEADER, ["甲"], ["乙"], ["丙"]))
