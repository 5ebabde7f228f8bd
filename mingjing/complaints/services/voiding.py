"""作废: a number that should not be stays in the ledger with its reason. Nothing is ever removed (CMP-7-1c)."""

import datetime as dt

from django.db import transaction

from mingjing.clocks import services as clocks
from mingjing.clocks.models import Clock
from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import PaperKind, Voided
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import papers, proving
from mingjing.complaints.services.clocking import ENDING
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

GROUND = "作废理由"


@transaction.atomic
def void(
    complaint: Complaint, code: str, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> None:
    """Void an item that was registered by mistake. Number, ledger and papers stay; its clocks end.

    Raises:
        Refused: not a head's step, no ground of the list, no words, or the case has moved on.
    """
    access.check_may_take(by, workflow.VOID, complaint)
    if code not in Voided.values:
        raise Refused("请从列表中选择作废的理由（第七条第一项）。")
    if not reason.strip():
        raise Refused("作废要写明理由，编号和理由都留在登记簿里（第七条第一项）。")
    papers.add(complaint, PaperKind.REASON, {"text": reason.strip()}, keys=keys, by=by, at=at)
    ledger.take(workflow.VOID, complaint, by=masked(by), at=at)
    ledger.write(complaint, GROUND, by=masked(by), at=at, basis="CMP-7-1c", after={"code": code})
    for clock in Clock.objects.filter(case_id=complaint.pk, status__in=ENDING):
        clocks.stop(clock, on=today, by=masked(by), at=at)
    proving.commit(complaint.pk, "voided", keys=keys, on=today, at=at)
