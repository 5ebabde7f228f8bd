"""Operation records: steps whose last day is near, what waits for the leader, objections, filing (ASM-5-4-2)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.casework.selectors import records
from mingjing.casework.workflow import ANSWER_OBJECTION, BEGIN, ENTERED, READ
from mingjing.people.enums import Role
from mingjing.workbench.todo.lines import MOST, Desk, Task


def tasks(desk: Desk) -> Iterator[Task]:
    """What the register asks."""
    viewer = desk.viewer
    for row in records.waiting(viewer, today=desk.today, law=desk.law, most=MOST):
        said, name = {"title": row.title, "step": row.node}, row.step.name
        if row.step == BEGIN:
            what, name = _("登记表：%(title)s，办理“%(step)s”") % said, ENTERED
        elif row.step == ANSWER_OBJECTION:
            what = _("公示收到异议：%(title)s") % said
            name = name if viewer.holds(Role.UNIT_CLERK) else READ
        else:
            what = _("登记表：%(title)s") % said
        url = reverse("workbench:operation_record", args=[row.record])
        yield Task(row.due, what, row.number, row.step.basis, url, name)
