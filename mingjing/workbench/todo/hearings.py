"""Letters to open and statements to make for those concerned; hearings and objections for those who handle them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus, LetterKind, ObjectionStatus
from mingjing.accountability.models import Hearing, Objection
from mingjing.accountability.workflow import ANSWER, ASSIGN, ENDED, HEAR
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.workbench.todo.asked import Asked, Row
from mingjing.workbench.todo.lines import Desk, Task

DEFENCE, LETTER = "ACC-12-c", "ACC-12-f"
LAST = Coalesce(F("extended_to"), F("due_on"))
COLUMNS = {"key": "pk", "due": "answer_by", "number": "number", "state": "status"}


def asked(desk: Desk) -> Iterator[Asked]:
    """What one's own letters ask, and what the office owes those who speak or object (ACC-12-c, GAP-07)."""
    yield from _own(desk)
    if desk.viewer.holds(Role.LGO_CLERK):
        rows = Hearing.objects.filter(subject__case=OuterRef("pk"), subject__removed_on=None)
        last = rows.annotate(last=LAST).order_by("-last").values("last")[:1]
        cases = access.visible_to(desk.viewer).filter(status=CaseStatus.INFORMED).annotate(last=Subquery(last))
        yield Asked(cases.order_by("last"), {"key": "pk", "due": "last", "number": "number"}, _case)
    yield Asked(_objections(desk.viewer).order_by("answer_by"), COLUMNS, _objection)


def _own(desk: Desk) -> Iterator[Asked]:
    mine = access.letters_to(desk.viewer)
    unread = {"key": "pk", "number": "number", "kind": "kind"}
    yield Asked(mine.filter(delivery=None).order_by("issued_at"), unread, _unread)
    silent = Hearing.objects.filter(letter__in=mine.values("pk"), mode="", subject__case__status__in=access.HEARD_IN)
    silent = silent.annotate(last=LAST).filter(last__gte=desk.today).order_by("last")
    yield Asked(silent, {"key": "letter_id", "due": "last", "number": "letter__number"}, _speak)


def _objections(viewer: Official) -> QuerySet[Objection]:
    """Those that this person moves next, as far as roles and the decision tell; the page knows every part in a case."""
    waiting = Q(status=ObjectionStatus.ASSIGNED, handler=viewer)
    if viewer.holds(Role.LGO_CLERK, Role.LGO_HEAD):
        waiting |= Q(status__in=ENDED, reply=None)
    free = ~Q(decision__approved_by=viewer) & ~Q(case__registered_by=viewer)
    if viewer.holds(Role.LG_MEMBER):
        waiting |= free & Q(status__in=(ObjectionStatus.FILED, ObjectionStatus.ANSWERED))
    elif viewer.holds(Role.LGO_HEAD):
        below = Q(status=ObjectionStatus.FILED) | Q(status=ObjectionStatus.ANSWERED, decision__above=False)
        waiting |= free & below
    return access.objections_visible_to(viewer).filter(waiting).exclude(
        status=ObjectionStatus.ANSWERED, handler=viewer
    )  # fmt: skip


def _unread(desk: Desk, row: Row) -> Iterator[Task]:
    what = _("阅读文书：%(kind)s") % {"kind": LetterKind(row.kind).label}
    yield Task(None, what, row.number, LETTER, _letter(row), _("阅读"))


def _speak(desk: Desk, row: Row) -> Iterator[Task]:
    yield Task(row.due, _("陈述申辩，或者书面放弃"), row.number, DEFENCE, f"{_letter(row)}#acts", _("陈述申辩"))


def _letter(row: Row) -> str:
    return reverse("workbench:accountability_mine_letter", args=[row.key])


def _case(desk: Desk, row: Row) -> Iterator[Task]:
    url = reverse("workbench:accountability_case", args=[row.key]) + "#hearing"
    yield Task(row.due, _("听取陈述和申辩，逐条答复"), row.number, DEFENCE, url, HEAR.name)


def _objection(desk: Desk, row: Row) -> Iterator[Task]:
    url, steps = reverse("workbench:accountability_objection", args=[row.key]), _steps()
    what, step = steps.get(row.state, steps[""])
    yield Task(None if row.state in ENDED else row.due, what, row.number, "GAP-07", url, step)


def _steps() -> dict[str, tuple[str, Any]]:
    """What each state of an objection asks; of one that was decided, the letter."""
    return {
        ObjectionStatus.FILED: (_("指定异议的办理人"), ASSIGN.name),
        ObjectionStatus.ASSIGNED: (_("拟定异议的答复"), ANSWER.name),
        ObjectionStatus.ANSWERED: (_("决定异议"), _("决定")),
        "": (_("制发异议答复书"), _("制发")),
    }
