"""Files that are not what a sheet should be: each refused in words, and none of them costs memory or minutes."""

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.core.sheets import Column, FaultySheet, Page, Sheet, parts

COLUMNS = (Column("名称", "name", required=True), Column("天数", "days", whole=True), Column("日期", "day", date=True))
HEADER = ["名称", "天数", "日期"]
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
AWKWARD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60) | st.sampled_from(
    ["=1+1", "+1", "@x", "'x", '"', "<c>&amp;</c>", "_x000D_", "a\rb", "a\r\nb", "\t", "\uffff", "甲" * 33_000]
)


def read(data: bytes, name: str = "a.xlsx"):
    return [row.said for row in sheets.rows_of(name, data, COLUMNS)]


def book(*rows, change=lambda made: None) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    change(made)
    made.save(out)
    return out.getvalue()


def altered(data: bytes, name: str, text: bytes | None = None, change=lambda text: text) -> bytes:
    """The same file with one part added or changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
        if text is not None:
            new.writestr(name, text)
    return out.getvalue()


GOOD = book(HEADER, ["甲", 5, dt.datetime(2026, 3, 2)])
SHEET = "xl/worksheets/sheet1.xml"
SHARED = altered(
    GOOD, SHEET, change=lambda text: re.sub(rb'<c r="A2"[^>]*>.*?</c>', b'<c r="A2" t="s"><v>0</v></c>', text)
)
SOUNDED = "<sst><si><r><t>保</t></r><r><t>定_x000D_</t></r><rPh sb='0' eb='1'><t>bao</t></rPh></si></sst>"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (OLE, "旧的 xls 格式，只改后缀不行"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "加了打开密码"),
        (altered(GOOD, "xl/externalLinks/externalLink1.xml", b"<x/>"), "外部链接"),
        (altered(GOOD, "xl/connections.xml", b"<x/>"), "外部链接"),
        (altered(GOOD, "xl/vbaProject.bin", b"x"), "有宏"),
        (altered(GOOD, SHEET, change=lambda text: text[:-30]), "不是完好的 xlsx"),
        (altered(GOOD, SHEET, change=lambda text: ENTITIES + text), "不是完好的 xlsx"),
        (altered(GOOD, "xl/workbook.xml", change=lambda text: ENTITIES + text), "不是完好的 xlsx"),
        (altered(SHARED, "xl/sharedStrings.xml", b"<sst/>"), "不是完好的 xlsx"),
    ],
    ids=["xls", "locked", "link", "connection", "macro", "cut", "entities", "book entities", "texts gone"],
)
@pytest.mark.article("X-07")
def test_a_bad_file_is_refused_with_what_to_do(data, why):
    with pytest.raises(Refused, match=why):
        read(data)


def test_shared_texts_are_read_without_how_they_sound():
    assert read(altered(SHARED, "xl/sharedStrings.xml", SOUNDED.encode()))[0]["name"] == "保定"


def test_a_million_formatted_empty_rows_are_read_at_once():
    empty = '<row r="{0}" s="1" customFormat="1"><c r="A{0}" s="1"/><c r="B{0}" s="1"/></row>'
    rows = "".join(empty.format(n) for n in range(3, 1_048_577))
    data = altered(GOOD, SHEET, change=lambda text: text.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))
    assert len(data) < parts.LARGEST
    assert [row["name"] for row in read(data)] == ["甲"]


def test_a_cell_in_the_last_corner_costs_no_memory():
    def far(made: Workbook) -> None:
        made.active.cell(row=1_048_576, column=16_384, value="远")

    with pytest.raises(FaultySheet) as told:
        read(book(HEADER, ["甲"], change=far))
    assert [(fault.row, fault.column) for fault in told.value.faults] == [(1_048_576, "第16384列"), (1_048_576, "名称")]


def test_a_bomb_is_refused_before_it_goes_off():
    data = altered(GOOD, "xl/media/bomb.bin", b"\0" * 1_000_000)
    assert read(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "LARGEST_UNPACKED", 900_000)
        with pytest.raises(Refused, match="解压后过大"):
            read(data)


def test_too_much_text_is_refused_unread(monkeypatch):
    monkeypatch.setattr(parts, "LARGEST_TEXTS", 10)
    with pytest.raises(Refused, match="文字过多"):
        read(GOOD)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (dt.datetime(2026, 3, 2, 9, 30), dt.date(2026, 3, 2)),
        ("2026-03-02", dt.date(2026, 3, 2)),
        ("2026年3月2日", dt.date(2026, 3, 2)),
        ("２０２６/３/２", dt.date(2026, 3, 2)),
        (" 2026.3.2 ", dt.date(2026, 3, 2)),
        (46083, dt.date(2026, 3, 2)),
        (46083.5, dt.date(2026, 3, 2)),
        ("", None),
    ],
)
def test_a_day_is_understood_however_it_was_written(cell, day):
    assert read(book(HEADER, ["甲", None, cell])) == [{"name": "甲", "days": None, "day": day}]


def test_days_since_1904_are_understood():
    def old(made: Workbook) -> None:
        made.epoch = dt.datetime(1904, 1, 1)

    assert read(book(HEADER, ["甲", None, dt.datetime(2026, 3, 2)], change=old))[0]["day"] == dt.date(2026, 3, 2)


@pytest.mark.parametrize(("cell", "days"), [("２０", 20), (" 20　", 20), (20, 20), (20.0, 20), ("０", 0), (None, None)])
def test_a_number_is_understood_in_full_width_and_with_blanks(cell, days):
    assert read(book(HEADER, ["甲", cell, None]))[0]["days"] == days


@pytest.mark.parametrize("cell", ["二十", "20天", "-1", "2.5", 2.5, "1e3"])
def test_what_is_no_whole_number_is_said(cell):
    with pytest.raises(FaultySheet) as told:
        read(book(HEADER, ["甲", cell, None]))
    assert "不是整数" in told.value.faults[0].what


def test_a_long_number_that_excel_has_rounded_is_not_taken():
    with pytest.raises(FaultySheet) as told:
        read(book(HEADER, [130602199001011200, None, None]))
    assert "只记得前 15 位" in told.value.faults[0].what


@given(st.lists(AWKWARD, max_size=5))
def test_every_text_comes_back_as_it_went(texts):
    columns = (Column("文字", "text"), Column("行", "row"))
    data = sheets.written("表", columns, [{"text": text, "row": "x"} for text in ["", *texts]])
    back = [row.said["text"] for row in sheets.rows_of("a.xlsx", data, columns)]
    assert back == [columns[0].meant(sheets.columns.cut(text)) for text in ["", *texts]]


def test_other_programs_read_what_is_written():
    data = sheets.book(
        [Page("职权", HEADER, [["=1+1", "<&>\n二", " x "], ["", "", "_x000D_"]]), Page("空/的", HEADER, [])]
    )
    lines = [["=1+1", "<&>\n二", " x "], [None, None, "_x000D_"]]
    cells = load_workbook(io.BytesIO(data))["职权"]
    assert [[cell.value for cell in row] for row in cells.iter_rows(min_row=2)][0] == lines[0]
    assert {cell.data_type for row in cells for cell in row} <= {"s", "inlineStr", "n"}
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert calamine.sheet_names == ["职权", "空 的"]
    assert calamine.get_sheet_by_name("职权").to_python() == [HEADER, lines[0], ["", "", "_x000D_"]]


@pytest.mark.skipif(not shutil.which("localc"), reason="LibreOffice Calc is not on this machine")
@pytest.mark.slow
def test_an_office_program_opens_what_is_written(tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(sheets.written("职权", COLUMNS, [{"name": "=1+1", "days": 20, "day": dt.date(2026, 3, 2)}]))
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    command = ["soffice", home, "--headless", "--convert-to", UTF8_CSV, "--outdir", tmp_path, file]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "a.csv").read_text().splitlines() == ["名称,天数,日期", "=1+1,20,2026-03-02"]


SHEETS = (Sheet("甲表", COLUMNS), Sheet("乙表", COLUMNS[:1], most=2))


def several(**pages) -> bytes:
    return sheets.book([Page(title, *said) for title, said in pages.items()])


def test_a_workbook_is_read_sheet_by_sheet():
    data = several(乙表=(["名称"], [["二"]]), 甲表=(HEADER, [["一", "5", ""]]), 填写说明=(["x"], []))
    found = sheets.book_of("a.xlsx", data, SHEETS)
    assert {title: [row.said["name"] for row in rows] for title, rows in found.items()} == {
        "甲表": ["一"],
        "乙表": ["二"],
    }


def test_faults_of_a_workbook_name_their_sheet():
    data = several(甲表=(["名称", "天数"], []), 丙表=(HEADER, []))
    with pytest.raises(FaultySheet) as told:
        sheets.book_of("a.xlsx", data, SHEETS)
    assert [(fault.sheet, fault.row, fault.column) for fault in told.value.faults] == [
        ("乙表", 0, ""), ("丙表", 0, ""), ("甲表", 1, "日期"),
    ]  # fmt: skip


def test_rows_beyond_the_most_are_refused_by_sheet():
    data = several(甲表=(HEADER, []), 乙表=(["名称"], [["一"], ["二"], ["三"]]))
    with pytest.raises(Refused, match="“乙表”超过 2 行"):
        sheets.book_of("a.xlsx", data, SHEETS)
