"""An event as a source tells it, and what can be wrong with it. Pure."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from mingjing.casework.enums import EventKind
from mingjing.core.errors import Refused

EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
EMPTY_YEARS = {1, 1899, 1900, 1969, 1970, 9999}  # what systems and spreadsheets write where they have no time
AHEAD = dt.timedelta(days=1)  # clocks of other houses run ahead, by less than a day
LONGEST = {"number": 80, "activity": 200, "key": 120, "corrects": 120, "note": 200}
MOST_ROWS_NAMED = 100
LONGEST_SHOWN = 300
NUL = "\x00"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event. `row` is its place in the source; `key` names it for ever within the unit, "" lets one be made.

    A correction names in `corrects` the key of the event it replaces, or voids if it tells neither activity nor time.
    """

    row: int
    number: str
    activity: str
    at: dt.datetime | None
    key: str = ""
    kind: str = EventKind.STEP
    note: str = ""
    corrects: str = ""

    def made_key(self, item: str) -> str:
        """What the event of a power is called by where its source gave it no name: the same event, the same key."""
        at = repr(self.at.timestamp()) if self.at else ""
        said = NUL.join((item, self.number, self.kind, self.activity, at, self.corrects))
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row of a delivery (0: with all of it), `times` times in this row and later ones."""

    row: int
    what: str
    field: str = ""
    times: int = 1


def shown(text: str) -> str:
    """Words of a source as a report may hold them: not endless, and without what no database stores."""
    return text.replace(NUL, "␀")[:LONGEST_SHOWN]


class BatchRefused(Refused):  # noqa: N818 - a refusal, like its parent
    """Nothing was taken; `faults` names the first rows, `count` says how many faults there are."""

    def __init__(self, faults: list[Fault], count: int = 0) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.row)[:MOST_ROWS_NAMED]
        self.count = max(count, len(faults))
        lines = "；".join(f"第 {fault.row} 行：{fault.what}" if fault.row else fault.what for fault in self.faults[:5])
        super().__init__(f"整批未采纳，原有数据没有变化。{lines}。改好后请重新提交整批。")


def faults_of(event: Incoming, *, now: dt.datetime) -> list[Fault]:
    """What is wrong with an event by itself."""
    if _is_plain(event) and event.number and event.activity and (event.at is None or EARLIEST <= event.at <= now):
        return []
    found = [*_missing(event), *_unfit(event)]
    if event.at and not plausible(event.at, now):
        found.append(("at", f"时间 {event.at.isoformat(' ')[:16]} 不合理，{_why_not(event.at, now)}"))
    return [Fault(event.row, what, field) for field, what in found]


def plausible(at: dt.datetime, now: dt.datetime) -> bool:
    """True for a time at which something can have happened: since 1990, and not to come."""
    return EARLIEST <= at <= now + AHEAD


def _why_not(at: dt.datetime, now: dt.datetime) -> str:
    """What such a time most often is, and what to do."""
    if at.year in EMPTY_YEARS:
        return f"{at.year} 年多半是来源系统没有填时间时写的空值。请导出真正的办理时间，没有的留空"
    if at > now:
        return "还没有到。请核对来源系统的时钟和时区"
    return "应在 1990 年之后、明天之前"


def _is_plain(event: Incoming) -> bool:
    """By far the most: a step with short words. Checked first, because there may be a million."""
    words = f"{event.number}{event.activity}{event.key}{event.note}"
    return event.kind == EventKind.STEP and not event.corrects and len(words) <= 80 and NUL not in words


def _missing(event: Incoming) -> Iterator[tuple[str, str]]:
    if not event.number:
        yield "number", "没有办件编号"
    if not event.activity and event.kind in (EventKind.STEP, EventKind.CONDITION):
        yield "activity", "没有活动名称"
    if event.kind == EventKind.CORRECTION and not event.corrects:
        yield "corrects", "更正没有写明更正哪个来源键"
    if event.corrects and event.kind != EventKind.CORRECTION:
        yield "corrects", "只有更正才能写明更正哪个来源键"


def _unfit(event: Incoming) -> Iterator[tuple[str, str]]:
    for name, longest in LONGEST.items():
        value = getattr(event, name)
        if len(value) > longest:
            yield name, f"“{value[:20]}…”超过 {longest} 个字"
        if NUL in value:
            yield name, "含有空字符"
