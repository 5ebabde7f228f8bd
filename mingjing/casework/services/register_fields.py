"""附加栏目: a unit defines fields of its own for the register, without code; records keep their version (GAP-12)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from mingjing.casework import access
from mingjing.casework.enums import FieldKind
from mingjing.casework.models import RegisterField, RegisterForm
from mingjing.casework.selectors.records import form_of
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit

MOST_FIELDS, MOST_CHOICES = 20, 30
DEFINED = "制定登记表附加栏目"


@dataclass(frozen=True)
class Field:
    """One field as it is to be. `key` is that of the field it goes on from, empty for a new one."""

    label: str
    kind: str
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    public: bool = False
    key: str = ""


@transaction.atomic
def define(unit: Unit, fields: Sequence[Field], *, by: Official, at: dt.datetime) -> RegisterForm:
    """Make the next version of a unit's own fields, in this order. None at all is a version too.

    Raises:
        Refused: not the unit's clerk, too many, the same name twice, a choice without options.
    """
    access.check_may_record(by, unit)
    _check(fields)
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    last = form_of(unit)
    no = last.no + 1 if last else 1
    form = RegisterForm.objects.create(unit=unit, no=no, made_by=by, made_at=at)
    known = set(last.fields.values_list("key", flat=True)) if last else set()
    rows = [
        RegisterField(
            form=form,
            key=field.key if field.key in known else f"v{no}n{place}",
            label=field.label.strip(),
            kind=field.kind,
            required=field.required,
            help=field.help.strip(),
            choices=list(field.choices),
            public=field.public,
            order=place,
        )
        for place, field in enumerate(fields)
    ]
    RegisterField.objects.bulk_create(rows)
    said = {"no": no, "fields": [field.label for field in rows]}
    ledger.write(unit, DEFINED, by=by, at=at, basis="GAP-12", after=said)
    return form


def _check(fields: Sequence[Field]) -> None:
    labels = [field.label.strip() for field in fields]
    if len(fields) > MOST_FIELDS:
        raise Refused(f"附加栏目最多 {MOST_FIELDS} 个，现在有 {len(fields)} 个。请删去用不到的。")
    if not all(labels):
        raise Refused("有栏目没有写名称。请写明名称，或删去这一行。")
    repeated = next((label for label in labels if labels.count(label) > 1), None)
    if repeated:
        raise Refused(f"栏目“{repeated}”写了两次，请改名或删去一个。")
    for field in fields:
        if field.kind == FieldKind.CHOICE and not 2 <= len(set(field.choices)) <= MOST_CHOICES:
            raise Refused(f"栏目“{field.label}”是选项，请写 2 到 {MOST_CHOICES} 个不同的选项，用顿号隔开。")
        if field.kind != FieldKind.CHOICE and field.choices:
            raise Refused(f"栏目“{field.label}”不是选项，不要写选项。")
