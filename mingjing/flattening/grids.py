"""Excel workbooks: the values that a reader sees, row by row, each sheet under its name."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from mingjing.flattening import composing
from mingjing.flattening.composing import Block, Line, Row, Shown, compose
from mingjing.flattening.packages import Package, child, children, local
from mingjing.flattening.pipe import Out

READABLE: tuple[str, ...] = ()
BOOK, STRINGS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
ON = ("1", "true", "on")
WIDEST_GAP = 256  # columns between two values that are still kept apart
MOST_ROWS = 200_000
PLACE = re.compile(r"([A-Z]{1,3})[0-9]+")
# Built-in formats that show a day or a time, and the letters that do so in others, outside of quotes and colours.
DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
NO_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
DATE_LETTERS = re.compile("[ymdhs]", re.IGNORECASE)
FIRST_DAY, FIRST_DAY_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
MOST_DAYS = 2_958_465  # 9999-12-31


def prepare() -> None:
    """Load the font."""
    composing.prepare()


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """The values of a workbook.

    Raises:
        NotFlattened: no such workbook, broken, with a password, or beyond the limits of an archive.
    """
    package = Package(source.read())
    package.require(BOOK)
    package.note(out)
    return compose(_Book(package, out).blocks(), out)


class _Book:
    """Reads one workbook."""

    def __init__(self, package: Package, out: Out):
        self.package = package
        self.out = out
        self.book = package.xml(BOOK)
        properties = child(self.book, "workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ON
        self.first_day = FIRST_DAY_1904 if since_1904 else FIRST_DAY
        self.strings = self._strings() if STRINGS in package.names else []
        self.dates = self._date_styles() if STYLES in package.names else frozenset()

    def blocks(self) -> Iterator[Block]:
        """All sheets that are shown."""
        related = self.package.relations(BOOK)
        for sheet in self._sheets():
            part = next((related[value][1] for value in sheet.attrib.values() if value in related), "")
            if sheet.get("state", "visible") != "visible":
                self.out.found("hidden_sheets")
            elif part in self.package.names:
                yield Line(f"【{sheet.get('name', '')}】")
                yield from self._rows(part)
                yield from self._drawn(part)

    def _sheets(self) -> Iterator[Element]:
        sheets = child(self.book, "sheets")
        return children(sheets, "sheet") if sheets is not None else iter(())

    def _rows(self, part: str) -> Iterator[Row]:
        hidden: set[int] = set()
        with self.package.open(part) as stream:
            parent: Element | None = None
            for count, (event, element) in enumerate(ElementTree.iterparse(stream, ("start", "end"), forbid_dtd=True)):
                name = local(element.tag)
                if event == "start":
                    parent = element if name == "sheetData" else parent
                elif name == "col" and element.get("hidden") in ON:
                    hidden |= _columns(element)
                elif name == "row":
                    yield from self._row(element, hidden)
                    if parent is not None:
                        parent.clear()
                if count > MOST_ROWS * 100:
                    self.out.found("cut_short")
                    return

    def _row(self, row: Element, hidden: set[int]) -> Iterator[Row]:
        cells: list[str] = []
        for cell in children(row, "c"):
            text = self._value(cell)
            column = _column(cell.get("r", ""), len(cells))
            if text and (row.get("hidden") in ON or column in hidden):
                self.out.found("hidden_text")
            elif text:
                gap = column - len(cells)
                cells += [""] * (gap if 0 < gap <= WIDEST_GAP else 0) + [text]
        if cells:
            yield Row(tuple(cells))

    def _value(self, cell: Element) -> str:
        kind, value = cell.get("t", "n"), child(cell, "v")
        if kind == "inlineStr":
            return _text(child(cell, "is"))
        text = (value.text or "") if value is not None else ""
        if kind == "s":
            number = int(text or -1)
            return self.strings[number] if 0 <= number < len(self.strings) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        return self._number(text, cell.get("s", "")) if kind == "n" and text else text

    def _number(self, text: str, style: str) -> str:
        number = float(text)
        if style in self.dates and 0 <= number <= MOST_DAYS:
            moment = self.first_day + dt.timedelta(seconds=round(number * 86_400))
            if number < 1:
                return f"{moment:%H:%M:%S}"
            return f"{moment:%Y-%m-%d}" if number == int(number) else f"{moment:%Y-%m-%d %H:%M:%S}"
        # Fifteen digits are what Excel keeps and shows.
        return text if text.lstrip("-").isdecimal() else f"{Decimal(f'{number:.15g}'):f}"

    def _strings(self) -> list[str]:
        return [_text(item) for item in children(self.package.xml(STRINGS), "si")]

    def _date_styles(self) -> frozenset[str]:
        """Numbers of the cell styles that show a number as a day or a time."""
        root = self.package.xml(STYLES)
        own = child(root, "numFmts")
        dates = {str(number) for number in DATES}
        for form in own if own is not None else ():
            if DATE_LETTERS.search(NO_LETTERS.sub("", form.get("formatCode", ""))):
                dates.add(form.get("numFmtId", ""))
        styles = child(root, "cellXfs")
        return frozenset(
            str(n) for n, form in enumerate(styles if styles is not None else ()) if form.get("numFmtId") in dates
        )

    def _drawn(self, part: str) -> Iterator[Block]:
        """Words and pictures that lie on a sheet."""
        for kind, drawing in self.package.relations(part).values():
            if kind != "drawing" or drawing not in self.package.names:
                continue
            for paragraph in self.package.xml(drawing).iter():
                if local(paragraph.tag) == "p" and (text := _text(paragraph)):
                    yield Line(text)
            for what, picture in self.package.relations(drawing).values():
                if what == "image" and picture in self.package.names:
                    yield Shown(self.package.data(picture))


def _text(element: Element | None) -> str:
    """The words inside, without those that tell how they are read."""
    if element is None or local(element.tag) == "rPh":
        return ""
    own = (element.text or "") if local(element.tag) == "t" else ""
    return own + "".join(_text(inner) for inner in element)


def _columns(element: Element) -> set[int]:
    first, last = int(element.get("min", "1")), int(element.get("max", "1"))
    return set(range(first - 1, min(last, 16_384)))


def _column(place: str, otherwise: int) -> int:
    """The number of the column in a place like B7, from 0."""
    found = PLACE.fullmatch(place)
    if not found:
        return otherwise
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1
