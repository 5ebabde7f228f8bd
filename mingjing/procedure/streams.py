"""Files as streams: plain or gzip, told apart by their first bytes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from mingjing.procedure.events import refuse
from mingjing.procedure.messages import gettext_noop

CHUNK = 1 << 18
GZIP = b"\x1f\x8b"

BROKEN_GZIP = gettext_noop("压缩文件已损坏，无法解压")
NOT_FOUND = gettext_noop("文件“{name}”无法打开：{detail}")


@contextmanager
def read_bytes(path: Path) -> Iterator[BufferedReader]:
    """The content of a file, unpacked if it is gzip.

    Raises:
        LogError: the file cannot be opened or unpacked.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
            raw.seek(0)
            if not packed:
                yield raw
                return
            with gzip.open(raw) as unpacked:
                yield cast(BufferedReader, unpacked)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise refuse(BROKEN_GZIP) from error
    except OSError as error:
        raise refuse(NOT_FOUND, name=path.name, detail=error.strerror or str(error)) from error


@contextmanager
def write_text(path: Path) -> Iterator[TextIO]:
    """UTF-8 text into a file, compressed if its name ends with .gz; the same text gives the same bytes."""
    with path.open("wb") as raw:
        binary: BinaryIO = raw
        if path.name.endswith(".gz"):
            binary = cast(BinaryIO, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0))
        with TextIOWrapper(binary, encoding="utf-8", newline="\n") as text:
            yield text
