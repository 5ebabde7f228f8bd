"""Who may see and act on powers."""

from django.db.models import Q, QuerySet

from mingjing.catalogue.enums import Attribute, ItemStatus, VersionStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.catalogue.workflow import (
    ABOLISH,
    APPROVE,
    CLEAR,
    DRAFTING,
    RESUME,
    REVIEW,
    SUSPEND,
    VERSION_STEPS,
)
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import selectors as ledger
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official

SEES_ALL = (*OFFICE, Role.SECRECY_REVIEWER)
OWN_UNIT_ONLY = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
REVIEWS = frozenset({REVIEW, CLEAR, APPROVE})
OFFICE_STEPS = (SUSPEND, RESUME, ABOLISH)
SHOWN = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)


def visible_to(viewer: Official) -> QuerySet[PowerItem]:
    """The office and the secrecy reviewers see all; a unit sees its own, and what others made public."""
    if viewer.holds(*SEES_ALL):
        return PowerItem.objects.all()
    return PowerItem.objects.filter(Q(unit=viewer.unit_id) | Q(current__attribute=Attribute.PUBLIC))


def versions_visible_to(viewer: Official) -> QuerySet[PowerVersion]:
    """Drafts stay at home: another unit's versions are seen once published."""
    if viewer.holds(*SEES_ALL):
        return PowerVersion.objects.all()
    return PowerVersion.objects.filter(
        Q(item__unit=viewer.unit_id) | Q(status__in=SHOWN, attribute=Attribute.PUBLIC, item__current__isnull=False)
    )


def may_see_inside(viewer: Official, item: PowerItem) -> bool:
    """Drafts, reviews and integrity risks are the business of the unit, the office and the secrecy reviewers."""
    return viewer.unit_id == item.unit_id or viewer.holds(*SEES_ALL)


def may_draft(viewer: Official, item: PowerItem) -> bool:
    """A clerk drafts for the own unit."""
    return viewer.holds(Role.UNIT_CLERK) and viewer.unit_id == item.unit_id


def may_amend(viewer: Official, item: PowerItem) -> bool:
    """A clerk starts the next version of what the own unit has published and still holds."""
    return may_draft(viewer, item) and item.current_id is not None and item.status != ItemStatus.ABOLISHED


def may_take(viewer: Official, step: Step, version: PowerVersion) -> bool:
    """True if this person may take this step on this version now."""
    if version.status not in step.sources or not viewer.holds(step.role):
        return False
    try:
        check_may_take(viewer, step, version)
    except Refused:
        return False
    return True


def steps_for(viewer: Official, version: PowerVersion) -> list[Step]:
    """Exactly the steps that the table allows this person now: the buttons of the page."""
    return [step for step in VERSION_STEPS if may_take(viewer, step, version)]


def item_steps_for(viewer: Official, item: PowerItem) -> list[Step]:
    """The steps that this person may take on the power itself."""
    return [step for step in OFFICE_STEPS if item.status in step.sources and viewer.holds(step.role)]


def check_may_take(viewer: Official, step: Step, version: PowerVersion) -> None:
    """Refuse whoever lacks the role, belongs to another unit, or drafted what would now be reviewed (X-02).

    Raises:
        Refused: with the reason.
    """
    check_holds(viewer, step.role, step.name)
    if step.role in OWN_UNIT_ONLY and viewer.unit_id != version.item.unit_id:
        raise Refused(f"“{step.name}”只能由{version.item.unit}的人员办理。")
    if step in REVIEWS and is_author(viewer, version):
        raise Refused(f"您参与了起草，不能办理“{step.name}”；起草和审批必须是两个人（第六条第一项）。请换一位办理。")


def is_author(viewer: Official, version: PowerVersion) -> bool:
    """True if the ledger knows any work of this person on the draft."""
    if viewer.pk == version.drafted_by_id:
        return True
    return ledger.of_case(version).filter(by_id=viewer.pk, step__in=DRAFTING).exists()


def check_holds(viewer: Official, role: str, doing: str) -> None:
    """Refuse whoever lacks `role`.

    Raises:
        Refused: naming the role that may.
    """
    if not viewer.holds(role):
        raise Refused(f"“{doing}”由{Role(role).label}办理，您没有这个角色。")
