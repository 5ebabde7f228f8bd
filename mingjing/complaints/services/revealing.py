"""Who complained, or content that no handler can open: asked of the custodians, read for a day, written down each time.

The reporter sees each opening with its day and ground, and can prove the first reading of it (CMP-8-b).
"""

import datetime as dt
from typing import Any

from django.db import transaction

from mingjing.complaints import access
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import READ_BY_REPORTER, Purpose
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys, OpenPaper, hour_of, read
from mingjing.complaints.services import proving
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.sealing.models import Opening
from mingjing.sealing.services import boxes, openings
from mingjing.sealing.services.persons import Unlocked
from mingjing.transparency.models import Slot

BASIS = "CMP-8-b"
ASKED = {Purpose.IDENTITY: "申请启封身份", Purpose.CONTENT: "申请启封内容"}
SEEN = {Purpose.IDENTITY: "查看身份", Purpose.CONTENT: "查看启封的内容"}


@transaction.atomic
def ask(complaint: Complaint, purpose: Purpose, *, ground: str, reason: str, by: Official, at: dt.datetime) -> Opening:
    """Ask two custodians to open the identity, or the content, for `by`. The case's file says it in a code.

    Raises:
        Refused: nobody signed, a conflict, or as `openings.request`.
    """
    access.check_may_be_given(complaint, by)
    if purpose == Purpose.IDENTITY and complaint.identity is None:
        raise Refused("这件没有署名，没有可以启封的身份（第八条）。")
    opening = openings.request(complaint.pk, purpose, grounds_code=ground, reason=reason, by=by, at=at)
    ledger.write(complaint, ASKED[purpose], by=masked(by), at=at, basis=BASIS, reason=ground)
    return opening


def people(
    complaint: Complaint, opening: Opening, unlocked: Unlocked, *, by: Official, today: dt.date, at: dt.datetime
) -> list[dict[str, Any]]:
    """Who complained, for the memory of one page: the one who signs first, then the others.

    Raises:
        Refused: as `openings.key_for`, or the custodians opened something else.
    """
    key = _key(complaint, opening, Purpose.IDENTITY, unlocked, at)
    box = bytes(complaint.identity or b"")
    try:
        said = boxes.opened(box, key, case=complaint.pk, purpose=str(Purpose.IDENTITY))
    except boxes.NotOpened:
        raise Refused("启封得到的钥匙打不开这一件，请重新申请，并告诉保管人。") from None
    _note(complaint, opening, by=by, at=at)
    return list(said["people"])


def content(
    complaint: Complaint, opening: Opening, unlocked: Unlocked, *, by: Official, today: dt.date, at: dt.datetime
) -> list[OpenPaper]:
    """What was said between the reporter and us.

    Raises:
        Refused: as `people`.
    """
    keys = CaseKeys(_key(complaint, opening, Purpose.CONTENT, unlocked, at))
    try:
        papers = read(complaint, keys, READ_BY_REPORTER)
    except boxes.NotOpened:
        raise Refused("启封得到的钥匙打不开这一件，请重新申请，并告诉保管人。") from None
    _note(complaint, opening, by=by, at=at)
    prove(complaint, opening, keys=keys, today=today, at=at)
    return papers


def _key(complaint: Complaint, opening: Opening, purpose: Purpose, unlocked: Unlocked, at: dt.datetime) -> bytes:
    if opening.purpose != purpose or openings.case_of(opening) != complaint.pk:
        raise Refused("这次启封不是为这一件、这一部分作出的。")
    return openings.key_for(opening, unlocked, at=at)


def _note(complaint: Complaint, opening: Opening, *, by: Official, at: dt.datetime) -> None:
    step = SEEN[Purpose(opening.purpose)]
    ledger.write(complaint, step, by=masked(by), at=at, basis=BASIS, reason=opening.ground)


def prove(complaint: Complaint, opening: Opening, *, keys: CaseKeys, today: dt.date, at: dt.datetime) -> None:
    """Commit to the first reading of what was opened, so that its reporter can prove it and its day."""
    event = f"{opening.purpose}-opened:{opening.ground}"
    since = hour_of(opening.opened_at or at)
    if not Slot.objects.filter(case_id=complaint.pk, event=event, hour__gte=since).exists():
        proving.commit(complaint.pk, event, keys=keys, on=today, at=at)
