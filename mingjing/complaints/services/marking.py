"""不录入内容: matters about higher-level or the organ's own leaders. Only a transfer slip is kept (GAP-19).

No words, no name, no file, no code: number, channel, dates, and to what kind of body the original goes.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from mingjing.clocks import services as clocks
from mingjing.clocks.models import Clock
from mingjing.clocks.selectors import OPEN
from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import Addressee, Channel, ComplaintKind, ComplaintStatus, Duty
from mingjing.complaints.models import Complaint, Grant
from mingjing.complaints.selectors import duties
from mingjing.complaints.selectors.opening import hour_of
from mingjing.complaints.services import entering
from mingjing.complaints.services.filing import SIGN
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations.selectors import law
from mingjing.rules.complaints import Arrival
from mingjing.sealing.services import routing

LIMIT = "GAP-21"
BASIS = "GAP-19"
EMPTY: dict[str, Any] = {
    "unit": None, "act": "", "first_act": "", "kind": str(ComplaintKind.REPORT), "complainant": "", "about": {},
    "happened_on": None, "conflicts": [], "outside": "", "likeness": [],
}  # fmt: skip


def mark(arrival: Arrival, addressee: Addressee, *, by: Official, today: dt.date, at: dt.datetime) -> Complaint:
    """Keep a transfer slip and nothing of what was said.

    Raises:
        Refused: not this official's step, or a day of receipt that cannot be.
    """
    entering.check_may_register(by)
    received = entering.day_of(arrival, today=today)
    complaint = Complaint(
        channel=Channel(arrival.channel), received_on=received.on, received_hour=hour_of(at), body_kept=False,
        status=ComplaintStatus.REGISTERED, classified_on=today,
    )  # fmt: skip
    complaint.routing = routing.shut({**EMPTY, "addressee": str(addressee)}, about=complaint.pk)
    with transaction.atomic(), seeing(SYSTEM):
        complaint.number = numbering.numbered(SIGN, received.on.year)
        complaint.save(force_insert=True)
        people = {tag_of(person): Duty.REGISTRAR for person in duties.registrars()}
        people |= {tag_of(person): Duty.APPROVER for person in duties.heads()}
        Grant.objects.bulk_create(
            Grant(complaint=complaint, holder=holder, duty=duty, given_on=today) for holder, duty in people.items()
        )
        after = {"status": complaint.status, "channel": complaint.channel, "received_on": received.on.isoformat()}
        ledger.write(complaint, workflow.REGISTERED, by=masked(by), at=at, basis=BASIS, after=after)
        _start(complaint, at=at)
    return complaint


def hand_over(complaint: Complaint, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """The head signs: the original has gone to the body that may deal with it. It leaves us.

    Raises:
        Refused: not this official's step, not such a slip, or handed over before.
    """
    access.check_may_take(by, workflow.REFER, complaint)
    if complaint.body_kept:
        raise Refused(f"{complaint}留存了内容，不是移送单，请在办理页移送。")
    with transaction.atomic():
        ledger.take(workflow.REFER, complaint, by=masked(by), at=at)
        for clock in Clock.objects.filter(case_id=complaint.pk, status__in=OPEN):
            clocks.stop(clock, on=today, by=None, at=at)


def addressee_of(complaint: Complaint) -> Addressee:
    """To what kind of body the original goes."""
    return Addressee(access.routed(complaint)["addressee"])


def _start(complaint: Complaint, *, at: dt.datetime) -> None:
    rules = law(complaint.received_on)
    if rules.regulation and LIMIT in rules.limits:
        clocks.start(
            complaint, rules.limits[LIMIT], pack=rules.regulation.number, unit_id=duties.centre().pk,
            on=complaint.received_on, calendar=rules.calendar, by=None, at=at,
        )  # fmt: skip
