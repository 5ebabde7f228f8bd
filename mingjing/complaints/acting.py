"""Who acted, as the ledger and the rows say it: a sign that only the running server can lead back to a person.

A stolen database tells neither who complained nor who handled it.
"""

from collections.abc import Iterable
from uuid import UUID

from mingjing.people.models import Official
from mingjing.sealing.tags import PREFIX, Masked, masked, tag
from mingjing.sealing.tags import of_official as tag_of

__all__ = ["PREFIX", "Masked", "masked", "names", "tag_of", "unit_tag"]
UNIT = "unit"


def unit_tag(pk: UUID) -> str:
    """The sign of a unit."""
    return tag(UNIT, pk)


def names(officials: Iterable[Official]) -> dict[str, str]:
    """Who stands behind which sign, for the eyes of those who may see the case."""
    return {tag_of(official): official.name for official in officials}
