"""What a leader was asked and has not answered. Last days are in `reminders`."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Asked
from mingjing.complaints.models import Approval
from mingjing.people.enums import Role
from mingjing.workbench.todo.lines import MOST, Desk, Task


def tasks(desk: Desk) -> Iterator[Task]:
    """Only for heads of the centre: nobody else costs a query. A line names no unit and no matter (CMP-8-c)."""
    if not desk.viewer.holds(Role.CENTRE_HEAD):
        return
    with access.shown_to(desk.viewer):
        rows = Approval.objects.filter(granted=None).exclude(asked_by=tag_of(desk.viewer))
        found = list(rows.select_related("complaint").order_by("asked_at")[:MOST])
    for row in found:
        url = reverse("workbench:complaint", args=[row.complaint_id])
        what = _("审批：%(kind)s") % {"kind": Asked(row.kind).label}
        yield Task(None, what, row.complaint.number, "CMP-7-2a", url, _("审批"))
