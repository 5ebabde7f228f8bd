"""What stands in a document, whatever file it becomes, and the measures of GB/T 9704-2012."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

PAGE = (210, 297)  # A4, mm
MARGINS = (37, 26, 35, 28)  # top, right, bottom, left, mm
LINES, CHARACTERS = 22, 28  # of body text on a page, in a line
LINE = 28.95  # pt from line to line: 225 mm hold 22
TRACKING = -0.21  # pt: 156 mm hold 28 characters of 16 pt
TITLE, BODY, CELL, FOLIO = 22, 16, 12, 14  # pt
RED = "c00000"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
BREAKS = re.compile(r"\r\n?|\x85")


class Kind(StrEnum):
    """How a document opens: with its title, or with the issuer's name in red above a red line."""

    PLAIN = "plain"
    RED = "red"


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 in 黑体 (一、), 2 in 楷体 (（一）), 3 like the text but bold."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True)
class Paragraph:
    """Text. A newline begins another paragraph."""

    text: str
    align: Literal["justify", "left", "center", "right"] = "justify"
    indent: bool = True  # by two characters
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """A table of texts; the header repeats on each page. `widths` are shares, equal if not given."""

    rows: Sequence[Sequence[str]]
    header: Sequence[str] = ()
    widths: Sequence[float] = ()
    caption: str = ""
    size: float = CELL  # pt

    @property
    def across(self) -> int:
        """How many columns it has."""
        return max((len(self.header), len(self.widths), *(len(row) for row in self.rows)), default=0)

    def shares(self) -> list[float]:
        """One positive share per column."""
        given = [max(float(share), 0.01) for share in self.widths]
        return given + [1.0] * (self.across - len(given))

    def padded(self, row: Sequence[str]) -> list[str]:
        """A row with as many cells as there are columns."""
        return [plain(cell) for cell in row] + [""] * (self.across - len(row))


@dataclass(frozen=True)
class Picture:
    """A png, jpeg or svg picture, as wide as the text or `width` millimetres. `alt` says what it shows."""

    data: bytes
    alt: str
    caption: str = ""
    width: float | None = None


@dataclass(frozen=True)
class PageBreak:
    """What follows stands on a new page."""


Block = Heading | Paragraph | Table | Picture | PageBreak


@dataclass(frozen=True)
class Document:
    """A document: title, what stands in it, its number, who signs it and on which day."""

    title: str
    blocks: Sequence[Block]
    number: str = ""
    issuer: str = ""
    date: dt.date | None = None
    kind: Kind = Kind.PLAIN
    landscape: bool = False

    @property
    def page(self) -> tuple[int, int]:
        """Width and height, mm."""
        return (PAGE[1], PAGE[0]) if self.landscape else PAGE

    @property
    def text_width(self) -> int:
        """Between the margins, mm."""
        return self.page[0] - MARGINS[1] - MARGINS[3]


def chinese_date(day: dt.date) -> str:
    """A day as official documents write it: 2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def plain(text: object) -> str:
    """Text without what neither file format can hold; line ends as newlines, tabs as spaces."""
    return UNPRINTABLE.sub("", BREAKS.sub("\n", str(text))).replace("\t", " ")


def lines(text: str) -> Iterable[str]:
    """The paragraphs of a text, empty ones left out, or one empty paragraph."""
    return [line for line in plain(text).split("\n") if line.strip()] or [""]
