"""Who may see and act on powers."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjing.catalogue.enums import Attribute, EntryStatus, ItemStatus, OpinionKind, RoundStatus, VersionStatus
from mingjing.catalogue.models import (
    ChangeEvent,
    ClearingEntry,
    ClearingRound,
    PowerImport,
    PowerItem,
    PowerVersion,
    Revision,
)
from mingjing.catalogue.workflow import (
    ABOLISH,
    APPROVE,
    CLEAR,
    COMPILED,
    DRAFTING,
    RESUME,
    REVIEW,
    SUSPEND,
    VERSION_STEPS,
)
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.ledger import selectors as ledger
from mingjing.ledger.models import Entry
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official, Unit
from mingjing.takedowns.enums import Kind
from mingjing.takedowns.selectors import hidden

SEES_ALL = (*OFFICE, Role.SECRECY_REVIEWER)
OWN_UNIT_ONLY = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
REVIEWS = frozenset({REVIEW, CLEAR, APPROVE})
OFFICE_STEPS = (SUSPEND, RESUME, ABOLISH)
SHOWN = (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)
REVIEWERS = {
    Role.LEGAL_REVIEWER: OpinionKind.LEGAL,
    Role.SECRECY_REVIEWER: OpinionKind.SECRECY,
    Role.STAFFING_REVIEWER: OpinionKind.STAFFING,
}
# Between being handed in and being published somebody decides, and a handler may object (ACC-10-2c).
IN_APPROVAL = frozenset(
    {VersionStatus.UNIT_REVIEW, VersionStatus.SECRECY_REVIEW, VersionStatus.APPROVAL, VersionStatus.APPROVED}
)
ROUND_OPENERS = (Role.LGO_CLERK, Role.LGO_HEAD)
AT_HOME = (EntryStatus.COMPILING, EntryStatus.WITHDRAWN)  # what a unit has not handed in yet


def visible_to(viewer: Official) -> QuerySet[PowerItem]:
    """The office and the secrecy reviewers see all; a unit its own, and of others what is public and not taken down."""
    if viewer.holds(*SEES_ALL):
        return PowerItem.objects.all()
    open_to_all = Q(current__attribute=Attribute.PUBLIC) & ~Q(pk__in=hidden(Kind.POWER))
    return PowerItem.objects.filter(Q(unit=viewer.unit_id) | open_to_all)


def versions_visible_to(viewer: Official) -> QuerySet[PowerVersion]:
    """Drafts stay at home: another unit's versions are seen once published."""
    if viewer.holds(*SEES_ALL):
        return PowerVersion.objects.all()
    open_to_all = Q(status__in=SHOWN, attribute=Attribute.PUBLIC, item__current__isnull=False)
    return PowerVersion.objects.filter(Q(item__unit=viewer.unit_id) | open_to_all & ~Q(item__in=hidden(Kind.POWER)))


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


def may_object(viewer: Official, version: PowerVersion) -> bool:
    """Its handlers may object while it is being approved: the unit's clerk, who drafted it, who holds its post."""
    if viewer.unit_id != version.item.unit_id or version.status not in IN_APPROVAL:
        return False
    on_post = viewer.post_id is not None and viewer.post_id == version.handler_id
    return viewer.holds(Role.UNIT_CLERK) or on_post or is_author(viewer, version)


def check_handles(viewer: Official, version: PowerVersion) -> None:
    """Refuse a handler's objection to everybody else.

    Raises:
        Refused: naming who may.
    """
    if version.status in IN_APPROVAL and not may_object(viewer, version):
        raise Refused(f"审批中的异议由{version.item.unit}的承办人提出（第十条第二项），您不是这一版本的承办人。")


def check_holds(viewer: Official, role: str, doing: str) -> None:
    """Refuse whoever lacks `role`.

    Raises:
        Refused: naming the role that may.
    """
    if not viewer.holds(role):
        raise Refused(f"“{doing}”由{Role(role).label}办理，您没有这个角色。")


def rounds_visible_to(viewer: Official) -> QuerySet[ClearingRound]:
    """The office and the reviewers see every clearing round, a unit those that ask it."""
    if viewer.holds(*OFFICE, *REVIEWERS):
        return ClearingRound.objects.all()
    return ClearingRound.objects.filter(units__unit=viewer.unit_id)


def entries_visible_to(viewer: Official) -> QuerySet[ClearingEntry]:
    """A unit sees its own entries; the office and the reviewers see of others what they handed in."""
    own = Q(unit=viewer.unit_id)
    if viewer.holds(*OFFICE, *REVIEWERS):
        return ClearingEntry.objects.filter(own | ~Q(status__in=AT_HOME))
    return ClearingEntry.objects.filter(own)


def may_open_round(viewer: Official) -> bool:
    """The office opens clearing rounds."""
    return viewer.holds(*ROUND_OPENERS)


def may_compile(viewer: Official, clearing: ClearingRound) -> bool:
    """The clerk of a unit that a running round asks declares its powers."""
    asked = viewer.holds(Role.UNIT_CLERK) and clearing.status == RoundStatus.OPEN
    return asked and clearing.units.filter(unit=viewer.unit_id).exists()


def opinions_of(viewer: Official) -> list[OpinionKind]:
    """The reviews that are this person's."""
    return [kind for role, kind in REVIEWERS.items() if viewer.holds(role)]


def check_may_compile(by: Official, clearing: ClearingRound) -> None:
    """Refuse the entries of a round to everybody but the clerk of a unit asked, and to all once it is closed.

    Raises:
        Refused: with the reason.
    """
    check_holds(by, Role.UNIT_CLERK, "编报清理事项")
    if clearing.status != RoundStatus.OPEN:
        raise Refused(f"{clearing} 已结束，清理结果不再改动；新的变化请在下一次清理或修订时办理。")
    if not clearing.units.filter(unit=by.unit_id).exists():
        raise Refused(f"{clearing} 没有要求{by.unit}报送。需要加入请联系领导小组办公室。")


def check_not_author(by: Official, entries: QuerySet[ClearingEntry], doing: str) -> None:
    """Refuse reviews and decisions to whoever compiled or handed in any of the entries (X-02).

    Raises:
        Refused: naming one of them.
    """
    worked = Entry.objects.filter(by_id=by.pk, step__in=COMPILED, case_id__in=entries.values("pk"))
    mine = entries.filter(Q(pk__in=worked.values("case_id")) | Q(submitted_by=by)).first()
    if mine:
        raise Refused(
            f"您编报过“{mine.name}”，不能办理“{doing}”；报送和审核、决定必须是不同的人（X-02）。请换一位办理。"
        )


def changes_visible_to(viewer: Official) -> QuerySet[ChangeEvent]:
    """The office sees every change of laws and organs, a unit those that call it to revise something."""
    if viewer.holds(*SEES_ALL):
        return ChangeEvent.objects.all()
    return ChangeEvent.objects.filter(Exists(Revision.objects.filter(event=OuterRef("pk"), item__unit=viewer.unit_id)))


def revisions_visible_to(viewer: Official) -> QuerySet[Revision]:
    """The office sees every revision asked for, a unit its own."""
    rows = Revision.objects.all()
    return rows if viewer.holds(*SEES_ALL) else rows.filter(item__unit=viewer.unit_id)


def may_record_change(viewer: Official) -> bool:
    """The office records what changed (ACC-6-4a): whether something did is for a person to say."""
    return viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD)


def check_may_record_change(viewer: Official) -> None:
    """Refuse the recording of changes to everybody outside the office.

    Raises:
        Refused: naming who may.
    """
    if not may_record_change(viewer):
        raise Refused("职权变更事项由领导小组办公室登记（第六条第四项），您没有这个权限。")


def imports_for_city(viewer: Official) -> bool:
    """The office's clerk imports for any unit, as drafts that the unit goes on with."""
    return viewer.holds(Role.LGO_CLERK)


def may_import(viewer: Official) -> bool:
    """A clerk imports for the own unit, the office's clerk for all (X-07)."""
    return viewer.holds(Role.UNIT_CLERK, Role.LGO_CLERK)


def may_import_for(viewer: Official, unit: Unit) -> bool:
    """True if this person may import powers of this unit."""
    own = viewer.holds(Role.UNIT_CLERK) and viewer.unit_id == unit.pk
    return own or imports_for_city(viewer)


def imports_visible_to(viewer: Official) -> QuerySet[PowerImport]:
    """The office sees its own imports, the people of a unit those of the unit."""
    if viewer.holds(*OFFICE):
        return PowerImport.objects.filter(unit=None)
    rows = PowerImport.objects.filter(unit=viewer.unit_id)
    return rows if viewer.holds(*OWN_UNIT_ONLY) else rows.none()


def may_confirm(viewer: Official, work: PowerImport) -> bool:
    """Whoever imports answers for it: it is that person who becomes the author."""
    return viewer.pk == work.by_id and may_import(viewer)


def check_may_import(by: Official) -> None:
    """Refuse imports to everybody but clerks.

    Raises:
        Refused: naming who may.
    """
    if not may_import(by):
        raise Refused("从表格导入职权由单位经办人或领导小组办公室工作人员办理，您没有这个权限。")


def check_may_confirm(by: Official, work: PowerImport) -> None:
    """Refuse an import to everybody but the one who uploaded it.

    Raises:
        Refused: naming who may.
    """
    if not may_confirm(by, work):
        raise Refused(f"这次导入由上传的{work.by}办理。请由本人确认，或重新上传。")


def exports_inside(viewer: Official) -> Q:
    """The versions that a workbook of powers may hold for this person: all of the city, or of the own unit."""
    return Q() if viewer.holds(*SEES_ALL) else Q(item__unit=viewer.unit_id)


def may_export_inside(viewer: Official, unit: Unit) -> bool:
    """True if this person may take home drafts and all of a unit."""
    return viewer.holds(*SEES_ALL) or viewer.unit_id == unit.pk
