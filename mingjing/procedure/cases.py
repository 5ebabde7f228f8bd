"""A log as cases: each a sequence of activities in order, equal sequences being one object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from mingjing.procedure.events import LogEvent
from mingjing.procedure.logs import is_xml, read_log, read_traced_cases
from mingjing.procedure.tables import Cases, Columns, read_plain_cases

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
    cases = read_plain_cases(path, columns, tell, PROGRESS_EVERY)
    if cases is None:  # with more care
        cases = {}
        for event in read_log(path, columns=columns):
            _add(cases, event)
    found = _sequences(cases)
    return _renamed(found, mapping) if mapping else found


def _of_traces(path: Path, mapping: Mapping[str, str], tell: Tell) -> Mapping[str, Names]:
    """The cases of an XES log; only of a case that has several traces the events are kept, in a second reading."""
    shared: dict[Names, Names] = {}
    found: dict[str, Names] = {}
    again: set[str] = set()
    events = told = 0
    for case, activities, times in read_traced_cases(path):
        if case in found:
            again.add(case)
        names = tuple(_in_order(activities, times))
        known = shared.get(names)
        if known is None:
            known = shared[names] = names
        found[case] = known
        events += len(names)
        if events - told >= PROGRESS_EVERY:
            told = events
            tell(events, len(found))
    if again:
        cases: Cases = {}
        for event in read_log(path):
            if event.case in again:
                _add(cases, event)
        found |= _sequences(cases)
    return _renamed(found, mapping) if mapping else found


def _renamed(found: dict[str, Names], mapping: Mapping[str, str]) -> dict[str, Names]:
    new = {names: tuple(mapping.get(name, name) for name in names) for names in set(found.values())}
    return {case: new[names] for case, names in found.items()}


def _add(cases: Cases, event: LogEvent) -> None:
    case = cases.get(event.case)
    if case is None:
        case = cases[event.case] = [], []
    case[0].append(event.activity)
    case[1].append(event.at)


def _sequences(cases: Cases) -> dict[str, Names]:
    shared: dict[Names, Names] = {}
    found = {}
    for case, (activities, times) in cases.items():
        names = tuple(_in_order(activities, times))
        found[case] = shared.setdefault(names, names)
    return found


def _in_order(activities: list[str], times: Sequence[datetime | None]) -> list[str]:
    """The activities by time, those of equal times as in the file; all as in the file if one has no time."""
    if None in times or all(early <= late for early, late in zip(times, times[1:], strict=False)):  # type: ignore[operator]
        return activities
    return [activities[index] for index in sorted(range(len(times)), key=times.__getitem__)]  # type: ignore[arg-type]
