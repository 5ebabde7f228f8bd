"""Rows into a table by COPY, the quickest way in that PostgreSQL has.

While a COPY is open its connection can do nothing else. Whatever makes the rows may ask the database: each block of
them is made first and copied then.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import uuid_utils
from django.db import connection
from django.db.models import Model

BLOCK = 5000
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
NULL = "\\N"


def new_key() -> str:
    """A time-ordered key (UUIDv7) as text: what is written and not kept needs no object."""
    return str(uuid_utils.uuid7())


def text(said: str) -> str:
    """Words as a COPY takes them."""
    return SPECIAL.sub(lambda found: ESCAPED[found[0]], said) if SPECIAL.search(said) else said


FORMS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: NULL,
    str: text,
    int: str,
    bool: lambda value: "t" if value else "f",
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    UUID: str,
}


def line(values: Iterable[Any]) -> str:
    """One row: None, text, numbers, dates, instants and keys."""
    return "\t".join([(FORMS.get(type(value)) or _form)(value) for value in values]) + "\n"


def _form(value: Any) -> str:
    return text(str(value))


def copy_rows(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Add rows to a table; how many."""
    return copy_lines(cursor, table, columns, map(line, rows))


def copy_lines(cursor: Any, table: str, columns: Sequence[str], lines: Iterable[str]) -> int:
    """Add rows to a table, each as `line` writes it; how many. `lines` may use the same connection."""
    quoted = ", ".join(f'"{name}"' for name in columns)
    source, count = iter(lines), 0
    while block := list(islice(source, BLOCK)):
        with cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
            copy.write("".join(block))
        count += len(block)
    return count


def insert_new(rows: Sequence[Model]) -> set[Any]:
    """Insert rows of one model, none that a constraint knows already; the keys of those inserted. One query."""
    if not rows:
        return set()
    meta = rows[0]._meta
    fields = meta.local_concrete_fields
    told = json.dumps([{field.column: getattr(row, field.attname) for field in fields} for row in rows], default=str)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
    sql = (
        f'INSERT INTO "{meta.db_table}" ({columns}) SELECT {columns} FROM json_to_recordset(%s) AS v({typed}) '  # noqa: S608
        f'ON CONFLICT DO NOTHING RETURNING "{meta.pk.column}"'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [told])
        return {key for (key,) in cursor.fetchall()}
