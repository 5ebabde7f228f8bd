"""Who may see and act on gaps and leads."""

from django.db.models import QuerySet

from mingjing.core.errors import Refused
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official
from mingjing.supervision.models import Gap, Lead

JUDGES = (Role.LGO_CLERK, Role.LGO_HEAD)


def gaps_visible_to(viewer: Official) -> QuerySet[Gap]:
    """The office sees every unit's gaps, a unit its own."""
    return Gap.objects.all() if viewer.holds(*OFFICE) else Gap.objects.filter(unit=viewer.unit_id)


def may_judge(viewer: Official) -> bool:
    """The office says whether a gap counts, notes one that no table shows, and gives it to the unit."""
    return viewer.holds(*JUDGES)


def check_may_judge(by: Official) -> None:
    """Refuse judgement on gaps to everybody outside the office.

    Raises:
        Refused: naming who may.
    """
    if not may_judge(by):
        raise Refused("缺项是否成立由领导小组办公室判断，您没有这个权限（第五条、第六条）。")


def leads_visible_to(viewer: Official) -> QuerySet[Lead]:
    """Leads are the office's alone: no unit learns from the system of a lead about itself (ACC-9-2a)."""
    return Lead.objects.all() if viewer.holds(*OFFICE) else Lead.objects.none()


def may_see_leads(viewer: Official) -> bool:
    """True if the pages of leads exist for this person."""
    return viewer.holds(*OFFICE)


def may_register(viewer: Official) -> bool:
    """The office registers leads and closes them."""
    return viewer.holds(*JUDGES)


def check_may_register(by: Official) -> None:
    """Refuse leads to everybody outside the office.

    Raises:
        Refused: naming who may.
    """
    if not may_register(by):
        raise Refused("线索由领导小组办公室登记和了结（ACC-3-b），您没有这个权限。")
