"""How a power really runs: volumes, times against limits, and where cases leave the published chart.

Read from the monthly counts (`services.statistics`), never from matters: a page costs the same at a million events.
Everything is counted to the day on which matters were last judged, never to the clock of whoever looks.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet, Sum

from mingjing.casework.enums import MatterState
from mingjing.casework.models import Matter, MonthRun, StrayRun, TimeRun
from mingjing.catalogue.enums import Attribute, VersionStatus
from mingjing.catalogue.models import PowerVersion
from mingjing.rules.calendar import DAY

MONTHS = 12
FEWEST = 5  # of fewer than these no share and no percentile is told
COUNTS = ("ended", "timed", "late", "deviating", "undecided", "added", "skipped", "demanded")
SUMS = {name: Sum(name) for name in ("opened", *COUNTS)}


@dataclass(frozen=True)
class Window:
    """Some months, twelve unless said otherwise, the last that of `until`. Figures count whole months."""

    since: dt.date
    until: dt.date

    @classmethod
    def ending(cls, until: dt.date, months: int = MONTHS) -> "Window":
        """The month of `until` and those before it."""
        years, month = divmod(until.year * 12 + until.month - months, 12)
        return cls(dt.date(years, month + 1, 1), until)

    @property
    def last(self) -> dt.date:
        """The last day of its last month."""
        return last_day(self.until.replace(day=1))

    def months(self) -> list[dt.date]:
        """The first day of each month, oldest first."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.since, self.until))
        return [dt.date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1)]


@dataclass(frozen=True)
class Totals:
    """Matters that ended: with a limit, late, off the chart (`deviating`), why off it, and with extra demands."""

    ended: int = 0
    timed: int = 0
    late: int = 0
    deviating: int = 0
    undecided: int = 0
    added: int = 0
    skipped: int = 0
    demanded: int = 0

    @property
    def in_time(self) -> int:
        return self.timed - self.late

    @property
    def on_time(self) -> float | None:
        """Of 100, those with a limit that ended within it; None where they are too few to say."""
        return honest(self.in_time, self.timed)

    @property
    def off_chart(self) -> float | None:
        """Of 100, those decided that left the published chart; None where they are too few to say."""
        return honest(self.deviating, self.ended - self.undecided)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Month:
    """One month of a power, whatever the version."""

    first: dt.date
    opened: int = 0
    totals: Totals = Totals()

    @property
    def ended(self) -> int:
        return self.totals.ended

    @property
    def late(self) -> int:
        return self.totals.late

    @property
    def deviating(self) -> int:
        return self.totals.deviating


@dataclass(frozen=True)
class Times:
    """How long things took, in days of the limit: so many `done`, half of them within `median`, 9 of 10 within `p90`.

    Both None where they are too few to say.
    """

    done: int
    median: int | None
    p90: int | None
    late: int

    @property
    def late_share(self) -> float | None:
        return honest(self.late, self.done)


@dataclass(frozen=True)
class Deviation:
    """One way of leaving the chart: a step `skipped` at `node`, or `added` after `node` (empty: at the start)."""

    kind: str
    name: str
    node: str
    after: str
    times: int
    matters: int


@dataclass(frozen=True)
class Running:
    """How a power ran in a window. `all`: under every version; the rest but the months: under one version.

    `extras`: added steps, skipped steps and conditions wherever they came, the most frequent first.
    """

    window: Window
    all: Totals
    own: Totals
    months: tuple[Month, ...]
    whole: Times | None
    nodes: dict[str, Times]
    deviations: tuple[Deviation, ...]
    extras: tuple[Deviation, ...] = ()


def share(part: int, whole: int) -> float | None:
    """A share of 100 with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def honest(part: int, whole: int) -> float | None:
    """A share of 100, None where there are too few to speak of shares."""
    return share(part, whole) if whole >= FEWEST else None


def last_day(first: dt.date) -> dt.date:
    """The last day of a month, given its first."""
    return (first + 31 * DAY).replace(day=1) - DAY


def times_of(buckets: Iterable[tuple[int, int, int]]) -> Times | None:
    """Times from a distribution, (days, how many, how many of them late) each; None of nothing."""
    rows = sorted(buckets)
    done = sum(count for _, count, _ in rows)
    if not done:
        return None
    late = sum(count for _, _, count in rows)
    if done < FEWEST:
        return Times(done, None, None, late)
    return Times(done, _percentile(rows, done, 50), _percentile(rows, done, 90), late)


def _percentile(rows: list[tuple[int, int, int]], done: int, of_100: int) -> int:
    """The least number of days that so many of 100 do not exceed."""
    passed = 0
    for days, count, _ in rows:
        passed += count
        if passed * 100 >= of_100 * done:
            return days
    return rows[-1][0]


def as_of(version: PowerVersion) -> dt.datetime | None:
    """Up to when the figures of a version reach: the last judging of the power's matters, for a version
    that was replaced the end of its last matter. None before there is any. One or two queries.
    """
    matters = Matter.objects.filter(unit=version.item.unit_id, item=version.item_id)
    if version.status == VersionStatus.SUPERSEDED:
        ended = matters.filter(version=version, state=MatterState.FINISHED)
        return ended.aggregate(last=Max("closed_at"))["last"]
    counted = MonthRun.objects.filter(item=version.item_id).aggregate(last=Max("judged_at"))["last"]
    judged = matters.exclude(state=MatterState.FINISHED).aggregate(last=Max("judged_at"))["last"]
    return max(filter(None, (counted, judged)), default=None)


def running(version: PowerVersion, *, until: dt.date) -> Running:
    """How the power of `version` ran in the twelve months up to `until`. Three queries."""
    window = Window.ending(until)
    asked = {"month__gte": window.since, "month__lte": window.until}
    months: dict[dt.date, Month] = {}
    every = own = Totals()
    counted = MonthRun.objects.filter(item=version.item_id, version__attribute=Attribute.PUBLIC, **asked)
    for first, of_version, opened, *counts in counted.values_list("month", "version_id", "opened", *COUNTS):
        totals = Totals(*counts)
        month = months.get(first, Month(first))
        months[first] = Month(first, month.opened + opened, month.totals + totals)
        every += totals
        own += totals if of_version == version.pk else Totals()
    placed, anywhere = _strays(StrayRun.objects.filter(version=version, **asked))
    whole, nodes = _times(TimeRun.objects.filter(version=version, **asked))
    return Running(
        window=window,
        all=every,
        own=own,
        months=tuple(months.get(first, Month(first)) for first in window.months()),
        whole=whole,
        nodes=nodes,
        deviations=placed,
        extras=anywhere,
    )


def _times(rows: QuerySet[TimeRun]) -> tuple[Times | None, dict[str, Times]]:
    """The times of the whole, and of each node."""
    buckets: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    summed = rows.values_list("node", "used").order_by().annotate(n=Sum("done"), l=Sum("late"))
    for node, used, done, late in summed:
        buckets[node].append((used, done, late))
    found = {node: times for node, rows in buckets.items() if (times := times_of(rows))}
    return found.pop("", None), found


def _strays(rows: QuerySet[StrayRun]) -> tuple[tuple[Deviation, ...], tuple[Deviation, ...]]:
    """Deviations by place, and those wherever they came; the most frequent first."""
    columns = ("anywhere", "kind", "name", "node", "after")
    summed = rows.values_list(*columns).order_by().annotate(t=Sum("times"), m=Sum("matters"))
    found = [(anywhere, Deviation(*row)) for anywhere, *row in summed]
    found.sort(key=lambda one: (-one[1].matters, -one[1].times, one[1].kind, one[1].name, one[1].node, one[1].after))
    return tuple(d for anywhere, d in found if not anywhere), tuple(d for anywhere, d in found if anywhere)
