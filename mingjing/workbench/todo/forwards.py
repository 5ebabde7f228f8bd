"""What the complaint centre has for this official's unit: that there is something, and no word of which case."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.complaints import access
from mingjing.complaints.selectors import extending, inbox
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

OWED, EXTENDED = "CMP-7-3", "CMP-7-4b"


def asked(desk: Desk) -> Iterator[Asked]:
    """One line for all packages and one for letters about extensions, for those who receive for their unit."""
    if desk.viewer.holds(*access.RECEIVERS):
        waiting = inbox.received(desk.viewer).filter(status__in=inbox.OPEN).order_by()
        yield Asked(waiting, {"key": "pk"}, _package, most=1)
        yield Asked(extending.told(desk.today), {"key": "approval_id", "what": "sealed"}, _letter)


def _package(desk: Desk, row: Row) -> Iterator[Task]:
    what = _("投诉举报中心有转办件等您签收或者答复")
    yield Task(None, what, "", OWED, reverse("workbench:forwards"), _("查看"))


def _letter(desk: Desk, row: Row) -> Iterator[Task]:
    if extending.concerns(desk.viewer, row.what, about=row.key):
        what = _("投诉举报中心将送来一份延期的书面说明，收到后请登记；没有收到请与中心联系")
        yield Task(None, what, "", EXTENDED, reverse("workbench:forwards"), _("查看"))
