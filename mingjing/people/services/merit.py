"""取消评优资格 of a year, and giving it back (ACC-11-2d, ACC-11-3c)."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people import access
from mingjing.people.models import MeritBar, Official, Unit
from mingjing.people.services import saving

BARRED, LIFTED = "取消评优资格", "恢复评优资格"


@transaction.atomic
def bar(
    unit: Unit,
    *,
    year: int,
    basis: str,
    case_id: UUID,
    by: Official,
    today: dt.date,
    at: dt.datetime,
    official: Official | None = None,
    name: str = "",
) -> MeritBar:
    """Bar a unit, or a person of it by account or by name, from merit and awards of a year, until 31 December.

    The entry in the ledger tells year and article and nobody's name.

    Raises:
        Refused: not the office, or barred on the same article by the same case already.
    """
    access.check_may_bar(by)
    row = MeritBar(
        unit=unit, official=official, name=official.name if official else name.strip(), year=year, basis=basis,
        case_id=case_id, since=today,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"{row}已经登记过（{basis}）。") from error
    ledger.write(row, BARRED, by=by, at=at, basis=basis, after={"year": year, "since": today.isoformat()})
    return row


@transaction.atomic
def lift(row: MeritBar, *, reason: str, by: Official | None, today: dt.date, at: dt.datetime) -> None:
    """Give the eligibility back, as when the decision falls; the row stays. `by` None: the system, upon a decision.

    Raises:
        Refused: not the office, no reason, or lifted already.
    """
    access.check_may_bar(by)
    if not reason.strip():
        raise Refused(f"恢复评优资格要写明理由（{row.basis}）。")
    stored = saving.held(row)
    if stored.lifted_on:
        raise Refused(f"{stored}已于 {stored.lifted_on} 解除。")
    changes = {"lifted_on": today, "lifted_for": reason.strip()}
    saving.change(stored, changes, LIFTED, by=by, at=at, basis=stored.basis, reason=reason.strip())
