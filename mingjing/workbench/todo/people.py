"""Notices that nobody of the unit has read."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.people.models import NoticeReceipt
from mingjing.workbench.todo.lines import MOST, Desk, Task

NOTICE = "NOT-3"


def tasks(desk: Desk) -> Iterator[Task]:
    """Notices to the unit, the oldest first."""
    unread = NoticeReceipt.objects.filter(unit=desk.viewer.unit_id, read_at=None).select_related("notice")
    for receipt in unread.order_by("notice__sent_at")[:MOST]:
        url = reverse("workbench:notice", args=[receipt.notice_id])
        what = _("阅读通知：%(title)s") % {"title": receipt.notice.title}
        yield Task(None, what, "", NOTICE, url, _("阅读"))
