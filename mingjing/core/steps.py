"""A step of a procedure: one row in a part's table."""

from dataclasses import dataclass

from django.db.models import TextChoices


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


@dataclass(frozen=True)
class Table:
    """All steps of one kind of case: what its diagram, its buttons and its tests are made from."""

    title: str
    states: type[TextChoices]
    steps: tuple[Step, ...]
    final: frozenset[str]
