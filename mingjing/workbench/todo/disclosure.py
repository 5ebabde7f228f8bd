"""What the unit has to disclose, and what readers report."""

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.disclosure import access
from mingjing.disclosure.enums import ReportStatus
from mingjing.disclosure.models import Report
from mingjing.disclosure.selectors import dues
from mingjing.people.enums import Role
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import MOST, SOON, Desk, Task


def tasks(desk: Desk) -> Iterator[Task]:
    """What disclosure asks."""
    if desk.viewer.holds(Role.UNIT_CLERK):
        yield from _dues(desk)


def _dues(desk: Desk) -> Iterator[Task]:
    """What the unit has to disclose: late, or due within days (ASM-5-3-3)."""
    plans = access.visible_to(desk.viewer).filter(unit=desk.viewer.unit_id)
    since, until = desk.today - dues.LOOK_BACK, desk.today + SOON
    for due in dues.undisclosed(plans, since=since, until=until, known=desk.law)[:MOST]:
        what = _("公开：%(title)s %(turn)s") % {"title": due.plan.title, "turn": due.what}
        number = due.plan.item.number if due.plan.item else ""
        yield Task(due.on, what, number, due.basis, reverse("workbench:plan", args=[due.plan.pk]), _("登记公开"))


def asked(desk: Desk) -> Iterator[Asked]:
    """Reports of readers that wait for this person's answer (ASM-5-3-4c)."""
    if desk.viewer.holds(Role.UNIT_CLERK, Role.LGO_CLERK):
        rows = access.reports_visible_to(desk.viewer).filter(status=ReportStatus.OPEN).order_by("received_at")
        yield Asked(
            rows, {"key": "pk", "what": "page", "state": "status", "kind": "kind", "number": "unit_id"}, _reports
        )


def _reports(desk: Desk, row: Row) -> Iterator[Task]:
    """A line for each step that is this person's. The unit stands where others have a number."""
    report = Report(pk=row.key, kind=row.kind, status=row.state, unit_id=UUID(row.number) if row.number else None)
    for step in access.steps_for(desk.viewer, report):
        what = _("%(kind)s：%(page)s") % {"kind": report.get_kind_display(), "page": row.what}
        yield Task(None, what, "", step.basis, reverse("workbench:report", args=[row.key]), step.name)
