"""Who may see and act on gaps and leads."""

from django.db.models import Q, QuerySet

from mingjing.core.errors import Refused
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official, Unit
from mingjing.supervision.enums import LeadSource
from mingjing.supervision.models import Gap, Lead

JUDGES = (Role.LGO_CLERK, Role.LGO_HEAD)
REGISTER = (*JUDGES, Role.DISC_OFFICER, Role.CENTRE_HEAD)


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
    """Leads are the office's: no unit learns from the system of a lead about itself (ACC-9-2a).

    The discipline organ sees those that go to it and those of complaints that came too late; the head of the complaint
    centre what they registered themselves. Nobody of the accused unit sees a lead that goes to the discipline organ.
    """
    rows = Lead.objects.exclude(discipline=True, unit=viewer.unit_id)
    if viewer.holds(*OFFICE):
        return rows
    if viewer.holds(Role.DISC_OFFICER):
        mine = Q(registered_by=viewer.pk)
        return rows.filter(mine | Q(discipline=True) | Q(source=LeadSource.COMPLAINT))
    return rows.filter(registered_by=viewer.pk) if viewer.holds(Role.CENTRE_HEAD) else Lead.objects.none()


def leads_hidden_from(viewer: Official) -> QuerySet[Lead]:
    """Leads of the discipline organ on the viewer's own unit: not even that there is one may be learnt (ACC-9-2a)."""
    return Lead.objects.filter(discipline=True, unit=viewer.unit_id)


def may_see_leads(viewer: Official) -> bool:
    """True if the pages of leads exist for this person."""
    return viewer.holds(*OFFICE, *REGISTER)


def may_register(viewer: Official) -> bool:
    """The office registers leads, and so do the discipline organ and the head of the complaint centre (ACC-9-1a)."""
    return viewer.holds(*REGISTER)


def check_may_register(by: Official) -> None:
    """Refuse leads to everybody else.

    Raises:
        Refused: naming who may.
    """
    if not may_register(by):
        raise Refused(
            "线索由领导小组办公室、纪检监察机关、投诉举报中心负责人登记（ACC-3-b、ACC-9-1a），您没有这个权限。"
        )


def may_close(viewer: Official) -> bool:
    """The office closes leads, and the discipline organ those that it sees."""
    return viewer.holds(*JUDGES, Role.DISC_OFFICER)


def check_may_close(by: Official) -> None:
    """Refuse the closing of leads to everybody else.

    Raises:
        Refused: naming who may.
    """
    if not may_close(by):
        raise Refused("线索由领导小组办公室或者纪检监察机关了结（ACC-3-b），您没有这个权限。")


def may_decide(viewer: Official, lead: Lead) -> bool:
    """The office's clerks say whether a case is opened; on what goes to the discipline organ its people may too."""
    return viewer.holds(Role.LGO_CLERK) or (lead.discipline and viewer.holds(Role.DISC_OFFICER))


def check_may_open(by: Official, lead: Lead) -> None:
    """Refuse the opening of a case on the lead.

    Raises:
        Refused: another role, or a person of the accused unit on a lead of the discipline organ.
    """
    if not may_decide(by, lead):
        raise Refused("立案由领导小组办公室决定，交纪检监察机关的线索也可以由纪检监察机关决定（ACC-3-b、ACC-9-2a）。")
    if lead.discipline:
        check_not_accused(by, lead.unit)


def check_may_join(by: Official, lead: Lead) -> None:
    """Refuse the joining of leads.

    Raises:
        Refused: another role, or a person of the accused unit on a lead of the discipline organ.
    """
    if not may_decide(by, lead):
        raise Refused("线索由领导小组办公室合并，交纪检监察机关的也可以由纪检监察机关合并（ACC-3-b、ACC-9-2a）。")
    if lead.discipline:
        check_not_accused(by, lead.unit)


def check_not_accused(by: Official, unit: Unit) -> None:
    """Refuse a lead that goes to the discipline organ to people of the accused unit, whatever their role.

    Raises:
        Refused: with who registers it instead.
    """
    if by.unit_id == unit.pk:
        raise Refused(f"这类线索涉及您所在的{unit}，请由其他单位的人员或者纪检监察机关办理（第九条第二项）。")


def disciplinarians(accused: Unit) -> QuerySet[Official]:
    """The people of the discipline organ in office who are not of the accused unit."""
    rows = Official.objects.filter(grants__role=Role.DISC_OFFICER, is_active=True)
    return rows.exclude(unit=accused).distinct()
