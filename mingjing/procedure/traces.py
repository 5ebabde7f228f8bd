"""The traces of an XES file, as a stream, with a hardened parser."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import BufferedReader
from xml.parsers import expat

from mingjing.procedure.events import LogError, refuse
from mingjing.procedure.messages import gettext_noop
from mingjing.procedure.plain import (
    CLOSE,
    LIFECYCLE,
    NAME,
    OPEN,
    TIME,
    Attributes,
    Event,
    Trace,
    is_plain_head,
    read_trace,
)  # fmt: skip
from mingjing.procedure.streams import CHUNK

MAX_DEPTH = 200

HAS_DTD = gettext_noop("第 {line} 行含有 DTD 或实体声明，出于安全考虑拒绝读取")
TOO_DEEP = gettext_noop("第 {line} 行的元素嵌套达到 {limit} 层，拒绝读取")
BROKEN = gettext_noop("第 {line} 行第 {column} 列不是合法的 XML：{detail}")
ENCODING = gettext_noop("文件头声明的字符编码无法识别，请改存为 UTF-8：{detail}")
NOT_XES = gettext_noop("文件不是 XES 日志：最外层元素是“{tag}”")


class _Parser:
    """Expat handlers that gather whole traces: log (1) > trace (2) > event (3) > attribute (4)."""

    __slots__ = ("depth", "encoding", "event", "events", "parser", "trace", "traces")

    def __init__(self) -> None:
        self.traces: list[Trace] = []
        self.encoding = "utf-8"
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._head
        self.parser.StartDoctypeDeclHandler = self._declare
        self.parser.EntityDeclHandler = self._declare
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.depth = 0
        self.trace: Attributes | None = None
        self.event: Attributes | None = None
        self.events: list[Event] = []

    def _head(self, version: str, encoding: str | None, standalone: int) -> None:
        self.encoding = (encoding or self.encoding).lower()

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
            found = self.event
            self.events.append((found, found.get(NAME, ""), found.get(TIME, ""), found.get(LIFECYCLE, "")))
            self.event = None
        elif depth == 1 and self.trace is not None:
            self.traces.append(Trace(self.trace.get(NAME, ""), self.events))
            self.trace = None

    def feed(self, data: bytes, last: bool) -> list[Trace]:
        """The traces that end in `data`."""
        try:
            self.parser.Parse(data, last)
        except expat.ExpatError as error:
            detail = expat.ErrorString(error.code) or ""
            raise refuse(BROKEN, line=error.lineno, column=error.offset + 1, detail=detail) from error
        except LogError:
            raise
        except (LookupError, ValueError) as error:  # how expat says that it does not know the declared encoding
            raise refuse(ENCODING, detail=error) from error
        done, self.traces = self.traces, []
        return done

    def pass_over(self, text: str) -> None:
        """Stand behind `text`, which was read otherwise, so that a later fault is told with its place."""
        column = len(text) - text.rfind("\n") - 1
        self.feed(b"\n" * text.count("\n") + b" " * column, last=False)


class _Reader:
    """Traces by pattern as long as the file is plain, by the XML parser from the first place where it is not."""

    def __init__(self) -> None:
        self.parser = _Parser()
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.text = ""
        self.searched = 0  # how much of the text is known to close no trace
        self.began = False
        self.plain = True

    def feed(self, data: bytes, last: bool) -> list[Trace]:
        """The traces that end in `data`."""
        if not self.began:
            data = self._begin(data)
        if not self.plain:
            return self.parser.feed(data, last)
        pending = self.decoder.getstate()[0]
        try:
            self.text += self.decoder.decode(data, last)
        except UnicodeDecodeError:
            return self._leave(pending + data, last)
        found = self._scan()
        return found + self._leave(b"", last) if last or not self.plain else found

    def _begin(self, data: bytes) -> bytes:
        """Give the parser what stands before the first trace; what is left. It tells a DTD, or what is no log."""
        self.began = True
        head, trace, rest = data.partition(OPEN.encode())
        self.plain = bool(trace) and is_plain_head(head.decode("latin-1"))
        if not self.plain:
            return data
        self.parser.feed(head, last=False)
        self.plain = self.parser.depth == 1 and self.parser.encoding == "utf-8"
        return trace + rest

    def _scan(self) -> list[Trace]:
        """The plain traces in the text so far."""
        found: list[Trace] = []
        start = 0
        while self.plain and (end := self.text.find(CLOSE, max(start, self.searched))) >= 0:
            trace = read_trace(self.text, start, end)
            if trace is None:
                self.plain = False
            else:
                found.append(trace)
                start = end + len(CLOSE)
        self.parser.pass_over(self.text[:start])
        self.text = self.text[start:]
        self.searched = max(0, len(self.text) - len(CLOSE))
        return found

    def _leave(self, data: bytes, last: bool) -> list[Trace]:
        """Hand the rest to the parser, which stands where the text begins."""
        self.plain = False
        rest, self.text = self.text.encode() + data, ""
        return self.parser.feed(rest, last)


def local(tag: str) -> str:
    """An element's name without a prefix."""
    return tag.rpartition(":")[2]


def read_traces(stream: BufferedReader) -> Iterator[Trace]:
    """The traces of an XES stream; a trace without a name is called by its number.

    Raises:
        LogError: it is no XES, or broken.
    """
    reader, number = _Reader(), 0
    last = False
    while not last:
        data = stream.read(CHUNK)
        last = not data
        for trace in reader.feed(data, last):
            number += 1
            yield trace if trace.name else trace._replace(name=str(number))
