"""What the office or the system asks of the unit, and what units report to the office."""

from collections.abc import Iterator

from mingjing.assignments import selectors
from mingjing.assignments.workflow import ACCEPT, REPORT
from mingjing.workbench.todo.lines import MOST, Desk, Task


def tasks(desk: Desk) -> Iterator[Task]:
    """Assignments that this person moves next."""
    for row in selectors.waiting(desk.viewer)[:MOST]:
        step = ACCEPT if row.status in ACCEPT.sources else REPORT
        yield Task(row.due_on, row.title, row.number, row.basis, row.get_absolute_url(), step.name)
