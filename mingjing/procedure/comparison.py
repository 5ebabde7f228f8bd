"""Two charts side by side: which node is which, what came and went, what was changed and what was moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mingjing.procedure.chart import Chart
from mingjing.procedure.outline import Translate, outline


@dataclass(frozen=True)
class Comparison:
    """What is different. `same` pairs the ids of nodes that stayed, old to new."""

    same: Mapping[str, str]
    removed: frozenset[str]  # ids of the old chart
    added: frozenset[str]  # ids of the new chart; all others as well
    changed: frozenset[str]
    moved: frozenset[str]
    ways: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]  # what follows: before and after, by the new id

    def old_ids(self, new: Iterable[str]) -> frozenset[str]:
        """The old ids of nodes that stayed."""
        wanted = set(new)
        return frozenset(old for old, found in self.same.items() if found in wanted)


def pairs(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Which (id, name) of the old is which of the new: the same id and name, else the same name, else the same id.

    An id alone is weakest: programs that number their elements give it to another step.
    """
    found: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for key, name in new:
        if name and (key, name) not in old:
            by_name.setdefault(name, key)
    for rule in (
        lambda key, name: key if (key, name) in new else "",
        lambda _key, name: by_name.get(name, ""),
        lambda key, _name: key if any(key == other for other, _ in new) else "",
    ):
        taken = set(found.values())
        for key, name in old:
            twin = "" if key in found else rule(key, name)
            if twin and twin not in taken:
                found[key] = twin
                taken.add(twin)
    return found


def compare(old: Chart, new: Chart, translate: Translate = str) -> Comparison:
    """What is different between two charts, whatever their pictures look like."""
    before, after = {node.id: node for node in old.nodes}, {node.id: node for node in new.nodes}
    same: dict[str, str] = {}
    for visible in (True, False):
        same |= pairs(
            [(node.id, node.name) for node in old.nodes if node.visible is visible],
            [(node.id, node.name) for node in new.nodes if node.visible is visible],
        )
    changed = {
        twin for key, twin in same.items()
        if (before[key].name, before[key].kind, before[key].repeats)
        != (after[twin].name, after[twin].kind, after[twin].repeats)
    }  # fmt: skip
    ways = _ways(old, new, same, translate)
    return Comparison(
        same,
        frozenset(before.keys() - same.keys()),
        frozenset(after.keys() - set(same.values())),
        frozenset(changed),
        frozenset(_moved(old, new, same)),
        ways,
    )


def _ways(
    old: Chart, new: Chart, same: Mapping[str, str], translate: Translate
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What follows each step that stayed, where it is not the same; steps by the names that they have now."""
    now = {node.id: node.name for node in new.nodes}
    then = {node.id: now[same[node.id]] if node.id in same else node.name for node in old.nodes}
    before, after = outline(old, translate, then), outline(new, translate, now)
    stayed = [("", "")] + [(step.id, same[step.id]) for step in old.steps if step.id in same]
    return {
        twin: (before[key], after[twin])
        for key, twin in stayed
        if twin in after and sorted(before[key]) != sorted(after[twin])
    }


def _moved(old: Chart, new: Chart, same: Mapping[str, str]) -> set[str]:
    """Steps that stayed but now come earlier or later than others that stayed: the fewest that explain the order."""
    place = {step.id: number for number, step in enumerate(new.steps)}
    stayed = [same[step.id] for step in old.steps if same.get(step.id) in place]
    return set(stayed) - _longest_rising(stayed, place)


def _longest_rising(keys: Sequence[str], place: Mapping[str, int]) -> set[str]:
    """The most keys whose places rise."""
    tails: list[int] = []
    at: list[str] = []
    before: dict[str, str] = {}
    for key in keys:
        index = bisect_left(tails, place[key])
        if index:
            before[key] = at[index - 1]
        if index == len(tails):
            tails.append(place[key])
            at.append(key)
        else:
            tails[index], at[index] = place[key], key
    kept: set[str] = set()
    key = at[-1] if at else ""
    while key:
        kept.add(key)
        key = before.get(key, "")
    return kept
