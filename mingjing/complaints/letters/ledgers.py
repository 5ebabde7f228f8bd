"""登记簿 on paper: the same lines as the sheet."""

import datetime as dt
from collections.abc import Sequence

from mingjing.core.documents import Block, Document, Paragraph, Table

WIDTHS = (5, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1.5, 4)


def book(
    year: int, rows: Sequence[Sequence[str]], *, header: Sequence[str], said: Sequence[str], on: dt.date
) -> Document:
    """The ledger of a year; `said`: how many there are, and whether a number is missing. No content, name or unit."""
    table = Table(rows, header=header, widths=WIDTHS, size=9)
    blocks: list[Block] = [*(Paragraph(line) for line in said), table]
    return Document(f"{year}年投诉举报登记簿", blocks, issuer="投诉举报中心", date=on, landscape=True)
