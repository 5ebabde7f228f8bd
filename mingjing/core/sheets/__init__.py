"""Sheets that people fill in and get: xlsx out with text cells only, xlsx in row by row with faults named by place."""

from mingjing.core.sheets.columns import (
    MOST_FAULTS,
    MOST_ROWS,
    NOTES,
    XLSX,
    Column,
    Fault,
    FaultySheet,
    Row,
    Sheet,
    date_of,
)
from mingjing.core.sheets.reading import all_rows_of, book_of, rows_of
from mingjing.core.sheets.writing import Page, book, each, hints, streamed, written

__all__ = [
    "MOST_FAULTS",
    "MOST_ROWS",
    "NOTES",
    "XLSX",
    "Column",
    "Fault",
    "FaultySheet",
    "Page",
    "Row",
    "Sheet",
    "all_rows_of",
    "book",
    "book_of",
    "date_of",
    "each",
    "hints",
    "rows_of",
    "streamed",
    "written",
]
