"""Keys of the server itself: files in a folder of their own, never in the database nor in its backups.

A stolen database or backup is useless without them; whoever runs the machine keeps the folder on another volume, or
hands it to the process as a credential. Each key is made once, at first use, and never written again.
"""

import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

LENGTH = 32


def secret(name: str) -> bytes:
    """The 32 secret bytes called `name`, made at first use. Two processes that come at once get the same ones."""
    return _secret(Path(settings.KEY_FOLDER), name)


def exists(name: str) -> bool:
    """True if the key called `name` was made."""
    return Path(settings.KEY_FOLDER, f"{name}.key").exists()


@cache
def _secret(folder: Path, name: str) -> bytes:
    path = folder / f"{name}.key"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = folder / f".{name}-{secrets.token_hex(8)}"
        _write(new, secrets.token_bytes(LENGTH))
        try:
            os.link(new, path)  # fails if somebody was first: theirs counts
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
