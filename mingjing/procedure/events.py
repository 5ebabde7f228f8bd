"""Events of a log, whatever file they came from, and what can be wrong with the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from mingjing.procedure.messages import Message, gettext_noop

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
MAX_PROBLEMS = 100

BAD_TIME = gettext_noop("时间“{value}”无法识别")
NO_CASE = gettext_noop("没有办件编号")
NO_ACTIVITY = gettext_noop("没有环节名称")
AT_ROW = gettext_noop("第 {row} 行：{reason}")
MORE = gettext_noop("另有 {count} 处问题未列出")


class LogEvent(NamedTuple):
    """One event. `row`: its line in a CSV file, its number in an XES file, from 1. `at` is aware, or None."""

    case: str
    activity: str
    at: datetime | None
    row: int
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LogProblem:
    """What is wrong in one row; row 0 is the file as a whole."""

    row: int
    reason: str

    def __str__(self) -> str:
        return Message.of(AT_ROW, row=self.row, reason=self.reason) if self.row else self.reason


class LogError(ValueError):
    """The log cannot be used as it is; `problems` names the rows, and `count` how many problems there are.

    `path` is the file, where several are read.
    """

    path: Path | None = None

    def __init__(self, problems: Iterable[LogProblem], count: int = 0) -> None:
        self.problems = tuple(problems)
        self.count = count or len(self.problems)
        lines = [str(problem) for problem in self.problems]
        if self.count > len(lines):
            lines.append(Message.of(MORE, count=self.count - len(lines)))
        super().__init__("\n".join(lines))


@dataclass
class Problems:
    """Gathers what is wrong row by row, so that one report names it all; keeps the first MAX_PROBLEMS."""

    first: list[LogProblem] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, template: str, **values: object) -> None:
        self.count += 1
        if len(self.first) < MAX_PROBLEMS:
            self.first.append(LogProblem(row, Message.of(template, **values)))

    def raise_any(self) -> None:
        """Raises LogError if anything was wrong."""
        if self.count:
            raise LogError(self.first, self.count)


def refuse(template: str, **values: object) -> LogError:
    """A refusal of the file as a whole."""
    return LogError([LogProblem(0, Message.of(template, **values))])


# Year, month, day, hour, minute, second as spreadsheets and people write them: 2026/3/2 9:05, 2026年3月2日9时5分
WRITTEN = re.compile(
    r"(\d{4})(?:年(\d{1,2})月(\d{1,2})日|([-/.])(\d{1,2})\4(\d{1,2}))"
    r"(?:\s*(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?|时(\d{1,2})分(?:(\d{1,2})秒)?))?",
    re.ASCII,
)
FORMATS = ("%Y-%m-%d %H:%M:%S.%f %z", "%Y-%m-%d %H:%M:%S %z")


def parse_time(text: str) -> datetime:
    """A time as logs write it; without a zone it is Chinese time.

    Raises:
        ValueError: no known way to write a time.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = _parse_other(text.strip())
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _parse_other(text: str) -> datetime:
    written = WRITTEN.fullmatch(text)
    if written:
        return datetime(*(int(part) for part in written.groups() if part and part.isdigit()))  # type: ignore[arg-type]
    for form in FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is set by the caller
        except ValueError:
            continue
    return datetime.fromisoformat(text)


def in_order(events: Sequence[LogEvent]) -> Sequence[LogEvent]:
    """A case's events by time, equal times as in the file; as in the file where a time is missing."""
    if any(event.at is None for event in events):
        return events
    return sorted(events, key=lambda event: event.at or datetime.min)


COMPLETE = frozenset({"complete", "completed", "完成"})


def is_complete(lifecycle: str) -> bool:
    """Whether a lifecycle transition ends a step; events without one are steps done."""
    return not lifecycle or lifecycle.casefold() in COMPLETE
