"""What reporters wrote and nobody has answered, and what a leader was asked."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.complaints import access
from mingjing.complaints.enums import Asked, PaperKind
from mingjing.complaints.selectors import case
from mingjing.people.enums import CENTRE
from mingjing.workbench.todo.lines import MOST, Desk, Task


def tasks(desk: Desk) -> Iterator[Task]:
    """Only for the centre: nobody else costs a query. A line names no unit and no matter (CMP-8-c)."""
    if not desk.viewer.holds(*CENTRE):
        return
    with access.shown_to(desk.viewer):
        found = case.waiting(desk.viewer, most=MOST)
    for pk, number, last, asked in found:
        url = reverse("workbench:complaint", args=[pk])
        if asked:
            what = _("审批：%(kind)s") % {"kind": Asked(asked).label}
            yield Task(None, what, number, "CMP-7-2a", url, _("审批"))
        if last:
            what = _("来信人提出异议") if last == PaperKind.OBJECTION else _("来信人有新的留言")
            yield Task(None, what, number, "CMP-7-2d", url, _("回复"))
