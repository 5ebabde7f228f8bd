"""Leads that wait for somebody to open a case or to close them with a reason; urgent ones first (ACC-3-b, ACC-9-2a)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.people.enums import Role
from mingjing.supervision.selectors import leads
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

COLUMNS = {"key": "pk", "due": "due", "what": "unit__name", "number": "number", "basis": "ground"}


def asked(desk: Desk) -> Iterator[Asked]:
    """Registered leads: all of them for the office's clerks, those of the discipline organ for its own people.

    An urgent one is due on the day it came, so that it stands first.
    """
    if desk.viewer.holds(Role.LGO_CLERK, Role.DISC_OFFICER):
        yield Asked(leads.waiting(desk.viewer), COLUMNS, _line)


def _line(desk: Desk, row: Row) -> Iterator[Task]:
    what = _("急办线索：%(unit)s") if row.due else _("线索：%(unit)s")
    url = reverse("workbench:lead", args=[row.key])
    yield Task(row.due, what % {"unit": row.what}, row.number, row.basis, url, _("立案或者了结"))
