"""What cases of accountability ask of this official."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import Instruction
from mingjing.accountability.selectors import effects, late
from mingjing.accountability.services import instructing
from mingjing.accountability.workflow import CLOSE
from mingjing.people.enums import Role
from mingjing.rules import packs
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task


def asked(desk: Desk) -> Iterator[Asked]:
    """What waits for the office: instructions of the leading group (ACC-3-a), measures that it has not recorded as
    carried out (ACC-11), and cases that may be closed (ACC-13-b); and for anybody a talk to confirm (ACC-11-1a)."""
    if desk.viewer.holds(Role.LGO_CLERK):
        mine = access.visible_to(desk.viewer)
        rows = Instruction.objects.filter(answered_at=None, case__in=mine.values("pk")).order_by("at")
        yield Asked(rows, {"key": "case_id", "what": "by__name", "number": "case__number"}, _instruction)
        seen = mine.filter(status__in=late.EXECUTING).values("pk")
        measures = late.to_record().filter(decision__case__in=seen).order_by("last")
        columns = {"key": "decision__case_id", "due": "last", "what": "measure", "number": "decision__case__number"}
        yield Asked(measures, {**columns, "kind": "decision__case__pack"}, _execution)
        verified = mine.filter(status=CaseStatus.VERIFIED).order_by("registered_on")
        yield Asked(verified, {"key": "pk", "what": "title", "number": "number"}, _closing)
    talks = effects.talks_with(desk.viewer).filter(acknowledged_on=None).order_by("executed_on")
    yield Asked(talks, {"key": "pk", "what": "measure", "kind": "decision__case__pack"}, _talk)


def _instruction(desk: Desk, row: Row) -> Iterator[Task]:
    what = _("落实%(by)s的指示") % {"by": row.what}
    url = reverse("workbench:accountability_case", args=[row.key]) + "#acts"
    yield Task(None, what, row.number, instructing.BASIS, url, _("报告落实情况"))


def _execution(desk: Desk, row: Row) -> Iterator[Task]:
    noun = packs.load(row.kind).measures.get(row.what)
    what = _("登记执行：%(measure)s") % {"measure": noun.name if noun else row.what}
    url = reverse("workbench:accountability_case", args=[row.key]) + "#following"
    yield Task(row.due, what, row.number, row.what, url, _("登记"))


def _closing(desk: Desk, row: Row) -> Iterator[Task]:
    url = reverse("workbench:accountability_case", args=[row.key]) + "#acts"
    yield Task(None, _("改正已核实：%(title)s") % {"title": row.what}, row.number, CLOSE.basis, url, CLOSE.name)


def _talk(desk: Desk, row: Row) -> Iterator[Task]:
    noun = packs.load(row.kind).measures.get(row.what)
    what = _("确认谈话：%(measure)s") % {"measure": noun.name if noun else row.what}
    yield Task(None, what, "", row.what, reverse("workbench:accountability_talk", args=[row.key]), _("确认"))
