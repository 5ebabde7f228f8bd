"""A document as docx, for people who go on writing in it."""

import datetime as dt
import io
from typing import Any

import docx
from django.utils import timezone
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from mingjing.core.documents import content
from mingjing.core.documents.content import Block, Document, Heading, Kind, PageBreak, Paragraph, Picture, Table
from mingjing.core.documents.pdf import drawn, kind_of

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
FONTS = {1: HEI, 2: KAI, 3: FANG}
SIDES = {
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
TWENTIETHS = 20
TIGHTER = -5  # twentieths of a point between letters, so that 156 mm hold 28 of them


def as_docx(document: Document) -> bytes:
    """The document as docx. Fonts are named, not embedded: an office's Word has them."""
    book = docx.Document()
    _properties(book, document)
    _page(book, document)
    _styles(book)
    _head(book, document)
    for block in document.blocks:
        _add(book, block, document)
    _sign(book, document)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _properties(book: Any, document: Document) -> None:
    """Whose file it is and of which day; the library would name itself and the year 2013."""
    made = timezone.now().astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    if document.date:
        made = dt.datetime.combine(document.date, dt.time())
    said = book.core_properties
    said.title = content.plain(document.title)[:255]
    said.author = said.last_modified_by = content.plain(document.issuer)[:255]
    said.identifier = content.plain(document.number)[:255]
    said.created = said.modified = made
    said.comments, said.language, said.revision = "", "zh-CN", 1


def _page(book: Any, document: Document) -> None:
    section = book.sections[0]
    section.page_width, section.page_height = (Mm(length) for length in document.page)
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    top, right, bottom, left = (Mm(length) for length in content.MARGINS)
    section.top_margin, section.right_margin = top, right
    section.bottom_margin, section.left_margin = bottom, left
    section.footer_distance = Mm(content.MARGINS[2] - 7 - 5)  # the number stands 7 mm below the text
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")  # a grid of characters is read differently by every program: see TIGHTER
    grid.set(qn("w:linePitch"), str(round(content.LINE * TWENTIETHS)))
    book.settings.odd_and_even_pages_header_footer = True
    _folio(section.footer.paragraphs[0], "right")
    _folio(section.even_page_footer.paragraphs[0], "left")


def _folio(paragraph: Any, side: str) -> None:
    """Page numbers as — 1 —, outside on both pages of a sheet."""
    paragraph.alignment = SIDES[side]
    indent = Pt(content.FOLIO)
    if side == "right":
        paragraph.paragraph_format.right_indent = indent
    else:
        paragraph.paragraph_format.left_indent = indent
    _font(paragraph.add_run("— "), "宋体", content.FOLIO)
    run = paragraph.add_run()
    _font(run, "宋体", content.FOLIO)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    _font(paragraph.add_run(" —"), "宋体", content.FOLIO)


def _styles(book: Any) -> None:
    normal = book.styles["Normal"]
    _named(normal, FANG, content.BODY)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(TIGHTER))
    normal.element.get_or_add_rPr().insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    _spaced(normal.paragraph_format)
    for level, font in FONTS.items():
        style = book.styles[f"Heading {level}"]
        _named(style, font, content.BODY)
        style.font.bold = level == 3
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        _spaced(style.paragraph_format)
        style.paragraph_format.first_line_indent = Pt(2 * content.BODY)
        style.paragraph_format.keep_with_next = True


def _named(style: Any, font: str, size: float) -> None:
    style.font.name, style.font.size = LATIN, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _spaced(look: Any) -> None:
    look.space_before = look.space_after = Pt(0)
    look.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    look.line_spacing = Pt(content.LINE)


def _font(run: Any, font: str, size: float, *, bold: bool = False, colour: str = "") -> None:
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold or None
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour.upper())


def _track(run: Any, points: float) -> None:
    """Space between letters, more or less than none."""
    if points:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(round(points * TWENTIETHS)))
        run._r.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def _head(book: Any, document: Document) -> None:
    if document.kind == Kind.RED:
        head = book.add_paragraph()
        head.alignment = SIDES["center"]
        head.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        rows, size = content.head_of(document)
        for row in rows:
            run = head.add_run(row)
            _font(run, SONG, size, colour=content.RED)
            if row is not rows[-1]:
                run.add_break()
        if document.number:
            _centred(book, document.number)
        _red_line(book.paragraphs[-1])
    title = book.add_paragraph()
    title.alignment = SIDES["center"]
    title.paragraph_format.line_spacing = Pt(35)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(content.LINE / 2)
    rows, tracking = content.title_of(document)
    for row in rows:
        run = title.add_run(row)
        _font(run, SONG, content.TITLE)
        _track(run, tracking)
        if row is not rows[-1]:
            run.add_break()
    if document.number and document.kind != Kind.RED:
        _centred(book, document.number)


def _centred(book: Any, text: str) -> None:
    book.add_paragraph(content.plain(text)).alignment = SIDES["center"]


def _red_line(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", content.RED.upper())):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add(book: Any, block: Block, document: Document) -> None:
    if isinstance(block, Heading):
        book.add_heading(content.plain(block.text).replace("\n", " "), block.level)
    elif isinstance(block, Paragraph):
        for line in content.lines(block.text):
            _paragraph(book, line, block)
    elif isinstance(block, Table) and block.across:
        _table(book, block, document)
    elif isinstance(block, Picture):
        _picture(book, block, document)
    elif isinstance(block, PageBreak):
        book.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _paragraph(book: Any, text: str, block: Paragraph) -> None:
    made = book.add_paragraph()
    made.alignment = SIDES[block.align]
    if block.indent and block.align == "justify":
        made.paragraph_format.first_line_indent = Pt(2 * content.BODY)
    made.add_run(text).bold = block.bold or None


def _table(book: Any, block: Table, document: Document) -> None:
    if block.caption:
        caption = book.add_paragraph()
        caption.alignment = SIDES["center"]
        caption.paragraph_format.keep_with_next = True
        _font(caption.add_run(content.plain(block.caption)), HEI, content.FOLIO)
    shares = block.shares()
    widths = [Mm(document.text_width * share / sum(shares)) for share in shares]
    table = book.add_table(rows=0, cols=block.across, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    if block.header:
        row = table.add_row()
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)
        _cells(row, block.padded(block.header), widths, HEI, block.size, "center")
    for cells in block.rows:
        _cells(table.add_row(), block.padded(cells), widths, FANG, block.size, "left")
    if len(block.rows) <= content.UNBROKEN:
        for row in table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def _cells(row: Any, texts: list[str], widths: list[Any], font: str, size: float, side: str) -> None:
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.alignment = SIDES[side]
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        _off_grid(paragraph)
        _font(paragraph.add_run(text), font, size)


def _off_grid(paragraph: Any) -> None:
    """Let the lines of a cell be as close as their letters are small."""
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _picture(book: Any, block: Picture, document: Document) -> None:
    data = drawn(block.data) if kind_of(block.data) == "svg" else block.data
    paragraph = book.add_paragraph()
    paragraph.alignment = SIDES["center"]
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    width = min(block.width or document.text_width, document.text_width)
    shape = paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(width))
    shape._inline.docPr.set("descr", content.plain(block.alt))
    if block.caption:
        caption = book.add_paragraph()
        caption.alignment = SIDES["center"]
        _font(caption.add_run(content.plain(block.caption)), FANG, content.FOLIO)


def _sign(book: Any, document: Document) -> None:
    """Who signs and when, at the right."""
    signed = content.signed_by(document)
    if not signed:
        return
    book.paragraphs[-1].paragraph_format.keep_with_next = True  # never alone on a page
    book.add_paragraph().paragraph_format.keep_with_next = True
    for text, edge in signed:
        line = book.add_paragraph(text)
        line.alignment = SIDES["right"]
        line.paragraph_format.right_indent = Pt(edge)
        line.paragraph_format.keep_together = True
