"""Who may see and keep the records of meetings."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.meetings.enums import MeetingStatus
from mingjing.meetings.models import Attendance, Meeting
from mingjing.meetings.workflow import MEETING_STEPS
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official

AT_HOME = (MeetingStatus.DRAFT, MeetingStatus.WITHDRAWN)  # what a unit has not sent for signature
OF_THE_UNIT = (Role.UNIT_CLERK, Role.UNIT_LEADER)


def visible_to(viewer: Official) -> QuerySet[Meeting]:
    """A participant sees the meeting, the unit's clerk and leader all of the unit, the office what is out of draft."""
    mine = Attendance.objects.filter(meeting=OuterRef("pk"), official=viewer.pk)
    seen = Exists(mine) & ~Q(status=MeetingStatus.WITHDRAWN)
    if viewer.holds(*OF_THE_UNIT):
        seen |= Q(unit=viewer.unit_id)
    if viewer.holds(*OFFICE):
        seen |= ~Q(status__in=AT_HOME)
    return Meeting.objects.filter(seen)


def has_pages(viewer: Official) -> bool:
    """True if the list of meetings exists for this person whatever is in it."""
    return viewer.holds(*OF_THE_UNIT, *OFFICE)


def may_record(viewer: Official) -> bool:
    """The unit's clerk keeps the record."""
    return viewer.holds(Role.UNIT_CLERK)


def keeps(viewer: Official, meeting: Meeting) -> bool:
    """True for a clerk of the unit whose meeting it was."""
    return may_record(viewer) and viewer.unit_id == meeting.unit_id


def may_add(viewer: Official, meeting: Meeting) -> bool:
    """Who may add a note to a signed record: its keeper, and whoever took part."""
    return keeps(viewer, meeting) or meeting.attendances.filter(official=viewer.pk).exists()


def steps_for(viewer: Official, meeting: Meeting) -> list[Step]:
    """The steps that the table allows this person now."""
    return [step for step in MEETING_STEPS if meeting.status in step.sources and _may_take(viewer, step, meeting)]


def _may_take(viewer: Official, step: Step, meeting: Meeting) -> bool:
    return step.role == Role.UNIT_CLERK and keeps(viewer, meeting)


def check_may_record(by: Official) -> None:
    """Refuse new records to everybody but a unit's clerk.

    Raises:
        Refused: naming who may.
    """
    if not may_record(by):
        raise Refused("集体讨论决定的记录由单位经办人登记（第十条第三项），您没有这个角色。")


def check_keeps(by: Official, meeting: Meeting) -> None:
    """Refuse the keeping of a record to everybody but a clerk of its unit.

    Raises:
        Refused: naming who may.
    """
    if not keeps(by, meeting):
        raise Refused(f"{meeting} 由{meeting.unit}的经办人办理，您没有这个权限。")


def check_is(by: Official, attendance: Attendance) -> None:
    """Refuse a participant's own words and signature to everybody else.

    Raises:
        Refused: naming whose they are.
    """
    if attendance.official_id != by.pk:
        raise Refused(f"这是{attendance.name}本人的意见和签字，别人不能代为表明或者确认（第十条第三项）。")


def check_may_add(by: Official, meeting: Meeting) -> None:
    """Refuse notes to whoever neither keeps the record nor took part.

    Raises:
        Refused: naming who may.
    """
    if not may_add(by, meeting):
        raise Refused(f"{meeting} 的补记由参加会议的人或者{meeting.unit}的经办人填写。")
