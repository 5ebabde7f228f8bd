"""A step of a procedure: one row in a part's table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One lawful move of a case: from any of `sources` to `target`, by `role`, resting on the article `basis`.

    The table of a part's steps draws its state diagram and the workbench's buttons.
    """

    name: str
    sources: frozenset[str]
    target: str
    role: str
    basis: str
