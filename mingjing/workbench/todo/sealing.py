"""Openings that wait for a custodian, those that may be read now, and a sealing passphrase that is still to be set."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingjing.sealing import access, selectors
from mingjing.sealing.enums import OpeningStatus
from mingjing.sealing.services import persons
from mingjing.workbench.todo.lines import MOST, Desk, Task

BASIS = "CMP-8-b"


def tasks(desk: Desk) -> Iterator[Task]:
    """Lines for custodians and for whoever may ask them; nobody else has any."""
    waiting = {job.opening.pk: job.opening for job in selectors.jobs_of(desk.viewer)}
    for opening in list(waiting.values())[:MOST]:
        url = reverse("workbench:custody_job", args=[opening.pk])
        what = _("启封%(what)s") % {"what": opening.get_purpose_display()}
        yield Task(None, what, opening.number, BASIS, url, _("拆封"))
    if not desk.viewer.holds(*access.MAY_ASK):
        return
    if persons.current(desk.viewer) is None:
        yield Task(None, _("设置封存口令，才能收到封给您的内容"), "", BASIS, reverse("workbench:keys"), _("设置口令"))
    for opening in selectors.asked_by(desk.viewer).filter(status=OpeningStatus.OPEN)[:MOST]:
        until = timezone.localdate(opening.until_at) if opening.until_at else None
        what = _("%(what)s已启封，到期销毁") % {"what": opening.get_purpose_display()}
        yield Task(until, what, opening.number, BASIS, reverse("workbench:openings"), _("查看"))
