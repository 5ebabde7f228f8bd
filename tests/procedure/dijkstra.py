"""The cheapest explanation found the plain way: case and chart, as drawn, step by step together."""

from collections.abc import Sequence
from heapq import heappop, heappush

from mingjing.procedure.net import Net


def cheapest(net: Net, events: Sequence[str], *, finished: bool) -> tuple[int, int] | None:
    """Fewest deviations, then fewest invisible steps; None if there is no way through."""
    heap = [(0, 0, 0, 1)]
    done = set()
    while heap:
        deviations, routing, at, marking = heappop(heap)
        if at == len(events) and (not finished or marking == 0):
            return deviations, routing
        if (at, marking) in done:
            continue
        done.add((at, marking))
        if at < len(events):
            heappush(heap, (deviations + 1, routing, at + 1, marking))
        for transition in filter(lambda one: one.is_safe(marking), net.enabled(marking)):
            reached = transition.fire(marking)
            if not transition.visible:
                heappush(heap, (deviations, routing + 1, at, reached))
                continue
            heappush(heap, (deviations + 1, routing, at, reached))
            if at < len(events) and net.nodes[transition.node].name == events[at]:
                heappush(heap, (deviations, routing, at + 1, reached))
    return None
