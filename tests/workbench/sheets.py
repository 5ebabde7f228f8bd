"""Sheets as a unit fills them in."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook


def filled(*rows: tuple, name: str = "清理事项.xlsx") -> SimpleUploadedFile:
    """An xlsx with these rows, the header first."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())
