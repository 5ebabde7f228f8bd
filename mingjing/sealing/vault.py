"""Sealing and opening: the one module that can. Each value names its algorithms, so that old ones stay readable.

Anybody can seal with the public half of a key. Opening takes the private half, and that is locked with a passphrase,
derived from a receipt code, or held by a custodian on a device of their own.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from mingjing.sealing import padding
from mingjing.sealing.algorithms import BY_MARK, CHUNK, PROVIDERS, NotOpened, Provider

HEADER = b"mingjing-sealing-key-2\n"
COST = struct.Struct(">II")
OPS, MEMORY = 3, 128 * 1024 * 1024  # 0.4 s
MARK = 2
KEY = 32
__all__ = ["CHUNK", "NotOpened"]


@dataclass(frozen=True)
class Pair:
    """A key in two halves. Each begins with the mark of its algorithms."""

    private: bytes
    public: bytes


def new_key() -> bytes:
    """A secret key, for memory only."""
    return bytes(random(KEY))


def pair(seed: bytes | None = None, *, like: bytes = b"") -> Pair:
    """A new pair; the same one for the same seed. `like`: with the algorithms of that public key."""
    provider = _by(like) if like else PROVIDERS[settings.SEALING_PROVIDER]
    private, public = provider.pair(seed)
    return Pair(provider.mark + private, provider.mark + public)


def seal_to(data: bytes, public: bytes) -> bytes:
    """`data` so that only the holder of the private half reads it."""
    provider = _by(public)
    return provider.mark + provider.seal_to(data, public[MARK:])


def open_with(box: bytes, private: bytes) -> bytes:
    """What was sealed to the public half.

    Raises:
        NotOpened: another key, or bytes that were changed.
    """
    if box[:MARK] != private[:MARK]:
        raise NotOpened
    return _by(box).open_with(box[MARK:], private[MARK:])


def shut(data: bytes, key: bytes, about: bytes) -> bytes:
    """`data` under a secret key, padded, and bound to what it is `about`: elsewhere it does not open."""
    provider = PROVIDERS[settings.SEALING_PROVIDER]
    return provider.mark + provider.shut(padding.padded(data), key, about)


def opened(box: bytes, key: bytes, about: bytes) -> bytes:
    """What was shut.

    Raises:
        NotOpened: another key, another place, or bytes that were changed.
    """
    return padding.bare(_by(box).opened(box[MARK:], key, about))


def lock(private: bytes, passphrase: str) -> bytes:
    """The private half under a passphrase. Takes 0.4 s and 128 MB, as every attempt to guess it does."""
    salt = random(argon2id.SALTBYTES)
    return HEADER + COST.pack(OPS, MEMORY) + salt + _safe(passphrase, salt, OPS, MEMORY).encrypt(private)


def unlock(locked: bytes, passphrase: str) -> bytes:
    """The private half.

    Raises:
        NotOpened: a wrong passphrase, or bytes that were changed.
    """
    if not locked.startswith(HEADER):
        raise NotOpened
    rest = locked.removeprefix(HEADER)
    cost, rest = rest[: COST.size], rest[COST.size :]
    salt, box = rest[: argon2id.SALTBYTES], rest[argon2id.SALTBYTES :]
    try:
        return bytes(_safe(passphrase, salt, *COST.unpack(cost)).decrypt(box))
    except (CryptoError, ValueError, TypeError, struct.error) as error:
        raise NotOpened from error


def _safe(passphrase: str, salt: bytes, ops: int, memory: int) -> SecretBox:
    secret = argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=ops, memlimit=memory)
    return SecretBox(secret)


class FileShutter:
    """Seals a file as it comes in. What follows the file up to its bucket is zeros."""

    def __init__(self, key: bytes) -> None:
        provider = PROVIDERS[settings.SEALING_PROVIDER]
        self.shutter = provider.shutter(key)
        self.size, self.rest, self.head = 0, bytearray(), provider.mark + self.shutter.head

    def push(self, data: bytes) -> Iterator[bytes]:
        """Sealed chunks, as far as they are full."""
        self.size += len(data)
        self.rest += data
        while len(self.rest) > CHUNK:
            yield self.shutter.push(bytes(self.rest[:CHUNK]), last=False)
            del self.rest[:CHUNK]

    def end(self) -> Iterator[bytes]:
        """The last chunks."""
        chunks = padding.bucket(max(1, -(-self.size // CHUNK)) * CHUNK) // CHUNK
        left = chunks - max(0, (self.size - len(self.rest)) // CHUNK)
        for place in range(left):
            data = bytes(self.rest) if place == 0 else b""
            yield self.shutter.push(data.ljust(CHUNK, b"\0"), last=place == left - 1)


def opened_file(chunks: Iterator[bytes], key: bytes, size: int) -> Iterator[bytes]:
    """What a `FileShutter` sealed, `size` bytes of it, from the bytes of its file in any pieces.

    Raises:
        NotOpened: another key, or a file that was changed or cut off.
    """
    source = _Pieces(chunks)
    provider = _by(source.take(MARK))
    opener, left, last = provider.opener(key, source.take(provider.head_length)), size, False
    while not last:
        data, last = opener.pull(source.take(CHUNK + provider.chunk_overhead))
        if left > 0:
            yield data[:left]
            left -= len(data)


class _Pieces:
    """Exact lengths out of bytes that come in any."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.held = chunks, bytearray()

    def take(self, length: int) -> bytes:
        while len(self.held) < length:
            more = next(self.chunks, b"")
            if not more:
                raise NotOpened
            self.held += more
        taken = bytes(self.held[:length])
        del self.held[:length]
        return taken


def _by(value: bytes) -> Provider:
    provider = BY_MARK.get(bytes(value[:MARK]))
    if provider is None:
        raise NotOpened
    return provider
