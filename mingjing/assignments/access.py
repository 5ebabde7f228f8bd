"""Who may see and act on assignments."""

from django.db.models import QuerySet

from mingjing.assignments.models import Assignment
from mingjing.assignments.workflow import REPORT, STEPS
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official

GIVERS = (Role.LGO_CLERK, Role.LGO_HEAD)
ANSWER_FOR_IT = (Role.UNIT_CLERK, Role.UNIT_LEADER)
PRIVATE = ("accountability",)  # about whom somebody holds to account, and what they write of themselves


def visible_to(viewer: Official) -> QuerySet[Assignment]:
    """The office sees all assignments, a unit its own.

    What a case of accountability asks of a unit its clerk and its leader see, and none of their colleagues (ACC-11-2c).
    """
    if viewer.holds(*OFFICE):
        return Assignment.objects.all()
    rows = Assignment.objects.filter(unit=viewer.unit_id)
    return rows if viewer.holds(*ANSWER_FOR_IT) else rows.exclude(about_kind__in=PRIVATE)


def may_assign(viewer: Official) -> bool:
    """The office gives assignments."""
    return viewer.holds(*GIVERS)


def check_may_assign(by: Official | None) -> None:
    """Refuse to everybody outside the office; None is the system itself.

    Raises:
        Refused: naming who may.
    """
    if by is not None and not may_assign(by):
        raise Refused("任务由领导小组办公室下达（ACC-3-b），您没有这个权限。")


def check_may_take(viewer: Official, step: Step, assignment: Assignment) -> None:
    """A unit reports on its own assignments; the office accepts, sends back and withdraws.

    Raises:
        Refused: another role or another unit.
    """
    if not viewer.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理，您没有这个角色。")
    if step == REPORT and viewer.unit_id != assignment.unit_id:
        raise Refused(f"这项任务下达给{assignment.unit}，由它的经办人报告。")


def steps_for(viewer: Official, assignment: Assignment) -> list[Step]:
    """Exactly the steps that the table allows this person now: the buttons of the page."""
    return [step for step in STEPS if assignment.status in step.sources and _may_take(viewer, step, assignment)]


def _may_take(viewer: Official, step: Step, assignment: Assignment) -> bool:
    try:
        check_may_take(viewer, step, assignment)
    except Refused:
        return False
    return True
