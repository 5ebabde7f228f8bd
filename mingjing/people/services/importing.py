"""Take in sheets of units, posts and officials, whole or not at all, through the services that the pages use."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.core.sheets import Fault, FaultySheet, Row
from mingjing.people.columns import LAYOUTS, Layout, sources
from mingjing.people.models import InternalBody, Official, Post, Unit
from mingjing.people.services import bodies, officials, posts, units
from mingjing.people.services.saving import WrongColumns

ABOVE = ("parent", "administered_by")
TOLD_AT = {"posts": "title", "bodies": "name"}  # where a row that repeats another is told


@dataclass(frozen=True)
class Line:
    """What a row makes or changes: (column, before, after)."""

    row: int
    what: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Outcome:
    """What a sheet makes, changes and leaves as it is."""

    made: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    same: int = 0


@dataclass
class Task:
    """An import under way: who and when, what is known so far, what is wrong so far."""

    layout: Layout
    by: Official | None
    at: dt.datetime
    known: dict[Any, Any]
    units: dict[str, Unit]
    outcome: Outcome = field(default_factory=Outcome)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: Row, name: str, what: str) -> None:
        """Note what is wrong at a column of a row."""
        title = next((column.title for column in self.layout.columns if column.name == name), "")
        self.faults.append(Fault(row.number, title, what))


def preview(kind: str, rows: Sequence[Row], *, by: Official | None, at: dt.datetime) -> Outcome:
    """What taking in these rows would make and change: everything is done, told and undone.

    Raises:
        FaultySheet: with every faulty row.
    """
    with transaction.atomic():
        outcome = take_in(kind, rows, by=by, at=at)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def take_in(kind: str, rows: Sequence[Row], *, by: Official | None, at: dt.datetime) -> Outcome:
    """Make and change what these rows say, all of it or nothing.

    Raises:
        FaultySheet: with every faulty row.
    """
    layout, key, save = LAYOUTS[kind], KEYS[kind], SAVES[kind]
    stored = sources(Official.objects.all())
    known = {key(layout.cells(row)): row for row in stored[kind]}
    task = Task(layout, by, at, known, {unit.code: unit for unit in stored["units"]})
    fresh = list(_once(task, rows, key))
    for row in _parents_first(task, fresh) if kind == "units" else fresh:
        _take(task, row, key(row.said), save)
    if task.faults:
        raise FaultySheet(sorted(task.faults, key=lambda fault: fault.row))
    return task.outcome


def _take(task: Task, row: Row, key: Any, save: Callable[[Task, Row, Any], Any]) -> None:
    """Save one row if it says anything new; note its faults otherwise."""
    if row.faults:
        task.faults += row.faults
        return
    old = task.known.get(key)
    before = task.layout.cells(old) if old else {}
    if before == row.said:
        task.outcome.same += 1
        return
    count = len(task.faults)
    try:
        saved = save(task, row, old)
    except WrongColumns as wrong:
        for name, messages in wrong.columns.items():
            task.fault(row, name, "；".join(messages))
    except Refused as refusal:
        task.fault(row, "", str(refusal))
    else:
        if len(task.faults) == count and saved is not None:
            task.known[key] = saved
            _tell(task, row, before, str(saved))


def _tell(task: Task, row: Row, before: dict[str, Any], what: str) -> None:
    if not before:
        task.outcome.made.append(Line(row.number, what))
        return
    changes = tuple(
        (column.title, column.shown(before[column.name]), column.shown(row.said[column.name]))
        for column in task.layout.columns
        if before[column.name] != row.said[column.name]
    )
    task.outcome.changed.append(Line(row.number, what, changes))


def _once(task: Task, rows: Sequence[Row], key: Callable[[dict[str, Any]], Any]) -> Iterator[Row]:
    """Rows that no earlier row of the sheet contradicts."""
    first: dict[Any, int] = {}
    column = TOLD_AT.get(task.layout.slug, task.layout.columns[0].name)
    for row in rows:
        at = row.number if row.faults else first.setdefault(key(row.said), row.number)
        if at == row.number:
            yield row
        else:
            task.fault(row, column, f"与第 {at} 行重复，请只留一行")


def _parents_first(task: Task, rows: list[Row]) -> Iterator[Row]:
    """Rows of units in such an order that superiors are there before those below them."""
    waiting = {row.said["code"] or f"第{row.number}行": row for row in rows}
    for row in rows:
        for name in ABOVE:
            code = row.said[name]
            if code and code not in task.units and code not in waiting:
                task.fault(row, name, f"没有代码为 {code} 的单位，请先登记它，或改正代码")
    while ready := [code for code, row in waiting.items() if not _awaits(row, waiting, task.units)]:
        yield from [waiting.pop(code) for code in ready]
    for row in waiting.values():
        task.fault(row, "parent", "上级或管理单位互相指向，或所在的行有错，请先改正")


def _awaits(row: Row, waiting: dict[str, Row], units: dict[str, Unit]) -> bool:
    """True while a superior that is new in the sheet has not been saved."""
    above = {row.said[name] for name in ABOVE} - {""}
    return any(code in waiting and code not in units for code in above)


def _save_unit(task: Task, row: Row, old: Unit | None) -> Unit | None:
    said = dict(row.said)
    for name in ABOVE:
        if said[name] and said[name] not in task.units:
            return None  # told already
        said[name] = task.units.get(said[name])
    code = said.pop("code")
    if said.pop("active_to") != (old.active_to if old else None):
        task.fault(row, "active_to", "停用和恢复请在单位页面办理，这里请保持原样")
        return None
    if old:
        units.edit(old, by=task.by, at=task.at, **said)
        return old
    task.units[code] = unit = units.register(code, by=task.by, at=task.at, **said)
    return unit


def _unit_of(task: Task, row: Row) -> Unit | None:
    unit = task.units.get(row.said["unit"])
    if unit is None:
        task.fault(row, "unit", f"没有代码为 {row.said['unit']} 的单位，请先登记它，或改正代码")
    return unit


def _save_body(task: Task, row: Row, old: InternalBody | None) -> InternalBody | None:
    unit = _unit_of(task, row)
    if unit is None:
        return None
    said = {name: value for name, value in row.said.items() if name != "unit"}
    if old is None:
        return bodies.add(unit, by=task.by, at=task.at, **said)
    bodies.edit(old, by=task.by, at=task.at, **said)
    return old


def _save_post(task: Task, row: Row, old: Post | None) -> Post | None:
    unit = _unit_of(task, row)
    if unit is None:
        return None
    said = {name: value for name, value in row.said.items() if name != "unit"}
    if old is None:
        return posts.add(unit, by=task.by, at=task.at, **said)
    posts.edit(old, by=task.by, at=task.at, **said)
    return old


def _save_official(task: Task, row: Row, old: Official | None) -> Official | None:
    unit = _unit_of(task, row)
    if unit is None:
        return None
    said = dict(row.said)
    section, title = said.pop("section"), said.pop("title")
    post = Post.objects.filter(unit=unit, section=section, title=title).first() if title or section else None
    if (title or section) and post is None:
        task.fault(row, "title", f"{unit}没有岗位“{section}{title}”，请先设置岗位")
        return None
    if said.pop("until_on") != (old.until_on if old else None):
        task.fault(row, "until_on", "离岗请在人员页面办理，这里请保持原样")
        return None
    said |= {"unit": unit, "post": post}
    if old is None:
        return officials.enter(by=task.by, at=task.at, **said)
    officials.edit(old, by=task.by, at=task.at, **said)
    return old


KEYS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "units": lambda said: said["code"],
    "bodies": lambda said: (said["unit"], said["name"]),
    "posts": lambda said: (said["unit"], said["section"], said["title"]),
    "officials": lambda said: said["username"],
}
SAVES: dict[str, Callable[[Task, Row, Any], Any]] = {
    "units": _save_unit,
    "bodies": _save_body,
    "posts": _save_post,
    "officials": _save_official,
}
