"""What investigations ask of this official: to declare, to name who investigates, to find facts established or not."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.accountability.selectors import investigations
from mingjing.people.enums import Role
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

COLUMNS = {"key": "pk", "what": "title", "number": "number", "state": "status"}
BASIS = "ACC-12-a"


def asked(desk: Desk) -> Iterator[Asked]:
    """A line for each case that waits for this person as its investigator, or for the office's clerks."""
    yield Asked(investigations.to_declare(desk.viewer), COLUMNS, _declare)
    yield Asked(investigations.to_find(desk.viewer), COLUMNS, _find)
    if desk.viewer.holds(Role.LGO_CLERK):
        yield Asked(investigations.understaffed(desk.viewer), COLUMNS, _staff)


def _task(row: Row, what: str, basis: str, step: str, act: str) -> Task:
    url = reverse("workbench:accountability_case", args=[row.key])
    return Task(None, what % {"title": row.what}, row.number, basis, url + act, step)


def _declare(desk: Desk, row: Row) -> Iterator[Task]:
    yield _task(row, _("指定您调查：%(title)s"), "ACC-4-4a", _("声明无须回避"), "#act-declare")


def _find(desk: Desk, row: Row) -> Iterator[Task]:
    yield _task(row, _("有事实待认定：%(title)s"), "ACC-12-b", _("认定事实"), "#findings")


def _staff(desk: Desk, row: Row) -> Iterator[Task]:
    yield _task(row, _("已声明的调查人员不足两名：%(title)s"), BASIS, _("指定调查人员"), "#investigation")
