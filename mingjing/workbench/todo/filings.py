"""What the unit has to hand in, what came in to the office, and the annual report that nobody has asked for yet."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.filings import access
from mingjing.filings.selectors import listing, proposing
from mingjing.filings.workflow import ACCEPT, ANNUAL_BASIS, FILE, FILE_AGAIN
from mingjing.people.enums import Role
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

COLUMNS = {
    "key": "pk", "due": "due_on", "what": "task__title", "number": "number", "state": "status", "basis": "task__basis",
    "kind": "unit__name",
}  # fmt: skip


def asked(desk: Desk) -> Iterator[Asked]:
    """Filings that this person moves next (ACC-8-1, ACC-8-2); a person of the office sends what is proposed."""
    if desk.viewer.holds(Role.UNIT_CLERK, Role.LGO_CLERK):
        yield Asked(listing.waiting(desk.viewer), COLUMNS, _line)
    if access.may_send(desk.viewer) and desk.law.regulation:
        unsent = proposing.unsent(desk.law.regulation, desk.today)
        if unsent is not None:
            yield Asked(unsent.order_by(), {"key": "pk", "number": "year"}, _proposed, most=1)


def _line(desk: Desk, row: Row) -> Iterator[Task]:
    """The unit's last day for the unit; for the office, which has none, the unit's name."""
    url = reverse("workbench:filing", args=[row.key])
    if row.state in ACCEPT.sources:
        what = _("%(unit)s：%(title)s") % {"unit": row.kind, "title": row.what}
        yield Task(None, what, row.number, row.basis, url, ACCEPT.name)
    else:
        step = FILE if row.state in FILE.sources else FILE_AGAIN
        yield Task(row.due, row.what, row.number, row.basis, url, step.name)


def _proposed(desk: Desk, row: Row) -> Iterator[Task]:
    what = _("%(year)s 年度报告的报送任务还没有下达") % {"year": row.number}
    url = reverse("workbench:filing_task_annual", args=[int(row.number)])
    yield Task(None, what, "", ANNUAL_BASIS, url, _("下达"))
