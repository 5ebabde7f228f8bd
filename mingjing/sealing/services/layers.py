"""What stands next to a key inside a layer: which case and which purpose it belongs to, and for which opening it went.

A layer opens to bytes that nobody but its custodian saw. Without these words a server could put one case's layer before
the custodians in place of another's.
"""

from uuid import UUID

from mingjing.sealing import vault
from mingjing.sealing.algorithms import NotOpened

PURPOSE = 16  # bytes; every label has one length


def label(case: UUID | str, purpose: str) -> bytes:
    """What stands before what a layer holds."""
    return UUID(str(case)).bytes + purpose.encode().ljust(PURPOSE, b"\0")


def within(data: bytes, said: bytes) -> bytes:
    """What follows the label.

    Raises:
        NotOpened: it is of another case, purpose or opening than `said`.
    """
    if not data.startswith(said):
        raise NotOpened
    return data[len(said) :]


def sealed_for(key: bytes, public: bytes, *, opening: UUID | str, said: bytes) -> bytes:
    """A key for who asked, with its label and the opening that it went out for."""
    return vault.seal_to(UUID(str(opening)).bytes + said + key, public)


def opened_for(box: bytes, private: bytes, *, opening: UUID | str, said: bytes) -> bytes:
    """The key again.

    Raises:
        NotOpened: sealed to another, or for another opening, case or purpose.
    """
    return within(vault.open_with(box, private), UUID(str(opening)).bytes + said)
