"""Last days of complaints that come near, for whoever the ladder tells by now. Numbers and dates, no matter."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.complaints import access
from mingjing.complaints.selectors import reminders
from mingjing.workbench.todo.lines import MOST, Desk, Task


def tasks(desk: Desk) -> Iterator[Task]:
    """A line for each clock whose ladder has reached this person (CMP-7)."""
    if not access.may_look_in(desk.viewer):
        return
    for near in reminders.near(desk.viewer, most=MOST):
        clock, limit = near.of.clock, near.of.limit
        what = _("催办：%(what)s") % {"what": limit.name or near.of.basis}
        if near.opened:
            url = reverse("workbench:complaint", args=[near.of.complaint_id])
        else:
            url = reverse("workbench:complaints_late")
        yield Task(clock.due_on, what, near.of.number, near.of.basis, url, str(near.rung.label))
