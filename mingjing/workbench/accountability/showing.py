"""What stands at the top and at the bottom of a case: where it comes from, what it rests on, and every step."""

from typing import Any

from mingjing.accountability.models import AccountabilityCase
from mingjing.ledger import selectors as ledger
from mingjing.rules import packs
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.accountability.kinds import Panel


def _facts(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any]:
    pack = packs.load(case.pack)
    return {"pack": pack, "ground": pack.grounds.get(case.ground)}


def _ledger(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any]:
    return {"entries": ledger.of_case(case)}


FACTS = Panel("facts", "workbench/accountability/panels/facts.html", _facts)
LEDGER = Panel("ledger", "workbench/accountability/panels/ledger.html", _ledger)
