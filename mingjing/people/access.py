"""Who keeps units, posts, officials and roles, who sends notices, and who reads the ledger."""

from django.db.models import Q, QuerySet

from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.people.enums import ADMINISTRATORS, OFFICE, Role
from mingjing.people.models import MeritBar, Notice, Official, RoleGrant, Unit

SENDERS = (Role.LGO_CLERK, Role.LGO_HEAD)
UNIT_KEEPERS = (Role.SYSTEM_ADMIN, *SENDERS)
LEDGER_READERS = (Role.AUDIT_ADMIN, Role.LGO_HEAD, Role.LG_MEMBER)
SEES_EVERYBODY = (*ADMINISTRATORS, *OFFICE)
# The file of a sealed case is on its own page, for those it was granted to. Its clocks are called by its number.
TELLS_NOTHING = ("complaints.hotline", "complaints.channels", "complaints.dutyturn")
SEALED = Q(kind__startswith="complaints.") & ~Q(kind__in=TELLS_NOTHING) | Q(kind="sealing.opening")
SEALED |= Q(kind="clocks.clock") & (Q(number__startswith="投") | Q(number__startswith="转"))


def officials_visible_to(viewer: Official) -> QuerySet[Official]:
    """The administrators and the office see everybody, others the people of their own unit."""
    return Official.objects.all() if viewer.holds(*SEES_EVERYBODY) else Official.objects.filter(unit=viewer.unit_id)


def notices_visible_to(viewer: Official) -> QuerySet[Notice]:
    """The office sees every notice, a unit those that were sent to it (NOT-3)."""
    if viewer.holds(*OFFICE):
        return Notice.objects.all()
    return Notice.objects.filter(receipts__unit=viewer.unit_id)


def may_see_bars(viewer: Official) -> bool:
    """True if the page of merit bars exists for this person."""
    return viewer.holds(*OFFICE, Role.UNIT_LEADER)


def bars_visible_to(viewer: Official) -> QuerySet[MeritBar]:
    """The office sees every merit bar, a unit's leader that of the own unit and its people (ACC-11-2d, ACC-11-3c)."""
    if viewer.holds(*OFFICE):
        return MeritBar.objects.all()
    rows = MeritBar.objects.filter(Q(unit=viewer.unit_id) | Q(official__unit=viewer.unit_id))
    return rows if viewer.holds(Role.UNIT_LEADER) else rows.none()


def check_may_bar(by: Official | None) -> None:
    """Refuse merit bars to everybody outside the office; None is the system, where a decision falls.

    Raises:
        Refused: naming who may.
    """
    if by is not None and not by.holds(*SENDERS):
        raise Refused("评优资格由领导小组办公室按追究决定取消和解除，您没有这个权限（ACC-11-2d、ACC-11-3c）。")


def ledger_visible_to(viewer: Official) -> QuerySet[Entry]:
    """The audit administrator and the leading group read the ledger, but no line of a complaint (GAP-02).

    That those lines are whole is proven by `mingjing ledger check`; what they say is for the case's own page.
    """
    return Entry.objects.exclude(SEALED) if may_read_ledger(viewer) else Entry.objects.none()


def may_read_ledger(viewer: Official) -> bool:
    """True if the audit page exists for this person."""
    return viewer.holds(*LEDGER_READERS)


def may_see_file(viewer: Official) -> bool:
    """True if the ledger of a unit or a person is shown on its page: to the administrators and the office."""
    return viewer.holds(*SEES_EVERYBODY)


def may_keep_units(viewer: Official) -> bool:
    """The system administrator and the office enter units and change them."""
    return viewer.holds(*UNIT_KEEPERS)


def may_keep_card(viewer: Official, unit: Unit) -> bool:
    """A clerk keeps what the own unit's public card says: duties, phones, posts (ACC-5-1c)."""
    return may_keep_units(viewer) or (viewer.holds(Role.UNIT_CLERK) and viewer.unit_id == unit.pk)


def may_keep_officials(viewer: Official) -> bool:
    """Accounts are the system administrator's alone (X-02)."""
    return viewer.holds(Role.SYSTEM_ADMIN)


def may_describe(viewer: Official, person: Official) -> bool:
    """Duties and phone: the system administrator, the clerk of the person's unit, and the person."""
    own_clerk = viewer.holds(Role.UNIT_CLERK) and viewer.unit_id == person.unit_id
    return may_keep_officials(viewer) or own_clerk or viewer.pk == person.pk


def may_grant(viewer: Official, person: Official) -> bool:
    """Roles are the security administrator's alone, and never the own ones (X-02)."""
    return viewer.holds(Role.SECURITY_ADMIN) and viewer.pk != person.pk


def may_mark_scope(viewer: Official) -> bool:
    """Whether a regulation applies to a unit is a question of law, which the office answers (ACC-2)."""
    return viewer.holds(*SENDERS)


def may_send(viewer: Official) -> bool:
    """The office sends notices to units (NOT-3)."""
    return viewer.holds(*SENDERS)


def check_may_keep_units(by: Official | None) -> None:
    """Refuse the register of units to everybody else; None is the system itself.

    Raises:
        Refused: naming who may.
    """
    if by is not None and not may_keep_units(by):
        raise Refused("单位由系统管理员和领导小组办公室维护，您没有这个权限。需要修改请联系他们。")


def check_may_keep_card(by: Official | None, unit: Unit) -> None:
    """Refuse the public card of a unit to everybody but its clerk and the keepers of units.

    Raises:
        Refused: naming who may.
    """
    if by is not None and not may_keep_card(by, unit):
        raise Refused(f"{unit}的职责、电话和岗位由该单位经办人、系统管理员或领导小组办公室维护，您没有这个权限。")


def check_may_keep_officials(by: Official | None) -> None:
    """Refuse accounts to everybody but the system administrator.

    Raises:
        Refused: naming who may.
    """
    if by is not None and not may_keep_officials(by):
        raise Refused("人员和账号由系统管理员维护，您没有这个权限（X-02）。")


def check_may_describe(by: Official | None, person: Official) -> None:
    """Refuse another person's duties and phone to those who do not keep them.

    Raises:
        Refused: naming who may.
    """
    if by is not None and not may_describe(by, person):
        raise Refused(f"{person}的分工和电话由本人、本单位经办人或系统管理员修改，您没有这个权限。")


def check_may_mark_scope(by: Official | None) -> None:
    """Refuse the marking of scope to everybody outside the office.

    Raises:
        Refused: naming who may.
    """
    if by is not None and not may_mark_scope(by):
        raise Refused("法规是否适用于某个单位由领导小组办公室标明，您没有这个权限（ACC-2）。")


def check_may_send(by: Official | None) -> None:
    """Refuse the sending of notices to everybody outside the office.

    Raises:
        Refused: naming who may.
    """
    if by is not None and not may_send(by):
        raise Refused("通知由领导小组办公室发出，您没有这个权限（NOT-3）。")


def check_may_grant(by: Official, person: Official, role: str) -> None:
    """Refuse roles to everybody but the security administrator, and to anybody for the own account (X-02).

    Raises:
        Refused: with the reason.
    """
    if not by.holds(Role.SECURITY_ADMIN):
        raise Refused("角色由安全管理员授予和收回，您没有这个权限（X-02）。")
    if by.pk == person.pk:
        raise Refused("不能给自己授予或收回角色，请由另一位安全管理员办理（X-02）。")
    if role == Role.SYSTEM:
        raise Refused("“系统”是程序自己的名义，不能授予人员。")


def check_may_hold(person: Official, role: str) -> None:
    """Refuse a second administrator's role: system, security and audit administrator are three people (X-02).

    Raises:
        Refused: naming the role already held.
    """
    held = set(RoleGrant.objects.filter(official=person).values_list("role", flat=True))
    if role in held:
        raise Refused(f"{person}已经是{Role(role).label}，不必再授予。")
    other = held & set(ADMINISTRATORS)
    if role in ADMINISTRATORS and other:
        already = Role(other.pop()).label
        raise Refused(
            f"{person}已是{already}，不能再任{Role(role).label}：三个管理员必须是三个人（X-02）。"
            f"请授予另一个人，或先收回{already}。"
        )


def check_not_the_last(person: Official, role: str) -> None:
    """Refuse to leave the house without one of its three administrators (X-02).

    Raises:
        Refused: nobody else in office holds the role.
    """
    if role not in ADMINISTRATORS:
        return
    others = RoleGrant.objects.filter(role=role, official__is_active=True).exclude(official=person)
    if not others.exists():
        label = Role(role).label
        raise Refused(f"{person}是唯一在职的{label}，请先把{label}授予另一个人，再办理（X-02）。")
