"""Lists page by page, from a key on: the thousandth page costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Some rows of a list. `next` and `back` are cursors for links; None where there is nothing on that side."""

    rows: list[Any]
    next: str | None
    back: str | None

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(rows: QuerySet[Any], params: Mapping[str, str], *, order: Sequence[str], size: int = SIZE) -> Page:
    """The page that `params` asks for by `after` or `before`. A cursor nobody gave means the first page.

    `order` names columns that are never null, the last one unique; a minus sign means descending.
    """
    backwards = "before" in params
    cursor = _read(params.get("before") or params.get("after") or "", len(order))
    way = [_turned(name) for name in order] if backwards else list(order)
    if cursor:
        rows = _past(rows, way, cursor)
    found = list(rows.order_by(*way)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    ahead, behind = (bool(cursor), more) if backwards else (more, bool(cursor))
    return Page(
        found,
        _cursor(found[-1], order) if found and ahead else None,
        _cursor(found[0], order) if found and behind else None,
    )


def query_of(params: QueryDict) -> str:
    """What a list was asked for, as it stands in a link, without the place in it."""
    asked = params.copy()
    for cursor in ("after", "before", "export"):
        asked.pop(cursor, None)
    return asked.urlencode()


def _past(rows: QuerySet[Any], order: Sequence[str], values: Sequence[Any]) -> QuerySet[Any]:
    """Rows after `values`: beyond in the first column, or level there and beyond in the next, and so on."""
    beyond, level = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        beyond |= level & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        level &= Q(**{column: value})
    try:
        return rows.filter(beyond)
    except (ValidationError, ValueError, TypeError):
        return rows  # a cursor that somebody made up


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _cursor(row: Model, order: Sequence[str]) -> str:
    values = [str(_value(row, name.lstrip("-"))) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row.isoformat() if hasattr(row, "isoformat") else row


def _read(cursor: str, length: int) -> list[str] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        return None
    plain = isinstance(values, list) and len(values) == length and all(isinstance(v, str) for v in values)
    return values if plain and not any("\x00" in v for v in values) else None
