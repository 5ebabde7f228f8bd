"""Tries from inside the worker what it must not be able to do, and says how far it came."""

import errno
import json
import os
import resource
import socket
from collections.abc import Callable

from mingjing.flattening.pipe import Out

LIMITS = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_CORE")


def tell(out: Out, holds: frozenset[str], place: str, port: str) -> None:
    """Report on everything; `place` is a file that can be written from outside, `port` one that listens there."""
    tried = {
        "connect": _try(lambda: socket.socket().connect(("127.0.0.1", int(port)))),
        "socket": _try(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
        "open": _try(lambda: os.open(place, os.O_RDONLY)),
        "create": _try(lambda: os.open(place + ".new", os.O_WRONLY | os.O_CREAT)),
        "write": _try(lambda: os.open(place, os.O_WRONLY)),
        "memory_file": _try(_memory_file),
        "fork": _try(_fork),
        "execute": _try(lambda: os.execve("/bin/sh", ["/bin/sh", "-c", "exit 3"], {})),  # noqa: S606
        "home": _try(lambda: os.listdir(os.path.expanduser("~"))),
    }
    limits = {name: resource.getrlimit(getattr(resource, name)) for name in LIMITS}
    said = {"holds": sorted(holds), "tried": tried, "limits": limits, "environment": dict(os.environ)}
    out.write(json.dumps({**said, "folder": os.getcwd(), "user": os.getuid()}).encode())
    out.end("text/plain")


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _memory_file() -> None:
    place = os.memfd_create("x")
    os.write(place, b"x")


def _try(act: Callable[[], object]) -> str:
    """The name of the error that the system answered with, "done" if it let it happen."""
    try:
        act()
    except OSError as refusal:
        return errno.errorcode.get(refusal.errno or 0, "refused")
    return "done"
