"""What stands in a document, whatever file it becomes, and the measures of GB/T 9704-2012."""

import datetime as dt
import math
import re
import unicodedata
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
RED, HEAD, HEAD_TRACKING = "c00000", 42, 2  # the issuer's name above the red line, pt
TIGHTEST = -1.5  # pt between the letters of a title before it is broken
UNBROKEN = 8  # rows of a table that stays on one page
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
NEVER_FIRST = "，。、；：！？）》〉”’】〕"
POINTS = 72 / 25.4  # in a millimetre
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


def head_of(document: Document) -> tuple[list[str], float]:
    """The issuer's name above the red line, in one line or two even ones, and how large it is set (pt)."""
    name, room = plain(document.issuer), document.text_width * POINTS
    rows = evenly(name, 1 if len(name) * (HEAD + HEAD_TRACKING) <= room else 2)
    longest = max(map(len, rows), default=1)
    return rows, min(HEAD, int(room / max(longest, 1) - HEAD_TRACKING))


def title_of(document: Document) -> tuple[list[str], float]:
    """The title in even lines, and the space between its letters (pt): a little less where that saves a line."""
    title, room = plain(document.title).replace("\n", " "), document.text_width * POINTS
    long = sum(TITLE if wide(letter) else TITLE / 2 for letter in title)
    tracking = min(0.0, (room - 1 - long) / max(len(title), 1))
    if tracking >= TIGHTEST:
        return [title], tracking
    return evenly(title, math.ceil(long / room)), 0.0


def evenly(text: str, count: int) -> list[str]:
    """A text in so many lines of about the same length; foreign words stay whole, and no line begins with a mark."""
    rows, rest = [], text
    for left in range(count, 1, -1):
        at = round(len(rest) / left)
        while 0 < at < len(rest) and (rest[at] in NEVER_FIRST or (not wide(rest[at]) and not wide(rest[at - 1]))):
            at += 1
        rows.append(rest[:at].strip())
        rest = rest[at:]
    return [row for row in (*rows, rest.strip()) if row] or [""]


def wide(letter: str) -> bool:
    """True for a letter as wide as it is high."""
    return unicodedata.east_asian_width(letter) in "WFA"


def signed_by(document: Document) -> list[tuple[str, float]]:
    """Who signs and when, each with its distance from the right edge (pt): the two are centred on each other.

    The date stands four letters from the edge; under a long name it moves in, and the name stays two letters away.
    """
    issuer, day = plain(document.issuer), chinese_date(document.date) if document.date else ""
    longs = [sum(BODY if wide(letter) else BODY / 2 for letter in text) for text in (issuer, day)]
    if not issuer or not day:
        return [(text, 4.0 * BODY) for text in (issuer, day) if text]
    edge = max(2.0 * BODY, 4.0 * BODY + (longs[1] - longs[0]) / 2)
    return [(issuer, edge), (day, edge + (longs[0] - longs[1]) / 2)]


def chinese_date(day: dt.date) -> str:
    """A day as official documents write it: 2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def plain(text: object) -> str:
    """Text without what neither file format can hold; line ends as newlines, tabs as spaces."""
    return UNPRINTABLE.sub("", BREAKS.sub("\n", str(text))).replace("\t", " ")


def lines(text: str) -> Iterable[str]:
    """The paragraphs of a text, empty ones left out, or one empty paragraph."""
    return [line for line in plain(text).split("\n") if line.strip()] or [""]
