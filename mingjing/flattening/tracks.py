"""Where in a recording the bytes of a track lie: read from the tables of its index."""

from bisect import bisect_right
from collections.abc import Iterator

from mingjing.flattening.kinds import NotFlattened

MOST_ENTRIES = 10_000_000


class Track:
    """The tables of one track of sound or picture."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.runs: list[tuple[int, int]] = []
        self.sizes: list[int] = []

    def take(self, name: bytes, table: bytes | bytearray) -> None:
        """Note a table, if it is one of those that say where the bytes lie."""
        if name in (b"stco", b"co64"):
            self.starts = list(_numbers(table, 4, 4 if name == b"stco" else 8))
        elif name == b"stsc":
            numbers = list(_numbers(table, 4, 4, each=3))
            self.runs = list(zip(numbers[::3], numbers[1::3], strict=True))
        elif name == b"stsz" and not int.from_bytes(table[4:8], "big"):
            self.sizes = list(_numbers(table, 8, 4))

    def ranges(self, borders: list[int]) -> Iterator[tuple[int, int]]:
        """Start and end of each chunk. Without a table of sizes a chunk goes on to the next of `borders`."""
        first, run = 0, 0
        for number, start in enumerate(self.starts, 1):
            while run + 1 < len(self.runs) and self.runs[run + 1][0] <= number:
                run += 1
            count = self.runs[run][1] if self.runs else 0
            sizes = self.sizes[first : first + count]
            first += count
            if self.sizes:
                yield start, start + sum(sizes)
            else:
                place = bisect_right(borders, start)
                yield start, borders[place] if place < len(borders) else start


def kept_ranges(tracks: list[Track], dropped: list[Track], ends: list[int]) -> list[tuple[int, int]]:
    """The ranges of all tracks, in order; `ends` are the places where boxes of media end."""
    borders = sorted({*ends, *(start for track in (*tracks, *dropped) for start in track.starts)})
    return sorted(piece for track in tracks for piece in track.ranges(borders))


def _numbers(table: bytes | bytearray, place: int, width: int, each: int = 1) -> Iterator[int]:
    """The numbers of a table whose count stands at `place`."""
    count = int.from_bytes(table[place : place + 4], "big") * each
    if count > MOST_ENTRIES or place + 4 + count * width > len(table):
        raise NotFlattened("broken")
    for start in range(place + 4, place + 4 + count * width, width):
        yield int.from_bytes(table[start : start + width], "big")
