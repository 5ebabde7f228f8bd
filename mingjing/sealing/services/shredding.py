"""Crypto-shredding: without a wrap, what it opened is noise, here and in every backup once the keys' own are gone."""

from uuid import UUID

from mingjing.keyring import services as keyring


def shred(case_id: UUID, *, purpose: str = "") -> int:
    """Take the wraps of a case away for good, or those of one purpose; how many. Safe to run twice.

    Whether it may be done (retention over, no legal hold) is for the caller to decide, and to write down.
    """
    return keyring.drop(case_id, purpose=purpose)
