"""Logs of any supported kind: XES, XES.gz, CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mingjing.procedure.events import LogEvent
from mingjing.procedure.streams import read_bytes
from mingjing.procedure.tables import Columns, read_csv
from mingjing.procedure.xes import TracedCase, read_cases, read_xes

BY_NAME = Columns()


def read_log(path: Path, *, columns: Columns = BY_NAME) -> Iterator[LogEvent]:
    """The events of a log in the order of the file; its kind is told from its content.

    Raises:
        LogError: at once for a file that cannot be read; after the last event, naming every faulty row.
    """
    if not is_xml(path):
        yield from read_csv(path, columns)
        return
    with read_bytes(path) as stream:
        yield from read_xes(stream)


def read_traced_cases(path: Path) -> Iterator[TracedCase]:
    """The cases of an XES log, trace after trace.

    Raises:
        LogError: as `read_log`.
    """
    with read_bytes(path) as stream:
        yield from read_cases(stream)


def is_xml(path: Path) -> bool:
    """Whether the file begins like XML."""
    with read_bytes(path) as stream:
        head = stream.read(64)
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
