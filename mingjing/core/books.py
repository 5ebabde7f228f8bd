"""Workbooks to take away: several sheets of figures and words. Words are text, so no formula gets in."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from mingjing.core.sheets import XLSX

NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_TITLE = 31
WIDTH = 16


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, the header, the rows. None is an empty cell."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def book(*sheets: Sheet) -> bytes:
    """The sheets as one xlsx; numbers stay numbers to count on with."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True})
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.title.translate(NOT_IN_TITLES)[:LONGEST_TITLE])
            page.freeze_panes(1, 0)
            page.set_column(0, max(0, len(sheet.header) - 1), WIDTH)
            _write(page, 0, sheet.header, bold)
            for number, row in enumerate(sheet.rows, start=1):
                _write(page, number, row)
    return out.getvalue()


def _write(page: Any, number: int, cells: Sequence[Any], form: Any = None) -> None:
    for place, cell in enumerate(cells):
        if isinstance(cell, int | float):
            page.write_number(number, place, cell, form)
        elif cell is not None:
            page.write_string(number, place, str(cell), form)


def taken_home(name: str, *sheets: Sheet) -> HttpResponse:
    """The workbook as a download of that name (ASCII, without the ending)."""
    answer = HttpResponse(book(*sheets), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
