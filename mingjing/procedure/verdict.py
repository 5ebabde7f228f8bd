"""What a verdict is: the cheapest explanation that turns a case into a run of the chart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class MoveKind(StrEnum):
    """How one step of the explanation stands to the chart."""

    MATCHED = "matched"
    SKIPPED = "skipped"
    ADDED = "added"


class Move(NamedTuple):
    """One step of an explanation.

    `node`: the chart's node, None for an added step. `event`: index into the activities, None for a
    skipped step. `enabled_by`: index of the event that enabled the step, None for the case's start.
    """

    kind: MoveKind
    name: str
    node: str | None
    event: int | None
    enabled_by: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`cost` 0: the case fits. Not `decided`: no cost and no moves, but the reason why not."""

    decided: bool
    reason: str
    cost: int | None
    moves: tuple[Move, ...]

    @property
    def fits(self) -> bool:
        return self.cost == 0

    @property
    def added(self) -> tuple[str, ...]:
        """Names of the steps the chart does not allow where they were taken, in order."""
        return self._names(MoveKind.ADDED)

    @property
    def skipped(self) -> tuple[str, ...]:
        """Names of the steps the chart requires and the case lacks, in order."""
        return self._names(MoveKind.SKIPPED)

    def _names(self, kind: MoveKind) -> tuple[str, ...]:
        return tuple(move.name for move in self.moves if move.kind is kind)
