"""XES logs: read as a stream, written as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple, TextIO
from xml.sax.saxutils import quoteattr

from mingjing.procedure.events import BAD_TIME, NO_ACTIVITY, LogEvent, Problems, is_complete, parse_time
from mingjing.procedure.plain import NAME, TIME, Event, Trace, attributes_of
from mingjing.procedure.streams import write_text
from mingjing.procedure.traces import read_traces


class TracedCase(NamedTuple):
    """One trace as a case: its activities and their times as the file has them."""

    case: str
    activities: list[str]
    times: list[datetime | None]


def read_xes(stream: BufferedReader) -> Iterator[LogEvent]:
    """The events of an XES stream, trace after trace.

    Where a trace records that steps were completed, what else it records of them (started, assigned ...)
    is no step.

    Raises:
        LogError: at once if it is no XES; at the end, with all rows, if events are faulty.
    """
    problems, row = Problems(), 0
    for trace in read_traces(stream):
        yield from _steps(trace, row, problems)
        row += len(trace.events)
    problems.raise_any()


def read_cases(stream: BufferedReader) -> Iterator[TracedCase]:
    """The same, case by case and without the other attributes: what judging needs.

    Raises:
        LogError: as `read_xes`.
    """
    problems, row = Problems(), 0
    for trace in read_traces(stream):
        case = _faultless(trace)
        if case is None:
            steps = list(_steps(trace, row, problems))
            case = TracedCase(trace.name, [step.activity for step in steps], [step.at for step in steps])
        yield case
        row += len(trace.events)
    problems.raise_any()


def _faultless(trace: Trace) -> TracedCase | None:
    """A trace whose every event is a step without a fault: by far the most; None for the others."""
    names = [event[1].strip() for event in trace.events]
    if not all(names) or not all(map(is_complete, {event[3] for event in trace.events})):
        return None
    try:
        return TracedCase(trace.name, names, [parse_time(event[2]) if event[2] else None for event in trace.events])
    except ValueError:
        return None


def _steps(trace: Trace, row: int, problems: Problems) -> Iterator[LogEvent]:
    completes = any(event[3] and is_complete(event[3]) for event in trace.events)
    for place, event in enumerate(trace.events, row + 1):
        _, name, time, lifecycle = event
        if completes and not is_complete(lifecycle):
            continue
        if not name.strip():
            problems.add(place, NO_ACTIVITY)
            continue
        try:
            yield LogEvent(trace.name, name.strip(), parse_time(time) if time else None, place, _rest(event))
        except ValueError:
            problems.add(place, BAD_TIME, value=time)


def _rest(event: Event) -> dict[str, str]:
    return {key: value for key, value in attributes_of(event).items() if key not in {NAME, TIME}}


HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
"""


def write_xes(path: Path, cases: Iterable[Sequence[LogEvent]]) -> None:
    """Write cases, each the list of its events, as XES; compressed if the name ends with .gz."""
    with write_text(path) as out:
        out.write(HEAD)
        for events in cases:
            if events:
                _write_trace(out, events)
        out.write("</log>\n")


def _write_trace(out: TextIO, events: Sequence[LogEvent]) -> None:
    out.write(f"<trace>{_attribute(NAME, events[0].case)}\n")
    for event in events:
        time = f'<date key="{TIME}" value="{event.at.isoformat()}"/>' if event.at else ""
        rest = "".join(_attribute(key, value) for key, value in event.attributes.items())
        out.write(f"<event>{_attribute(NAME, event.activity)}{time}{rest}</event>\n")
    out.write("</trace>\n")


def _attribute(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"
