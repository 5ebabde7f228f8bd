"""Costs as one whole number: deviations first, invisible steps among equals; and how moves sort among equals."""

from __future__ import annotations

SHIFT = 20
UNIT = 1 << SHIFT  # one deviation; invisible steps count below it
HALF = UNIT >> 1

# Among explanations of equal cost, compared event by event: the seen step before the skipped before the added
# one. A seen step sorts as its node, the nodes being numbered by id.
SKIPPED = 1 << 20
ADDED = 1 << 21


def deviations(cost: int) -> int:
    """The deviations in a cost, or in a difference of costs."""
    return (cost + HALF) >> SHIFT
