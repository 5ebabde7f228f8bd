"""Who may see and act on filings."""

from django.db.models import Q, QuerySet

from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.filings.models import Filing, FilingTask, Submission, TaskFile
from mingjing.filings.workflow import FILE, FILE_AGAIN, STEPS
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official

SENDERS = (Role.LGO_CLERK, Role.LGO_HEAD)
FILERS = (Role.UNIT_CLERK, Role.UNIT_LEADER)
HANDING_IN = (FILE, FILE_AGAIN)


def may_look_in(viewer: Official) -> bool:
    """True if there may be filings for this person."""
    return viewer.holds(*OFFICE, *FILERS)


def visible_to(viewer: Official) -> QuerySet[Filing]:
    """The office sees every filing, the clerk and the leader of a unit its own, nobody else any."""
    if viewer.holds(*OFFICE):
        return Filing.objects.all()
    return Filing.objects.filter(unit=viewer.unit_id) if viewer.holds(*FILERS) else Filing.objects.none()


def tasks_visible_to(viewer: Official) -> QuerySet[FilingTask]:
    """Who was asked, and who was late, the office alone sees; a unit sees of a task what stands with its filing."""
    return FilingTask.objects.all() if viewer.holds(*OFFICE) else FilingTask.objects.none()


def templates_visible_to(viewer: Official) -> QuerySet[TaskFile]:
    """Templates of the tasks that the viewer sees or has a filing for."""
    return TaskFile.objects.filter(Q(task__in=tasks_visible_to(viewer)) | Q(task__in=visible_to(viewer).values("task")))


def submissions_visible_to(viewer: Official) -> QuerySet[Submission]:
    """What was handed in, for whoever sees the filing; a draft for the clerk who may go on with it."""
    rows = Submission.objects.filter(filing__in=visible_to(viewer))
    drafts = Q(filing__unit=viewer.unit_id) if viewer.holds(Role.UNIT_CLERK) else Q(pk=None)
    return rows.filter(Q(filed_at__isnull=False) | drafts)


def may_send(viewer: Official) -> bool:
    """The office sends filing tasks."""
    return viewer.holds(*SENDERS)


def check_may_send(by: Official) -> None:
    """Refuse filing tasks to everybody outside the office.

    Raises:
        Refused: naming who may.
    """
    if not may_send(by):
        raise Refused("报送任务由领导小组办公室下达（ACC-8-1、ACC-8-2），您没有这个权限。")


def may_excuse(viewer: Official) -> bool:
    """Whether lateness is excused is for the head of the office to say (ACC-8-1)."""
    return viewer.holds(Role.LGO_HEAD)


def check_may_excuse(by: Official) -> None:
    """Refuse judgement on delays to everybody else.

    Raises:
        Refused: naming who may.
    """
    if not may_excuse(by):
        raise Refused("迟报有没有正当理由，由领导小组办公室负责人认定（ACC-8-1），您没有这个权限。")


def may_move(viewer: Official) -> bool:
    """The office's clerk sets another last day."""
    return viewer.holds(Role.LGO_CLERK)


def check_may_move(by: Official) -> None:
    """Refuse other last days to everybody else.

    Raises:
        Refused: naming who may.
    """
    if not may_move(by):
        raise Refused("报送期限由领导小组办公室工作人员另定（ACC-8-1、ACC-8-2），您没有这个权限。")


def check_may_take(viewer: Official, step: Step, filing: Filing) -> None:
    """A unit's clerk hands in its own; the office takes it, sends it back or withdraws it.

    Raises:
        Refused: another role or another unit.
    """
    if not viewer.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理，您没有这个角色。")
    if step.name in {one.name for one in HANDING_IN} and viewer.unit_id != filing.unit_id:
        raise Refused(f"这件材料由{filing.unit}的经办人报送，您不是这个单位的。")


def steps_for(viewer: Official, filing: Filing) -> list[Step]:
    """Exactly the steps that the table allows this person now: the buttons of the page."""
    return [step for step in STEPS if filing.status in step.sources and _may_take(viewer, step, filing)]


def may_file(viewer: Official, filing: Filing) -> bool:
    """True if this person may write and hand in now."""
    return any(step in HANDING_IN for step in steps_for(viewer, filing))


def check_may_file(by: Official, filing: Filing) -> None:
    """Refuse writing and handing in to everybody but the unit's clerk while it is to be done.

    Raises:
        Refused: another role, another unit, or it is not to be handed in now.
    """
    check_may_take(by, FILE, filing)
    if not filing.to_do:
        raise Refused(f"{filing} 现在是“{filing.get_status_display()}”，不能再填报。需要改动的，请办公室退回补正。")


def _may_take(viewer: Official, step: Step, filing: Filing) -> bool:
    try:
        check_may_take(viewer, step, filing)
    except Refused:
        return False
    return True
