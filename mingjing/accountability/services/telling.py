"""What the ledger is told of a case: people of the accused unit may read it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from mingjing.accountability.models import AccountabilityCase
from mingjing.ledger.chain import values


def told(case: AccountabilityCase, row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The named columns of a row of the case; of a case for the discipline organ nothing (ACC-9-2a)."""
    return {} if case.discipline else values(row, names)


def reason_of(case: AccountabilityCase, reason: str) -> str:
    """A reason as the ledger gets it: of a case for the discipline organ it stays in its column."""
    return "" if case.discipline else reason
