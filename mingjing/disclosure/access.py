"""Who may see and act on plans, records, links and what readers report."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from mingjing.catalogue.enums import Audience, ItemStatus
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.disclosure.enums import ReportKind
from mingjing.disclosure.models import Disclosure, OwnLink, PageVotes, Plan, Report
from mingjing.disclosure.workflow import ANSWER, ANSWER_FOR_CITY, PASS_ON, REPORT_STEPS
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official, Unit
from mingjing.takedowns.enums import Kind
from mingjing.takedowns.selectors import hidden

M = TypeVar("M", bound=Model)


def _of_unit(rows: QuerySet[M], viewer: Official) -> QuerySet[M]:
    return rows if viewer.holds(*OFFICE) else rows.filter(unit=viewer.unit_id)


def visible_to(viewer: Official) -> QuerySet[Plan]:
    """The office sees all plans, a unit its own."""
    return _of_unit(Plan.objects.all(), viewer)


def records_visible_to(viewer: Official) -> QuerySet[Disclosure]:
    """The office sees all records, a unit its own."""
    return _of_unit(Disclosure.objects.all(), viewer)


def links_visible_to(viewer: Official) -> QuerySet[OwnLink]:
    """The office sees all links, a unit its own."""
    return _of_unit(OwnLink.objects.all(), viewer)


def units_visible_to(viewer: Official) -> QuerySet[Unit]:
    """The units whose disclosure is this person's business."""
    return Unit.objects.all() if viewer.holds(*OFFICE) else Unit.objects.filter(pk=viewer.unit_id)


def reports_visible_to(viewer: Official) -> QuerySet[Report]:
    """The office sees every report; a unit sees those on its pages, but never a complaint (CMP-8-c)."""
    return _of_unit(Report.objects.all(), viewer) if viewer.holds(*OFFICE) else _reports_of(viewer)


def _reports_of(viewer: Official) -> QuerySet[Report]:
    if not viewer.holds(Role.UNIT_CLERK, Role.UNIT_LEADER):
        return Report.objects.none()
    return Report.objects.filter(unit=viewer.unit_id).exclude(kind=ReportKind.COMPLAINT)


def votes_visible_to(viewer: Official) -> QuerySet[PageVotes]:
    """The office sees the counts of all pages, a unit those of its own."""
    return _of_unit(PageVotes.objects.all(), viewer)


def public() -> QuerySet[Plan]:
    """Plans whose information has a public page: all but internal ones, and those of powers that were taken down."""
    rows = Plan.objects.exclude(scope=Audience.INTERNAL).filter(Q(item=None) | ~Q(item__in=hidden(Kind.POWER)))
    return rows.select_related("unit", "item")


def may_plan(viewer: Official, unit: Unit) -> bool:
    """A clerk plans and records what the own unit discloses."""
    return viewer.holds(Role.UNIT_CLERK) and viewer.unit_id == unit.pk


def may_mark(viewer: Official) -> bool:
    """Whether a mismatch of scope matters is judged by the office (ACC-6-3)."""
    return viewer.holds(Role.LGO_CLERK)


def may_keep_ten(viewer: Official) -> bool:
    """The office keeps the checklist of 十公开; everybody may read it (GAP-11)."""
    return viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD)


def plannable_by(viewer: Official) -> QuerySet[PowerItem]:
    """The powers that a clerk may make plans and records for: the own unit's, once published."""
    if not viewer.holds(Role.UNIT_CLERK):
        return PowerItem.objects.none()
    return PowerItem.objects.filter(~Q(status=ItemStatus.ABOLISHED), unit=viewer.unit_id, current__isnull=False)


def steps_for(viewer: Official, report: Report) -> list[Step]:
    """The steps that this person may take on a report: the buttons of its page."""
    steps = [step for step in REPORT_STEPS if report.status in step.sources and viewer.holds(step.role)]
    return [step for step in steps if _is_theirs(viewer, step, report)]


def _is_theirs(viewer: Official, step: Step, report: Report) -> bool:
    complaint = report.kind == ReportKind.COMPLAINT
    if step == ANSWER:
        return viewer.unit_id == report.unit_id and not complaint
    return complaint if step == PASS_ON else step == ANSWER_FOR_CITY and not complaint and not report.unit_id


def check_may_plan(viewer: Official, unit: Unit) -> None:
    """Refuse plans and records to everybody but the unit's clerk.

    Raises:
        Refused: naming who may.
    """
    if not may_plan(viewer, unit):
        raise Refused(f"{unit}的公开计划和公开记录由该单位经办人登记，您没有这个权限。")


def check_may_keep_ten(viewer: Official) -> None:
    """Refuse changes of the checklist of 十公开 to everybody but the office.

    Raises:
        Refused: naming who may.
    """
    if not may_keep_ten(viewer):
        raise Refused("“十公开”清单由领导小组办公室维护，您可以查看，不能修改。")


def check_may_mark(viewer: Official) -> None:
    """Refuse the marking of scope to everybody but the office's clerk.

    Raises:
        Refused: naming who may.
    """
    if not may_mark(viewer):
        raise Refused("公开范围是否相符由领导小组办公室工作人员标明，您没有这个权限（第六条第三项）。")


def check_may_take(viewer: Official, step: Step, report: Report) -> None:
    """Refuse a step on a report to whom it is not for.

    Raises:
        Refused: naming the role that may.
    """
    if not viewer.holds(step.role) or not _is_theirs(viewer, step, report):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理，您不能办理这一件。")
