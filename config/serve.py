"""`mingjing serve`: prepare the database, then keep the web server and the background worker running."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

COMMAND = (sys.executable, "-m", "mingjing.console")
PREPARATION = ("prepare", "seed_city")
HOST, PORT = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10  # seconds that a process is given to finish what it is doing


class Stopped(Exception):  # noqa: N818 (a request, not an error)
    """Ctrl-C, or a polite kill."""


def serve() -> int:
    """Run until Ctrl-C; the exit code of the first process that fails otherwise."""
    if not _port_is_free():
        print(f"Something else serves at {HOST}:{PORT}: stop it, or choose another port (PORT=8001).", file=sys.stderr)  # noqa: T201
        return 1
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for step in PREPARATION:
            subprocess.run([*COMMAND, step], check=True, start_new_session=True)  # noqa: S603 (our own commands)
        children += [start(command) for command in _services()]
        return _first_exit(children)
    except Stopped:
        return 0
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    finally:
        _end(children)


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a child out of the terminal's reach: Ctrl-C is told to this process alone, which ends each child once."""
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603


def _services() -> list[Sequence[str]]:
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{PORT}", "--no-control-socket"]
    web += ["--workers", os.environ.get("WEB_WORKERS", "1"), "--threads", "8", "--log-level", "warning"]
    web += ["--graceful-timeout", str(PATIENCE // 2)]
    worker = [*COMMAND, "procrastinate", "worker", "--concurrency", "3"]  # a long import holds no page back
    return [web, worker]


def _port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return False
    return True


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _first_exit(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait until any child ends: the city needs both."""
    while True:
        for child in children:
            if child.poll() is not None:
                return child.returncode or 1
        time.sleep(0.5)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)  # with whatever it has started: nobody may keep the port
            child.wait()
