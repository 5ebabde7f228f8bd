"""Charts for tests: BPMN written by hand in a line a node, or grown from a block tree whose runs are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from mingjing.procedure import Chart

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI">'
)


def bpmn(*elements: str, process: str = "p") -> bytes:
    """A file with one process of these elements."""
    return f'{HEAD}<process id="{process}">{"".join(elements)}</process></definitions>'.encode()


def node(tag: str, key: str, name: str = "", inside: str = "", **attributes: str) -> str:
    more = "".join(f' {attribute}="{value}"' for attribute, value in attributes.items())
    return f'<{tag} id="{key}" name="{name}"{more}>{inside}</{tag}>'


def tasks(*names: str) -> str:
    """Tasks whose id is their name."""
    return "".join(node("task", name, name) for name in names)


def flows(*ways: str) -> str:
    """Flows along ways such as "start A gate B end"; each pair once."""
    pairs = dict.fromkeys(pair for way in ways for pair in zip(way.split(), way.split()[1:], strict=False))
    return "".join(f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs)


START_END = node("startEvent", "start") + node("endEvent", "end")


def chart(*elements: str) -> Chart:
    """The chart of these elements, between an event `start` and an event `end`."""
    return Chart.read(bpmn(START_END, *elements))


# Block trees: ("step", name), ("seq"|"xor"|"and"|"or", children), ("loop", body, redo)

Tree = tuple
Word = tuple[str, ...]


def grow(tree: Tree) -> bytes:
    """A BPMN file with exactly the runs of a block tree."""
    grower = _Grower()
    first, last = grower.block(tree)
    grower.join("start", first)
    grower.join(last, "end")
    return bpmn(START_END, *grower.parts)


class _Grower:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.count = 0

    def add(self, tag: str, name: str = "") -> str:
        self.count += 1
        key = f"n{self.count}"
        self.parts.append(node(tag, key, name))
        return key

    def join(self, source: str, target: str) -> None:
        self.count += 1
        self.parts.append(f'<sequenceFlow id="f{self.count}" sourceRef="{source}" targetRef="{target}"/>')

    def block(self, tree: Tree) -> tuple[str, str]:
        kind, *children = tree
        if kind == "step":
            key = self.add("task", children[0])
            return key, key
        if kind == "seq":
            return self.sequence([self.block(child) for child in children[0]])
        if kind == "loop":
            return self.loop(*children)
        gateway = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}[kind]
        split, join = self.add(gateway), self.add(gateway)
        for child in children[0]:
            if child == ("skip",):
                self.join(split, join)
                continue
            first, last = self.block(child)
            self.join(split, first)
            self.join(last, join)
        return split, join

    def sequence(self, ends: Sequence[tuple[str, str]]) -> tuple[str, str]:
        for (_, last), (first, _) in zip(ends, ends[1:], strict=False):
            self.join(last, first)
        return ends[0][0], ends[-1][1]

    def loop(self, body: Tree, redo: Tree) -> tuple[str, str]:
        enter, leave = self.add("exclusiveGateway"), self.add("exclusiveGateway")
        first, last = self.block(body)
        self.join(enter, first)
        self.join(last, leave)
        if redo == ("skip",):
            self.join(leave, enter)
        else:
            first, last = self.block(redo)
            self.join(leave, first)
            self.join(last, enter)
        return enter, leave


@dataclass(frozen=True)
class Language:
    """All runs of a block tree with at most `longest` steps, written down one by one."""

    longest: int

    def words(self, tree: Tree) -> set[Word]:
        kind, *children = tree
        if kind == "skip":
            return {()}
        if kind == "step":
            return {(children[0],)}
        if kind == "loop":
            return self.loop(*children)
        parts = [self.words(child) for child in children[0]]
        if kind == "xor":
            return set().union(*parts)
        if kind == "seq":
            return self.fold(parts, lambda one, other: [one + other])
        groups = [parts] if kind == "and" else [g for n in range(len(parts)) for g in combinations(parts, n + 1)]
        return set().union(*(self.fold(group, shuffles) for group in groups))

    def fold(self, parts, combine) -> set[Word]:
        found: set[Word] = {()}
        for part in parts:
            found = {
                word
                for one, other in product(found, part)
                if len(one) + len(other) <= self.longest
                for word in combine(one, other)
            }
        return found

    def loop(self, body: Tree, redo: Tree) -> set[Word]:
        once, again = self.words(body), self.words(redo)
        found, fresh = set(once), set(once)
        while fresh:
            longer = self.fold([fresh, again, once], lambda one, other: [one + other])
            fresh = longer - found
            found |= fresh
        return found


def shuffles(one: Word, other: Word) -> Iterator[Word]:
    """Every way to run two words side by side."""
    if not one or not other:
        yield one + other
        return
    for rest in shuffles(one[1:], other):
        yield one[:1] + rest
    for rest in shuffles(one, other[1:]):
        yield other[:1] + rest


def distance(one: Word, other: Word) -> int:
    """The fewest steps to add or leave out to turn one word into the other."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row = row, [i]
        for j, right in enumerate(other, 1):
            row.append(above[j - 1] if left == right else 1 + min(above[j], row[j - 1]))
    return row[-1]
