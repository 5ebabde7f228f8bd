"""Texts and files under the keys of one case."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from mingjing.sealing import vault
from mingjing.sealing.vault import NotOpened

__all__ = ["NotOpened"]
READ = 1024 * 1024
HOUR = 3600


def new_key() -> bytes:
    """A key for one case and purpose, or for one file. It exists in memory only."""
    return vault.new_key()


def shut(said: dict[str, Any], key: bytes, *, case: UUID, purpose: str) -> bytes:
    """JSON values under a key of the case, padded."""
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return vault.shut(data, key, f"{case}/{purpose}".encode())


def opened(box: bytes | memoryview, key: bytes, *, case: UUID, purpose: str) -> dict[str, Any]:
    """What was shut.

    Raises:
        NotOpened: another key, another case, or bytes that were changed.
    """
    found: dict[str, Any] = json.loads(vault.opened(bytes(box), key, f"{case}/{purpose}".encode()))
    return found


def hour_only(path: Path) -> None:
    """Let a file and its folder tell the hour in which they were written and not the minute: backups keep that."""
    hour = time.time() // HOUR * HOUR
    for one in (path, path.parent):
        os.utime(one, (hour, hour))


@dataclass
class Writer:
    """Seals a file into `path` as its bytes come; nothing of it is ever on disk unsealed."""

    path: Path
    key: bytes

    def __post_init__(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file = self.path.open("xb")
        self.path.chmod(0o600)
        self.shutter = vault.FileShutter(self.key)
        self.file.write(self.shutter.head)

    def write(self, data: bytes) -> None:
        """Seal some more bytes."""
        for chunk in self.shutter.push(data):
            self.file.write(chunk)

    def end(self) -> int:
        """Seal what is left; how many bytes were written in all."""
        for chunk in self.shutter.end():
            self.file.write(chunk)
        self.file.flush()
        os.fsync(self.file.fileno())  # before any row says that the file is there
        self.file.close()
        hour_only(self.path)
        return self.shutter.size

    def give_up(self) -> None:
        """Close and remove what was begun."""
        self.file.close()
        self.path.unlink(missing_ok=True)


def write_file(path: Path, key: bytes, chunks: Iterable[bytes]) -> int:
    """Seal `chunks` into a new file; how many bytes they were."""
    writer = Writer(path, key)
    try:
        for chunk in chunks:
            writer.write(chunk)
        return writer.end()
    except BaseException:
        writer.give_up()
        raise


def read_file(path: Path, key: bytes, size: int) -> Iterator[bytes]:
    """The `size` bytes of a sealed file, piece by piece.

    Raises:
        NotOpened: another key, or a file that was changed or cut off.
    """
    with path.open("rb") as file:
        yield from vault.opened_file(iter(lambda: file.read(READ), b""), key, size)
