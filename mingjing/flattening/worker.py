"""The process that opens what strangers sent. It loads what it will need, shuts itself in, and only then reads."""

import importlib
import sys
from typing import BinaryIO, Protocol, cast

from mingjing.flattening import confinement, texts
from mingjing.flattening.kinds import OFFICE, NotFlattened
from mingjing.flattening.pipe import Out

MODULES = {
    "image/jpeg": "pictures",
    "image/png": "pictures",
    "image/gif": "pictures",
    "image/webp": "pictures",
    "application/pdf": "papers",
    f"{OFFICE}wordprocessingml.document": "words",
    f"{OFFICE}spreadsheetml.sheet": "grids",
    f"{OFFICE}presentationml.presentation": "slides",
    "message/rfc822": "mails",
    "text/plain": "texts",
    "audio/mpeg": "sounds",
    "audio/wav": "sounds",
    "audio/mp4": "boxes",
    "video/mp4": "boxes",
    "video/quicktime": "boxes",
}


class Part(Protocol):
    """A module that makes derivatives of some kinds."""

    READABLE: tuple[str, ...]  # folders that it must read while it works

    def prepare(self) -> None:
        """Load whatever would be loaded later: afterwards no file can be opened."""

    def flatten(self, kind: str, source: BinaryIO, out: Out) -> str:
        """Read the original, write the derivative; its media type."""


def main(arguments: list[str]) -> None:
    """Flatten standard input to standard output. Nothing is told but codes."""
    kind, *task = arguments
    if kind not in MODULES:
        Out(sys.stdout.buffer).fail("unknown_kind")
        return
    part = cast(Part, importlib.import_module(f"mingjing.flattening.{MODULES[kind]}"))
    part.prepare()
    texts.load(texts.ENCODINGS)
    probing = importlib.import_module("mingjing.flattening.probing") if task else None
    sys.meta_path.clear()  # a name that is not loaded is now simply unknown: no folder would open to look for it
    holds = confinement.shut(part.READABLE)
    out = Out(sys.stdout.buffer)
    if probing:
        probing.tell(out, holds, *task[1:])
    else:
        _flatten(part, kind, out)


def _flatten(part: Part, kind: str, out: Out) -> None:
    try:
        out.end(part.flatten(kind, sys.stdin.buffer, out))
    except NotFlattened as failure:
        out.fail(failure.code)
    except MemoryError:
        out.fail("too_large")
    except Exception:  # the libraries raise whatever they like on bytes made to break them
        out.fail("broken")
