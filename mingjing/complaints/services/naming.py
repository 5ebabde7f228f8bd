"""实名: whether somebody stands behind a complaint by name. Confirmed by call, visit or signature, or after the set
number of days on which it was tried taken as anonymous (GAP-22). Nobody here learns the name.
"""

import datetime as dt

from django.db import transaction

from mingjing.complaints.acting import masked
from mingjing.complaints.enums import PaperKind, RealName
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import naming as selectors
from mingjing.complaints.selectors.naming import Means
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import clocking, papers
from mingjing.complaints.workflow import OPEN
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.regulations.selectors import law

OWED, BASIS = "CMP-7-5", "GAP-22"


@transaction.atomic
def claim(complaint: Complaint, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Somebody who was anonymous signs after all. The written notice is owed from the day of receipt on (CMP-7-5).

    Raises:
        Refused: not the centre's clerk, no anonymous case, or the case is over.
    """
    _check(complaint, by, RealName.ANONYMOUS, RealName.UNCONFIRMED)
    _change(complaint, RealName.CLAIMED, by=by, at=at)
    clocking.start(complaint, OWED, rules=law(complaint.received_on), on=complaint.received_on, by=by, at=at)


@transaction.atomic
def attempt(complaint: Complaint, means: Means, *, note: str, keys: CaseKeys, by: Official, at: dt.datetime) -> None:
    """Note that confirming was tried in vain. What was met with is sealed; the entry says only how it was tried.

    Raises:
        Refused: not the centre's clerk, or nothing to confirm.
    """
    _check(complaint, by, RealName.CLAIMED)
    _note(complaint, note, keys=keys, by=by, at=at)
    ledger.write(complaint, selectors.TRIED, by=masked(by), at=at, basis=BASIS, after={"means": str(means)})


@transaction.atomic
def confirm(
    complaint: Complaint,
    means: Means,
    *,
    on: dt.date,
    note: str,
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> None:
    """Take the name as confirmed: by whom, when and how is on record; the clock runs from the receipt as before.

    Raises:
        Refused: not the centre's clerk, nothing to confirm, or a day that cannot be.
    """
    _check(complaint, by, RealName.CLAIMED, RealName.UNCONFIRMED)
    if not complaint.received_on <= on <= today:
        raise Refused(f"核实日期 {on} 不对：应在收到日期 {complaint.received_on} 之后，不晚于今天（第七条第五项）。")
    _note(complaint, note, keys=keys, by=by, at=at)
    _change(complaint, RealName.CONFIRMED, by=by, at=at, means=str(means), on=on.isoformat())
    clocking.start(complaint, OWED, rules=law(complaint.received_on), on=complaint.received_on, by=by, at=at)


@transaction.atomic
def give_up(complaint: Complaint, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Take the case as anonymous after confirming was tried on as many days as set; no letter is owed then.

    Raises:
        Refused: not the centre's clerk, nothing to confirm, or tried on fewer days.
    """
    _check(complaint, by, RealName.CLAIMED)
    tried, wanted = len(selectors.days_tried(complaint)), selectors.days_wanted(today)
    if tried < wanted:
        raise Refused(f"已在 {tried} 天里试过核实，试满 {wanted} 天仍不能核实的，才按匿名办理（GAP-22，本地政策）。")
    _change(complaint, RealName.UNCONFIRMED, by=by, at=at, days=tried)
    clocking.stop(complaint.pk, OWED, on=today, by=by, at=at)


def _change(complaint: Complaint, to: RealName, *, by: Official, at: dt.datetime, **said: object) -> None:
    """Each change of the flag is an entry: the history is the file of the case."""
    before = {"real_name": str(complaint.real_name)}
    rows = Complaint.objects.filter(pk=complaint.pk, real_name=complaint.real_name)
    if not rows.update(real_name=to):
        raise Refused(f"{complaint} 的署名状态已变化，请刷新后重试。")
    complaint.real_name = to
    after = {"real_name": str(to), **said}
    ledger.write(complaint, selectors.CHANGED, by=masked(by), at=at, basis=BASIS, before=before, after=after)


def _note(complaint: Complaint, note: str, *, keys: CaseKeys, by: Official, at: dt.datetime) -> None:
    if note.strip():
        papers.add(complaint, PaperKind.RECORD, {"text": note.strip()}, keys=keys, by=by, at=at)


def _check(complaint: Complaint, by: Official, *states: RealName) -> None:
    if not by.holds(Role.CENTRE_CLERK):
        raise Refused("核实署名由投诉举报中心工作人员办理，您没有这个权限（第七条第五项）。")
    if complaint.real_name not in states or complaint.status not in OPEN:
        raise Refused(f"{complaint}现在是“{complaint.get_real_name_display()}”，不能这样办（第七条第五项）。")
