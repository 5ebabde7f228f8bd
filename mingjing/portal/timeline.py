"""The lines of a matter's timeline: what was done, what runs, what may come, each in words and with a shape."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingjing.casework.enums import MatterState, StepKind
from mingjing.casework.models import MatterStep
from mingjing.casework.selectors.progress import Progress, why_due
from mingjing.catalogue.enums import TimeUnit
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.limits import Deadline

SHAPES = {StepKind.MATCHED: "done", StepKind.ADDED: "added", StepKind.SKIPPED: "skipped", StepKind.RUNNING: "now"}
SOON = 1  # days ahead of the last one on which it is called near


@dataclass(frozen=True)
class Word:
    """A chip: its class and its text."""

    look: str
    text: str


@dataclass(frozen=True)
class Line:
    """One line: `shape` is its class, `article` the id that the words rest on, `deadline` how its last day came."""

    shape: str
    name: str
    at: dt.datetime | None = None
    post: str = ""
    words: tuple[Word, ...] = ()
    article: str = ""
    used: str = ""
    limit: str = ""
    due_on: dt.date | None = None
    deadline: Deadline | None = None
    node: dict[str, Any] | None = None


def lines(found: Progress, calendar: WorkCalendar, today: dt.date) -> list[Line]:
    """The whole timeline: done and missing steps in order, demands where they fell, then now, then what may come."""
    made = [_line(found, step, calendar, today) for step in found.steps]
    for demand in found.demands:
        later = (n for n, line in enumerate(made) if demand.at and line.at and line.at > demand.at)
        words = (Word("late", _("清单以外的要求")),)
        line = Line("added", demand.name, demand.at, words=words, article="ACC-7-2b")
        made.insert(next(later, len(made)), line)
    return [*made, *_ahead(found)]


def _line(found: Progress, step: MatterStep, calendar: WorkCalendar, today: dt.date) -> Line:
    node = found.nodes.get(step.node, {})
    late = step.late and step.kind in (StepKind.MATCHED, StepKind.RUNNING)
    running = step.kind == StepKind.RUNNING
    overdue = running and step.due_on is not None and step.due_on < today
    words, article = _words(found, step, today)
    return Line(
        shape=SHAPES[StepKind(step.kind)] + (" late" if late or overdue else ""),
        name=step.name,
        at=None if running else step.ended_at,
        post=node.get("post", ""),
        words=words,
        article=article,
        used=length(step.used, step.limit_unit) if step.kind == StepKind.MATCHED else "",
        limit=length(step.limit_length, step.limit_unit),
        due_on=step.due_on if running or late else None,
        deadline=_why(found, step, calendar) if running or late else None,
        node=node or None,
    )


def _words(found: Progress, step: MatterStep, today: dt.date) -> tuple[tuple[Word, ...], str]:
    """What the chips beside a step say, and the id they rest on."""
    if step.kind == StepKind.ADDED:
        return (Word("late", _("流程图没有这一步")),), "ACC-7-2a"
    if step.kind == StepKind.SKIPPED:
        return (Word("late", _("缺这一步")),), "ACC-7-0"
    if step.kind == StepKind.MATCHED:
        return ((Word("late", _over(step)),), "ACC-7-2c") if step.late else ((), "")
    alternatives = sum(other.kind == StepKind.RUNNING for other in found.steps) > 1
    now = Word("plain", _("可能是这一步") if alternatives else _("正在办理"))
    if found.matter.state == MatterState.PAUSED:
        return (now, Word("soon", _("已中止，不计时"))), "ACC-7-2c"
    near = _near(step.due_on, today)
    return (now, near) if near else (now,), "ACC-7-2c" if near else ""


def _near(due_on: dt.date | None, today: dt.date) -> Word | None:
    """How a last day stands to today; None while it is far."""
    if due_on is None or (due_on - today).days > SOON:
        return None
    if due_on < today:
        return Word("late", _("已超过期限"))
    return Word("soon", _("今天是最后一天") if due_on == today else _("明天是最后一天"))


def _over(step: MatterStep) -> str:
    over = (step.used or 0) - (step.limit_length or 0)
    return _("超时 %(length)s") % {"length": length(over, step.limit_unit)} if over > 0 else _("超时")


def _why(found: Progress, step: MatterStep, calendar: WorkCalendar) -> Deadline | None:
    if step.limit_length is None or step.started_at is None or step.due_on is None:
        return None
    return why_due(step.limit_length, step.limit_unit, step.started_at, step.due_on, found.stops, calendar)


def _ahead(found: Progress) -> Iterator[Line]:
    for node in found.ahead():
        limit = length(node["limit_length"], node["limit_unit"])
        yield Line("next", node["name"], post=node["post"], limit=limit, words=(Word("plain", _("之后可能办理")),))


def length(days: int | None, unit: str) -> str:
    """So many days in words; empty for None. Without a unit, working days."""
    return "" if days is None else f"{days} {TimeUnit(unit or TimeUnit.WORKING_DAYS).label}"


@dataclass(frozen=True)
class Standing:
    """The whole matter against its limit, for the sentence on top."""

    added: int
    skipped: int
    late_steps: int
    late: bool
    used: str
    limit: str
    due_on: dt.date | None
    near: Word | None
    deadline: Deadline | None

    @property
    def good(self) -> bool:
        return not (self.added or self.skipped or self.late or self.late_steps)


def standing(found: Progress, calendar: WorkCalendar, today: dt.date) -> Standing:
    """How the matter as a whole stands to its chart and its limit."""
    matter, version = found.matter, found.matter.version
    which = "promised" if version.promised_length else "statutory"
    limit, unit = getattr(version, f"{which}_length"), getattr(version, f"{which}_unit")
    open_one = matter.state != MatterState.FINISHED
    deadline = None
    if limit and matter.due_on and matter.opened_at:
        deadline = why_due(limit, unit, matter.opened_at, matter.due_on, found.stops, calendar)
    return Standing(
        added=len(matter.added),
        skipped=len(matter.skipped),
        late_steps=sum(step.late for step in found.steps),
        late=matter.late or bool(open_one and matter.due_on and matter.due_on < today),
        used=length(matter.used, unit if limit else ""),
        limit=length(limit, unit),
        due_on=matter.due_on,
        near=_near(matter.due_on, today) if open_one else None,
        deadline=deadline,
    )
