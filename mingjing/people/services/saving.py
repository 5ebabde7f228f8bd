"""Saving a row of the part with its ledger entry: what each verb of the part has in common."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from mingjing.core.errors import Refused
from mingjing.core.models import Record
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.people.models import Official

R = TypeVar("R", bound=Record)


class WrongColumns(Refused):
    """Columns of a row that cannot be as they are; `columns` holds what is wrong by the column's name."""

    def __init__(self, row: Model, columns: dict[str, list[str]]) -> None:
        self.columns = {"" if name == NON_FIELD_ERRORS else name: said for name, said in columns.items()}
        super().__init__("；".join(_sentences(row, self.columns)) + "。请改正后再保存。")


def _sentences(row: Model, columns: dict[str, list[str]]) -> Iterator[str]:
    for name, messages in columns.items():
        label = f"{_label(row, name)}：" if name else ""
        yield from (f"{label}{message.rstrip('。')}" for message in messages)


def _label(row: Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def create(row: Model, step: str, *, by: Official | None, at: dt.datetime, basis: str, names: tuple[str, ...]) -> None:
    """Store a new row and write down what it says.

    Raises:
        Refused: a column is wrong, or the row exists already.
    """
    check(row)
    row.save(force_insert=True)
    after = {name: value for name, value in values(row, names).items() if value not in ("", None)}
    ledger.write(row, step, by=by, at=at, basis=basis, after=after)


def held(row: R) -> R:
    """The row as it stands, kept from everybody else until the transaction ends."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def difference(row: Model, said: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `said` that the row does not say yet."""
    return {name: value for name, value in said.items() if getattr(row, name) != value}


def change(
    row: Model,
    changes: Mapping[str, Any],
    step: str,
    *,
    by: Official | None,
    at: dt.datetime,
    basis: str,
    reason: str = "",
) -> None:
    """Store changes of a held row and write down before and after.

    Raises:
        Refused: a column is wrong, or another row is called the same.
    """
    before = values(row, changes)
    for name, value in changes.items():
        setattr(row, name, value)
    check(row)
    row.save(update_fields=list(changes))
    ledger.write(row, step, by=by, at=at, basis=basis, reason=reason, before=before, after=values(row, changes))


def check(row: Model) -> None:
    """Refuse a row whose columns are wrong.

    Raises:
        WrongColumns: naming each column and what is wrong with it.
    """
    related = {field.name for field in row._meta.fields if field.is_relation and getattr(row, field.attname)}
    checks = (
        partial(row.clean_fields, exclude={"password", *related}),  # an account may have none yet; rows given exist
        partial(row.validate_unique, exclude={"id"}),
        row.validate_constraints,
    )
    wrong: dict[str, Any] = {}
    for validate in checks:
        try:
            validate()
        except ValidationError as fault:
            fault.update_error_dict(wrong)
    if wrong:
        raise WrongColumns(row, ValidationError(wrong).message_dict)
