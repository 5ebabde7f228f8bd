"""The numbers that Word works out for paragraphs of lists while it draws them: 第三条, （二）, 1.2."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from mingjing.flattening.packages import child, children, value_of

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
DIGITS = "〇一二三四五六七八九"
UNITS = ((1000, "千"), (100, "百"), (10, "十"))
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
BULLET = "•"
LARGEST = 9999


def chinese(number: int) -> str:
    """A number from 1 to 9,999 in Chinese: 一, 十二, 一百零三."""
    said, left, gap = "", number, False
    for unit, word in UNITS:
        digit, left = divmod(left, unit)
        if digit:
            said += (
                ("零" if gap and said else "")
                + ("" if unit == 10 and digit == 1 and not said else DIGITS[digit])
                + word
            )
        gap = not digit
    return said + ("零" if gap and said and left else "") + (DIGITS[left] if left else "")


def roman(number: int) -> str:
    """A number in small Roman letters."""
    said = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        said += letters * count
    return said


def letters(number: int) -> str:
    """A to Z, then AA to ZZ, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def circled(number: int) -> str:
    """A number in a circle, up to 20."""
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"), chinese),
    "ideographDigital": lambda number: "".join(DIGITS[int(digit)] for digit in str(number)),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalZero": lambda number: f"{number:02}",
    "none": lambda number: "",
}


class Numbering:
    """Counts the paragraphs of all lists of a document."""

    def __init__(self, root: Element):
        shapes = {value_of(shape, "abstractNumId"): shape for shape in children(root, "abstractNum")}
        self.shape_of: dict[str, str] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.levels: dict[tuple[str, int], tuple[str, str]] = {}
        self.counts: dict[str, list[int]] = {}
        for number in children(root, "num"):
            self._list(number, shapes)

    def _list(self, number: Element, shapes: dict[str, Element]) -> None:
        name, shape = value_of(number, "numId"), _told(number, "abstractNumId")
        self.shape_of[name] = shape
        for level in children(shapes[shape], "lvl") if shape in shapes else ():
            place = int(value_of(level, "ilvl") or 0)
            self.levels[name, place] = _told(level, "numFmt") or "decimal", _told(level, "lvlText")
            self.starts.setdefault((shape, place), int(_told(level, "start") or 1))
        for override in children(number, "lvlOverride"):
            if start := _told(override, "startOverride"):
                self.shape_of[name] = name + "!"  # it counts for itself
                self.starts[name + "!", int(value_of(override, "ilvl") or 0)] = int(start)

    def next(self, name: str, level: int) -> str:
        """The number of the next paragraph of a list at a level from 0, with what stands around it."""
        if (name, level) not in self.levels or not 0 <= level < LEVELS:
            return ""
        counted = self.shape_of[name]
        counts = self.counts.setdefault(counted, [0] * LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else self.starts.get((counted, level), 1)
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        form, text = self.levels[name, level]
        if form == "bullet":
            return BULLET + " "
        said = PLACE.sub(lambda found: self._said(name, int(found[1]) - 1, counts), text)
        return said + " " if said.isascii() and said else said

    def _said(self, name: str, level: int, counts: list[int]) -> str:
        form, _ = self.levels.get((name, level), ("decimal", ""))
        number = min(max(counts[level] or self.starts.get((self.shape_of[name], level), 1), 1), LARGEST)
        return FORMS.get(form, str)(number)


def _told(element: Element, name: str) -> str:
    found = child(element, name)
    return value_of(found, "val") if found is not None else ""
