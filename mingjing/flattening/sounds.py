"""MP3 and WAV: the frames of sound are passed on, and nothing that stands before, between or after them."""

import struct
from typing import BinaryIO

from mingjing.flattening.kinds import NotFlattened
from mingjing.flattening.pipe import Out

READABLE: tuple[str, ...] = ()
PIECE = 1 << 20
AHEAD = 8192  # bytes: more than two of the longest frames
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # Hz, by version
BITS = {  # kbit/s, by whether it is version 1
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
SIDE = {(3, False): 36, (3, True): 21, (2, False): 21, (2, True): 13, (0, False): 21, (0, True): 13}  # version, mono
INDEX = ((1, 4), (2, 4), (4, 100), (8, 4))  # flags of a Xing header and bytes of the part each announces
FORMAT, SOUND = b"fmt ", b"data"
MOST_FORMAT = 1024
OPEN_END = (0, 0xFFFFFFFF)  # sizes that a recorder leaves behind that was cut off


def prepare() -> None:
    """Nothing more to load."""


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """The sound alone.

    Raises:
        NotFlattened: there is no sound in it.
    """
    if kind == "audio/wav":
        _wave(source, out)
    else:
        _Frames(source, out).run()
    return kind


def length_of(header: bytes | bytearray) -> int:
    """Bytes of the MP3 frame that begins so; 0 if none does."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, bits, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version not in RATES or bits in (0, 15) or rate == 3:
        return 0
    per_frame = 144 if version == 3 else 72
    return per_frame * BITS[version == 3][bits] * 1000 // RATES[version][rate] + (header[2] >> 1 & 1)


class _Frames:
    """Walks from frame to frame; one out of step counts only if another of its kind follows it."""

    def __init__(self, source: BinaryIO, out: Out):
        self.source = source
        self.out = out
        self.held = bytearray()
        self.ended = False
        self.in_step = False
        self.count = 0

    def run(self) -> None:
        """Pass on all frames."""
        while not self.ended:
            piece = self.source.read(PIECE)
            self.ended = not piece
            self.held += piece
            self._walk()
        if not self.count:
            raise NotFlattened("broken")

    def _walk(self) -> None:
        place, kept = 0, bytearray()
        until = len(self.held) if self.ended else len(self.held) - AHEAD
        while place < until:
            length = self._frame_at(place)
            if length:
                frame = self.held[place : place + length]
                kept += frame if self.count else _indexed(frame)
                self.count += 1
                place += length
            else:
                self.out.found("metadata")
                next_mark = self.held.find(b"\xff", place + 1)
                place = next_mark if next_mark > 0 else len(self.held)
            self.in_step = bool(length)
        self.out.write(kept)
        del self.held[:place]

    def _frame_at(self, place: int) -> int:
        """Bytes of the frame that stands there; 0 if it is none, or cut off."""
        length = length_of(self.held[place : place + 4])
        after = self.held[place + length : place + length + 4]
        if not length or place + length > len(self.held):
            return 0
        alike = length_of(after) and after[1] == self.held[place + 1] and (after[2] ^ self.held[place + 2]) & 0x0C == 0
        return length if self.in_step or alike else 0


def _indexed(frame: bytearray) -> bytes:
    """The first frame: if it holds an index instead of sound, the index alone, without the name of the program."""
    start = SIDE[frame[1] >> 3 & 3, frame[3] >> 6 == 3]
    if frame[36:40] == b"VBRI":
        return b""
    if frame[start : start + 4] not in (b"Xing", b"Info"):
        return bytes(frame)
    flags = int.from_bytes(frame[start + 4 : start + 8], "big")
    end = start + 8 + sum(size for flag, size in INDEX if flags & flag)
    return bytes(frame[:end]) + bytes(max(0, len(frame) - end))


def _wave(source: BinaryIO, out: Out) -> None:
    """Write the format and the sound; the size of the whole is known when the sound begins."""
    if source.read(4) != b"RIFF" or len(source.read(4)) < 4 or source.read(4) != b"WAVE":
        raise NotFlattened("broken")
    form = b""
    while len(header := source.read(8)) == 8:
        name, size = header[:4], int.from_bytes(header[4:], "little")
        if name == SOUND and form:
            whole = size if size in OPEN_END else 4 + 8 + len(form) + 8 + size + size % 2
            out.write(b"RIFF" + struct.pack("<I", min(whole, 0xFFFFFFFF)) + b"WAVE" + FORMAT)
            out.write(struct.pack("<I", len(form)) + form + header)
            _pass(source, None if size in OPEN_END else size + size % 2, out)
            if source.read(1):
                out.found("metadata")
            return
        if name == FORMAT and not form and 16 <= size <= MOST_FORMAT:
            form = source.read(size + size % 2)
        else:
            out.found("metadata")
            _pass(source, size + size % 2, None)
    raise NotFlattened("broken")


def _pass(source: BinaryIO, size: int | None, out: Out | None) -> None:
    """Read on for `size` bytes, None to the end; write them if there is where to."""
    left = size
    while left is None or left:
        piece = source.read(PIECE if left is None else min(PIECE, left))
        if not piece:
            return
        left = None if left is None else left - len(piece)
        if out:
            out.write(piece)
