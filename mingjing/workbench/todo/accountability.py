"""What cases of accountability ask of this official."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.accountability import access
from mingjing.accountability.models import Instruction
from mingjing.accountability.services import instructing
from mingjing.people.enums import Role
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task


def asked(desk: Desk) -> Iterator[Asked]:
    """Instructions of the leading group that wait for the office (ACC-3-a)."""
    if desk.viewer.holds(Role.LGO_CLERK):
        mine = access.visible_to(desk.viewer)
        rows = Instruction.objects.filter(answered_at=None, case__in=mine.values("pk")).order_by("at")
        yield Asked(rows, {"key": "case_id", "what": "by__name", "number": "case__number"}, _instruction)


def _instruction(desk: Desk, row: Row) -> Iterator[Task]:
    what = _("落实%(by)s的指示") % {"by": row.what}
    url = reverse("workbench:accountability_case", args=[row.key]) + "#acts"
    yield Task(None, what, row.number, instructing.BASIS, url, _("报告落实情况"))
