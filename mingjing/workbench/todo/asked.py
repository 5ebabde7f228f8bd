"""Lines that need no more than a few columns of a row: several parts' rows are read in one query."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import DateField, F, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast

from mingjing.workbench.todo.lines import MOST, Desk, Task


@dataclass(frozen=True)
class Row:
    """What is read of each row; `key` leads to its page, `state` and `kind` are codes of the part."""

    key: UUID
    due: dt.date | None
    what: str
    number: str
    state: str
    kind: str
    basis: str


@dataclass(frozen=True)
class Asked:
    """Rows in the order of the page, at most `most` of them, and the line of each; `columns` by the names of `Row`."""

    rows: QuerySet[Any]
    columns: dict[str, str]
    line: Callable[[Desk, Row], Iterable[Task]]
    most: int = MOST


def lines(desk: Desk, found: Iterable[Asked]) -> Iterator[Task]:
    """The lines of every part, in one query; no part, no query."""
    parts = list(found)
    first, *others = [_columns(part, place) for place, part in enumerate(parts)] or [None]
    if first is None:
        return
    for place, *said in first.union(*others, all=True) if others else first:
        yield from parts[place].line(desk, Row(*said))


def _columns(part: Asked, place: int) -> Any:
    """The row's columns under the same names and types in each part."""
    words = ("what", "number", "state", "kind", "basis")
    named = {f"at_{name}": _text(part.columns.get(name)) for name in words}
    key, due = part.columns["key"], part.columns.get("due")
    rows = part.rows.annotate(
        at_part=Value(place),
        at_key=Cast(F(key), UUIDField()),
        at_due=Cast(F(due) if due else Value(None), DateField()),
        **named,
    )
    return rows.values_list("at_part", "at_key", "at_due", *named)[: part.most]


def _text(column: str | None) -> Any:
    return Cast(F(column) if column else Value(""), TextField())
