"""Versions on their way, running clearing rounds, and powers whose law has changed."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.enums import OpinionKind
from mingjing.catalogue.models import ClearingRound
from mingjing.catalogue.selectors import changes, clearing
from mingjing.people.enums import Role
from mingjing.people.models import Unit
from mingjing.workbench.todo.lines import MOST, Desk, Task

CLEAR, REVISE = "ASM-5-3-2a", "ACC-6-4a"


def tasks(desk: Desk) -> Iterator[Task]:
    """What the catalogue asks."""
    yield from _versions(desk)
    yield from _clearings(desk)
    if desk.viewer.holds(Role.UNIT_CLERK):
        yield from _revisions(desk)


def _versions(desk: Desk) -> Iterator[Task]:
    for version, step in catalogue.awaiting(desk.viewer, most=MOST):
        what = _("%(step)s：%(power)s第%(no)s版") % {"step": step.name, "power": version.item.name, "no": version.no}
        url = reverse("workbench:version", args=[version.item.number, version.no])
        yield Task(None, what, version.item.number, step.basis, url, step.name)


def _clearings(desk: Desk) -> Iterator[Task]:
    """What running clearing rounds ask: to hand in, to say an opinion, to decide (ASM-5-3-2a)."""
    for found, what, n in clearing.tasks(desk.viewer):
        asked, due = _asked(found, what)
        url = reverse("workbench:clearing_entries", args=[found.number])
        url += "" if what == "hand_in" else f"?waits={what}"
        said = _("%(round)s：%(n)s 项等待%(step)s") % {"round": found.name, "n": n, "step": asked}
        yield Task(due, said, found.number, CLEAR, url, asked)


def _asked(found: ClearingRound, what: str) -> tuple[str, dt.date]:
    """What a round asks, in a word, and by when."""
    if what == "hand_in":
        return _("报送"), found.submit_by
    return (_("决定"), found.decide_by) if what == "decision" else (str(OpinionKind(what).label), found.review_by)


def _revisions(desk: Desk) -> Iterator[Task]:
    """Powers to be revised that no recorded change has made an assignment of (ACC-6-4a)."""
    limit = desk.law.limits.get(REVISE)
    if limit is None:
        return
    units = Unit.objects.filter(pk=desk.viewer.unit_id)
    for task in changes.unrecorded_tasks(limit, desk.law.calendar, units=units)[:MOST]:
        what = _("修订：%(power)s（%(law)s已变化）") % {"power": task.item.name, "law": task.law}
        url = reverse("workbench:power", args=[task.item.number])
        yield Task(task.due_on, what, task.item.number, REVISE, url, _("修订"))
