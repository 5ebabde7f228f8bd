"""Who may see and act on powers."""

from django.db.models import Q, QuerySet

from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.catalogue.workflow import APPROVE, CLEAR, RETURN, REVIEW, VERSION_STEPS
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official

SEES_ALL = (*OFFICE, Role.SECRECY_REVIEWER)
OWN_UNIT_ONLY = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
RETURNED_BY = {
    VersionStatus.UNIT_REVIEW: Role.UNIT_LEADER,
    VersionStatus.SECRECY_REVIEW: Role.SECRECY_REVIEWER,
    VersionStatus.APPROVAL: Role.LGO_HEAD,
}


def visible_to(viewer: Official) -> QuerySet[PowerItem]:
    """The office and the secrecy reviewers see all; a unit sees its own, and what others have published."""
    if viewer.holds(*SEES_ALL):
        return PowerItem.objects.all()
    return PowerItem.objects.filter(Q(unit=viewer.unit_id) | Q(current__isnull=False))


def versions_visible_to(viewer: Official) -> QuerySet[PowerVersion]:
    """Drafts stay at home: another unit's versions are seen once published."""
    if viewer.holds(*SEES_ALL):
        return PowerVersion.objects.all()
    published = Q(status__in=(VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED))
    return PowerVersion.objects.filter(Q(item__unit=viewer.unit_id) | published)


def may_draft(viewer: Official, item: PowerItem) -> bool:
    """A clerk drafts for the own unit."""
    return viewer.holds(Role.UNIT_CLERK) and viewer.unit_id == item.unit_id


def may_take(viewer: Official, step: Step, version: PowerVersion) -> bool:
    """True if this person may take this step on this version now."""
    try:
        check_may_take(viewer, step, version)
    except Refused:
        return False
    return version.status in step.sources


def steps_for(viewer: Official, version: PowerVersion) -> list[Step]:
    """Exactly the steps that the table allows this person now: the buttons of the page."""
    return [step for step in VERSION_STEPS if may_take(viewer, step, version)]


def check_may_take(viewer: Official, step: Step, version: PowerVersion) -> None:
    """Refuse whoever lacks the role, belongs to another unit, or drafted what would now be reviewed (X-02).

    Raises:
        Refused: with the reason.
    """
    role = RETURNED_BY.get(VersionStatus(version.status), step.role) if step is RETURN else step.role
    check_holds(viewer, role, step.name)
    if role in OWN_UNIT_ONLY and viewer.unit_id != version.item.unit_id:
        raise Refused(f"“{step.name}”只能由{version.item.unit}的人员办理。")
    if step in {REVIEW, CLEAR, APPROVE} and viewer.pk == version.drafted_by_id:
        raise Refused(f"您是起草人，不能办理“{step.name}”；起草和审批必须是两个人（第六条第一项）。请换一位办理。")


def check_holds(viewer: Official, role: str, doing: str) -> None:
    """Refuse whoever lacks `role`.

    Raises:
        Refused: naming the role that may.
    """
    if not viewer.holds(role):
        raise Refused(f"“{doing}”由{Role(role).label}办理，您没有这个角色。")
