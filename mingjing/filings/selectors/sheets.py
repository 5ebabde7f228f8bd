"""The statutory tables as a workbook: the template that the system makes, and the figures read back row by row."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from mingjing.core import sheets
from mingjing.core.sheets import Column, Fault, FaultySheet, Row, Sheet
from mingjing.rules import statutory
from mingjing.rules.statutory import Figures, Table

LINE = "line"
NO_FIGURE = "这一行没有这一列的数，请清空"
HINT = "行名不要改；没有数量的填 0 或留空"
WIDE = 44


def _title(table: Table) -> str:
    return f"表{table.no}"


def _columns(table: Table) -> list[Column]:
    words = {line.name: line.key for line in table.lines}
    numbers = [Column(column.name, column.key, wide=16) for column in table.columns]
    return [Column("项目", LINE, required=True, hint=HINT, words=words, wide=WIDE), *numbers]


def _layout() -> list[Sheet]:
    return [Sheet(_title(table), _columns(table)) for table in statutory.tables()]


def template(figures: Figures) -> bytes:
    """The workbook with every row named and the figures that are there already."""
    pages = [sheets.Page.of(_title(table), _columns(table), _rows(table, figures)) for table in statutory.tables()]
    hints = sheets.hints([(sheet.title, sheet.columns[:1]) for sheet in _layout()])
    return sheets.book([*pages, hints])


def _rows(table: Table, figures: Figures) -> Iterator[dict[str, str | None]]:
    for line in table.lines:
        found = {column.key: figures.get(table.name(line.key, column.key)) for column in table.columns}
        yield {LINE: line.key, **{key: None if one is None else f"{one:f}" for key, one in found.items()}}


def figures_of(name: str, data: bytes) -> dict[str, Decimal]:
    """The figures of a filled workbook; an empty cell is 0.

    Raises:
        Refused: no xlsx that can be read.
        FaultySheet: every row that is missing, unknown or there twice, and every cell that is no figure, by its place.
    """
    found = sheets.book_of(name, data, _layout())
    faults: list[Fault] = []
    figures: dict[str, Decimal] = {}
    for table in statutory.tables():
        rows = found[_title(table)]
        faults += _missing(table, rows)
        for row in rows:
            faults += row.faults
            faults += _read(table, row, figures)
    if faults:
        raise FaultySheet(faults)
    return {cell: figures.get(cell, Decimal(0)) for cell in statutory.cells()}


def _missing(table: Table, rows: list[Row]) -> Iterator[Fault]:
    counted = Counter(row.said.get(LINE) for row in rows)
    for line in table.lines:
        if not counted[line.key]:
            yield Fault(0, "项目", f"缺少“{line.name}”这一行，请从模板复制", _title(table))
        elif counted[line.key] > 1:
            yield Fault(0, "项目", f"“{line.name}”有 {counted[line.key]} 行，只能有一行", _title(table))


def _read(table: Table, row: Row, figures: dict[str, Decimal]) -> Iterator[Fault]:
    line = next((one for one in table.lines if one.key == row.said.get(LINE)), None)
    if line is None:
        return
    for column in table.columns:
        text = str(row.said.get(column.key) or "")
        if column.key not in line.cells:
            if text:
                yield Fault(row.number, column.name, NO_FIGURE, _title(table))
            continue
        try:
            figures[table.name(line.key, column.key)] = statutory.figure_of(text, column) or Decimal(0)
        except ValueError as error:
            yield Fault(row.number, column.name, str(error), _title(table))
