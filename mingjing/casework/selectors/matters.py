"""A matter as it stands: its moves, and the sentence that says how it fits the published chart."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext

from mingjing.casework.enums import StepKind
from mingjing.casework.models import Matter, MatterStep
from mingjing.procedure import Move, MoveKind, Verdict, sentence


def verdict_of(matter: Matter, steps: Sequence[MatterStep]) -> Verdict:
    """The stored verdict, made of the matter's steps in order; steps that run now are no part of it."""
    moves = tuple(
        Move(MoveKind(step.kind), step.name, step.node or None, None, None)
        for step in steps
        if step.kind != StepKind.RUNNING
    )
    return Verdict(matter.decided, matter.undecided_why, matter.cost, moves)


def finding(matter: Matter, steps: Sequence[MatterStep], translate: Callable[[str], str] = gettext) -> str:
    """The verdict in one sentence for a citizen."""
    return sentence(verdict_of(matter, steps), translate)
