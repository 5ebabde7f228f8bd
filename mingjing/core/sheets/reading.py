"""Sheets in: filled rows with their values, every fault named by sheet, row and column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from mingjing.core.errors import Refused
from mingjing.core.sheets import columns as limits
from mingjing.core.sheets.columns import NOTES, Column, Fault, FaultySheet, Row, Sheet, Wrong
from mingjing.core.sheets.parts import Cells, Package

TELL_EVERY = 500  # rows


def rows_of(name: str, data: bytes, columns: Sequence[Column]) -> list[Row]:
    """The filled rows of the first sheet of an xlsx, none of them faulty. Empty rows are passed over.

    Raises:
        Refused: another kind of file, too large, broken, locked, with hidden sheets, merged cells, links or macros.
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
    package = Package(name, data)
    title = next((title for title in package.paths if title != NOTES), None)
    if title is None:
        raise Refused(_("文件里没有工作表。请下载模板填写。"))
    found, faults = _filled(package, Sheet(title, columns, limits.MOST_ROWS))
    if faults:
        raise FaultySheet([replace(fault, sheet="") for fault in faults])
    if not found:
        raise Refused(_("表格里没有填写任何行。第一行是列名，从第二行起填写。"))
    return [replace(row, faults=tuple(replace(fault, sheet="") for fault in row.faults)) for row in found]


def book_of(
    name: str, data: bytes, sheets: Sequence[Sheet], *, tell: Callable[[int], None] = lambda rows: None
) -> dict[str, list[Row]]:
    """The filled rows of each of `sheets`, by title, the faulty ones among them. `tell` hears how many were read.

    Raises:
        Refused: as `rows_of`.
        FaultySheet: sheets or columns missing, unknown or double.
    """
    package = Package(name, data)
    titles = {sheet.title for sheet in sheets}
    faults = [
        Fault(0, "", _("缺少这个工作表，请从模板复制"), sheet.title)
        for sheet in sheets
        if sheet.title not in package.paths
    ]
    faults += [
        Fault(0, "", _("模板里没有这个工作表，请删除，或改成模板的名称"), title)
        for title in package.paths
        if title not in titles | {NOTES}
    ]
    found: dict[str, list[Row]] = {}
    read = 0
    for sheet in sheets:
        if sheet.title in package.paths:
            found[sheet.title], wrong = _filled(package, sheet, lambda rows, before=read: tell(before + rows))  # type: ignore[misc]
            faults += wrong
            read += len(found[sheet.title])
    if faults:
        raise FaultySheet(faults)
    return found


def _filled(
    package: Package, sheet: Sheet, tell: Callable[[int], None] = lambda rows: None
) -> tuple[list[Row], list[Fault]]:
    """The filled rows of a sheet, and what is wrong with its column names; then none are read."""
    lines = package.rows(sheet.title)
    first = next(lines, (1, {}))
    places, faults = _places(first[1] if first[0] == 1 else {}, sheet)
    if faults:
        return [], faults
    rows: list[Row] = []
    for number, cells in _some(lines):
        if len(rows) >= sheet.most:
            said = _("“%(sheet)s”超过 %(most)s 行，请分几次导入。")
            raise Refused(said % {"sheet": sheet.title, "most": sheet.most})
        rows.append(_row(number, cells, places, sheet.title))
        if not len(rows) % TELL_EVERY:
            tell(len(rows))
    return rows, []


def _some(lines: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    """Rows in which something else than blanks stands."""
    for number, cells in lines:
        if any(not isinstance(value, str) or isinstance(value, Wrong) or value.strip() for value in cells.values()):
            yield number, cells


def _places(header: Cells, sheet: Sheet) -> tuple[dict[int, Column], list[Fault]]:
    """Which column stands where; a sheet may order them as it likes."""
    titles = {place: str(value).strip().rstrip("*＊") for place, value in sorted(header.items())}
    known = {column.title: column for column in sheet.columns}
    faults = [
        Fault(1, column.title, _("缺少这一列，请用模板的列名"), sheet.title)
        for column in sheet.columns
        if column.title not in titles.values()
    ]
    seen: set[str] = set()
    for title in filter(None, titles.values()):
        if title not in known:
            faults.append(Fault(1, title[:60], _("模板里没有这一列，请删除或改正列名"), sheet.title))
        elif title in seen:
            faults.append(Fault(1, title, _("这一列出现了两次，请删除一列"), sheet.title))
        seen.add(title)
    return {place: known[title] for place, title in titles.items() if title in known}, faults


def _row(number: int, cells: Cells, places: Mapping[int, Column], sheet: str) -> Row:
    said: dict[str, Any] = {column.name: column.empty for column in places.values()}
    faults = []
    for place, value in cells.items():
        column = places.get(place)
        if column is None:
            title = _("第%(place)s列") % {"place": place + 1}
            faults.append(Fault(number, title, _("这一列没有列名，却有内容"), sheet))
            continue
        try:
            said[column.name] = _meant(value, column)
        except ValueError as error:
            faults.append(Fault(number, column.title, str(error), sheet))
    named = {fault.column for fault in faults}
    faults += [
        Fault(number, column.title, _("必须填写"), sheet)
        for column in places.values()
        if column.required and said[column.name] in ("", None) and column.title not in named
    ]
    return Row(number, said, tuple(faults))


def _meant(value: Any, column: Column) -> Any:
    if isinstance(value, Wrong):
        raise ValueError(str(value))
    return column.meant(value)
