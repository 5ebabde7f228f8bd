"""Notices that nobody of the unit has read."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.people.models import NoticeReceipt
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

NOTICE = "NOT-3"


def asked(desk: Desk) -> Iterator[Asked]:
    """Notices to the unit, the oldest first."""
    unread = NoticeReceipt.objects.filter(unit=desk.viewer.unit_id, read_at=None).order_by("notice__sent_at")
    yield Asked(unread, {"key": "notice_id", "what": "notice__title"}, _line)


def _line(desk: Desk, row: Row) -> Iterator[Task]:
    url = reverse("workbench:notice", args=[row.key])
    yield Task(None, _("阅读通知：%(title)s") % {"title": row.what}, "", NOTICE, url, _("阅读"))
