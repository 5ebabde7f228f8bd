"""Keep the duty rota and the log of calls (CMP-3-d)."""

import datetime as dt

from django.db import IntegrityError, transaction

from mingjing.complaints import access
from mingjing.complaints.models import Call, DutyTurn
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE, Role
from mingjing.people.models import Official

PLANNED, CANCELLED = "排定值班", "取消值班"
BASIS = "CMP-3-d"
LONGEST_CALL = 600  # minutes


def check_may_plan(by: Official) -> None:
    """Refuse everybody but the head of the centre.

    Raises:
        Refused: another role.
    """
    if not by.holds(Role.CENTRE_HEAD):
        raise Refused("值班表由投诉举报中心负责人排定，您没有这个权限（第三条）。")


def plan(
    official: Official, *, day: dt.date, opens: dt.time, closes: dt.time, by: Official, at: dt.datetime
) -> DutyTurn:
    """Put somebody of the centre on duty.

    Raises:
        Refused: not the head's step, somebody from elsewhere or out of office, no length, or planned already.
    """
    check_may_plan(by)
    if not (official.is_active and official.holds(*CENTRE)):
        raise Refused(f"{official}不是投诉举报中心的在岗人员，不能排班。请先由管理员授予角色。")
    if opens == closes:
        raise Refused("值班的起止时间相同。跨过零点的班次，止时填次日的时间。")
    try:
        with transaction.atomic():
            turn = DutyTurn.objects.create(day=day, opens=opens, closes=closes, official=official)
            after = {"day": day.isoformat(), "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
            ledger.write(turn, PLANNED, by=by, at=at, basis=BASIS, after={**after, "official": str(official.pk)})
    except IntegrityError as error:
        raise Refused(f"{official}在这一天的这个时间已经排了班。") from error
    return turn


@transaction.atomic
def cancel(turn: DutyTurn, *, by: Official, at: dt.datetime) -> None:
    """Take a turn off the rota; it stays on record.

    Raises:
        Refused: not the head's step, or cancelled before.
    """
    check_may_plan(by)
    if not DutyTurn.objects.filter(pk=turn.pk, ended_at=None).update(ended_at=at):
        raise Refused("这个班次已经取消。")
    ledger.write(turn, CANCELLED, by=by, at=at, basis=BASIS, after={"day": turn.day.isoformat()})


def log_call(*, started: dt.datetime, minutes: int, kind: str, outcome: str, by: Official, at: dt.datetime) -> Call:
    """Note a call that led to no complaint: time, length, kind, outcome, and nothing else.

    Raises:
        Refused: not of the centre, a call to come, or one that lasted ten hours.
    """
    if not access.may_enter(by):
        raise Refused("来电由投诉举报中心登记，您没有这个权限（第三条）。")
    if started > at:
        raise Refused("来电时间在以后。请填写实际来电的时间。")
    if not 0 <= minutes <= LONGEST_CALL:
        raise Refused("通话分钟数不对，应在 0 到 600 之间。")
    return Call.objects.create(at=started, minutes=minutes, kind=kind, outcome=outcome)
