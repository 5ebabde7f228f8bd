"""CSV logs: any common encoding and delimiter, columns found by name, bad rows reported all at once."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

from mingjing.procedure.events import (
    BAD_TIME,
    NO_ACTIVITY,
    NO_CASE,
    LogEvent,
    Problems,
    is_complete,
    parse_time,
    refuse,
)  # fmt: skip
from mingjing.procedure.messages import gettext_noop
from mingjing.procedure.streams import CHUNK, read_bytes, write_text

csv.field_size_limit(1 << 20)

UNKNOWN_ENCODING = gettext_noop("文件既不是 UTF-8 也不是 GB18030 编码")
EMPTY = gettext_noop("文件是空的")
NO_COLUMN = gettext_noop("没有“{wanted}”列；文件中的列：{columns}")
SAME_COLUMN = gettext_noop("“{column}”列出现了不止一次")
SHORT_ROW = gettext_noop("只有 {found} 列，应有 {expected} 列")
NOT_CSV = gettext_noop("第 {row} 行附近不是合法的 CSV：{detail}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what; a blank one is found by its usual names."""

    case: str = ""
    activity: str = ""
    time: str = ""
    lifecycle: str = ""


USUAL = {
    "case": (
        "case", "case_id", "caseid", "case id", "case:concept:name", "办件编号", "案件编号", "办件", "案号", "业务编号",
    ),
    "activity": ("activity", "concept:name", "event", "task", "step", "环节", "办理环节", "环节名称", "活动", "步骤"),
    "time": ("time", "timestamp", "time:timestamp", "at", "datetime", "date", "时间", "办理时间", "完成时间", "日期"),
    "lifecycle": ("lifecycle:transition", "lifecycle", "transition", "生命周期"),
}  # fmt: skip
REQUIRED = ("case", "activity")

Cases = dict[str, tuple[list[str], list[datetime | None]]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one file stand; None: the file has no such column."""

    names: tuple[str, ...]
    case: int
    activity: int
    time: int | None
    lifecycle: int | None

    @property
    def others(self) -> list[tuple[str, int]]:
        """The columns that are kept as attributes."""
        known = {self.case, self.activity, self.time}
        return [(name, index) for index, name in enumerate(self.names) if index not in known and name]


def read_csv(path: Path, columns: Columns) -> Iterator[LogEvent]:
    """The events of a CSV file, row after row.

    Raises:
        LogError: at once if columns are missing; at the end, with all rows, if rows are faulty.
    """
    rows = read_rows(path)
    layout = find_layout(next(rows, (1, []))[1], columns)
    completed = _completed_cases(path, layout)
    problems = Problems()
    others = layout.others
    for row, cells in rows:
        event = _event(row, cells, layout, others, completed, problems) if any(cells) else None
        if event:
            yield event
    problems.raise_any()


def read_plain_cases(path: Path, columns: Columns, tell: Callable[[int, int], None], every: int) -> Cases | None:
    """The activities and times of each case; None if any row is not a whole event and needs a second look.

    `tell` hears every so many events how many there were, and of how many cases.

    Raises:
        LogError: as `read_csv`, but for faulty rows.
    """
    rows = read_rows(path)
    layout = find_layout(next(rows, (1, []))[1], columns)
    found: Cases = {}
    names: dict[str, str] = {}
    if layout.lifecycle is not None:
        return None
    for count, (_, cells) in enumerate(rows, 1):
        try:
            case, activity = cells[layout.case].strip(), cells[layout.activity].strip()
            at = parse_time(cells[layout.time].strip()) if layout.time is not None else None
        except (IndexError, ValueError):
            return None
        if len(cells) < len(layout.names) or not case or not activity:
            return None
        known = found.get(case)
        if known is None:
            known = found[case] = [], []
        known[0].append(names.setdefault(activity, activity))
        known[1].append(at)
        if not count % every:
            tell(count, len(found))
    return found


def find_encoding(path: Path) -> str:
    """UTF-8, UTF-16 or GB18030, by the mark at the front or by what the bytes can be."""
    with read_bytes(path) as stream:
        head = stream.read(4)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise refuse(UNKNOWN_ENCODING)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with read_bytes(path) as stream:
        try:
            while data := stream.read(CHUNK):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with their line numbers, the header first."""
    with read_bytes(path) as stream, TextIOWrapper(stream, encoding=find_encoding(path), newline="") as text:
        yield from _rows(text)


def _rows(text: TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) pairs; the delimiter is the one that cuts the header most often."""
    row = 1
    try:
        header = text.readline()
        delimiter = max(",;\t|", key=header.count)
        for cells in csv.reader([header], delimiter=delimiter):
            yield row, [cell.strip() for cell in cells]
        reader = csv.reader(text, delimiter=delimiter)
        for cells in reader:
            row = reader.line_num + 1
            yield row, cells
    except (csv.Error, UnicodeDecodeError) as error:
        raise refuse(NOT_CSV, row=row + 1, detail=error) from error


def find_layout(header: Sequence[str], columns: Columns) -> Layout:
    """Where the wanted columns stand, by the names given or by their usual names."""
    if not any(header):
        raise refuse(EMPTY)
    found = {kind: _find_column(header, kind, getattr(columns, kind)) for kind in USUAL}
    case, activity = found["case"], found["activity"]
    if case is None or activity is None:
        wanted = "case" if case is None else "activity"
        raise refuse(NO_COLUMN, wanted=wanted, columns="、".join(header))
    return Layout(tuple(header), case, activity, found["time"], found["lifecycle"])


def _find_column(header: Sequence[str], kind: str, wanted: str) -> int | None:
    if wanted and wanted not in header:
        raise refuse(NO_COLUMN, wanted=wanted, columns="、".join(header))
    folded = [name.casefold() for name in header]
    for name in (wanted.casefold(),) if wanted else USUAL[kind]:
        if folded.count(name) > 1:
            raise refuse(SAME_COLUMN, column=name)
        if name in folded:
            return folded.index(name)
    return None


def _completed_cases(path: Path, layout: Layout) -> set[str]:
    """The cases that record completed steps: what else they record of steps does not count."""
    if layout.lifecycle is None:
        return set()
    return {
        cells[layout.case].strip()
        for _, cells in read_rows(path)
        if len(cells) > max(layout.lifecycle, layout.case) and is_complete(cells[layout.lifecycle].strip())
    }


def _event(
    row: int,
    cells: list[str],
    layout: Layout,
    others: Sequence[tuple[str, int]],
    completed: set[str],
    problems: Problems,
) -> LogEvent | None:
    """The event in a row; None, and a note among the problems, if the row is faulty."""
    if len(cells) < len(layout.names):
        problems.add(row, SHORT_ROW, found=len(cells), expected=len(layout.names))
        return None
    case, activity = cells[layout.case].strip(), cells[layout.activity].strip()
    if layout.lifecycle is not None and case in completed and not is_complete(cells[layout.lifecycle].strip()):
        return None
    if not case or not activity:
        problems.add(row, NO_ACTIVITY if case else NO_CASE)
        return None
    time = "" if layout.time is None else cells[layout.time].strip()
    try:
        at = parse_time(time) if time else None
    except ValueError:
        problems.add(row, BAD_TIME, value=time)
        return None
    return LogEvent(case, activity, at, row, {name: cells[index] for name, index in others})


def write_csv(path: Path, cases: Iterable[Sequence[LogEvent]]) -> None:
    """Write cases, each the list of its events, as CSV (case, activity, time); compressed if the name ends with .gz."""
    with write_text(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("case", "activity", "time"))
        for events in cases:
            for event in events:
                writer.writerow((event.case, event.activity, event.at.isoformat() if event.at else ""))
