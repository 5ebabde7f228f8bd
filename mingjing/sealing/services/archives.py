"""What leaves the system for an archive: encrypted to age recipients, who open it with tools of their own."""

from collections.abc import Sequence

from mingjing.sealing import age


def is_recipient(text: str) -> bool:
    """True for an age recipient (age1…)."""
    return age.is_recipient(text)


def seal_to(data: bytes, recipients: Sequence[str]) -> bytes:
    """`data` for any one of the recipients."""
    return age.seal_to(data, list(recipients))
