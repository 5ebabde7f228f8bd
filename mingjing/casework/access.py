"""Who may see and act on matters, batches and signals."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from mingjing.casework.enums import Colour, RecordStatus, SignalStatus, TokenKind
from mingjing.casework.models import ApiToken, Batch, Digest, Matter, Objection, OperationRecord, Signal
from mingjing.casework.workflow import EXEMPT, PUBLICISE, RECORD_STEPS, SIGNAL_STEPS
from mingjing.catalogue.enums import Attribute, ItemStatus
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official, Unit

IN_APPROVAL = frozenset({RecordStatus.FINISHED})  # a handler may object until the leader decides (ACC-10-2c)
M = TypeVar("M", bound=Model)


def _of_unit(rows: QuerySet[M], viewer: Official) -> QuerySet[M]:
    return rows if viewer.holds(*OFFICE) else rows.filter(unit=viewer.unit_id)


def visible_to(viewer: Official) -> QuerySet[Matter]:
    """The office sees all matters, a unit its own."""
    return _of_unit(Matter.objects.all(), viewer)


def batches_visible_to(viewer: Official) -> QuerySet[Batch]:
    """The office sees all deliveries, a unit its own."""
    return _of_unit(Batch.objects.all(), viewer)


def units_visible_to(viewer: Official) -> QuerySet[Unit]:
    """Whose running and signals are this person's business: the office sees all units, everybody the own."""
    return Unit.objects.all() if viewer.holds(*OFFICE) else Unit.objects.filter(pk=viewer.unit_id)


def powers_visible_to(viewer: Official) -> QuerySet[PowerItem]:
    """Whose running is this person's business: the office sees all powers, a unit its own."""
    return _of_unit(PowerItem.objects.all(), viewer)


def powers_delivered_by(viewer: Official) -> QuerySet[PowerItem]:
    """The powers that a clerk delivers events for: those of the own unit that have been published."""
    if not viewer.holds(Role.UNIT_CLERK):
        return PowerItem.objects.none()
    return PowerItem.objects.filter(unit=viewer.unit_id, current__isnull=False)


def signals_visible_to(viewer: Official) -> QuerySet[Signal]:
    """The office sees all signals, a unit its own."""
    return _of_unit(Signal.objects.all(), viewer)


def may_deliver(viewer: Official, unit: Unit) -> bool:
    """A clerk delivers events for the own unit."""
    return viewer.holds(Role.UNIT_CLERK) and viewer.unit_id == unit.pk


def check_may_deliver(viewer: Official, unit: Unit) -> None:
    """Refuse events from anybody but the unit's own clerk.

    Raises:
        Refused: with the reason.
    """
    if not may_deliver(viewer, unit):
        raise Refused(f"只有{unit}的经办人能为它导入办件。")


def tokens_visible_to(viewer: Official) -> QuerySet[ApiToken]:
    """The system administrator sees all tokens, a leader those of the own unit; nobody else any."""
    rows = ApiToken.objects.filter(kind=TokenKind.EVENTS)
    if viewer.holds(Role.SYSTEM_ADMIN):
        return rows
    return rows.filter(unit=viewer.unit_id) if viewer.holds(Role.UNIT_LEADER) else rows.none()


def may_keep_tokens(viewer: Official) -> bool:
    """True if the page of tokens exists for this person."""
    return viewer.holds(Role.SYSTEM_ADMIN, Role.UNIT_LEADER)


def may_make_token(viewer: Official, unit: Unit) -> bool:
    """A leader answers for what the own unit's systems send; the system administrator sets them up."""
    return viewer.holds(Role.SYSTEM_ADMIN) or (viewer.holds(Role.UNIT_LEADER) and viewer.unit_id == unit.pk)


def check_may_make_token(viewer: Official, unit: Unit) -> None:
    """Refuse tokens of a unit to everybody but its leader and the system administrator.

    Raises:
        Refused: another role or another unit.
    """
    if not may_make_token(viewer, unit):
        raise Refused(f"接口令牌由{unit}的主管领导或系统管理员生成和吊销，您没有这个角色。")


def check_may_take(viewer: Official, step: Step, signal: Signal) -> None:
    """Units answer their own signals; the office reads the answers.

    Raises:
        Refused: another role or another unit.
    """
    if not viewer.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理，您没有这个角色。")
    if step.role == Role.UNIT_CLERK and viewer.unit_id != signal.unit_id:
        raise Refused(f"这个信号发给{signal.unit}，由它的人员答复。")


def may_take(viewer: Official, step: Step, signal: Signal) -> bool:
    """True if this person may take this step on this signal now."""
    try:
        check_may_take(viewer, step, signal)
    except Refused:
        return False
    return signal.status in step.sources


def steps_for(viewer: Official, signal: Signal) -> list[Step]:
    """Exactly the steps that the table allows this person now: the buttons of the page."""
    return [step for step in SIGNAL_STEPS if may_take(viewer, step, signal)]


def may_tell_old(viewer: Official) -> bool:
    """The office decides whether facts of long ago are told one by one after all."""
    return viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD)


def check_may_tell_old(viewer: Official) -> None:
    """Refuse signals on facts of long ago to everybody but the office.

    Raises:
        Refused: another role.
    """
    if not may_tell_old(viewer):
        raise Refused("补发久远事实的信号由领导小组办公室决定，您没有这个角色。")


def signals_to_read(viewer: Official) -> QuerySet[Signal]:
    """Red signals that wait for the leader of the unit to take note of them (ACC-7-2a)."""
    if not viewer.holds(Role.UNIT_LEADER):
        return Signal.objects.none()
    return Signal.objects.filter(unit=viewer.unit_id, status=SignalStatus.OPEN, colour=Colour.RED, read_at=None)


def check_may_read(viewer: Official, signal: Signal) -> None:
    """Refuse the taking note of a signal to everybody but a leader of its unit.

    Raises:
        Refused: another role or another unit.
    """
    if not viewer.holds(Role.UNIT_LEADER) or viewer.unit_id != signal.unit_id:
        raise Refused(f"这个信号由{signal.unit}的主管领导阅知，您没有这个角色。")


OWN_UNIT = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})


def records_visible_to(viewer: Official) -> QuerySet[OperationRecord]:
    """The office sees all operation records, a unit its own."""
    return _of_unit(OperationRecord.objects.all(), viewer)


def powers_recorded_by(viewer: Official) -> QuerySet[PowerItem]:
    """The powers that need a register: important, in force, of the own unit, and not run online (ASM-5-4-2a)."""
    rows = powers_delivered_by(viewer).filter(status=ItemStatus.IN_FORCE)
    return rows.filter(current__important=True, current__online=False)


def may_record(viewer: Official, unit: Unit) -> bool:
    """A clerk fills in the own unit's records and defines its fields."""
    return may_deliver(viewer, unit)


def check_may_record(viewer: Official, unit: Unit) -> None:
    """Refuse entries in a unit's records by anybody but its clerk.

    Raises:
        Refused: another role or another unit.
    """
    if not may_record(viewer, unit):
        raise Refused(f"登记表由{unit}的经办人填写，您没有这个角色。")


def check_may_take_on_record(viewer: Official, step: Step, record: OperationRecord) -> None:
    """Whoever opened, entered or handled anything of a record does not approve it.

    Raises:
        Refused: another role, another unit, or own work.
    """
    if not viewer.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理，您没有这个角色。")
    if step.role in OWN_UNIT and viewer.unit_id != record.unit_id:
        raise Refused(f"“{step.name}”只能由{record.unit}的人员办理。")
    if step in (PUBLICISE, EXEMPT) and (record.version.attribute == Attribute.PUBLIC) != (step == PUBLICISE):
        raise Refused(f"“{record.item}”的公开属性是“{record.version.get_attribute_display()}”，不能“{step.name}”。")
    if step in (PUBLICISE, EXEMPT) and worked_on(viewer, record):
        raise Refused(f"您参与了办理或登记，不能办理“{step.name}”；承办和审批必须是两个人。请换一位主管领导办理。")


def worked_on(viewer: Official, record: OperationRecord) -> bool:
    """True if this person opened the record, entered or handled a step of it."""
    mine = Q(by=viewer.pk) | Q(handler=viewer.pk)
    return record.opened_by_id == viewer.pk or record.steps.filter(mine).exists()


def may_object(viewer: Official, record: OperationRecord) -> bool:
    """Its handlers may object while the leader has it before them: the unit's clerk, and whoever handled a step."""
    if viewer.unit_id != record.unit_id or record.status not in IN_APPROVAL:
        return False
    return viewer.holds(Role.UNIT_CLERK) or record.steps.filter(handler=viewer.pk).exists()


def check_handles(viewer: Official, record: OperationRecord) -> None:
    """Refuse a handler's objection to everybody else.

    Raises:
        Refused: naming who may.
    """
    if record.status in IN_APPROVAL and not may_object(viewer, record):
        raise Refused(f"审批中的异议由{record.unit}的承办人提出（第十条第二项），您不是这份登记表的承办人。")


def steps_on_record(viewer: Official, record: OperationRecord) -> list[Step]:
    """Exactly the steps that the table allows this person now: the buttons of the page."""
    return [step for step in RECORD_STEPS if record.status in step.sources and _may_take_on(viewer, step, record)]


def _may_take_on(viewer: Official, step: Step, record: OperationRecord) -> bool:
    try:
        check_may_take_on_record(viewer, step, record)
    except Refused:
        return False
    return True


def may_note(viewer: Official, record: OperationRecord) -> bool:
    """The supervisor's note is the office's, or the unit leader's."""
    own_leader = viewer.holds(Role.UNIT_LEADER) and viewer.unit_id == record.unit_id
    return own_leader or viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD)


def objections_visible_to(viewer: Official) -> QuerySet[Objection]:
    """What people hold against a record reaches its unit's clerk and leader, and the office."""
    if viewer.holds(*OFFICE):
        return Objection.objects.all()
    rows = Objection.objects.filter(record__unit=viewer.unit_id)
    return rows if viewer.holds(*OWN_UNIT) else rows.none()


def may_see_contact(viewer: Official, record: OperationRecord) -> bool:
    """How to reach whoever objected is only for those who answer."""
    return viewer.unit_id == record.unit_id and viewer.holds(*OWN_UNIT)


def may_chase(viewer: Official) -> bool:
    """The office reminds units of signals that wait for an answer."""
    return viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD)


def check_may_chase(viewer: Official) -> None:
    """Refuse reminders to everybody outside the office.

    Raises:
        Refused: another role.
    """
    if not may_chase(viewer):
        raise Refused("催办由领导小组办公室办理，您没有这个角色（ACC-7-2c）。")


def may_rule(viewer: Official, unit: Unit) -> bool:
    """How long ahead a power's signals come is set by the leader of its unit, or by the office."""
    return viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD) or (viewer.holds(Role.UNIT_LEADER) and viewer.unit_id == unit.pk)


def check_may_rule(viewer: Official, unit: Unit) -> None:
    """Refuse rules of a power to everybody but the leader of its unit and the office.

    Raises:
        Refused: another role or another unit.
    """
    if not may_rule(viewer, unit):
        raise Refused(f"监察规则由{unit}的主管领导或领导小组办公室设定，您没有这个角色（ACC-7-2c）。")


def digests_visible_to(viewer: Official) -> QuerySet[Digest]:
    """Everybody sees the digests that were made for them."""
    return Digest.objects.filter(official=viewer)
