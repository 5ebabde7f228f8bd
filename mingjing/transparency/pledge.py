"""What a promise of a slot says, and whether its signature holds. Pure but for the signature itself.

    {"v": 1, "receipt": hex, "hour": "2026-02-11T03:00:00Z", "key": hex, "signature": hex}

`receipt` is a digest of 32 bytes, `key` the SHA-256 of the public key; Ed25519 signs a fixed first line and the
canonical JSON of the rest, so that what is signed here can never be taken for something else.
"""

import datetime as dt
import json
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mingjing.transparency.commitments import hour_of
from mingjing.transparency.tree import HASH

VERSION = 1
PURPOSE = b"mingjing receipt promise\n"
INSTANT = "%Y-%m-%dT%H:%M:%SZ"
SIGNED = ("hour", "key", "receipt", "v")


def made(receipt_hash: bytes, *, hour: dt.datetime, signer: Ed25519PrivateKey) -> dict[str, Any]:
    """A signed promise: what hashes so was received in this hour.

    Raises:
        ValueError: a digest of another length, or an hour without a zone.
    """
    if len(receipt_hash) != HASH:
        raise ValueError("a receipt hash has 32 bytes")
    key = key_id(signer.public_key().public_bytes_raw())
    said = {"v": VERSION, "receipt": receipt_hash.hex(), "hour": instant(hour_of(hour)), "key": key}
    return {**said, "signature": signer.sign(signed_bytes(said)).hex()}


def holds(promise: dict[str, Any], public_key: bytes) -> bool:
    """True if the key signed this promise and it says what a promise says."""
    if promise.keys() != {*SIGNED, "signature"} or promise["v"] != VERSION or promise["key"] != key_id(public_key):
        return False
    try:
        signature = bytes.fromhex(promise["signature"])
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed_bytes(promise))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def signed_bytes(promise: dict[str, Any]) -> bytes:
    """The bytes that are signed."""
    said = {name: promise[name] for name in SIGNED}
    return PURPOSE + json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")


def key_id(public_key: bytes) -> str:
    """What a promise calls its key by."""
    return sha256(public_key).hexdigest()


def instant(at: dt.datetime) -> str:
    """An instant in UTC, as promises and proofs write it."""
    return at.astimezone(dt.UTC).strftime(INSTANT)


def instant_of(text: str) -> dt.datetime:
    """The instant that is written so.

    Raises:
        ValueError: it is not.
    """
    return dt.datetime.strptime(text, INSTANT).replace(tzinfo=dt.UTC)
