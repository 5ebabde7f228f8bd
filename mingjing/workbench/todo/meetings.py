"""Records of collective decisions that wait for one's own signature, or for signatures on paper to be collected."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.meetings import selectors
from mingjing.people.enums import Role
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

COLUMNS = {"key": "meeting_id", "what": "meeting__matter", "number": "meeting__number"}
SIGNATURE = "ACC-10-3b"


def asked(desk: Desk) -> Iterator[Asked]:
    """A line for each record to sign; for a clerk one for each record that lacks a signature on paper."""
    yield Asked(selectors.to_sign(desk.viewer), COLUMNS, _sign)
    if desk.viewer.holds(Role.UNIT_CLERK):
        yield Asked(selectors.to_collect(desk.viewer), COLUMNS, _collect)


def _sign(desk: Desk, row: Row) -> Iterator[Task]:
    yield _task(row, _("集体决定待您确认意见并签字：%(matter)s"), _("签字"))


def _collect(desk: Desk, row: Row) -> Iterator[Task]:
    yield _task(row, _("集体决定待收集纸面签字：%(matter)s"), _("登记签字"))


def _task(row: Row, what: str, step: str) -> Task:
    url = reverse("workbench:meeting", args=[row.key])
    return Task(None, what % {"matter": row.what}, row.number, SIGNATURE, url, step)
