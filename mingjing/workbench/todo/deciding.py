"""Drafts of decisions: to check, to approve, and to draft anew (ACC-12-e)."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.accountability import access, workflow
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import Decision
from mingjing.people.enums import Role
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

COLUMNS = {"key": "pk", "what": "title", "number": "number"}


def asked(desk: Desk) -> Iterator[Asked]:
    """What waits for a legal reviewer, for whoever approves, and for the office where a draft came back."""
    viewer = desk.viewer
    if not viewer.holds(Role.LEGAL_REVIEWER, Role.LGO_CLERK, Role.LGO_HEAD, Role.LG_MEMBER):
        return
    newest = Decision.objects.filter(case=OuterRef("pk")).order_by("-no")
    rows = access.visible_to(viewer).annotate(
        drafter=Subquery(newest.values("drafted_by")[:1]), above=Subquery(newest.values("above")[:1])
    )
    others = rows.exclude(drafter=viewer.pk).order_by("registered_on")
    if viewer.holds(Role.LEGAL_REVIEWER):
        yield Asked(others.filter(status=CaseStatus.DRAFTED), COLUMNS, _check)
    if viewer.holds(Role.LGO_HEAD):
        yield Asked(others.filter(status=CaseStatus.CHECKED, above=False), COLUMNS, _approve)
    if viewer.holds(Role.LG_MEMBER):
        yield Asked(others.filter(status=CaseStatus.CHECKED, above=True), COLUMNS, _approve_above)
    if viewer.holds(Role.LGO_CLERK):
        again = rows.filter(Exists(newest), status=CaseStatus.DIVIDED).order_by("registered_on")
        yield Asked(again, COLUMNS, _draft)


def _line(row: Row, what: str, basis: str, step: str, place: str = "#acts") -> Iterator[Task]:
    url = reverse("workbench:accountability_case", args=[row.key]) + place
    yield Task(None, what % {"title": row.what}, row.number, basis, url, step)


def _check(desk: Desk, row: Row) -> Iterator[Task]:
    return _line(row, _("追究决定待法制审核：%(title)s"), workflow.CHECK.basis, _("审核"))


def _approve(desk: Desk, row: Row) -> Iterator[Task]:
    return _line(row, _("追究决定待批准：%(title)s"), workflow.APPROVE.basis, _("批准"))


def _approve_above(desk: Desk, row: Row) -> Iterator[Task]:
    return _line(row, _("追究决定超出选定情节，待领导小组批准：%(title)s"), workflow.APPROVE_ABOVE.basis, _("批准"))


def _draft(desk: Desk, row: Row) -> Iterator[Task]:
    return _line(row, _("追究决定要重拟：%(title)s"), workflow.DRAFT.basis, _("重拟"), "#decision")
