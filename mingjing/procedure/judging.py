"""Judge a case against a chart: exactly, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

from mingjing.procedure import explanation
from mingjing.procedure.automaton import Automaton, Step
from mingjing.procedure.bounds import Bounds
from mingjing.procedure.chart import Chart
from mingjing.procedure.costs import deviations
from mingjing.procedure.explanation import NextStep, Path
from mingjing.procedure.messages import Message, gettext_noop
from mingjing.procedure.search import NoEndError, PastBudgetError, Search
from mingjing.procedure.space import Space, TooWideError
from mingjing.procedure.verdict import Verdict

BUDGET = 50_000  # markings looked at for one case before it is called undecided

PAST_BUDGET = gettext_noop("未能判定：比较了 {budget} 种办理状态，仍不能确认差异最少的解释")
NO_END = gettext_noop("未能判定：按流程图，这个办件无法办结")


class Judge:
    """Judges many cases against one chart and keeps what it learns; its verdicts do not depend on what it kept."""

    def __init__(self, chart: Chart, budget: int = BUDGET) -> None:
        self.chart = chart
        self.budget = budget
        self.net = chart.net
        self.space = Space(self.net)
        self.automaton = Automaton(self.space)
        self.names = {node.name for node in chart.nodes if node.visible}

    @cached_property
    def bounds(self) -> Bounds:
        """What the search goes by; few charts need it."""
        return Bounds(self.net)

    def judge(self, activities: Sequence[str], *, finished: bool = True) -> Verdict:
        """The verdict on a case: of the cheapest explanations always the same one."""
        known = [index for index, name in enumerate(activities) if name in self.names]
        events = [activities[index] for index in known]
        self.automaton.trim()
        try:
            path = self._path(events, finished)
        except PastBudgetError:
            return Verdict(False, Message.of(PAST_BUDGET, budget=self.budget), None, ())
        except NoEndError:
            return Verdict(False, Message.of(NO_END), None, ())
        cost = path.cost + len(activities) - len(known)
        return Verdict(True, "", cost, explanation.moves(path, activities, known, self.net))

    def next_steps(self, activities: Sequence[str]) -> tuple[NextStep, ...]:
        """The steps that the chart allows next in an unfinished case, by node id; empty if that is undecided."""
        known = [index for index, name in enumerate(activities) if name in self.names]
        try:
            path = self._path([activities[index] for index in known], finished=False)
            return explanation.next_steps(path, activities, known, self.space)
        except (PastBudgetError, TooWideError):
            return ()

    def _path(self, events: Sequence[str], finished: bool) -> Path:
        try:
            return self._run(events, finished)
        except TooWideError:
            return Search(self.space, self.bounds, events, finished=finished, budget=self.budget).run()

    def _run(self, events: Sequence[str], finished: bool) -> Path:
        for room in rooms():
            trail = self.automaton.run(events, room)
            if trail is not None:
                path = self._finish(trail, room) if finished else self._pause(trail)
                if path:
                    return path
        raise NoEndError

    def _finish(self, trail: list[Step], room: int) -> Path | None:
        state = trail[-1].state if trail else self.automaton.start(room)
        finish = self.automaton.finish(state)
        if finish is None:
            if room >= len(trail) and not self.automaton.can_end(state):
                raise NoEndError
            return None
        marking = state.entries[finish.entry][0]
        tail = self.automaton.reaches[marking].way_to(finish.last)
        cost = deviations(sum(step.rise for step in trail) + finish.cost)
        return Path(cost, tuple(self.automaton.path(trail, finish.entry)), tail, finish.ending)

    def _pause(self, trail: list[Step]) -> Path:
        """The cheapest explanation of an unfinished case: the most preferred entry without extra cost."""
        entries = trail[-1].state.entries if trail else ((0, 0),)
        best = min(range(len(entries)), key=lambda index: entries[index][1])
        return Path(deviations(sum(step.rise for step in trail)), tuple(self.automaton.path(trail, best)))


def rooms() -> Iterator[int]:
    """How many deviations to allow, try after try: one more each time at first, then in strides."""
    room = 0
    while True:
        yield room
        room += max(1, room // 4)


_judges: WeakKeyDictionary[Chart, Judge] = WeakKeyDictionary()


def judge_of(chart: Chart, budget: int = BUDGET) -> Judge:
    """The chart's judge, kept as long as the chart is."""
    known = _judges.get(chart)
    if known is None or known.budget != budget:
        known = _judges[chart] = Judge(chart, budget)
    return known


def judge(chart: Chart, activities: Sequence[str], *, finished: bool = True, budget: int = BUDGET) -> Verdict:
    """The verdict on one case, given as node names in the order of its events.

    A name that no step of the chart carries is an added step. `finished=False` asks for the least cost
    over all ways to go on. Past `budget` markings the verdict is undecided, never wrong or partial.
    """
    return judge_of(chart, budget).judge(activities, finished=finished)


def next_steps(chart: Chart, activities: Sequence[str]) -> tuple[NextStep, ...]:
    """The steps that the chart allows next in an unfinished case, each with the event that enabled it."""
    return judge_of(chart).next_steps(activities)
