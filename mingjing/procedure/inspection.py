"""A chart looked over before it is published: what must be put right, and what deserves another look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mingjing.procedure.chart import Chart
from mingjing.procedure.diagram import NodeKind
from mingjing.procedure.messages import Message, gettext_noop
from mingjing.procedure.net import Net
from mingjing.procedure.problems import Problem
from mingjing.procedure.transition import START

BUDGET = 20_000
MANY_STARTS = gettext_noop("开始有 {count} 个，只能有一个：请留一个，其余的删去或改为环节")
MAYBE_LAST = gettext_noop("办完这一步可能就办结，也可能还要办{steps}：要等“办结”记录才知道是否办完，请核对")
SHOWN = 3


def faults(chart: Chart) -> tuple[Problem, ...]:
    """Everything for which a chart cannot be published."""
    return (*_starts(chart), *chart.check())


def cautions(chart: Chart, budget: int = BUDGET) -> tuple[Problem, ...]:
    """What is no fault but makes cases hard to judge: a step after which the case may be over and may be not.

    Past `budget` markings nothing is said.
    """
    nodes = chart.net.nodes
    found: dict[int, set[int]] = defaultdict(set)
    for node, following in _undecided(chart.net, budget):
        found[node] |= following
    return tuple(
        Problem(nodes[node].id, nodes[node].name, Message.of(MAYBE_LAST, steps=_names(chart, found[node])))
        for node in sorted(found)
    )


def _names(chart: Chart, found: set[int]) -> str:
    names = [f"“{chart.net.nodes[node].name}”" for node in sorted(found)]
    return "、".join(names[:SHOWN]) + ("……" if len(names) > SHOWN else "")


def _starts(chart: Chart) -> Iterator[Problem]:
    starts = [node for node in chart.nodes if node.kind is NodeKind.START and not node.scope]
    if len(starts) > 1:
        yield from (Problem(node.id, node.name, Message.of(MANY_STARTS, count=len(starts))) for node in starts)


def _undecided(net: Net, budget: int) -> Iterator[tuple[int, set[int]]]:
    """Steps after which the case may be over unseen, each with the steps that may come as well."""
    silent: dict[int, set[int]] = defaultdict(set)
    back: dict[int, set[int]] = defaultdict(set)
    seen_at: dict[int, set[tuple[int, int]]] = defaultdict(set)
    known, ahead = {START}, [START]
    while ahead and len(known) <= budget:
        marking = ahead.pop()
        for transition in net.enabled(marking):
            reached = transition.fire(marking)
            if transition.visible:
                seen_at[marking].add((transition.node, reached))
            else:
                silent[marking].add(reached)
                back[reached].add(marking)
            if reached not in known:
                known.add(reached)
                ahead.append(reached)
    over = _closure(0, back) if not ahead else set()
    for node, reached in {arc for arcs in seen_at.values() for arc in arcs if arc[1] in over}:
        following = {step for other in _closure(reached, silent) for step, _ in seen_at.get(other, ())}
        if following:
            yield node, following


def _closure(marking: int, arcs: dict[int, set[int]]) -> set[int]:
    found, ahead = {marking}, [marking]
    while ahead:
        for other in arcs.get(ahead.pop(), ()):
            if other not in found:
                found.add(other)
                ahead.append(other)
    return found
