"""One way for a node of a chart to happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

START = 1  # the marking a case starts from; 0, no token left, is its end


@dataclass(frozen=True, slots=True)
class Transition:
    """One way for a node to happen. All sets are bit sets of places.

    It takes the tokens of `take`, and removes every token of `clear`, then puts `put`.
    It may happen only where all of `take` and none of `absent` is marked.
    """

    node: int
    visible: bool
    take: int
    put: int
    absent: int = 0
    clear: int = 0
    through: tuple[int, ...] = ()  # the routing nodes passed on the way, where routing was merged into it
    keep: int = field(init=False, repr=False, compare=False)  # the tokens that it leaves where they are
    routing: int = field(init=False, repr=False, compare=False)  # how many invisible steps it stands for

    takes: tuple[int, ...] = field(init=False, repr=False, compare=False)  # the single places of `take` and `put`
    puts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "takes", tuple(bits(self.take)))
        object.__setattr__(self, "puts", tuple(bits(self.put)))
        object.__setattr__(self, "keep", ~(self.take | self.clear))
        object.__setattr__(self, "routing", len(self.through) + (not self.visible))

    def enabled(self, marking: int) -> bool:
        return marking & self.take == self.take and not marking & self.absent

    def fire(self, marking: int) -> int:
        return marking & self.keep | self.put

    def is_safe(self, marking: int) -> bool:
        """Whether it puts no second token on a place."""
        return not marking & self.keep & self.put

    def is_independent_of(self, other: Transition) -> bool:
        """Whether the two, where both may happen, may happen in either order with the same outcome."""
        return not (
            (self.take | self.clear | self.put) & (other.take | other.clear | other.put)
            or self.absent & other.put
            or other.absent & self.put
        )


def bits(mask: int) -> Iterator[int]:
    """The single places of a set of places."""
    while mask:
        place = mask & -mask
        mask ^= place
        yield place
