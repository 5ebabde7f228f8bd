"""Who may see and act on matters, batches and signals."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from mingjing.casework.enums import Colour, SignalStatus
from mingjing.casework.models import ApiToken, Batch, Matter, Signal
from mingjing.casework.workflow import SIGNAL_STEPS
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official, Unit

M = TypeVar("M", bound=Model)


def _of_unit(rows: QuerySet[M], viewer: Official) -> QuerySet[M]:
    return rows if viewer.holds(*OFFICE) else rows.filter(unit=viewer.unit_id)


def visible_to(viewer: Official) -> QuerySet[Matter]:
    """The office sees all matters, a unit its own."""
    return _of_unit(Matter.objects.all(), viewer)


def batches_visible_to(viewer: Official) -> QuerySet[Batch]:
    """The office sees all deliveries, a unit its own."""
    return _of_unit(Batch.objects.all(), viewer)


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
    if viewer.holds(Role.SYSTEM_ADMIN):
        return ApiToken.objects.all()
    return ApiToken.objects.filter(unit=viewer.unit_id) if viewer.holds(Role.UNIT_LEADER) else ApiToken.objects.none()


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
