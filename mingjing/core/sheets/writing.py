"""Sheets out: every cell is text, so that no formula gets in; written as a stream, so that length costs no memory."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from mingjing.core.sheets.columns import NOTES, Column, cut

BATCH = 200  # rows between two pieces of the stream
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PART = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
UNTYPED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
BOLD, TEXT, WRAPPED = 1, 2, 3
STYLES = f"""{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2">\
<font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">\
<alignment vertical="top" wrapText="1"/></xf></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


@dataclass(frozen=True)
class Page:
    """A sheet on its way out: its title, titles and widths of its columns, and the cells of its rows."""

    title: str
    titles: Sequence[str]
    rows: Iterable[Sequence[str]]
    widths: Sequence[int] = ()

    @classmethod
    def of(cls, title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> "Page":
        """The sheet of these columns."""
        cells = ([column.shown(row[column.name]) for column in columns] for row in rows)
        return cls(title, [column.title for column in columns], cells, [column.wide for column in columns])


def written(title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]] = ()) -> bytes:
    """An xlsx of these rows with a second sheet that says how to fill it in."""
    return book([Page.of(title, columns, rows), hints([("", columns)])])


def book(pages: Sequence[Page]) -> bytes:
    """The workbook of these sheets."""
    return b"".join(streamed(pages))


def hints(sheets: Sequence[tuple[str, Sequence[Column]]]) -> Page:
    """The sheet that says how to fill in the others, each with its title where there are several."""
    named = len(sheets) > 1
    titles = [*([_("工作表")] if named else []), _("列名"), _("必填"), _("说明")]
    rows = [
        [*([title] if named else []), column.title, _("必填") if column.required else "", _hint(column)]
        for title, columns in sheets
        for column in columns
    ]
    return Page(NOTES, titles, rows, [20] * (len(titles) - 1) + [80])


def _hint(column: Column) -> str:
    words = "、".join(column.words) if column.words else ""
    return "；".join(filter(None, (column.hint, words and _("填其中之一：") + words)))


class _Pipe(io.RawIOBase):
    """What the archive writes, until it is taken away."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def streamed(pages: Sequence[Page]) -> Iterator[bytes]:
    """The same piece by piece; rows are asked for as they are written."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, text in _frame([page.title for page in pages]).items():
            archive.writestr(name, text)
        for number, page in enumerate(pages, start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                for text in _sheet(page):
                    part.write(text.encode())
                    yield pipe.take()
    yield pipe.take()


def _sheet(page: Page) -> Iterator[str]:
    letters = [_letters(place) for place in range(len(page.titles))]
    widths = [*page.widths, *[20] * (len(page.titles) - len(page.widths))]
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{wide}" style="{TEXT}" customWidth="1"/>' for n, wide in enumerate(widths, 1)
    )
    yield (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        f' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{columns}</cols><sheetData>'
    )
    yield _row(1, page.titles, letters, BOLD)
    some: list[str] = []
    for number, cells in enumerate(page.rows, start=2):
        some.append(_row(number, cells, letters, TEXT))
        if len(some) >= BATCH:
            yield "".join(some)
            some.clear()
    yield "".join(some) + "</sheetData></worksheet>"


def _row(number: int, cells: Sequence[str], letters: Sequence[str], style: int) -> str:
    filled = "".join(
        [_cell(f"{letter}{number}", str(text), style) for letter, text in zip(letters, cells, strict=True) if text]
    )
    return f'<row r="{number}">{filled}</row>'


def _cell(place: str, text: str, style: int) -> str:
    text = cut(text)
    if "\n" in text and style == TEXT:
        style = WRAPPED
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{kept}>{escape(UNTYPED.sub(_coded, text))}</t></is></c>'


def _coded(found: re.Match[str]) -> str:
    """A letter that XML cannot hold, as Excel writes it; a text that only looks like one is kept apart the same way."""
    return f"_x{ord(found[0]):04X}_"


def _letters(place: int) -> str:
    text, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def _frame(titles: Sequence[str]) -> dict[str, str]:
    numbers = range(1, len(titles) + 1)
    names = [
        SHEET_NAME.sub(" ", title)[:31].strip("'") or f"Sheet{n}" for n, title in zip(numbers, titles, strict=True)
    ]
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{PART}worksheet+xml"/>' for n in numbers
    )
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    last = len(titles) + 1
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{PART}sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{PART}styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{last}" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }


def each(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    """Rows of a list as `written` takes them: each column's name is a path of attributes."""
    for row in rows:
        yield {column.name: _at(row, column.name) for column in columns}


def _at(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row
