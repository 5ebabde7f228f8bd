"""Signs that stand for values: always the same one, and nothing without the server's key.

A query finds rows by a sign, and the ledger names by one who acted, without the database telling who that is.
"""

import hmac
from dataclasses import dataclass
from uuid import UUID

from mingjing.core import keyfiles
from mingjing.people.models import Official

TAGS = "tags"
OFFICIAL = "official"
PREFIX = "投诉举报中心"


def tag(kind: str, value: object) -> str:
    """32 hex letters that stand for a value of a kind: always the same ones, and nothing without the server's key."""
    return hmac.digest(keyfiles.secret(TAGS), f"{kind}:{value}".encode(), "sha256")[:16].hex()


@dataclass(frozen=True)
class Masked:
    """An actor of the ledger (`ledger.services.Actor`) without a name."""

    pk: UUID
    name: str


def of_official(official: Official) -> str:
    """The sign of an official."""
    return tag(OFFICIAL, official.pk)


def masked(official: Official) -> Masked:
    """The official as ledger entries about complaints name them."""
    sign = of_official(official)
    return Masked(UUID(sign), f"{PREFIX}·{sign[:6]}")
