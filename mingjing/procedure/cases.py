"""A log as cases: each a sequence of activities in order, equal sequences being one object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from mingjing.procedure.events import LogEvent
from mingjing.procedure.logs import is_xml, read_log, read_traced_cases
from mingjing.procedure.tables import Columns

PROGRESS_EVERY = 50_000

Names = tuple[str, ...]
Tell = Callable[[int, int], None]


def read_sequences(
    path: Path, *, columns: Columns, mapping: Mapping[str, str], tell: Tell = lambda events, cases: None
) -> Mapping[str, Names]:
    """The activities of each case of a log in the order of their times, under the names that `mapping` gives them.

    `tell` hears now and then how many events and cases have been read.

    Raises:
        LogError: as `read_log`.
    """
    if is_xml(path):
        return _of_traces(path, mapping, tell)
    grouping = Grouping(mapping, tell)
    for event in read_log(path, columns=columns):
        grouping.add(event)
    return grouping.sequences()


def _of_traces(path: Path, mapping: Mapping[str, str], tell: Tell) -> Mapping[str, Names]:
    """The cases of an XES log; only of a case that has several traces the events are kept, in a second reading."""
    shared: dict[Names, Names] = {}
    found: dict[str, Names] = {}
    again: set[str] = set()
    events = told = 0
    for case, activities, times in read_traced_cases(path):
        if case in found:
            again.add(case)
        names = tuple(activities if _is_in_order(times) else _by_time(activities, times))
        known = shared.get(names)
        if known is None:
            known = shared[names] = names
        found[case] = known
        events += len(names)
        if events - told >= PROGRESS_EVERY:
            told = events
            tell(events, len(found))
    if again:
        grouping = Grouping(mapping)
        for event in read_log(path):
            if event.case in again:
                grouping.add(event)
        found |= grouping.sequences()
    return _renamed(found, mapping) if mapping else found


def _renamed(found: dict[str, Names], mapping: Mapping[str, str]) -> dict[str, Names]:
    new = {names: tuple(mapping.get(name, name) for name in names) for names in set(found.values())}
    return {case: new[names] for case, names in found.items()}


class Grouping:
    """Events into cases: by time, equal times as in the file; all as in the file if one of a case has no time."""

    def __init__(self, mapping: Mapping[str, str], tell: Tell = lambda events, cases: None) -> None:
        self.mapping = mapping
        self.tell = tell
        self.names: dict[str, str] = {}
        self.cases: dict[str, tuple[list[str], list[datetime | None]]] = {}
        self.events = 0

    def add(self, event: LogEvent) -> None:
        """Take one event in."""
        name = self.names.get(event.activity)
        if name is None:
            name = self.names[event.activity] = self.mapping.get(event.activity, event.activity)
        case = self.cases.get(event.case)
        if case is None:
            case = self.cases[event.case] = [], []
        case[0].append(name)
        case[1].append(event.at)
        self.events += 1
        if not self.events % PROGRESS_EVERY:
            self.tell(self.events, len(self.cases))

    def sequences(self) -> dict[str, Names]:
        """The activities of each case in order; equal sequences are one object."""
        shared: dict[Names, Names] = {}
        result = {}
        for case, (activities, times) in self.cases.items():
            names = tuple(activities if _is_in_order(times) else _by_time(activities, times))
            result[case] = shared.setdefault(names, names)
        return result


def _is_in_order(times: Sequence[datetime | None]) -> bool:
    """Whether the order of the file is to be kept: no event is earlier than the one before, or one has no time."""
    return None in times or all(early <= late for early, late in zip(times, times[1:], strict=False))  # type: ignore[operator]


def _by_time(activities: Sequence[str], times: Sequence[datetime | None]) -> list[str]:
    return [activities[index] for index in sorted(range(len(times)), key=times.__getitem__)]  # type: ignore[arg-type]
