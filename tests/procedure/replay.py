"""Check an explanation against the case and the chart, without the code that found it."""

from collections.abc import Sequence

from mingjing.procedure import Chart, MoveKind, Verdict


def replays(chart: Chart, activities: Sequence[str], verdict: Verdict, *, finished: bool = True) -> bool:
    """Whether the moves give the case back, run on the chart (to its end), and cost what the verdict says."""
    assert verdict.decided
    events = [move.name for move in verdict.moves if move.kind is not MoveKind.SKIPPED]
    places = [move.event for move in verdict.moves if move.kind is not MoveKind.SKIPPED]
    run = [move.node for move in verdict.moves if move.kind is not MoveKind.ADDED]
    deviations = sum(move.kind is not MoveKind.MATCHED for move in verdict.moves)
    names = {node.id: node.name for node in chart.nodes if node.visible}
    return (
        events == list(activities)
        and places == list(range(len(activities)))
        and deviations == verdict.cost
        and all(names[move.node] == move.name for move in verdict.moves if move.node is not None)
        and runs(chart, run, finished=finished)
    )


def replays_as_told(chart: Chart, activities: Sequence[str], line: dict) -> bool:
    """The same for a line of results, which tells steps by their names."""
    events = [name for kind, name in line["moves"] if kind != "skipped"]
    steps = [name for kind, name in line["moves"] if kind != "added"]
    by_kind = {wanted: [name for kind, name in line["moves"] if kind == wanted] for wanted in ("added", "skipped")}
    markings = routed(chart.net, {1})
    for step in steps:
        markings = routed(chart.net, after(chart.net, markings, step))
    return (
        events == list(activities)
        and 0 in markings
        and by_kind == {"added": line["added"], "skipped": line["skipped"]}
        and line["cost"] == len(line["added"]) + len(line["skipped"])
        and line["fits"] == (line["cost"] == 0)
        and line["events"] == len(activities)
    )


def after(net, markings: set[int], name: str) -> set[int]:
    """The markings that a step of this name leads to."""
    return {
        transition.fire(marking)
        for marking in markings
        for transition in net.enabled(marking)
        if transition.visible and net.nodes[transition.node].name == name
    }


def runs(chart: Chart, steps: Sequence[str | None], *, finished: bool) -> bool:
    """Whether these nodes can happen one after the other, with any routing between (and end)."""
    net = chart.net
    markings = routed(net, {1})
    for step in steps:
        markings = routed(
            net,
            {
                transition.fire(marking)
                for marking in markings
                for transition in net.enabled(marking)
                if transition.visible and net.nodes[transition.node].id == step
            },
        )
    return 0 in markings if finished else bool(markings)


def routed(net, markings: set[int]) -> set[int]:
    """All markings that routing alone reaches."""
    found, ahead = set(markings), list(markings)
    while ahead:
        marking = ahead.pop()
        for transition in net.enabled(marking):
            reached = transition.fire(marking)
            if not transition.visible and reached not in found:
                found.add(reached)
                ahead.append(reached)
    return found
