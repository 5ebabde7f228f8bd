"""Documents as docx and pdf: what the files say of themselves, what stands in them, and how they are laid out."""

import dataclasses
import datetime as dt
import io
import shutil
import subprocess

import docx
import pypdfium2
import pytest
from docx.shared import Mm, Pt
from PIL import Image

from mingjing.core import documents
from mingjing.core.documents import (
    Document,
    Heading,
    Kind,
    NoFont,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    answer,
    as_docx,
    as_pdf,
    fonts,
)

DAY = dt.date(2026, 3, 2)
MARKUP = '#panic("x") $a$ *b* _c_ [d] \\ @e <f> = g // h `raw`'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10" fill="#00f"/></svg>'
MM = 72 / 25.4


def has_font() -> bool:
    try:
        fonts.faces()
    except NoFont:
        return False
    return True


needs_font = pytest.mark.skipif(not has_font(), reason="no Chinese font on this machine: install fonts-noto-cjk")


def document(*blocks, **said) -> Document:
    return Document(**{"title": "职权事项表", "blocks": blocks, "issuer": "交通运输局", "date": DAY, **said})


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as book:
        return "\n".join(page.get_textpage().get_text_bounded() for page in book).replace("\r", "")


def word(data: bytes):
    return docx.Document(io.BytesIO(data))


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 0, 0)).save(out, "png")
    return out.getvalue()


def test_docx_has_the_page_of_the_standard():
    section = word(as_docx(document(Paragraph("正文")))).sections[0]
    assert [round(length.mm) for length in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert section.page_height.mm - 37 - 35 >= 22 * documents.content.LINE / MM


def test_docx_names_the_fonts_of_the_standard():
    book = word(as_docx(document(Heading("一、依据"), Heading("（一）法律", 2), Paragraph("正文"))))
    asian = {style: book.styles[style].element.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia")) for style in (
        "Normal", "Heading 1", "Heading 2")}  # fmt: skip
    assert asian == {"Normal": "仿宋_GB2312", "Heading 1": "黑体", "Heading 2": "楷体_GB2312"}
    assert book.styles["Normal"].font.size == Pt(16)
    title = book.paragraphs[0].runs[0]
    assert (title.font.size, title._r.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia"))) == (Pt(22), "方正小标宋简体")


def test_docx_says_who_made_it_and_when():
    said = word(as_docx(document(number="保交〔2026〕1号"))).core_properties
    assert (said.title, said.author, said.last_modified_by) == ("职权事项表", "交通运输局", "交通运输局")
    assert (said.created.date(), said.modified.date(), said.identifier) == (DAY, DAY, "保交〔2026〕1号")
    assert said.comments == ""


def test_docx_without_a_day_is_of_today():
    assert word(as_docx(document(date=None))).core_properties.created.year > 2013


def test_docx_repeats_the_header_row_and_numbers_pages_outside():
    book = word(as_docx(document(Table([["受理", "2日"]], header=["环节", "时限"]))))
    assert "w:tblHeader" in book.tables[0].rows[0]._tr.xml
    assert [[cell.text for cell in row.cells] for row in book.tables[0].rows] == [["环节", "时限"], ["受理", "2日"]]
    section = book.sections[0]
    assert "PAGE" in section.footer._element.xml
    assert "PAGE" in section.even_page_footer._element.xml


def test_docx_keeps_what_was_written_as_text():
    text = "<w:p>&\x00\x0b\ud800\uffff 第一段\r\n第二段"
    paragraphs = [paragraph.text for paragraph in word(as_docx(document(Paragraph(text)))).paragraphs]
    assert "<w:p>& 第一段" in paragraphs
    assert "第二段" in paragraphs


def test_docx_takes_pictures_and_draws_svg():
    book = word(as_docx(document(Picture(png(), "红色"), Picture(SVG, "流程图", "图2", width=30), PageBreak())))
    assert len(book.inline_shapes) == 2
    assert book.inline_shapes[1].width == Mm(30)
    assert 'descr="流程图"' in book.inline_shapes[1]._inline.xml


def test_docx_red_head_names_the_issuer_above():
    book = word(as_docx(document(kind=Kind.RED, number="保交〔2026〕1号")))
    assert [paragraph.text for paragraph in book.paragraphs][:3] == ["交通运输局", "保交〔2026〕1号", "职权事项表"]


@needs_font
def test_pdf_shows_everything_in_order():
    text = text_of(as_pdf(document(
        Heading("一、依据"), Paragraph("正文在此"), Table([["受理", "2日"]], header=["环节", "时限"], caption="表1"),
        number="保交〔2026〕1号",
    )))  # fmt: skip
    expected = "职权事项表 保交〔2026〕1号 一、依据 正文在此 表1 环节 受理 交通运输局 2026年3月2日 — "
    places = [text.index(said) for said in expected.split()]
    assert places == sorted(places)


@needs_font
def test_pdf_never_reads_text_as_markup():
    blocks = (Heading(MARKUP), Paragraph(MARKUP), Table([[MARKUP]], header=[MARKUP], caption=MARKUP))
    text = text_of(as_pdf(document(*blocks, title=MARKUP, number=MARKUP, issuer=MARKUP)))
    assert text.replace("\n", "").replace(" ", "").count('#panic("x")$a$*b*_c_[d]\\@e<f>=g//h`raw`') >= 6


@needs_font
def test_pdf_holds_22_lines_of_28_characters():
    with pypdfium2.PdfDocument(as_pdf(document(Paragraph("甲" * 28 * 60, indent=False), title="题"))) as book:
        lines = book[1].get_textpage().get_text_bounded().replace("\r", "").split("\n")
        assert [line for line in lines if line.startswith("甲")] == ["甲" * 28] * 22
        assert [round(length / MM) for length in book[1].get_size()] == [210, 297]


@needs_font
def test_pdf_repeats_the_header_on_every_page():
    rows = [[f"环节{n}", "3日"] for n in range(80)]
    with pypdfium2.PdfDocument(as_pdf(document(Table(rows, header=["环节名称", "时限"])))) as book:
        assert len(book) > 2
        tables = [page.get_textpage().get_text_bounded() for page in book]
        assert all("环节名称" in text for text in tables if "3日" in text)


@needs_font
def test_pdf_is_for_the_archive_and_dated():
    data = as_pdf(document())
    with pypdfium2.PdfDocument(data) as book:
        said = book.get_metadata_dict()
    assert (said["Title"], said["Author"]) == ("职权事项表", "交通运输局")
    assert said["CreationDate"].startswith("D:20260302")
    assert b"pdfaid:part" in data


@needs_font
@pytest.mark.parametrize("text", ["\ue000", "\U000e0041", "😀", "\ud800", "\x00", "", "𠮷", "a" * 500])
def test_pdf_is_made_whatever_letters_come(text):
    data = as_pdf(document(Heading("x", 3), Paragraph(text), Table([[text]]), Table([]), title=text, date=None))
    assert data.startswith(b"%PDF")


@needs_font
def test_pdf_draws_its_pictures():
    data = as_pdf(document(Picture(png(), "红色", "图1", width=40), Picture(SVG, "流程图"), landscape=True))
    with pypdfium2.PdfDocument(data) as book:
        shown = book[0].render(scale=1).to_pil().convert("RGB")
        assert [round(length / MM) for length in book[0].get_size()] == [297, 210]
    colours = {colour for _, colour in shown.getcolors(1 << 20)}
    assert {(200, 0, 0), (0, 0, 255)} <= colours


@needs_font
def test_pdf_red_head_is_red():
    with pypdfium2.PdfDocument(as_pdf(document(kind=Kind.RED))) as book:
        shown = book[0].render(scale=1).to_pil().convert("RGB")
    assert (192, 0, 0) in {colour for _, colour in shown.getcolors(1 << 20)}


def test_pdf_without_a_chinese_font_names_the_package(monkeypatch):
    monkeypatch.setattr(fonts, "SERIF", ())
    monkeypatch.setattr(fonts, "SANS", ())
    with pytest.raises(NoFont, match="fonts-noto-cjk"):
        as_pdf(document())
    response = answer(document(), "pdf", "a")
    assert (response.status_code, "fonts-noto-cjk" in response.content.decode()) == (503, True)


def test_pdf_refuses_a_font_that_the_machine_lacks(settings):
    settings.DOCUMENT_FONTS = ["没有的字体"]
    with pytest.raises(NoFont, match="没有的字体"):
        as_pdf(document())


@needs_font
def test_pdf_uses_the_fonts_of_the_office(settings):
    settings.DOCUMENT_FONTS = [fonts.faces().heading.family]
    assert fonts.faces().title.family == fonts.faces().body.family == settings.DOCUMENT_FONTS[0]
    assert as_pdf(document(Paragraph("正文"))).startswith(b"%PDF")


@needs_font
def test_pdf_does_not_go_out_when_typst_warns(monkeypatch):
    wrong = dataclasses.replace(fonts.faces(), body=fonts.Face("没有的字体"))
    monkeypatch.setattr(fonts, "faces", lambda: wrong)
    with pytest.raises(RuntimeError, match="unknown font family"):
        as_pdf(document())


def test_answer_is_a_download():
    response = answer(document(), "docx", "power-1")
    assert response["Content-Disposition"] == 'attachment; filename="power-1.docx"'
    assert word(response.content).paragraphs[0].text == "职权事项表"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
@pytest.mark.slow
def test_docx_is_laid_out_by_an_office_program(tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(as_docx(document(Paragraph("甲" * 28 * 60, indent=False))))
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    lines = text_of((tmp_path / "a.pdf").read_bytes()).split("\n")
    assert max(len(line) for line in lines if line.startswith("甲")) == 28
