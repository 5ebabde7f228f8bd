"""What the times of a file leave to wonder about: nothing that refuses it, everything worth a second look. Pure."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingjing.procedure.events import CHINA

UNTIMED, ZONELESS, MIXED, ABSURD, ENDED_EARLY = "untimed", "zoneless", "mixed", "absurd", "ended_early"
WORDS = {
    UNTIMED: gettext_noop(
        "有 %(n)s 个事件没有时间（先在第 %(row)s 行），所在的办件按文件中的先后判定，不判时限。"
        "请补上时间，作为更正报送。"
    ),
    ZONELESS: gettext_noop("有 %(n)s 个时间没有写时区（先在第 %(row)s 行），按北京时间。"),
    MIXED: gettext_noop(
        "有的时间写了时区，有 %(n)s 个没有写（先在第 %(row)s 行），没有写的按北京时间。"
        "来源系统用别的时区的，先后和时限会错，请核对后更正。"
    ),
    ABSURD: gettext_noop(
        "有 %(n)s 个时间不合理（先在第 %(row)s 行），按没有时间采纳，原来的写法留在事件的说明里。请查明后作为更正报送。"
    ),
    ENDED_EARLY: gettext_noop(
        "有 %(n)s 个办件的办结时间早于它的其他环节（先在第 %(row)s 行），按时间先后判定。请核对，有错的作为更正报送。"
    ),
}


@dataclass
class Noticed:
    """How often each thing was met, and in which row first."""

    found: dict[str, tuple[int, int]] = field(default_factory=dict)
    zoned: int = 0
    closes: int = 0

    def add(self, what: str, row: int, times: int = 1) -> None:
        count, first = self.found.get(what, (0, row))
        self.found[what] = count + times, min(first, row)

    def look_at(self, at: dt.datetime | None, row: int) -> None:
        """Note a time without a zone, or none."""
        if at is None:
            self.add(UNTIMED, row)
        elif at.tzinfo is CHINA:  # which the reader sets where none is told
            self.add(ZONELESS, row)
        else:
            self.zoned += 1

    def rows(self) -> list[list[str | int]]:
        """What there is to say, as a batch keeps it: what, how often, first row."""
        found = dict(self.found)
        if self.zoned and ZONELESS in found:
            found[MIXED] = found.pop(ZONELESS)
        return [[what, *found[what]] for what in WORDS if what in found]


def said(rows: list[list[str | int]]) -> list[str]:
    """The same in words."""
    return [_(WORDS[str(what)]) % {"n": times, "row": first} for what, times, first in rows if what in WORDS]
