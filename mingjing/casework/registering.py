"""What is entered on the register (登记表) and how it stands after corrections. No query, no clock."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mingjing.casework.enums import EventKind, FieldKind
from mingjing.casework.models import RecordStep, RegisterField
from mingjing.core.errors import Refused

LONGEST_TEXT, LONGEST_LONG = 200, 2000
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Said:
    """One entry as a clerk makes it. `name` is the step, the condition or material; a correction without times voids.

    `scan`, `place_from` and `place_to` say where a scanned ledger or recording shows the step (ASM-5-4-2c).
    """

    name: str
    ended_at: dt.datetime | None
    started_at: dt.datetime | None = None
    kind: str = EventKind.STEP
    handler: UUID | None = None
    post: str = ""
    opinion: str = ""
    approver: UUID | None = None
    disclosed: bool = False
    disclosed_where: str = ""
    disclosed_on: dt.date | None = None
    reason: str = ""
    scan: UUID | None = None
    place_from: str = ""
    place_to: str = ""


@dataclass(frozen=True)
class Line:
    """An entry with what became of it. A correction has the `kind` and the `turn` of the entry it goes back to."""

    entry: RecordStep
    kind: str
    turn: int
    replaced: bool
    void: bool

    @property
    def stands(self) -> bool:
        """True if this is what counts."""
        return not self.replaced and not self.void

    @property
    def title(self) -> str:
        """What the entry is called on the form."""
        if self.void:
            return _("作废")
        if self.kind == EventKind.CONDITION:
            return _("增加条件或材料：%(name)s") % {"name": self.entry.name}
        return self.entry.name or str(EventKind.CLOSE.label)

    @property
    def place(self) -> str:
        """Where a scan or recording shows it."""
        return "–".join(dict.fromkeys(filter(None, (self.entry.place_from, self.entry.place_to))))


def lines(entries: Iterable[RecordStep]) -> list[Line]:
    """Every entry in the order in which it was made, with what became of it."""
    known = {entry.pk: entry for entry in entries}
    replaced = {entry.corrects_id for entry in known.values()}
    found = sorted(known.values(), key=lambda entry: entry.seq)
    firsts = {entry.pk: _first(entry, known) for entry in found}
    return [
        Line(entry, firsts[entry.pk].kind, firsts[entry.pk].seq, entry.pk in replaced, is_void(entry))
        for entry in found
    ]


def is_void(entry: RecordStep) -> bool:
    """True for a correction that says that nothing of the kind was done."""
    return entry.kind == EventKind.CORRECTION and not entry.name and entry.ended_at is None


def _first(entry: RecordStep, known: dict[Any, RecordStep]) -> RecordStep:
    while entry.corrects_id:
        entry = known[entry.corrects_id]
    return entry


def standing(found: Sequence[Line], kind: str = EventKind.STEP) -> list[Line]:
    """The entries of a kind that count, in the order in which the steps were done."""
    chosen = [line for line in found if line.stands and line.kind == kind]
    return sorted(chosen, key=lambda line: (line.entry.ended_at or line.entry.at, line.turn))


@dataclass(frozen=True)
class Own:
    """A unit's own field of a record with what was filled in (GAP-12)."""

    field: RegisterField
    value: str

    @property
    def shown(self) -> str:
        """The value for people."""
        if self.field.kind == FieldKind.YES_NO:
            return {YES: _("是"), NO: _("否")}.get(self.value, "")
        return self.value


def own_fields(fields: Iterable[RegisterField], values: dict[str, str]) -> list[Own]:
    """The fields of a record's version with its values."""
    return [Own(field, values.get(field.key, "")) for field in fields]


def checked(fields: Iterable[RegisterField], values: dict[str, Any]) -> dict[str, str]:
    """The values as they are kept, by key.

    Raises:
        Refused: naming the field that is missing or does not hold what its kind says.
    """
    return {field.key: _checked(field, str(values.get(field.key) or "").strip()) for field in fields}


def _checked(field: RegisterField, value: str) -> str:
    if not value:
        if field.required:
            raise Refused(_("“%(label)s”必须填写。") % {"label": field.label})
        return ""
    if "\x00" in value:
        raise Refused(_("“%(label)s”含有空字符。") % {"label": field.label})
    most = LONGEST_LONG if field.kind == FieldKind.LONG else LONGEST_TEXT
    if len(value) > most:
        raise Refused(_("“%(label)s”超过 %(most)s 个字。") % {"label": field.label, "most": most})
    if not _fits(field, value):
        raise Refused(_("“%(label)s”填写的“%(value)s”不对。") % {"label": field.label, "value": value[:20]})
    return value


def _fits(field: RegisterField, value: str) -> bool:
    if field.kind == FieldKind.CHOICE:
        return value in field.choices
    if field.kind == FieldKind.YES_NO:
        return value in (YES, NO)
    try:
        if field.kind == FieldKind.DATE:
            dt.date.fromisoformat(value)
        elif field.kind == FieldKind.NUMBER:
            return Decimal(value).is_finite()
    except (ValueError, InvalidOperation):
        return False
    return True
