"""What a sheet looks like, what stands in its rows, and what is wrong with them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingjing.core.errors import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 100  # told at once
MOST_ROWS = 2000
NOTES = "填写说明"
LONGEST = 32_000  # letters in a cell: Excel takes 32,767 halves of letters
CUT = "……（超过一格能放的长度，后文没有导出）"
SERIALS = range(10_000, 80_000)  # days since 1900 that can be meant: 1927 to 2119
EPOCH = dt.date(1899, 12, 30)
DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
EXACT = 15  # digits of a number that Excel keeps


@dataclass(frozen=True)
class Column:
    """A column: its title, the name of what it holds, how to fill it in, and the words it may hold if few."""

    title: str
    name: str
    required: bool = False
    hint: str = ""
    words: Mapping[str, Any] | None = None  # label to value
    date: bool = False
    whole: bool = False  # a whole number, None where empty
    wide: int = 20  # letters

    def shown(self, value: Any) -> str:
        """The cell for a value."""
        if self.words:
            return next((label for label, known in self.words.items() if known == value), str(value))
        return "" if value is None else str(value)

    def meant(self, value: Any) -> Any:
        """What a cell means: text without blanks around it, a word's value, a date, a whole number; `empty` if none.

        Raises:
            ValueError: it is none of these, in words for the one who filled it in.
        """
        if self.date:
            return date_of(value)
        text = text_of(value)
        if self.whole:
            return _whole(text)
        if self.words and text:
            return self._word(text)
        return text

    def _word(self, text: str) -> Any:
        known = self.words or {}
        found = known.get(text) if text in known else known.get(unicodedata.normalize("NFKC", text).strip())
        if found is None:
            words = "、".join(known)
            raise ValueError(_("“%(text)s”不认识，请填：%(words)s") % {"text": text[:40], "words": words})
        return found

    @property
    def empty(self) -> Any:
        """What an empty cell means."""
        return None if self.date or self.whole else ""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its title, its columns, and how many rows it may have."""

    title: str
    columns: Sequence[Column]
    most: int = MOST_ROWS


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place. Row 0 is the sheet itself, no sheet is the file."""

    row: int
    column: str
    what: str
    sheet: str = ""


@dataclass(frozen=True)
class Row:
    """A filled row: its number in the sheet, its values by name, and what is wrong with its cells."""

    number: int
    said: dict[str, Any]
    faults: tuple[Fault, ...] = ()


class FaultySheet(Refused):
    """A sheet that is not taken in, with every fault of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults[:MOST_FAULTS]
        self.count = len(faults)
        super().__init__(_("表格有 %(count)s 处错误，什么都没有导入。请按下表改正后重新上传。") % {"count": self.count})


class Wrong(str):
    """In place of a value: why the cell has none that could be taken."""

    __slots__ = ()


def text_of(value: Any) -> str:
    """The text that a cell means."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, float):
        value = int(value) if value.is_integer() else repr(value)
    if isinstance(value, int) and len(str(abs(value))) > EXACT:
        said = _("有 %(count)s 位数字，Excel 只记得前 15 位，其余已经丢失。请把这一列设为文本后重新填写")
        raise ValueError(said % {"count": len(str(abs(value)))})
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise ValueError(_("有不能保存的字符，请重新填写"))
    return text


def cut(text: str) -> str:
    """As much of a text as a cell takes, and that there is more."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def _whole(text: str) -> int | None:
    plain = text.translate(DIGITS).strip()
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,9}", plain, re.ASCII):
        raise ValueError(_("“%(text)s”不是整数，应如 20") % {"text": text[:40]})
    return int(plain)


def date_of(value: Any) -> dt.date | None:
    """The date that a cell means; None for an empty one. A bare number is what Excel counts days by.

    Raises:
        ValueError: it is no date.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float | int) and not isinstance(value, bool) and int(value) in SERIALS:
        return EPOCH + dt.timedelta(days=int(value))
    text = text_of(value)
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return None
    plain = re.sub(r"[年月/.]", "-", plain.removesuffix("日")).replace(" ", "")
    try:
        return dt.datetime.strptime(plain, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(_("“%(text)s”不是日期，应如 2026-03-02") % {"text": text[:40]}) from None
