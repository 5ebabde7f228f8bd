"""MP4, M4A and MOV: the boxes that sound and picture need stay in their places; all others become blank space.

Nothing moves, so every offset in the file stays true, and the file passes through without being held: what turns out at
its end not to belong to sound or picture is blanked afterwards.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mingjing.flattening.kinds import NotFlattened
from mingjing.flattening.pipe import Out
from mingjing.flattening.tracks import Track, kept_ranges

READABLE: tuple[str, ...] = ()
PIECE = 1 << 20
MOST_HELD = 64 * PIECE
MOST_DEPTH = 8
FREE = b"free"
# Which boxes stay, by the box that they are in.
STAY: dict[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"styp", b"sidx", b"moov", b"moof", b"mdat"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"edts": frozenset({b"elst"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stps", b"stsc", b"stsz", b"stz2", b"stco", b"co64"}
        | {b"sdtp", b"sbgp", b"sgpd"}
    ),
    b"mvex": frozenset({b"mehd", b"trex"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd"}),
}
SOUND_AND_PICTURE = (b"soun", b"vide")
PLACES = (b"\xa9xyz", b"loci", b"ISO6709", b"GPS", b"gps")
# What may stand in the description of a codec.
CODEC = frozenset(
    {
        b"avcC",
        b"hvcC",
        b"av1C",
        b"vpcC",
        b"dvcC",
        b"dvvC",
        b"esds",
        b"colr",
        b"pasp",
        b"clap",
        b"btrt",
        b"fiel",
        b"wave",
    }
    | {b"chan", b"dOps", b"alac", b"dac3", b"dec3", b"damr", b"d263", b"srat", b"gama", b"mdcv", b"clli"}
)
PICTURE_ENTRY, SOUND_ENTRY = 86, {0: 36, 1: 52, 2: 72}  # where the boxes begin in a description
MAKER, NAME = slice(20, 24), slice(50, 82)


@dataclass(frozen=True)
class Box:
    """A box in a buffer: where it begins, where its content begins, where it ends."""

    name: bytes
    start: int
    inside: int
    end: int


def prepare() -> None:
    """Nothing more to load."""


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """The same recording without anything besides sound and picture.

    Raises:
        NotFlattened: no index of the recording is in it, or it is broken.
    """
    _Recording(source, out).run()
    return kind


class _Recording:
    """Passes on one box of the outermost level after the other."""

    def __init__(self, source: BinaryIO, out: Out):
        self.source = source
        self.out = out
        self.kept: list[Track] = []
        self.dropped: list[Track] = []
        self.media: list[tuple[int, int]] = []
        self.indexed = self.in_fragments = False

    def run(self) -> None:
        """Pass on the file, then blank what belongs to nobody."""
        while len(header := self.source.read(8)) == 8:
            self._box(header)
        if not self.indexed:
            raise NotFlattened("broken")
        if self.in_fragments:
            if self.dropped:  # whose bytes are whose would have to be read from each fragment
                raise NotFlattened("unknown_kind")
            return
        self._blank_others()

    def _box(self, header: bytes) -> None:
        size, name = int.from_bytes(header[:4], "big"), header[4:]
        if size == 1:
            header += self.source.read(8)
            size = int.from_bytes(header[8:], "big")
        left = size - len(header) if size else None
        if left is not None and left < 0:
            raise NotFlattened("broken")
        if name == b"mdat":
            self._media(header, left)
        elif name in STAY[b""]:
            self._held(header, left)
        else:
            self._blank(header, left)

    def _media(self, header: bytes, left: int | None) -> None:
        self.out.write(header)
        start = self.out.size
        for piece in self._pieces(left):
            self.out.write(piece)
        self.media.append((start, self.out.size))

    def _blank(self, header: bytes, left: int | None) -> None:
        self.out.write(header[:4] + FREE + header[8:])
        name = header[4:8]
        for piece in self._pieces(left):
            _note(name, piece, self.out)
            self.out.write(bytes(len(piece)))

    def _held(self, header: bytes, left: int | None) -> None:
        if left is None or left > MOST_HELD:
            raise NotFlattened("too_large")
        data = bytearray(header) + self.source.read(left)
        if len(data) < len(header) + left:
            raise NotFlattened("broken")
        box = Box(header[4:8], 0, len(header), len(data))
        cleaning = _Cleaning(data, self.out)
        cleaning.clean(box)
        self.kept += cleaning.kept
        self.dropped += cleaning.dropped
        self.indexed |= box.name == b"moov"
        self.in_fragments |= box.name == b"moof"
        self.out.write(data)

    def _pieces(self, left: int | None) -> Iterator[bytes]:
        while left is None or left:
            piece = self.source.read(PIECE if left is None else min(PIECE, left))
            if not piece:
                return
            left = None if left is None else left - len(piece)
            yield piece

    def _blank_others(self) -> None:
        kept = kept_ranges(self.kept, self.dropped, [end for _, end in self.media])
        for start, end in self.media:
            place = start
            for first, last in kept:
                if last <= place or first >= end:
                    continue
                if first > place:
                    self.out.blank(place, first - place)
                place = min(last, end)
            if place < end:
                self.out.blank(place, end - place)


class _Cleaning:
    """Blanks in a box that is held whatever neither sound nor picture needs."""

    def __init__(self, data: bytearray, out: Out):
        self.data = data
        self.out = out
        self.kept: list[Track] = []
        self.dropped: list[Track] = []
        self.acts: dict[bytes, Callable[[Box], None]] = {
            b"mvhd": self._undate,
            b"tkhd": self._undate,
            b"mdhd": self._undate,
            b"hdlr": self._unname,
            b"dref": self._refer_inside,
            b"stsd": self._describe,
            **dict.fromkeys((b"stco", b"co64", b"stsc", b"stsz"), self._table),
        }

    def clean(self, box: Box, depth: int = 0) -> None:
        """Clean a box and all inside it."""
        if depth > MOST_DEPTH:
            raise NotFlattened("broken")
        if box.name == b"trak":
            self._begin(box)
        self.acts.get(box.name, lambda box: None)(box)
        if box.name not in STAY:
            return
        end = box.inside
        for inner in self._in(box):
            end = inner.end
            if inner.name == b"trak" and self._handler(inner) not in SOUND_AND_PICTURE:
                self._drop(inner)
            elif inner.name in STAY[box.name]:
                self.clean(inner, depth + 1)
            else:
                self._free(inner)
        self._zero(end, box.end)

    def _begin(self, track: Box) -> None:
        self.kind = self._handler(track)
        self.kept.append(Track())

    def _drop(self, track: Box) -> None:
        """Blank a track of something else, and remember where its chunks begin."""
        lost = Track()
        for table in self._tables(track, (b"mdia", b"minf", b"stbl")):
            if table.name in (b"stco", b"co64"):
                lost.take(table.name, self.data[table.inside : table.end])
        self.dropped.append(lost)
        self.out.found("other_streams")
        self._free(track)

    def _tables(self, box: Box, path: tuple[bytes, ...]) -> Iterator[Box]:
        if not path:
            yield from self._in(box)
        for inner in self._in(box) if path else ():
            if inner.name == path[0]:
                yield from self._tables(inner, path[1:])

    def _handler(self, track: Box) -> bytes:
        found = (box for box in self._tables(track, (b"mdia",)) if box.name == b"hdlr")
        return next((bytes(self.data[box.inside + 8 : box.inside + 12]) for box in found), b"")

    def _in(self, box: Box) -> Iterator[Box]:
        return boxes(self.data, box.inside, box.end)

    def _table(self, box: Box) -> None:
        if self.kept:
            self.kept[-1].take(box.name, self.data[box.inside : box.end])

    def _undate(self, box: Box) -> None:
        self._zero(
            box.inside + 4, min(box.end, box.inside + (20 if self.data[box.inside : box.inside + 1] == b"\1" else 12))
        )

    def _unname(self, box: Box) -> None:
        self._zero(box.inside + 12, box.end)

    def _refer_inside(self, box: Box) -> None:
        for entry in boxes(self.data, box.inside + 8, box.end):
            if not self.data[entry.inside + 3 : entry.inside + 4].endswith(b"\1"):
                raise NotFlattened("broken")  # the recording lies in another file
            self._zero(entry.inside + 4, entry.end)

    def _describe(self, box: Box) -> None:
        """Of each description of a codec, blank its maker, its name and all boxes that are not about the codec."""
        for entry in boxes(self.data, box.inside + 8, box.end):
            start = PICTURE_ENTRY
            if self.kind == b"soun":
                version = int.from_bytes(self.data[entry.start + 16 : entry.start + 18], "big")
                start = SOUND_ENTRY.get(version, SOUND_ENTRY[0])
            else:
                self._zero(entry.start + NAME.start, min(entry.end, entry.start + NAME.stop))
            self._zero(entry.start + MAKER.start, min(entry.end, entry.start + MAKER.stop))
            for inner in boxes(self.data, entry.start + start, entry.end):
                if inner.name not in CODEC:
                    self._free(inner)

    def _free(self, box: Box) -> None:
        _note(box.name, self.data[box.inside : box.end], self.out)
        self.data[box.start + 4 : box.start + 8] = FREE
        self._zero(box.inside, box.end)

    def _zero(self, start: int, end: int) -> None:
        if end > start:
            if any(self.data[start:end]):
                self.out.found("metadata")
            self.data[start:end] = bytes(end - start)


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes that stand one after the other from `start` to `end`.

    Raises:
        NotFlattened: one of them does not fit.
    """
    while end - start >= 8:
        size, inside = int.from_bytes(data[start : start + 4], "big"), start + 8
        if size == 1:
            size, inside = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
        stop = start + size if size else end
        if stop < inside or stop > end:
            raise NotFlattened("broken")
        yield Box(bytes(data[start + 4 : start + 8]), start, inside, stop)
        start = stop


def _note(name: bytes, content: bytes | bytearray, out: Out) -> None:
    if any(content):
        out.found("metadata")
    if name in PLACES or any(place in content for place in PLACES):
        out.found("location")
