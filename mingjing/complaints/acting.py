"""Who acted, as the ledger and the rows say it: a sign that only the running server can lead back to a person.

A stolen database tells neither who complained nor who handled it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from mingjing.people.models import Official
from mingjing.sealing.services import routing

PREFIX = "投诉举报中心"
OFFICIAL, UNIT = "official", "unit"


@dataclass
class Masked:
    """An actor of the ledger (`ledger.services.Actor`) without a name."""

    pk: UUID
    name: str


def tag_of(official: Official) -> str:
    """The sign of an official."""
    return routing.tag(OFFICIAL, official.pk)


def unit_tag(pk: UUID) -> str:
    """The sign of a unit."""
    return routing.tag(UNIT, pk)


def masked(official: Official) -> Masked:
    """The official as ledger entries about complaints name them."""
    tag = tag_of(official)
    return Masked(UUID(tag), f"{PREFIX}·{tag[:6]}")


def names(officials: Iterable[Official]) -> dict[str, str]:
    """Who stands behind which sign, for the eyes of those who may see the case."""
    return {tag_of(official): official.name for official in officials}
