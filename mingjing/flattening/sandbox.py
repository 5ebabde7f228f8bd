"""Starts a worker for one file, feeds it through a pipe, and stops it when it takes too long.

The bytes of the file never lie in a file: they come in pieces, go into the worker's standard input and come back by its
standard output. The worker starts with nothing of ours: no environment, no descriptor, no group of processes.
"""

import contextlib
import io
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from mingjing.flattening.kinds import BY_MEDIA, CODES, MOST_RECORDED, Flat, NotFlattened
from mingjing.flattening.pipe import In

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; sys.path.insert(0, sys.argv[1]); from mingjing.flattening.worker import main; main(sys.argv[2:])"
SECONDS = 150  # of the clock, for one file
SLACK = 64 * 1024 * 1024  # a derivative may be larger than its original by this, or four times as large
PIECE = 1 << 16
SPENT = -signal.SIGXCPU


def flatten(kind: str, chunks: Iterable[bytes]) -> Flat:
    """The derivative of a file of media type `kind`, whose bytes come in pieces of any size.

    Raises:
        NotFlattened: there is none; its code says why.
    """
    allowed = BY_MEDIA.get(kind)
    if not allowed:
        raise NotFlattened("unknown_kind")
    most = max(4 * allowed.most, SLACK) if allowed.most < MOST_RECORDED else allowed.most + SLACK
    return _run([kind], _capped(chunks, allowed.most), most)


def probe(kind: str, *arguments: str) -> dict[str, object]:
    """What a worker for `kind` can still do on this machine, tried from the inside. For tests and for the doctor."""
    answer: dict[str, object] = json.loads(_run([kind, "probe", *arguments], iter(()), PIECE).data)
    return answer


def _capped(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise NotFlattened("too_large")
        yield chunk


def _run(arguments: list[str], chunks: Iterator[bytes], most: int) -> Flat:
    data = io.BytesIO()
    answer = In(data, most, CODES)
    command = [sys.executable, "-I", "-B", "-c", START, str(ROOT), *arguments]
    worker = subprocess.Popen(  # noqa: S603 - our own interpreter, no word of a stranger
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
        start_new_session=True,
        bufsize=0,
    )
    try:
        _talk(worker, chunks, answer)
    finally:
        _stop(worker)
    if worker.returncode:
        raise NotFlattened("too_long" if worker.returncode == SPENT else "killed")
    answer.blank()
    return answer.flat(data.getvalue())


def _talk(worker: "subprocess.Popen[bytes]", chunks: Iterator[bytes], answer: In) -> None:
    """Write and read in turns until the worker closes its output."""
    until = time.monotonic() + SECONDS
    assert worker.stdin and worker.stdout  # noqa: S101 - both are pipes
    os.set_blocking(worker.stdin.fileno(), False)
    rest = memoryview(b"")
    with selectors.DefaultSelector() as ready:
        ready.register(worker.stdin, selectors.EVENT_WRITE)
        ready.register(worker.stdout, selectors.EVENT_READ)
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise NotFlattened("too_long")
            able = [key.fileobj for key, _ in ready.select(left)]
            if worker.stdout in able:
                piece = os.read(worker.stdout.fileno(), PIECE)
                if not piece:
                    break
                answer.feed(piece)
            elif worker.stdin in able:
                rest = _feed(worker.stdin.fileno(), rest, chunks)
                if not rest:
                    ready.unregister(worker.stdin)
                    worker.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        worker.wait(max(0.1, until - time.monotonic()))


def _feed(pipe: int, rest: memoryview, chunks: Iterator[bytes]) -> memoryview:
    """Write what fits; what is left to be written, empty at the end."""
    rest = rest or _next(chunks)
    try:
        return rest[os.write(pipe, rest) :] or _next(chunks)
    except BlockingIOError:
        return rest
    except BrokenPipeError:  # it has seen enough; why, it says on its output
        return memoryview(b"")


def _next(chunks: Iterator[bytes]) -> memoryview:
    return memoryview(next((chunk for chunk in chunks if chunk), b""))


def _stop(worker: "subprocess.Popen[bytes]") -> None:
    if worker.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            worker.kill()
    for pipe in (worker.stdin, worker.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    worker.wait()
