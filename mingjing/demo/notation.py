"""The compact notation in which the demo's flow charts are written.

受理@窗口:1                    a step, its post, its limit in working days (`:10日` in days)
A; B                          one after the other
(90 准予: A | 10 不予: B !)    a choice with weights and labels; `!` ends the case there
[15 需要检验: A; B]            taken in 15 cases of 100
{A; B & C}                    side by side
*(A / 12 材料不齐: B)          after A, in 12 cases of 100, B and then A again
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TOKEN = re.compile(r"\*\(|[;(){}\[\]|&/!]|[^;(){}\[\]|&/!*]+")
STEP = re.compile(r"(?P<name>[^@:]+)@(?P<post>[^@:]+):(?P<length>\d+)(?P<days>日?)")
BRANCH = re.compile(r"(?P<weight>\d+)(?:\s+(?P<label>[^:@]+))?:(?P<rest>.*)", re.DOTALL)
WHOLE = 100


class NotationError(ValueError):
    """The flow cannot be read."""


@dataclass(frozen=True)
class Step:
    """One step of the chart."""

    name: str
    post: str
    length: int
    unit: str


@dataclass(frozen=True)
class Branch:
    """One way of a choice; `ends` the case where it does not come back to the others."""

    weight: int
    label: str
    body: "Sequence"
    ends: bool = False


@dataclass(frozen=True)
class Choice:
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Parallel:
    branches: tuple["Sequence", ...]


@dataclass(frozen=True)
class Loop:
    """`body`, and in `weight` cases of 100 `redo` and `body` once more."""

    body: "Sequence"
    weight: int
    label: str
    redo: tuple[Step, ...]


Item = Step | Choice | Parallel | Loop
Sequence = tuple[Item, ...]


def parse(text: str) -> Sequence:
    """The flow that the notation writes.

    Raises:
        NotationError: naming the place that cannot be read.
    """
    reader = _Reader([token.strip() for token in TOKEN.findall(text) if token.strip()])
    flow = reader.sequence()
    if reader.rest:
        raise NotationError(f"unexpected “{reader.rest[0]}”")
    return flow


def steps(flow: Sequence) -> Iterator[Step]:
    """Every step, in reading order."""
    for item in flow:
        match item:
            case Step():
                yield item
            case Choice(branches):
                for branch in branches:
                    yield from steps(branch.body)
            case Parallel(sides):
                for side in sides:
                    yield from steps(side)
            case Loop(body, redo=redo):
                yield from steps(body)
                yield from redo


class _Reader:
    """Reads tokens from left to right, one method for each form."""

    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens

    def take(self, expected: str = "") -> str:
        if not self.rest or (expected and self.rest[0] != expected):
            found = self.rest[0] if self.rest else "the end"
            raise NotationError(f"expected “{expected or 'a step'}”, found “{found}”")
        return self.rest.pop(0)

    def next_is(self, token: str) -> bool:
        if self.rest and self.rest[0] == token:
            self.rest.pop(0)
            return True
        return False

    def sequence(self) -> Sequence:
        items = [self.item()]
        while self.next_is(";"):
            items.append(self.item())
        return tuple(items)

    def item(self) -> Item:
        forms: dict[str, Callable[[], Item]] = {
            "(": self.choice,
            "[": self.optional,
            "{": self.parallel,
            "*(": self.loop,
        }
        token = self.take()
        return forms[token]() if token in forms else step(token)

    def choice(self) -> Choice:
        branches = [self.branch()]
        while self.next_is("|"):
            branches.append(self.branch())
        self.take(")")
        return Choice(tuple(branches))

    def optional(self) -> Choice:
        taken = self.branch()
        self.take("]")
        return Choice((taken, Branch(WHOLE - taken.weight, "", ())))

    def parallel(self) -> Parallel:
        sides = [self.sequence()]
        while self.next_is("&"):
            sides.append(self.sequence())
        self.take("}")
        return Parallel(tuple(sides))

    def loop(self) -> Loop:
        body = self.sequence()
        self.take("/")
        again = self.branch()
        self.take(")")
        redo = tuple(item for item in again.body if isinstance(item, Step))
        if len(redo) != len(again.body):
            raise NotationError("what is done before a loop starts again must be plain steps")
        return Loop(body, again.weight, again.label, redo)

    def branch(self) -> Branch:
        token = self.take()
        found = BRANCH.fullmatch(token)
        if found is None:
            raise NotationError(f"expected a weight, found “{token}”")
        if rest := found["rest"].strip():
            self.rest.insert(0, rest)
        at_once = not self.rest or self.rest[0] in ("|", ")", "]", "!")
        body = () if at_once else self.sequence()
        return Branch(int(found["weight"]), (found["label"] or "").strip(), body, self.next_is("!"))


def step(token: str) -> Step:
    """One step as written.

    Raises:
        NotationError: it is not NAME@POST:LIMIT.
    """
    found = STEP.fullmatch(token)
    if found is None:
        raise NotationError(f"“{token}” is not NAME@POST:LIMIT")
    return Step(found["name"].strip(), found["post"].strip(), int(found["length"]), _unit(found["days"]))


def _unit(days: str) -> str:
    return "days" if days else "working_days"


def width(flow: Sequence) -> int:
    """How many columns the flow takes as drawn."""
    return sum(_width(item) for item in flow)


def _width(item: Item) -> int:
    match item:
        case Step():
            return 1
        case Choice(branches):
            return 2 + max(width(branch.body) + branch.ends for branch in branches)
        case Parallel(sides):
            return 2 + max(width(side) for side in sides)
        case Loop(body, redo=redo):
            return 2 + max(width(body), len(redo))


def longest(flow: Sequence, without: frozenset[str] = frozenset()) -> int:
    """The limits along the longest way, loops once, without the steps named."""
    return sum(_longest(item, without) for item in flow)


def _longest(item: Item, without: frozenset[str]) -> int:
    match item:
        case Step(name, length=length):
            return 0 if name in without else length
        case Choice(branches):
            return max(longest(branch.body, without) for branch in branches)
        case Parallel(sides):
            return max(longest(side, without) for side in sides)
        case Loop(body):
            return longest(body, without)
