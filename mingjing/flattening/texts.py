"""Bare text: one encoding, no control characters, nothing that the eye does not see."""

import codecs
import contextlib
import re
from collections.abc import Iterable
from typing import BinaryIO

from mingjing.flattening.kinds import NotFlattened, encoding_of
from mingjing.flattening.pipe import Out

READABLE: tuple[str, ...] = ()
# What office files, pictures and texts are written in; mails may name any other.
ENCODINGS = ("ascii", "latin_1", "cp437", "utf_8", "utf_8_sig", "utf_16", "utf_16_le", "utf_16_be", "gbk", "gb18030")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# Characters without width or ink: a name can be written in them, and they can turn a line around.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def prepare() -> None:
    """Nothing more to load."""


def load(names: Iterable[str]) -> None:
    """Load encodings: they are modules that Python looks for when a text first names one."""
    for name in names:
        with contextlib.suppress(LookupError):  # of another system
            codecs.lookup(name)


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """The text of a text file in UTF-8.

    Raises:
        NotFlattened: it is no text.
    """
    data = source.read()
    encoding = encoding_of(data)
    if encoding is None:
        raise NotFlattened("broken")
    write(data.decode("utf-8-sig" if encoding == "utf-8" else encoding), out)
    return "text/plain"


def write(text: str, out: Out) -> None:
    """Send a text; what the eye would not see is left out."""
    out.write(cleaned(text, out).encode("utf-8", "replace"))


def cleaned(text: str, out: Out) -> str:
    """The text without what the eye would not see."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    seen = UNSEEN.sub("", text)
    if len(seen) < len(text):
        out.found("hidden_text")
    return seen
