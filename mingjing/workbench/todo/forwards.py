"""Packages of the complaint centre that wait for this official: that there are some, and no word of which."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.complaints import access
from mingjing.complaints.selectors import inbox
from mingjing.workbench.todo.lines import Desk, Task

OWED = "CMP-7-3"


def tasks(desk: Desk) -> Iterator[Task]:
    """One line for all of them, for those who receive for their unit."""
    if not desk.viewer.holds(*access.RECEIVERS):
        return
    with access.shown_to(desk.viewer):
        waiting = inbox.received(desk.viewer).filter(status__in=inbox.OPEN).exists()
    if waiting:
        what = _("投诉举报中心有转办件等您签收或者答复")
        yield Task(None, what, "", OWED, reverse("workbench:forwards"), _("查看"))
