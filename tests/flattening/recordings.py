"""Small recordings, box by box and frame by frame, with the canary wherever one can hide a word."""

import struct
from itertools import accumulate

from tests.flattening.samples import CANARY

WORD = CANARY.encode()
PLACE = b"\xa9xyz"
SOUND, SIGHT, OTHER = b"sound-of-a-voice", b"picture-of-a-room", b"GPS 38.87,115.46 " + WORD


def box(name: bytes, *inside: bytes) -> bytes:
    """A box of an MP4."""
    content = b"".join(inside)
    return struct.pack(">I", 8 + len(content)) + name + content


def numbers(*values: int) -> bytes:
    """Numbers of 32 bits."""
    return struct.pack(f">{len(values)}I", *values)


def described(kind: bytes) -> bytes:
    """The description of a codec, with a maker, a name and a strange box."""
    if kind == b"vide":
        head = bytes(6) + b"\0\1" + bytes(4) + b"appl" + bytes(26) + bytes([12]) + WORD[:12].ljust(31) + bytes(4)
        entry = box(b"avc1", head, box(b"avcC", b"\1config"), box(b"strg", WORD))
    elif kind == b"soun":
        entry = box(b"mp4a", bytes(6) + b"\0\1" + bytes(20), box(b"esds", b"config"), box(b"strg", WORD))
    else:
        entry = box(b"mebx", bytes(8), WORD)
    return box(b"stsd", numbers(0, 1), entry)


def track(kind: bytes, start: int, size: int, wide: bool = False) -> bytes:
    """A track of one chunk with one sample."""
    dates = numbers(0, 3_800_000_000, 3_800_000_000, 1)
    place = box(b"co64", numbers(0, 1, 0, start)) if wide else box(b"stco", numbers(0, 1, start))
    tables = box(
        b"stbl",
        described(kind),
        box(b"stts", numbers(0, 1, 1, 1)),
        box(b"stsc", numbers(0, 1, 1, 1, 1)),
        box(b"stsz", numbers(0, 0, 1, size)),
        place,
    )
    inside = box(b"minf", box(b"dinf", box(b"dref", numbers(0, 1), box(b"url ", numbers(1), WORD))), tables)
    handler = box(b"hdlr", numbers(0, 0) + kind + bytes(12) + WORD)
    media = box(b"mdia", box(b"mdhd", dates, bytes(8)), handler, inside)
    return box(b"trak", box(b"tkhd", dates, bytes(64)), media, box(b"udta", box(b"name", WORD)), box(b"tref", WORD))


def index(start: int, wide: bool = False) -> bytes:
    """The index of a recording whose media begin at `start`: sound, sight, and a third track."""
    places = accumulate((len(SOUND), len(SIGHT)), initial=start)
    parts = zip((b"soun", b"vide", b"meta"), places, (SOUND, SIGHT, OTHER), strict=True)
    tracks = [track(kind, place, len(data), wide) for kind, place, data in parts]
    told = box(b"udta", box(PLACE, b"+38.87+115.46/"), box(b"meta", bytes(4), WORD))
    return box(b"moov", box(b"mvhd", numbers(0, 3_800_000_000, 3_800_000_000, 1), bytes(84)), *tracks, told)


def recording(index_first: bool = False, wide: bool = False, brand: bytes = b"isom") -> bytes:
    """An MP4, MOV or M4A with every kind of word beside sound and picture."""
    head = box(b"ftyp", brand, numbers(0)) + box(b"free", WORD)
    media = box(b"mdat", SOUND, SIGHT, OTHER, WORD)
    tail = box(b"uuid", WORD * 2) + box(b"meta", WORD) + box(b"gps ", WORD)
    if index_first:
        start = len(head) + len(index(0, wide)) + 8
        return head + index(start, wide) + media + tail
    return head + media + index(len(head) + 8, wide) + tail


FRAME = b"\xff\xfb\x90\x00" + b"\x55" * 413  # 128 kbit/s, 44.1 kHz
INDEX = b"\xff\xfb\x90\x00" + bytes(32) + b"Info" + numbers(15) + numbers(7, 9) + bytes(range(100)) + numbers(5) + WORD
TAG = b"ID3\x04\0\0" + bytes([0, 0, 0, len(WORD) + 10]) + b"TIT2" + bytes([0, 0, 0, len(WORD), 0, 0]) + WORD
APE = b"APETAGEX" + bytes(24) + WORD + b"TAG" + WORD.ljust(125)


def song(frames: int = 7) -> bytes:
    """An MP3 with tags before, between and after its frames, and the name of a program in the first."""
    half = frames // 2
    return TAG + INDEX.ljust(417, b"\0") + FRAME * half + WORD + b"\xff" + FRAME * (frames - half) + APE


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a WAV."""
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def wave(size: int | None = None) -> bytes:
    """A WAV with words before and after its sound; `size` is what it says of the sound."""
    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8))
    sound = chunk(b"data", SOUND)
    if size is not None:
        sound = b"data" + struct.pack("<I", size) + SOUND
    inside = b"WAVE" + chunk(b"LIST", b"INFOINAM" + WORD) + form + chunk(b"bext", WORD) + sound
    inside += b"" if size is not None else chunk(b"LIST", WORD) + chunk(b"iXML", WORD)
    return b"RIFF" + struct.pack("<I", len(inside)) + inside
