"""Sheets that people fill in and get: xlsx out with text cells only, xlsx in row by row with faults named by place."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from mingjing.core.errors import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 2000
MOST_FAULTS = 100  # told at once
WIDEST = 60  # columns looked at
NOTES = "填写说明"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+\d+:[A-Z]+\d+)"')
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


@dataclass(frozen=True)
class Column:
    """A column: its title, the name of what it holds, how to fill it in, and the words it may hold if few."""

    title: str
    name: str
    required: bool = False
    hint: str = ""
    words: Mapping[str, str] | None = None  # label to value
    date: bool = False

    def shown(self, value: Any) -> str:
        """The cell for a value."""
        if self.words:
            return next((label for label, known in self.words.items() if known == value), str(value))
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of a sheet."""

    row: int
    column: str
    what: str


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


def written(title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]] = ()) -> bytes:
    """An xlsx of these rows with a second sheet that says how to fill it in. Every cell is text: no formula gets in."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 20, text)
        _write(sheet, 0, [column.title for column in columns], bold)
        for number, row in enumerate(rows, start=1):
            _write(sheet, number, [column.shown(row[column.name]) for column in columns])
        notes = book.add_worksheet(NOTES)
        notes.set_column(0, 2, 30)
        _write(notes, 0, [_("列名"), _("必填"), _("说明")], bold)
        for number, column in enumerate(columns, start=1):
            _write(notes, number, [column.title, _("必填") if column.required else "", _hint(column)])
    return out.getvalue()


def _write(sheet: Any, number: int, cells: Sequence[str], form: Any = None) -> None:
    for place, cell in enumerate(cells):
        sheet.write_string(number, place, str(cell), form)


def _hint(column: Column) -> str:
    words = "、".join(column.words) if column.words else ""
    return "；".join(filter(None, (column.hint, words and _("填其中之一：") + words)))


def rows_of(name: str, data: bytes, columns: Sequence[Column]) -> list[Row]:
    """The filled rows of the first sheet of an xlsx, none of them faulty. Empty rows are passed over.

    Raises:
        Refused: another kind of file, too large, broken, with hidden sheets or merged cells.
        FaultySheet: columns missing or unknown, formulas, words or dates that the column does not take.
    """
    rows = all_rows_of(name, data, columns)
    faults = [fault for row in rows for fault in row.faults]
    if faults:
        raise FaultySheet(faults)
    return rows


def all_rows_of(name: str, data: bytes, columns: Sequence[Column]) -> list[Row]:
    """The filled rows, the faulty ones among them: for a caller that tells these faults with its own.

    Raises:
        Refused: as `rows_of`.
        FaultySheet: columns missing or unknown.
    """
    _check_file(name, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features that openpyxl does not keep, which nobody misses here
        try:
            book = load_workbook(io.BytesIO(data), read_only=True)
        except Exception as error:  # openpyxl raises whatever its zip and XML readers do
            raise Refused(_broken(name)) from error
        try:
            sheet = _sheet(book)
            return _read(sheet, columns)
        except Refused:
            raise
        except Exception as error:
            raise Refused(_broken(name)) from error
        finally:
            book.close()


def _broken(name: str) -> str:
    return _("%(name)s 不是完好的 xlsx 文件，请用表格软件打开后另存为 xlsx 再上传。") % {"name": name}


def _check_file(name: str, data: bytes) -> None:
    kind = Path(name).suffix.lower()
    if kind != ".xlsx":
        raise Refused(_("只能导入 xlsx 文件，收到的是“%(name)s”。请下载模板填写，或另存为 xlsx。") % {"name": name})
    if len(data) > LARGEST:
        raise Refused(_("%(name)s 超过 10 MB，请删除多余的行和图片，或分几次导入。") % {"name": name})
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise Refused(_("%(name)s 解压后过大，请删除表格末尾的空行和多余格式后再上传。") % {"name": name})
            merged = _merged(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Refused(_broken(name)) from error
    if merged:
        places = "、".join(merged[:5])
        raise Refused(_("表格里有合并的单元格（%(places)s），请取消合并、每行填全后再上传。") % {"places": places})


def _merged(archive: zipfile.ZipFile) -> list[str]:
    """Places of merged cells, read from the parts themselves: the row-by-row reader does not tell."""
    return [
        found.decode()
        for part in archive.namelist()
        if SHEET.fullmatch(part)
        for found in MERGED.findall(archive.read(part))
    ]


def _sheet(book: Any) -> Any:
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        names = "、".join(hidden)
        raise Refused(_("文件里有隐藏的工作表“%(names)s”，请取消隐藏核对，或删除后再上传。") % {"names": names})
    if not book.worksheets:
        raise Refused(_("文件里没有工作表。请下载模板填写。"))
    return book.worksheets[0]


def _read(sheet: Any, columns: Sequence[Column]) -> list[Row]:
    sheet.reset_dimensions()  # files of other programs state them wrongly
    lines = sheet.iter_rows(max_col=WIDEST)
    places = _places(next(lines, ()), columns)
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=2):
        if all(cell.value is None or cell.value == "" for cell in cells):
            continue
        if len(rows) >= MOST_ROWS:
            raise Refused(_("表格超过 %(most)s 行，请分几次导入。") % {"most": MOST_ROWS})
        rows.append(_row(number, cells, places))
    if not rows:
        raise Refused(_("表格里没有填写任何行。第一行是列名，从第二行起填写。"))
    return rows


def _places(header: Sequence[Any], columns: Sequence[Column]) -> dict[int, Column]:
    """Which column stands where; a sheet may order them as it likes."""
    titles = [str(cell.value or "").strip().rstrip("*＊") for cell in header]
    known = {column.title: column for column in columns}
    faults = [
        Fault(1, column.title, _("缺少这一列，请用模板的列名")) for column in columns if column.title not in titles
    ]
    for place, title in enumerate(titles):
        if title and title not in known:
            faults.append(Fault(1, title, _("模板里没有这一列，请删除或改正列名")))
        elif title and title in titles[:place]:
            faults.append(Fault(1, title, _("这一列出现了两次，请删除一列")))
    if faults:
        raise FaultySheet(faults)
    return {place: known[title] for place, title in enumerate(titles) if title}


def _row(number: int, cells: Sequence[Any], places: Mapping[int, Column]) -> Row:
    said: dict[str, Any] = {column.name: None if column.date else "" for column in places.values()}
    faults = []
    for place, cell in enumerate(cells):
        column = places.get(place)
        if column is None:
            if cell.value not in (None, ""):
                faults.append(Fault(number, _("第%(place)s列") % {"place": place + 1}, _("这一列没有列名，却有内容")))
            continue
        try:
            said[column.name] = _value(cell, column)
        except ValueError as error:
            faults.append(Fault(number, column.title, str(error)))
    named = {fault.column for fault in faults}
    faults += [
        Fault(number, column.title, _("必须填写"))
        for column in places.values()
        if column.required and said[column.name] in ("", None) and column.title not in named
    ]
    return Row(number, said, tuple(faults))


def _value(cell: Any, column: Column) -> Any:
    if cell.data_type == "f":
        raise ValueError(_("是公式，请改为填写结果"))
    if cell.data_type == "e":
        raise ValueError(_("是错误值 %(value)s，请改正") % {"value": cell.value})
    if column.date:
        return date_of(cell.value)
    text = _text(cell.value)
    if column.words and text:
        if text not in column.words:
            raise ValueError(_("“%(text)s”不认识，请填：%(words)s") % {"text": text, "words": "、".join(column.words)})
        return column.words[text]
    return text


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def date_of(value: Any) -> dt.date | None:
    """The date that a cell means; None for an empty one.

    Raises:
        ValueError: it is no date.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = _text(value).replace("/", "-").replace(".", "-")
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(_("“%(text)s”不是日期，应如 2026-03-02") % {"text": _text(value)}) from None


def each(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    """Rows of a list as `written` takes them: each column's name is a path of attributes."""
    for row in rows:
        yield {column.name: _at(row, column.name) for column in columns}


def _at(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row
