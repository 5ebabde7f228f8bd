"""Enter what came by letter, telephone, fax, mail, visit or from another office (CMP-6).

The day of receipt follows the channel's rule and is shown before anything is stored. On save everything is sealed, so
that whoever typed it cannot open it again (CMP-8-a).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from mingjing.complaints import access
from mingjing.complaints.enums import Channel
from mingjing.complaints.models import Complaint, Receipt
from mingjing.complaints.selectors import duties, likeness, rota
from mingjing.complaints.services import filing
from mingjing.complaints.services.filing import Said
from mingjing.core.errors import Refused
from mingjing.core.seeing import seeing
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.rules import complaints as rules
from mingjing.rules.complaints import Arrival, ReceiptDay
from mingjing.sealing import codes
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import boxes, mailboxes, routing

ON_DUTY = (Channel.PHONE, Channel.VISIT)  # somebody is there when it comes, and it is theirs
BY_HAND = (Channel.LETTER, Channel.PHONE, Channel.FAX, Channel.MAIL, Channel.VISIT, Channel.TRANSFER)
SHEET = "entry"
VALID = dt.timedelta(hours=4)
USED = "这个收件码不能再打印：它已经更换，或者不是本中心开出的。"


@dataclass(frozen=True)
class Entered:
    """What was stored, the code to hand over, whose it is, and open cases that may be about the same matter."""

    complaint: Complaint
    code: str
    owner: Official | None
    alike: Sequence[Complaint]


def check_may_register(by: Official) -> None:
    """Refuse everybody but the clerks of the centre.

    Raises:
        Refused: another role.
    """
    if not by.holds(Role.CENTRE_CLERK):
        raise Refused("投诉举报由投诉举报中心工作人员登记，您没有这个权限（第六条）。")


def day_of(arrival: Arrival, *, today: dt.date) -> ReceiptDay:
    """The day of receipt by the channel's rule (CMP-6-a).

    Raises:
        Refused: a day to come, or a letter that was there before it was posted.
    """
    try:
        found = rules.received(arrival)
    except ValueError as error:
        raise Refused(f"{error}，请核对（第六条）。") from error
    if found.on > today:
        raise Refused("收到日期在今天以后，请核对（第六条）。")
    return found


def sheet(at: dt.datetime) -> str:
    """What an empty form carries: its code, sealed for the server alone, so that a form sent twice is one complaint."""
    return routing.shut({"code": codes.new(), "made": at.isoformat()}, about=SHEET).hex()


def code_of(carried: str, *, at: dt.datetime) -> str:
    """The code of a form.

    Raises:
        Refused: it is not ours, or lay open for four hours.
    """
    try:
        said = routing.opened(bytes.fromhex(carried), about=SHEET)
    except (ValueError, boxes.NotOpened) as error:
        raise Refused("表格已经失效，请重新填写。") from error
    if at - dt.datetime.fromisoformat(said["made"]) > VALID:
        raise Refused("这张表打开超过 4 小时，已经失效。请重新打开登记页。")
    return str(said["code"])


def owner_of(said: Said, *, came_at: dt.datetime, by: Official) -> Official | None:
    """Whose a call or a visit becomes: whoever is on duty, then who comes next, then any clerk (CMP-6-b).

    Never who is named or of the unit complained about, never who entered it: it was sealed from them (CMP-8-a).
    None for other channels, and where nobody is fit.
    """
    if said.channel not in ON_DUTY:
        return None
    route = {
        "unit": str(said.unit.pk) if said.unit else None,
        "conflicts": [str(pk) for pk in duties.in_conflict(said.persons, said.text)],
    }
    people = [*rota.next_up(came_at), *duties.registrars().order_by("username")]
    keyed = set(PersonKey.objects.filter(retired_at=None).values_list("official", flat=True))
    fit = access.fit((person for person in people if person.pk != by.pk and person.pk in keyed), route)
    return fit[0] if fit else None


def register(said: Said, *, code: str, came_at: dt.datetime, by: Official, at: dt.datetime) -> Entered:
    """Seal and register what came. Sent again with the same code it is the same complaint.

    Raises:
        Refused: not this official's step, or as `filing.file`.
    """
    check_may_register(by)
    owner, same = owner_of(said, came_at=came_at, by=by), likeness.alike(by, said.text)
    filed = filing.file(said, code=code, at=at, by=by, owner=owner)
    return Entered(filed.complaint, code, owner, [row for row in same if row.pk != filed.complaint.pk])


def printed(code: str) -> Complaint:
    """The complaint of a code that nobody has used yet, to print its receipt.

    Raises:
        Refused: it was changed, or is no code of a form that staff filled in.
    """
    try:
        receipt = Receipt.objects.filter(tag_digest=mailboxes.tag_digest(codes.read(code)), once=True).first()
    except codes.WrongCode as error:
        raise Refused(USED) from error
    if receipt is None:
        raise Refused(USED)
    with seeing(str(receipt.pk)):
        return receipt.complaints.order_by("number")[0]


def moment(day: dt.date) -> dt.datetime:
    """Noon of a day, for channels that bring no hour."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
