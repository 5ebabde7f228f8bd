"""What the office or the system asks of the unit, and what units report to the office."""

from collections.abc import Iterator

from django.urls import reverse

from mingjing.assignments import selectors
from mingjing.assignments.workflow import ACCEPT, REPORT
from mingjing.people.enums import Role
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

COLUMNS = {"key": "pk", "due": "due_on", "what": "title", "number": "number", "state": "status", "basis": "basis"}


def asked(desk: Desk) -> Iterator[Asked]:
    """Assignments that this person moves next."""
    if desk.viewer.holds(Role.UNIT_CLERK, Role.LGO_CLERK):
        yield Asked(selectors.waiting(desk.viewer), COLUMNS, _line)


def _line(desk: Desk, row: Row) -> Iterator[Task]:
    step = ACCEPT if row.state in ACCEPT.sources else REPORT
    url = reverse("workbench:assignment", args=[row.key])
    yield Task(row.due, row.what, row.number, row.basis, url, step.name)
