"""Who holds a key of their own, who may ask for an opening, and who of the custodians may open."""

from django.db.models import Q, QuerySet

from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.sealing import tags
from mingjing.sealing.enums import WAITING
from mingjing.sealing.models import Custodian, Opening

KEEPS_KEY = (
    Role.CENTRE_CLERK, Role.CENTRE_HEAD, Role.CUSTODIAN, Role.DISC_OFFICER, Role.UNIT_CLERK, Role.UNIT_LEADER,
)  # fmt: skip
MAY_ASK = (Role.CENTRE_CLERK, Role.CENTRE_HEAD, Role.DISC_OFFICER)


def may_hold_key(viewer: Official) -> bool:
    """Whoever sealed matter may be given to. Administrators are never among them."""
    return viewer.holds(*KEEPS_KEY)


def may_retire_keys(viewer: Official) -> bool:
    """The head of the centre ends the key of somebody who forgot its passphrase; it then opens nothing new."""
    return viewer.holds(Role.CENTRE_HEAD)


def check_may_ask(viewer: Official) -> None:
    """Refuse whoever is neither of the centre nor of the discipline commission (CMP-3-b).

    Raises:
        Refused: with who may.
    """
    if not viewer.holds(*MAY_ASK):
        raise Refused("启封由投诉举报中心或者纪检监察机关的人员申请（第三条、第八条）。系统管理员不能申请。")


def seat_of(viewer: Official) -> Custodian | None:
    """The seat that somebody has among the three custodians."""
    if not viewer.holds(Role.CUSTODIAN):
        return None
    return Custodian.objects.filter(official=viewer, until_at=None).first()


def visible_to(viewer: Official) -> QuerySet[Opening]:
    """To each requester their own; to a custodian those that wait for one, and those that they had a hand in."""
    mine = Q(requester_tag=tags.of_official(viewer))
    seat = seat_of(viewer)
    if seat is None:
        return Opening.objects.filter(mine) if viewer.holds(*MAY_ASK) else Opening.objects.none()
    return Opening.objects.filter(mine | Q(status__in=WAITING) | Q(first=seat) | Q(second=seat))


def is_requester(viewer: Official, opening: Opening) -> bool:
    """True if it was this official who asked."""
    return opening.requester_tag == tags.of_official(viewer)


def check_custodian(viewer: Official, opening: Opening) -> Custodian:
    """The seat of a custodian who has a say in this opening.

    Raises:
        Refused: no custodian, or the one who asked.
    """
    seat = seat_of(viewer)
    if seat is None:
        raise Refused("启封由在任的身份保管人办理，您不是。")
    if is_requester(viewer, opening):
        raise Refused("这是您本人申请的，由另外两位保管人办理。")
    return seat
