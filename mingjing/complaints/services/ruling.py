"""What follows from a leader's answer. Another room adds its own kind here, a line each."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from mingjing.complaints.enums import Asked
from mingjing.complaints.models import Approval
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import approving, deciding, extending, investigating, referring, summaries
from mingjing.people.models import Official

Effect = Callable[[Approval, CaseKeys, Official, dt.date, dt.datetime], object]


def _decline(row: Approval, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    deciding.decline(row.complaint, keys=keys, by=by, today=today, at=at)


def _investigate(row: Approval, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    investigating.approve(row.complaint, by=by, today=today, at=at)


def _refer(row: Approval, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    referring.refer(row.complaint, keys=keys, by=by, today=today, at=at)


def _publish(row: Approval, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    summaries.publish(row, keys=keys, by=by, today=today, at=at)


def _extend(row: Approval, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    extending.extend(row, keys=keys, by=by, today=today, at=at)


GRANTED: dict[str, Effect] = {
    Asked.DECLINE: _decline,
    Asked.INVESTIGATE: _investigate,
    Asked.REFER: _refer,
    Asked.PUBLISH: _publish,
    Asked.EXTEND: _extend,
}


@transaction.atomic
def decide(
    approval: Approval, *, granted: bool, opinion: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> None:
    """Answer what was asked, and do what follows if it was granted.

    Raises:
        Refused: as `approving.record`, or the case has moved on meanwhile.
    """
    approving.record(approval, granted=granted, opinion=opinion, keys=keys, by=by, at=at)
    if granted and approval.kind in GRANTED:
        GRANTED[approval.kind](approval, keys, by, today, at)
