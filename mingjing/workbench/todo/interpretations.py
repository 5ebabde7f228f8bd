"""Questions on articles that wait for an answer, and answers that wait for review or issue (ACC-14)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.people.enums import Role
from mingjing.regulations import selectors
from mingjing.regulations.workflow import CLEAR, DRAFT, ISSUE
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

COLUMNS = {"key": "pk", "what": "question", "number": "number", "state": "status"}
STEPS = {Role.LGO_CLERK: DRAFT, Role.SECRECY_REVIEWER: CLEAR, Role.LGO_HEAD: ISSUE}
LONGEST = 40


def asked(desk: Desk) -> Iterator[Asked]:
    """What this person moves next."""
    if desk.viewer.holds(*STEPS):
        yield Asked(selectors.interpretations_waiting(desk.viewer), COLUMNS, _line)


def _line(desk: Desk, row: Row) -> Iterator[Task]:
    step = DRAFT if row.state == "asked" else CLEAR if desk.viewer.holds(Role.SECRECY_REVIEWER) else ISSUE
    what = _("解释条文：%(question)s") % {"question": row.what[:LONGEST]}
    yield Task(None, what, row.number, step.basis, reverse("workbench:interpretation", args=[row.key]), step.name)
