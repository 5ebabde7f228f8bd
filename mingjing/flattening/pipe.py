"""What the worker says to its master: frames of data, places to blank, and one last word."""

import io
import json
import struct
from collections.abc import Callable
from typing import BinaryIO

from mingjing.flattening.kinds import REMOVED, RESULTS, Flat, NotFlattened

FRAME = struct.Struct(">cI")
RANGE = struct.Struct(">QQ")
DATA, BLANK, END, FAILED = b"D", b"Z", b"E", b"F"
MOST_IN_FRAME = 1 << 20


class Out:
    """The worker's end. Data goes out as it is made, so that nothing needs to be held."""

    def __init__(self, pipe: BinaryIO):
        self.pipe = pipe
        self.removed: set[str] = set()
        self.size = 0

    @classmethod
    def nowhere(cls) -> "Out":
        """One that nobody listens to."""
        return cls(io.BytesIO())

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send a piece of the derivative."""
        view = memoryview(data)
        for start in range(0, len(view), MOST_IN_FRAME):
            self._frame(DATA, view[start : start + MOST_IN_FRAME])
        self.size += len(view)

    def blank(self, start: int, length: int) -> None:
        """Turn bytes that were sent already into zeros: what they were is known only now."""
        self._frame(BLANK, RANGE.pack(start, length))

    def found(self, *codes: str) -> None:
        """Note what the original had and the derivative has not."""
        self.removed.update(codes)

    def end(self, kind: str) -> None:
        """Say that the derivative is complete, and what it is."""
        self._frame(END, json.dumps({"kind": kind, "removed": sorted(self.removed)}).encode())
        self.pipe.flush()

    def fail(self, code: str) -> None:
        """Say that there is none, and why."""
        self._frame(FAILED, code.encode())
        self.pipe.flush()

    def _frame(self, what: bytes, payload: bytes | memoryview) -> None:
        self.pipe.write(FRAME.pack(what, len(payload)))
        self.pipe.write(payload)


class In:
    """The master's end. It believes nothing: an unknown word, a range outside or a frame too long is `killed`."""

    def __init__(self, data: BinaryIO, most: int, codes: tuple[str, ...]):
        self.data = data
        self.most = most
        self.codes = codes
        self.kind: str | None = None
        self.removed: tuple[str, ...] = ()
        self._rest = bytearray()
        self._size = 0
        self._blanks: list[tuple[int, int]] = []
        self._takes: dict[bytes, Callable[[bytes], None]] = {
            DATA: self._data,
            BLANK: self._blank,
            END: self._end,
            FAILED: self._failed,
        }

    def feed(self, piece: bytes) -> None:
        """Take in what came out of the pipe.

        Raises:
            NotFlattened: the worker said so, or said what it may not say.
        """
        self._rest += piece
        while len(self._rest) >= FRAME.size:
            what, length = FRAME.unpack_from(self._rest)
            if length > MOST_IN_FRAME or what not in self._takes or self.kind:
                raise NotFlattened("killed")
            if len(self._rest) < FRAME.size + length:
                return
            payload = bytes(self._rest[FRAME.size : FRAME.size + length])
            del self._rest[: FRAME.size + length]
            self._takes[what](payload)

    def blank(self) -> None:
        """Carry out the blanking asked for."""
        for start, length in self._blanks:
            self.data.seek(start)
            for done in range(0, length, MOST_IN_FRAME):
                self.data.write(bytes(min(MOST_IN_FRAME, length - done)))

    def flat(self, data: bytes) -> Flat:
        """The derivative, once the worker has said its last word."""
        if not self.kind or self._rest:
            raise NotFlattened("killed")
        return Flat(self.kind, RESULTS[self.kind], data, self.removed)

    def _data(self, payload: bytes) -> None:
        self._size += len(payload)
        if self._size > self.most:
            raise NotFlattened("too_large")
        self.data.write(payload)

    def _blank(self, payload: bytes) -> None:
        start, length = RANGE.unpack(payload) if len(payload) == RANGE.size else (0, self._size + 1)
        if start + length > self._size:
            raise NotFlattened("killed")
        self._blanks.append((start, length))

    def _end(self, payload: bytes) -> None:
        try:
            said = json.loads(payload)
            kind, removed = said["kind"], said["removed"]
            known = kind in RESULTS and set(removed) <= set(REMOVED)
        except (ValueError, TypeError, KeyError):
            known = False
        if not known:
            raise NotFlattened("killed")
        self.kind, self.removed = kind, tuple(removed)

    def _failed(self, payload: bytes) -> None:
        code = payload.decode("ascii", "replace")
        raise NotFlattened(code if code in self.codes else "killed")
