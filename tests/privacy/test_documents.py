"""Personal data in Word, Excel, PDF, pictures and plain text is found with its place."""

import io

import docx
import pikepdf
import pytest
import xlsxwriter
from PIL import Image

from mingjing.privacy import Kind, find_in
from mingjing.privacy.documents import Unreadable

MOBILE, CARD = "13812341234", "6222021234567890128"


def word(author: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.author = author
    document.add_paragraph("第一段")
    document.add_paragraph("联系人").add_run("电话138").font.bold = True
    document.paragraphs[-1].add_run("12341234")  # one number, two runs
    document.add_table(1, 1).cell(0, 0).text = f"卡号{CARD}"
    document.sections[0].footer.paragraphs[0].text = "冀F12345"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"author": "李四"})
        first, second = book.add_worksheet("名单"), book.add_worksheet("底稿")
        first.write_string(0, 0, "姓名")
        first.write_number(6, 1, int(MOBILE))  # kept as a number
        second.write_string(2, 2, MOBILE)
        second.hide()
    return out.getvalue()


def pdf(text: str = "Tel 13812341234", author: str = "") -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(300, 300))
        page = file.add_blank_page(page_size=(300, 300))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = file.make_stream(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        if author:
            file.docinfo["/Author"] = author
        file.save(out)
    return out.getvalue()


def picture() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif[0x010E] = f"call {MOBILE}"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, format="JPEG", exif=exif)
    return out.getvalue()


def told(report) -> list[tuple[str, Kind]]:
    return [(place.where, place.found.kind) for place in report.found]


def test_word_is_read_whole_with_tables_and_footers():
    report = find_in("名单.docx", word("王五"))
    assert told(report) == [("正文第2段", Kind.MOBILE), ("正文第3段", Kind.BANK_CARD), ("页脚第1段", Kind.PLATE)]
    assert report.told == ("文档属性的作者：王五",)


def test_excel_is_read_with_numbers_and_hidden_sheets():
    report = find_in("名单.XLSX", sheet())
    assert told(report) == [("工作表“名单”B7", Kind.MOBILE), ("工作表“底稿”C3", Kind.MOBILE)]
    assert report.told == ("文档属性的作者：李四", "文档属性的最后修改者：李四", "工作表“底稿”是隐藏的")


def test_pdf_is_read_page_by_page_and_pages_without_text_are_named():
    report = find_in("a.pdf", pdf(author="Zhang"))
    assert told(report) == [("第2页", Kind.MOBILE)]
    assert report.told == ("文档属性的作者：Zhang",)
    assert report.unchecked == ("第1页是图片，其中的文字",)


def test_a_picture_tells_where_and_with_what_it_was_taken():
    report = find_in("a.jpg", picture())
    assert "图片带有拍摄地点" in report.told
    assert "图片带有Make：Maker" in report.told
    assert told(report) == [("图片说明", Kind.MOBILE)]
    assert report.unchecked == ("图片中的文字",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_is_read_line_by_line_in_the_usual_encodings(encoding):
    report = find_in("a.csv", f"姓名,电话\n王某,{MOBILE}\n".encode(encoding))
    assert told(report) == [("第2行", Kind.MOBILE)]
    assert report.blocking


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.exe", b"MZ"), ("a.docx", b"PK broken"), ("a.pdf", b"%PDF broken"), ("a.png", b"x"), ("a", b"")],
)
def test_what_cannot_be_read_is_not_called_clean(name, data):
    with pytest.raises(Unreadable):
        find_in(name, data)
