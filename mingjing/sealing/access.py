"""Who holds a key of their own, and who may do what with an opening."""

from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.people.models import Official

KEEPS_KEY = (
    Role.CENTRE_CLERK, Role.CENTRE_HEAD, Role.CUSTODIAN, Role.DISC_OFFICER, Role.UNIT_CLERK, Role.UNIT_LEADER,
)  # fmt: skip


def may_hold_key(viewer: Official) -> bool:
    """Whoever sealed matter may be given to. Administrators are never among them."""
    return viewer.holds(*KEEPS_KEY)


def check_may_hold_key(viewer: Official) -> None:
    """Refuse everybody else.

    Raises:
        Refused: with who may.
    """
    if not may_hold_key(viewer):
        raise Refused("只有投诉举报中心、纪检监察机关、单位经办人和主管领导、身份保管人使用封存口令。")
