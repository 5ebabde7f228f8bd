"""What reporters wrote and nobody has answered."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.complaints import access
from mingjing.complaints.enums import PaperKind
from mingjing.complaints.selectors import course
from mingjing.people.enums import CENTRE
from mingjing.workbench.todo.lines import MOST, Desk, Task


def tasks(desk: Desk) -> Iterator[Task]:
    """Only for the centre: nobody else costs a query. A line names no unit and no matter (CMP-8-c)."""
    if not desk.viewer.holds(*CENTRE):
        return
    with access.shown_to(desk.viewer):
        found = course.unanswered(desk.viewer, most=MOST)
    for pk, number, last in found:
        what = _("来信人提出异议") if last == PaperKind.OBJECTION else _("来信人有新的留言")
        yield Task(None, what, number, "CMP-7-2d", reverse("workbench:complaint", args=[pk]), _("回复"))
