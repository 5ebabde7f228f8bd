"""The next number of a series, without gaps (CMP-7-1c, ACC-12-f)."""

from django.db import connection

NEXT = """
INSERT INTO ledger_numberseries (name, last) VALUES (%s, 1)
ON CONFLICT (name) DO UPDATE SET last = ledger_numberseries.last + 1 RETURNING last"""


def next_of(series: str) -> int:
    """The next number. The row is held until the transaction ends: what is rolled back leaves no gap."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [series])
        (last,) = cursor.fetchone() or (0,)
    return int(last)


def numbered(sign: str, year: int) -> str:
    """The next number of a year, such as 投〔2026〕00012."""
    return f"{sign}〔{year}〕{next_of(f'{sign}-{year}'):05}"
