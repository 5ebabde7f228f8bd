"""What a set of algorithms must be able to do."""

from typing import Protocol

CHUNK = 64 * 1024  # bytes of a file that are sealed at a time
KEY = 32


class NotOpened(Exception):
    """The key, its passphrase or the sealed bytes are not the right ones; which, is not told."""


class Shutter(Protocol):
    """Seals a file chunk by chunk."""

    head: bytes

    def push(self, chunk: bytes, *, last: bool) -> bytes:
        """The sealed chunk. The last one says so: a file that was cut off does not open."""


class Opener(Protocol):
    """Opens a file chunk by chunk."""

    def pull(self, chunk: bytes) -> tuple[bytes, bool]:
        """What was sealed, and whether it was the last.

        Raises:
            NotOpened: another key, or bytes that were changed, moved or left out.
        """


class Provider(Protocol):
    """One set: keys in pairs, sealing to a public key, sealing with a secret key, files."""

    mark: bytes
    chunk_overhead: int
    head_length: int

    def pair(self, seed: bytes | None = None) -> tuple[bytes, bytes]:
        """A private and a public key; the same ones for the same 32 bytes of seed."""

    def seal_to(self, data: bytes, public: bytes) -> bytes:
        """`data` so that only the holder of the private key reads it."""

    def open_with(self, box: bytes, private: bytes) -> bytes:
        """What was sealed to the public key. Raises NotOpened."""

    def shut(self, data: bytes, key: bytes, about: bytes) -> bytes:
        """`data` under a secret key, bound to what it is `about`."""

    def opened(self, box: bytes, key: bytes, about: bytes) -> bytes:
        """What was shut. Raises NotOpened."""

    def shutter(self, key: bytes) -> Shutter:
        """Seal a file under a key of its own."""

    def opener(self, key: bytes, head: bytes) -> Opener:
        """Open a file. Raises NotOpened."""
