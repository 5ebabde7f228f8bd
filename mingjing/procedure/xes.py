"""XES logs: read as a stream with a hardened parser, written as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import TextIO
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from mingjing.procedure.events import (
    BAD_TIME,
    NO_ACTIVITY,
    LogEvent,
    Problems,
    is_complete,
    parse_time,
    refuse,
)  # fmt: skip
from mingjing.procedure.messages import gettext_noop
from mingjing.procedure.streams import CHUNK, write_text

NAME, TIME, LIFECYCLE = "concept:name", "time:timestamp", "lifecycle:transition"
MAX_DEPTH = 200

HAS_DTD = gettext_noop("第 {line} 行含有 DTD 或实体声明，出于安全考虑拒绝读取")
TOO_DEEP = gettext_noop("第 {line} 行的元素嵌套达到 {limit} 层，拒绝读取")
BROKEN = gettext_noop("第 {line} 行第 {column} 列不是合法的 XML：{detail}")
NOT_XES = gettext_noop("文件不是 XES 日志：最外层元素是“{tag}”")

Attributes = dict[str, str]


class _Parser:
    """Expat handlers that gather whole traces: log (1) > trace (2) > event (3) > attribute (4)."""

    __slots__ = ("depth", "event", "events", "parser", "trace", "traces")

    def __init__(self) -> None:
        self.traces: list[tuple[Attributes, list[Attributes]]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._declare
        self.parser.EntityDeclHandler = self._declare
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.depth = 0
        self.trace: Attributes | None = None
        self.event: Attributes | None = None
        self.events: list[Attributes] = []

    def _declare(self, *_: object) -> None:
        raise refuse(HAS_DTD, line=self.parser.CurrentLineNumber)

    def _check(self, depth: int, tag: str) -> None:
        if depth == 1 and local(tag) != "log":
            raise refuse(NOT_XES, tag=tag)
        if depth >= MAX_DEPTH:
            raise refuse(TOO_DEEP, line=self.parser.CurrentLineNumber, limit=MAX_DEPTH)

    def _open(self, tag: str, attributes: Attributes) -> None:
        self.depth = depth = self.depth + 1
        if depth == 4:
            if self.event is not None:
                self.event[attributes.get("key", "")] = attributes.get("value", "")
        elif depth == 3:
            self._open_in_trace(tag, attributes)
        elif depth == 2 and local(tag) == "trace":
            self.trace, self.events = {}, []
        elif depth == 1 or depth >= MAX_DEPTH:
            self._check(depth, tag)

    def _open_in_trace(self, tag: str, attributes: Attributes) -> None:
        if self.trace is None:
            return
        if local(tag) == "event":
            self.event = {}
        else:
            self.trace[attributes.get("key", "")] = attributes.get("value", "")

    def _close(self, _: str) -> None:
        self.depth = depth = self.depth - 1
        if depth == 2 and self.event is not None:
            self.events.append(self.event)
            self.event = None
        elif depth == 1 and self.trace is not None:
            self.traces.append((self.trace, self.events))
            self.trace = None

    def feed(self, data: bytes, last: bool) -> list[tuple[Attributes, list[Attributes]]]:
        """The traces that end in `data`."""
        try:
            self.parser.Parse(data, last)
        except expat.ExpatError as error:
            detail = expat.ErrorString(error.code) or ""
            raise refuse(BROKEN, line=error.lineno, column=error.offset + 1, detail=detail) from error
        done, self.traces = self.traces, []
        return done


def local(tag: str) -> str:
    """An element's name without a prefix."""
    return tag.rpartition(":")[2]


def read_xes(stream: BufferedReader) -> Iterator[LogEvent]:
    """The events of an XES stream, trace after trace.

    Where a trace records that steps were completed, what else it records of them (started, assigned ...)
    is no step. A trace without a name is called by its number.

    Raises:
        LogError: at once if it is no XES; at the end, with all rows, if events are faulty.
    """
    parser, problems = _Parser(), Problems()
    traces = row = 0
    while True:
        data = stream.read(CHUNK)
        for trace, events in parser.feed(data, not data):
            traces += 1
            case = trace.get(NAME) or str(traces)
            yield from _steps(case, events, row, problems)
            row += len(events)
        if not data:
            break
    problems.raise_any()


def _steps(case: str, events: list[Attributes], row: int, problems: Problems) -> Iterator[LogEvent]:
    completes = any(LIFECYCLE in event and is_complete(event[LIFECYCLE]) for event in events)
    for event in events:
        row += 1
        if completes and not is_complete(event.get(LIFECYCLE, "")):
            continue
        activity = event.pop(NAME, "").strip()
        if not activity:
            problems.add(row, NO_ACTIVITY)
            continue
        time = event.pop(TIME, "")
        try:
            yield LogEvent(case, activity, parse_time(time) if time else None, row, event)
        except ValueError:
            problems.add(row, BAD_TIME, value=time)


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
