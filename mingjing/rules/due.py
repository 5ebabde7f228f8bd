"""`mingjing due CMP-7-3 2026-02-11`: the last day of a limit and how it was counted. Needs no database."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from mingjing.rules import packs
from mingjing.rules.calendar_seed import seed
from mingjing.rules.limits import CountUnit, Deadline

WEEKDAYS = "一二三四五六日"
READINGS = {CountUnit.WORKING_DAYS: "按工作日算", CountUnit.DAYS: "按日历日算", CountUnit.MONTHS: "按月算"}


def main(argv: Sequence[str]) -> int:
    """Print the last day of a limit; exit code 2 if the limit, the date or the pack is not known."""
    arguments = _parser().parse_args(argv)
    try:
        pack = packs.load(arguments.pack)
    except packs.PackError as error:
        return _complain(str(error))
    limit = pack.limits.get(arguments.limit)
    if limit is None:
        return _complain(f"{pack.title}没有期限“{arguments.limit}”，可用 {'、'.join(pack.limits)}。")
    try:
        deadline = limit.after(arguments.start, seed())
    except OverflowError:
        return _complain(f"日期 {arguments.start} 超出可以计算的范围。")
    text = json.dumps(facts(deadline, pack), ensure_ascii=False, indent=2) if arguments.json else _told(deadline, pack)
    sys.stdout.write(text + "\n")
    return 0


def facts(deadline: Deadline, pack: packs.Pack) -> dict[str, Any]:
    """Everything the last day rests on, as plain values."""
    limit = deadline.limit
    return {
        "limit": limit.id,
        "name": limit.name,
        "pack": pack.slug,
        "document": pack.documents[limit.document].title,
        "article": limit.article,
        "length": limit.length,
        "counted_in": limit.counted_in.value,
        "local_policy": limit.local_policy,
        "starts": limit.starts,
        **_reading(deadline),
        "other": {"counted_in": deadline.other.limit.counted_in.value, **_reading(deadline.other)}
        if deadline.other
        else None,
    }


def _reading(deadline: Deadline) -> dict[str, Any]:
    return {
        "start": deadline.start.isoformat(),
        "last_day": deadline.on.isoformat(),
        "provisional": deadline.provisional,
        "warning": deadline.warning,
        "calendar": deadline.calendar_version,
        "days": [{"day": d.day.isoformat(), "counted": d.counted, "why": d.why} for d in deadline.days],
    }


def _told(deadline: Deadline, pack: packs.Pack) -> str:
    limit = deadline.limit
    origin = "（本地政策）" if limit.local_policy else ""
    lines = [
        f"{limit.id} {limit.name}：{limit.starts}起 {limit}{origin}",
        f"依据：{pack.documents[limit.document].title}{limit.article}",
    ]
    for reading in (deadline, deadline.other):
        if reading:
            lines += ["", *_days(reading, first=reading is deadline)]
    return "\n".join(lines)


def _days(deadline: Deadline, *, first: bool) -> list[str]:
    label = READINGS[deadline.limit.counted_in] if first else f"另一种算法，{READINGS[deadline.limit.counted_in]}"
    lines = [f"最后一日：{deadline.on}（星期{WEEKDAYS[deadline.on.weekday()]}），{label}"]
    if deadline.warning:
        lines.append(f"注意：{deadline.warning}")
    count = 0
    for day in deadline.days:
        count += day.counted
        mark = f"第 {count} 日" if day.counted else "不计"
        lines.append(f"  {day.day} 星期{WEEKDAYS[day.day.weekday()]}  {mark}  {day.why}")
    return [*lines, f"工作日历：{deadline.calendar_version}"]


def _complain(reason: str) -> int:
    sys.stderr.write(reason + "\n")
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingjing due", description="the last day of a limit, and how it is counted")
    parser.add_argument("limit", help="the limit's id, such as CMP-7-3")
    parser.add_argument("start", type=_day, help="the day of receipt, such as 2026-02-11")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--pack", default="baoding-2010", help="the regulation pack (default: %(default)s)")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应如 2026-02-11") from None
