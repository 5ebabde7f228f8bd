"""The key that a receipt code gives. The server keeps the public half and a digest of the tag, never the code."""

import hashlib

from mingjing.sealing import codes, vault


def tag_digest(code: str) -> str:
    """What a case is looked up by: a digest of the code's tag, 64 hex letters."""
    return hashlib.sha256(codes.secrets_of(code).tag).hexdigest()


def public_of(code: str) -> bytes:
    """The public half of a new code's key."""
    return vault.pair(codes.secrets_of(code).seed).public


def private_of(code: str, public: bytes) -> bytes:
    """The private half that belongs to `public`, for memory only."""
    return vault.pair(codes.secrets_of(code).seed, like=bytes(public)).private
