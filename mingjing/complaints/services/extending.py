"""延期: once, before the last day, with a reason and the head's approval; reporter and unit are told (CMP-7-4)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from mingjing.clocks import services as clocks
from mingjing.clocks.enums import ClockStatus
from mingjing.clocks.models import Clock
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import Asked
from mingjing.complaints.models import Approval, Complaint, Extension
from mingjing.complaints.selectors import extending as selectors
from mingjing.complaints.selectors import inbox
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import approving, clocking, messaging, proving
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official, Unit
from mingjing.regulations.selectors import law

HANDLE, CAP, TELL_REPORTER, TELL_UNIT = "CMP-7-2c", "GAP-03", "CMP-7-4a", "CMP-7-4b"
EVENT, TOLD_UNIT = "extended", "向相关单位说明延期"


@transaction.atomic
def ask(
    complaint: Complaint,
    *,
    until: dt.date,
    reason: str,
    units: Sequence[Unit] = (),
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Approval:
    """Ask the head to extend; `units` are those concerned, who will be told too.

    Raises:
        Refused: no reason, the limit does not run or is over, extended before, a day beyond the cap, a unit that the
            case is about, or as `approving.ask`.
    """
    if not reason.strip():
        raise Refused("申请延期要写明特殊原因（第七条第四项）。")
    _check(complaint, until, today)
    for unit in units:
        inbox.check_may_handle(complaint, unit)
    terms = {"until": until.isoformat(), "units": [str(unit.pk) for unit in units]}
    return approving.ask(complaint, Asked.EXTEND, reason=reason, terms=terms, keys=keys, by=by, today=today, at=at)


@transaction.atomic
def extend(approval: Approval, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> Extension:
    """Move the last day as was asked and granted; two clocks start: to tell the reporter, and the units concerned.

    Raises:
        Refused: not granted, or meanwhile the limit is over or was extended.
    """
    complaint, terms = approval.complaint, approving.terms_of(approval)
    if approval.kind != Asked.EXTEND or not approval.granted:
        raise Refused("延期要先经负责人同意（第七条第四项）。")
    until = dt.date.fromisoformat(terms["until"])
    clock = _check(complaint, until, today)
    before = clock.due_on
    clocks.extend(clock, until, basis="CMP-7-4a", by=masked(by), at=at)
    Complaint.objects.filter(pk=complaint.pk).update(extended_to=until)
    complaint.extended_to = until
    made = Extension.objects.create(complaint=complaint, approval=approval, due_before=before, due_after=until)
    after = {"extended_to": until.isoformat(), "due_before": before.isoformat()}
    ledger.write(complaint, "延期", by=masked(by), at=at, basis="CMP-7-4a", after=after)
    rules = law(today)
    clocking.start(complaint, TELL_REPORTER, rules=rules, on=today, by=by, at=at)
    if terms["units"]:
        clocking.start(complaint, TELL_UNIT, rules=rules, on=today, by=by, at=at)
    proving.commit(complaint.pk, EVENT, keys=keys, on=today, at=at)
    return made


@transaction.atomic
def tell_units(complaint: Complaint, *, by: Official, today: dt.date, at: dt.datetime) -> list[Unit]:
    """Tell those who receive for the units concerned, by a message that says nothing; the reasons go on paper.

    Their to-do page then says for a while that a letter comes. Returns the units.

    Raises:
        Refused: not the centre, no unit is concerned, or they were told before.
    """
    if not by.holds(*CENTRE):
        raise Refused("向相关单位说明由投诉举报中心办理，您没有这个权限（第七条第四项）。")
    made = complaint.extensions.filter(told_unit_on=None).select_related("approval").first()
    units = selectors.units_of(made) if made else []
    if made is None or not units:
        raise Refused("没有要说明延期的相关单位，或者已经说明过（第七条第四项）。")
    Extension.objects.filter(pk=made.pk).update(told_unit_on=today)
    ledger.write(complaint, TOLD_UNIT, by=masked(by), at=at, basis=TELL_UNIT, after={"units": len(units)})
    clocking.stop(complaint.pk, TELL_UNIT, on=today, by=by, at=at)
    messaging.tell(inbox.receivers(units), at=at)
    return units


def _check(complaint: Complaint, until: dt.date, today: dt.date) -> Clock:
    """The clock that may be extended to `until` today."""
    clock = clocking.running(complaint.pk, HANDLE)
    if clock is None:
        raise Refused("办理期限从受理之日起算，这一件还没有起算或者已经办完，不用延期（第七条第四项）。")
    if clock.status != ClockStatus.RUNNING or today > clock.due_on:
        raise Refused(f"办理期限到 {clock.due_on} 为止，已经过了，不能再延期；逾期如实记录（第七条第四项）。")
    if clock.extended_to:
        raise Refused(f"已经延期到 {clock.extended_to}，只能延期一次（第七条第四项，本地政策）。")
    last = selectors.latest(clock, law(today))
    if not clock.due_on < until <= last:
        raise Refused(f"新的期限应在 {clock.due_on} 之后，最迟到 {last}（第七条第四项，本地政策）。")
    return clock
