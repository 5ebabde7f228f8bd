"""Who may hide at once, who decides what becomes of it, and who sees that it happened."""

from django.db.models import QuerySet

from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.people.enums import CENTRE, OFFICE, Role
from mingjing.people.models import Official, Unit
from mingjing.takedowns.models import Takedown
from mingjing.takedowns.workflow import TAKEDOWN_STEPS

EVERYWHERE = (Role.LGO_CLERK, Role.LGO_HEAD, Role.SECRECY_REVIEWER, Role.SECURITY_ADMIN, *CENTRE)
SEES_ALL = (*OFFICE, Role.SECRECY_REVIEWER, Role.SECURITY_ADMIN)


def visible_to(viewer: Official) -> QuerySet[Takedown]:
    """The office, the secrecy reviewers and the security administrator see all, a unit its own."""
    return Takedown.objects.all() if viewer.holds(*SEES_ALL) else Takedown.objects.filter(unit=viewer.unit_id)


def may_take_down(viewer: Official, unit: Unit) -> bool:
    """Whoever sees the harm first: the unit's own people, the office, the secrecy reviewers, the security side, and
    the complaint centre, which is told of it (CMP-4-4)."""
    own = viewer.holds(Role.UNIT_CLERK, Role.UNIT_LEADER) and viewer.unit_id == unit.pk
    return own or viewer.holds(*EVERYWHERE)


def check_may_take_down(viewer: Official, unit: Unit) -> None:
    """Refuse everybody else.

    Raises:
        Refused: with who may.
    """
    if not may_take_down(viewer, unit):
        raise Refused(
            f"紧急撤下由{unit}的人员、领导小组办公室、保密审查员、安全管理员或投诉举报中心办理。请立即告诉他们。"
        )


def check_may_take(viewer: Official, step: Step, takedown: Takedown) -> None:
    """Refuse whoever lacks the role, and the person who took it down: another one decides (X-02).

    Raises:
        Refused: with the reason.
    """
    if not viewer.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理，您没有这个角色。")
    if viewer.pk == takedown.taken_by_id:
        raise Refused(f"这是您撤下的，“{step.name}”要由另一个人决定。")


def steps_for(viewer: Official, takedown: Takedown) -> list[Step]:
    """Exactly the steps that the table allows this person now: the buttons of the page."""
    return [
        step
        for step in TAKEDOWN_STEPS
        if takedown.status in step.sources and viewer.holds(step.role) and viewer.pk != takedown.taken_by_id
    ]
