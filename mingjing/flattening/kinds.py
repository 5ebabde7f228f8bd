"""Which files are taken, how they are told from one another, and what comes out of them."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

MB = 1024 * 1024
MOST, MOST_RECORDED = 50 * MB, 300 * MB

# Why there is no derivative. "too_long" is about time: the worker was stopped by the clock.
CODES = ("unknown_kind", "broken", "too_large", "too_long", "passworded", "killed")

# What was found in the original and is not in the derivative. "cut_short": it goes on in the original.
REMOVED = (
    "macros",
    "script",
    "tracked_changes",
    "comments",
    "location",
    "embedded_files",
    "metadata",
    "hidden_text",
    "hidden_sheets",
    "links",
    "pictures",
    "other_streams",
    "cut_short",
)

# What the derivative may be: media type and ending.
RESULTS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/plain": ".txt",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "audio/wav": ".wav",
}


@dataclass(frozen=True)
class Flat:
    """The derivative: its media type, the ending of its name, its bytes, and what the original had besides."""

    kind: str
    ending: str
    data: bytes
    removed: tuple[str, ...] = ()


class NotFlattened(Exception):
    """No derivative; `code` is one of CODES and says why, without a word of the content."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: media type, what people call it, endings of its names, most bytes."""

    media: str
    label: str
    endings: tuple[str, ...]
    most: int
    fits: Callable[[bytes], bool]


PACKAGE = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # doc, xls, ppt of old; also docx and xlsx under a password
HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t\r\n]|From ")
STILL = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


def _starts(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magic)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _boxes(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] not in STILL


def _mp3(head: bytes) -> bool:
    return head[:3] == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2)


def encoding_of(head: bytes) -> str | None:
    """How a text is encoded: by its mark, else UTF-8 or GB 18030; None if it is no text. It may be cut off anywhere."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return name
    if b"\0" in head:
        return None
    for name in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeDecodeError:
            continue
        return name
    return None


def _text(head: bytes) -> bool:
    return encoding_of(head) is not None


def _mail(head: bytes) -> bool:
    return b"\0" not in head and bool(HEADER.match(head.removeprefix(codecs.BOM_UTF8)))


OFFICE = "application/vnd.openxmlformats-officedocument."
ALLOWED = (
    Kind("image/jpeg", "JPEG", (".jpg", ".jpeg"), MOST, _starts(b"\xff\xd8\xff")),
    Kind("image/png", "PNG", (".png",), MOST, _starts(b"\x89PNG\r\n\x1a\n")),
    Kind("image/gif", "GIF", (".gif",), MOST, _starts(b"GIF87a", b"GIF89a")),
    Kind("image/webp", "WebP", (".webp",), MOST, _riff(b"WEBP")),
    Kind("application/pdf", "PDF", (".pdf",), MOST, _starts(b"%PDF-")),
    Kind(f"{OFFICE}wordprocessingml.document", "Word (docx)", (".docx",), MOST, _starts(PACKAGE)),
    Kind(f"{OFFICE}spreadsheetml.sheet", "Excel (xlsx)", (".xlsx",), MOST, _starts(PACKAGE)),
    Kind(f"{OFFICE}presentationml.presentation", "PowerPoint (pptx)", (".pptx",), MOST, _starts(PACKAGE)),
    Kind("text/plain", "TXT", (".txt",), MOST, _text),
    Kind("message/rfc822", "EML", (".eml",), MOST, _mail),
    Kind("audio/mpeg", "MP3", (".mp3",), MOST_RECORDED, _mp3),
    Kind("audio/mp4", "M4A", (".m4a",), MOST_RECORDED, _boxes),
    Kind("audio/wav", "WAV", (".wav",), MOST_RECORDED, _riff(b"WAVE")),
    Kind("video/mp4", "MP4", (".mp4",), MOST_RECORDED, _boxes),
    Kind("video/quicktime", "MOV", (".mov",), MOST_RECORDED, _boxes),
)
BY_MEDIA = {kind.media: kind for kind in ALLOWED}


def kind_of(head: bytes, name: str) -> str | None:
    """The media type if the first bytes (4,096 or all) and the ending of the name agree on a kind, else None."""
    kind = next((kind for kind in ALLOWED if name.lower().endswith(kind.endings)), None)
    return kind.media if kind and kind.fits(head) else None
