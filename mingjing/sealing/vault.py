"""Sealing and opening. Anybody can seal with the public half; opening takes the private half and its passphrase."""

from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

ALGORITHM = "x25519-xsalsa20poly1305-sealedbox"
HEADER = b"mingjing-sealing-key-1\n"
OPS, MEMORY = argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE


class NotOpened(Exception):
    """The key, its passphrase or the sealed bytes are not the right ones; which, is not told."""


@dataclass(frozen=True)
class Pair:
    """A new key: the public half, and the private half locked with a passphrase, as a file to be kept elsewhere."""

    public: bytes
    locked: bytes


def new_pair(passphrase: str) -> Pair:
    """Make a key. Takes about a second, as every later opening does."""
    key = PrivateKey.generate()
    salt = random(argon2id.SALTBYTES)
    return Pair(bytes(key.public_key), HEADER + salt + _lock(passphrase, salt).encrypt(bytes(key)))


def seal(data: bytes, public: bytes) -> bytes:
    """`data` so that only the holder of the private half reads it."""
    return bytes(SealedBox(PublicKey(public)).encrypt(data))


def opened(sealed: bytes, locked: bytes, passphrase: str) -> bytes:
    """What was sealed.

    Raises:
        NotOpened: another key, a wrong passphrase, or bytes that were changed.
    """
    if not locked.startswith(HEADER):
        raise NotOpened
    rest = locked.removeprefix(HEADER)
    salt, box = rest[: argon2id.SALTBYTES], rest[argon2id.SALTBYTES :]
    try:
        key = PrivateKey(_lock(passphrase, salt).decrypt(box))
        return bytes(SealedBox(key).decrypt(sealed))
    except (CryptoError, ValueError, TypeError) as error:
        raise NotOpened from error


def _lock(passphrase: str, salt: bytes) -> SecretBox:
    secret = argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=OPS, memlimit=MEMORY)
    return SecretBox(secret)
