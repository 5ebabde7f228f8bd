"""An Excel workbook keeps the values that are shown."""

import datetime as dt
import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Drawn
from openpyxl.workbook.defined_name import DefinedName

from mingjing.flattening import NotFlattened, flatten
from tests.flattening.samples import CANARY, FONTS, SEEN, forms, photo, zipped

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_values_stay_and_all_that_a_reader_does_not_see_is_gone():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet.append([SEEN, 12, 1.5, True, dt.date(2026, 11, 26), dt.datetime(2026, 11, 26, 8, 30), dt.time(9, 15)])
    sheet["C3"] = "隔开的"
    sheet["A4"] = 130_684_199_001_011_000
    sheet["A4"].number_format = "0"
    sheet["A5"], sheet["F1"].hyperlink = CANARY, f"http://example.org/{CANARY}"
    sheet["F1"].value = dt.datetime(2026, 11, 26, 8, 30)
    sheet["H1"], sheet["A1"].comment = CANARY, Comment(CANARY, CANARY)
    sheet.row_dimensions[5].hidden = sheet.column_dimensions["H"].hidden = True
    book.create_sheet("看不见")["A1"] = CANARY
    book.create_sheet("很看不见")["A1"] = CANARY
    book["看不见"].sheet_state, book["很看不见"].sheet_state = "hidden", "veryHidden"
    book.defined_names["x"] = DefinedName("x", attr_text=f'"{CANARY}"')
    book.properties.creator = CANARY
    flat = flatten(KIND, [saved(book)])
    assert flat.data.decode().split("\n") == [
        "【名单】",
        f"{SEEN}\t12\t1.5\tTRUE\t2026-11-26\t2026-11-26 08:30:00\t09:15:00",
        "\t\t隔开的",
        "130684199001011000",
        "",
    ]
    assert (flat.kind, flat.ending) == ("text/plain", ".txt")
    assert not [form for form in forms() if form in flat.data]
    assert {"hidden_sheets", "hidden_text", "comments", "metadata"} <= set(flat.removed)


def test_a_formula_leaves_its_last_value_only():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1"><f>SUM(4711)</f><v>3</v></c><c r="B1" t="str"><f>"canary"</f><v>\xe7\xbb\x93\xe6\x9e\x9c</v></c>'
        b'<c r="C1" t="inlineStr"><is><t>in</t><rPh><t>read</t></rPh></is></c><c r="D1" t="s"><v>99</v></c>'
        b'<c r="E1" t="e"><v>#N/A</v></c></row></sheetData></worksheet>'
    )
    book = (
        b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        b'<sheets><sheet name="S" r:id="rId1"/></sheets></workbook>'
    )
    related = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="x/worksheet" Target="/xl/s.xml"/></Relationships>'
    )
    data = zipped(xl__workbook_xml=book, xl__s_xml=sheet, **{"xl/_rels/workbook.xml.rels": related})
    assert flatten(KIND, [data]).data.decode() == "【S】\n3\t结果\tin\t\t#N/A\n"


def test_a_picture_on_a_sheet_is_drawn_below_it():
    book = openpyxl.Workbook()
    book.active["A1"] = SEEN
    book.active.add_image(Drawn(io.BytesIO(photo())), "B2")
    flat = flatten(KIND, [saved(book)])
    assert flat.kind == ("application/pdf" if FONTS else "text/plain")
    assert ("pictures" in flat.removed) != bool(FONTS)


def test_a_value_in_the_last_corner_takes_no_memory():
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = SEEN
    assert flatten(KIND, [saved(book)]).data.decode().split() == ["【Sheet】", SEEN]


@pytest.mark.parametrize("data", [zipped(word__document_xml=b"<a/>"), zipped(xl__workbook_bin=b"x")])
def test_another_kind_under_the_name_of_a_workbook_is_refused(data):
    with pytest.raises(NotFlattened, match="unknown_kind"):
        flatten(KIND, [data])


def test_a_workbook_with_a_document_type_is_broken():
    with pytest.raises(NotFlattened, match="broken"):
        flatten(KIND, [zipped(xl__workbook_xml=b"<!DOCTYPE w [<!ENTITY a 'b'>]><w>&a;</w>")])
