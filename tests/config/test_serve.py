"""`mingjing serve`: two processes that live and end together."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from config import serve

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = """
import pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path("{told}").touch()
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def signals():
    """What the supervisor does to signals is put back."""
    before = {number: signal.getsignal(number) for number in serve.STOP_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_taken_port_is_named_before_anything_starts(monkeypatch, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(serve, "PORT", other.getsockname()[1])
        assert serve.serve() == 1
    assert "choose another port" in capsys.readouterr().err


def test_when_one_process_ends_its_failure_is_reported_and_the_other_ends_too():
    failing = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    other = subprocess.Popen(SLEEP)
    assert serve._first_exit([other, failing]) == 3
    serve._end([other, failing])
    assert other.returncode == -signal.SIGTERM


def test_a_process_that_does_not_listen_is_ended_anyway(monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "PATIENCE", 0.1)
    child = serve.start([sys.executable, "-c", STUBBORN.format(told=tmp_path / "told")])
    while not (tmp_path / "told").exists() and child.poll() is None:
        time.sleep(0.02)
    serve._end([child])
    assert child.returncode == -signal.SIGKILL


def test_ctrl_c_of_the_terminal_does_not_reach_the_children():
    child = serve.start(SLEEP)
    assert os.getpgid(child.pid) == child.pid
    serve._end([child])
    assert child.returncode == -signal.SIGTERM


def test_ctrl_c_while_preparing_ends_quietly(monkeypatch):
    monkeypatch.setattr(serve, "PORT", 0)
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: signal.raise_signal(signal.SIGINT))
    assert serve.serve() == 0


def test_a_preparation_that_fails_is_the_exit_code(monkeypatch):
    monkeypatch.setattr(serve, "PORT", 0)
    monkeypatch.setattr(serve, "COMMAND", (sys.executable, "-c", "raise SystemExit(4)"))
    assert serve.serve() == 4
