"""Record what became of a law that others rest on (ACC-1-b, GAP-14)."""

import datetime as dt

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations import access
from mingjing.regulations.enums import BasisStatus
from mingjing.regulations.models import Basis


@transaction.atomic
def record(
    basis: Basis,
    status: BasisStatus,
    *,
    changed_on: dt.date | None,
    by: Official | None,
    at: dt.datetime,
    successor: Basis | None = None,
) -> None:
    """Record that a basis was amended or repealed, since when, and what took its place.

    Raises:
        Refused: a change without its date, a basis as its own successor, or `by` outside the office.
    """
    access.check_may_keep(by)
    if status != BasisStatus.IN_FORCE and changed_on is None:
        raise Refused(f"请填写《{basis}》{BasisStatus(status).label}的日期（ACC-1-b）。")
    if successor is not None and basis.pk in _line(successor):
        raise Refused(f"《{basis}》不能被它自己或者它的前身代替（ACC-1-b），请核对。")
    before = _said(basis)
    basis.status, basis.changed_on, basis.successor = status, changed_on, successor
    basis.full_clean()
    basis.save()
    ledger.write(basis, "变更依据状态", by=by, at=at, basis="ACC-1-b", before=before, after=_said(basis))


def _line(basis: Basis | None) -> set[object]:
    """The basis and everything that has come after it."""
    line: set[object] = set()
    while basis is not None and basis.pk not in line:
        line.add(basis.pk)
        basis = basis.successor
    return line


def _said(basis: Basis) -> dict[str, str]:
    return {
        "status": str(basis.status),
        "changed_on": str(basis.changed_on or ""),
        "successor": str(basis.successor or ""),
    }
