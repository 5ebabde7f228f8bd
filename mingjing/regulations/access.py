"""Who may change the law the house runs on, to whom it applies, and what may be cited."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official, Unit
from mingjing.people.selectors import units
from mingjing.regulations.enums import BasisStatus, InterpretationStatus
from mingjing.regulations.models import Basis, Interpretation, Regulation
from mingjing.regulations.workflow import INTERPRETATION_STEPS, REPLACE

KEEPERS = (Role.LGO_CLERK, Role.LGO_HEAD)
ASKERS = (Role.UNIT_CLERK, Role.UNIT_LEADER, Role.LGO_CLERK)
GIVEN = (InterpretationStatus.ISSUED, InterpretationStatus.REPLACED, InterpretationStatus.WITHDRAWN)


def check_may_take(by: Official | None, step: Step) -> None:
    """Refuse a step of a regulation version to everybody but the role that has it; None is the system itself."""
    if by is not None and not by.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理（{step.basis}），您没有这个权限。")


def check_may_keep(by: Official | None) -> None:
    """Refuse the keeping of texts, bases, policies and calendars to everybody outside the office."""
    if by is not None and not by.holds(*KEEPERS):
        raise Refused("法规、依据、本地政策和工作日历由领导小组办公室维护，您没有这个权限。")


def may_see_policies(viewer: Official) -> bool:
    """True for the office: units see the limits, not who chose them and why."""
    return viewer.holds(*OFFICE)


def is_in_scope(unit: Unit, regulation: Regulation) -> bool:
    """Whether a regulation version applies to a unit (ACC-2).

    As marked for the version; unmarked organs are in, unmarked public enterprises are out (GAP-16).
    """
    return units.bound_by(regulation.number).filter(pk=unit.pk).exists()


def check_in_scope(unit: Unit, regulation: Regulation) -> None:
    """Refuse to open anything against a unit outside the version's scope (ACC-2-a, ACC-2-b)."""
    if not is_in_scope(unit, regulation):
        raise Refused(
            f"{unit} 不在《{regulation.title}》的适用范围内（ACC-2），不能办理。如有疑问，请先标明其适用范围。"
        )


def check_may_cite(bases: Iterable[Basis], *, reason: str = "") -> None:
    """Refuse to cite a repealed basis without a typed reason (ACC-1-b); the refusal names the successor."""
    repealed = [basis for basis in bases if basis.status == BasisStatus.REPEALED]
    if repealed and not reason.strip():
        raise Refused("".join(warning(basis) for basis in repealed) + "确需引用的，请写明理由后再保存（ACC-1-b）。")


def warning(basis: Basis) -> str:
    """What to know before citing a basis; empty if it is in force as it was."""
    since = f"已于{basis.changed_on:%Y年%-m月%-d日}" if basis.changed_on else "已"
    if basis.status == BasisStatus.REPEALED:
        instead = f"，现行的是《{basis.successor}》" if basis.successor else ""
        return f"《{basis}》{since}废止{instead}。"
    return f"《{basis}》{since}修改，请核对所引条文。" if basis.status == BasisStatus.AMENDED else ""


def interpretations_visible_to(viewer: Official) -> QuerySet[Interpretation]:
    """What was issued is every official's to read, internal or public; the rest the office's and the asking unit's.

    The reviewer of secrecy sees those drafts that are to be public.
    """
    rows = Interpretation.objects.all()
    if viewer.holds(*OFFICE):
        return rows
    seen = Q(status__in=GIVEN) | Q(unit=viewer.unit_id)
    if viewer.holds(Role.SECRECY_REVIEWER):
        seen |= Q(public=True, status__in=(InterpretationStatus.DRAFTED, InterpretationStatus.CLEARED))
    return rows.filter(seen)


def may_read_answer(viewer: Official, row: Interpretation) -> bool:
    """A draft is no answer yet: the unit that asked reads it once it was issued."""
    return row.status in GIVEN or viewer.holds(*OFFICE, Role.SECRECY_REVIEWER)


def may_ask(viewer: Official) -> bool:
    """Any unit's clerk and leader may ask what an article means; the office drafts an answer unasked as well."""
    return viewer.holds(*ASKERS)


def check_may_ask(by: Official) -> None:
    """Refuse questions from everybody else.

    Raises:
        Refused: naming who may.
    """
    if not may_ask(by):
        raise Refused("条文的解释由单位的经办人、主管领导提出，由领导小组办公室作出（ACC-14），您没有这个权限。")


def interpretation_steps(viewer: Official, row: Interpretation) -> list[Step]:
    """The steps that the table gives this person now; an old one is replaced by the issue of the new one alone."""
    return [
        step
        for step in INTERPRETATION_STEPS
        if step != REPLACE and row.status in step.sources and viewer.holds(step.role)
    ]
