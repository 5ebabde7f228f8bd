"""Can a chart be followed to its end? Every node can happen, every run can end, no token is left or doubled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from mingjing.procedure.diagram import NodeKind
from mingjing.procedure.messages import Message, gettext_noop
from mingjing.procedure.net import Net
from mingjing.procedure.problems import Problem
from mingjing.procedure.transition import START, Transition

BUDGET = 250_000
MAX_PROBLEMS = 50

NEVER = gettext_noop("永远不会办到这里")
TWICE = gettext_noop("同一条线上会同时走两遍：前面的分支没有用相应的网关汇合")
STUCK = gettext_noop("办到这里后再也不能办结")
LEFT_OVER = gettext_noop("流程已到结束，这里还有未办完的分支")
PAST_BUDGET = gettext_noop("并行分支太多：流程图的状态超过 {budget} 个，没有查完，不能确认能否办结")


def check(net: Net, budget: int = BUDGET) -> tuple[Problem, ...]:
    """The faults of a chart, each with a shortest run of steps that shows it; empty if it is sound.

    Past `budget` markings the answer says so and names only the faults met until then.
    """
    search = Search(net, budget)
    search.run()
    found = list(search.doubled())
    if search.exhausted:
        found += [*search.dead(), *search.stuck()]
    else:
        found.append(Problem("", "", Message.of(PAST_BUDGET, budget=budget)))
    return tuple(found[:MAX_PROBLEMS])


class Search:
    """All markings a chart can reach, breadth first, each with the shortest way to it."""

    def __init__(self, net: Net, budget: int) -> None:
        self.net = net
        self.budget = budget
        self.came: dict[int, tuple[int, Transition] | None] = {START: None}
        self.back: dict[int, list[int]] = defaultdict(list)
        self.fired: set[int] = set()
        self.unsafe: dict[int, tuple[int, Transition]] = {}
        self.exhausted = False

    def run(self) -> None:
        layer = [START]
        while layer:
            following: list[int] = []
            for marking in layer:
                following += self.expand(marking)
                if len(self.came) > self.budget:
                    return
            layer = following
        self.exhausted = True

    def expand(self, marking: int) -> Iterator[int]:
        for transition in self.net.enabled(marking):
            self.fired.update((transition.node, *transition.through))
            if not transition.is_safe(marking):
                self.unsafe.setdefault(transition.node, (marking, transition))
                continue
            reached = transition.fire(marking)
            self.back[reached].append(marking)
            if reached not in self.came:
                self.came[reached] = (marking, transition)
                yield reached

    def way_to(self, marking: int) -> list[Transition]:
        way: list[Transition] = []
        step = self.came[marking]
        while step is not None:
            marking, transition = step
            way.append(transition)
            step = self.came[marking]
        return way[::-1]

    def problem(self, node: int, reason: str, way: Iterable[Transition] = ()) -> Problem:
        shown = self.net.nodes[node]
        run = tuple(self.net.nodes[transition.node].name for transition in way if transition.visible)
        return Problem(shown.id, shown.name, Message.of(reason), run)

    def doubled(self) -> Iterator[Problem]:
        for node, (marking, transition) in self.unsafe.items():
            yield self.problem(node, TWICE, [*self.way_to(marking), transition])

    def dead(self) -> Iterator[Problem]:
        alive = {node for transition in self.net.transitions for node in (transition.node, *transition.through)}
        for node in sorted(alive - self.fired):
            yield self.problem(node, NEVER)

    def stuck(self) -> Iterator[Problem]:
        """One problem for each node where a run stops for ever, or circles without a way to the end."""
        can_end = self.reaching_the_end()
        lost = [marking for marking in self.came if marking not in can_end]
        stopped = [marking for marking in lost if not any(True for _ in self.net.enabled(marking))]
        named: set[int] = set()
        for marking in stopped or lost:
            for node in self.net.waiting(marking):
                if node not in named:
                    named.add(node)
                    way = self.way_to(marking)
                    yield self.problem(node, LEFT_OVER if self.passes_an_end(way) else STUCK, way)

    def passes_an_end(self, way: Iterable[Transition]) -> bool:
        passed = (self.net.nodes[node] for transition in way for node in (transition.node, *transition.through))
        return any(node.kind is NodeKind.END and not node.scope for node in passed)

    def reaching_the_end(self) -> set[int]:
        reaching = {0} & self.came.keys()
        ahead = list(reaching)
        while ahead:
            for earlier in self.back[ahead.pop()]:
                if earlier not in reaching:
                    reaching.add(earlier)
                    ahead.append(earlier)
        return reaching
