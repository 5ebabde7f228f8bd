"""The process that opens what strangers sent can reach nothing: tried from within, through the same door."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from mingjing.flattening import ALLOWED, NotFlattened, flatten, probe, sandbox
from tests.flattening.samples import photo

linux = pytest.mark.skipif(sys.platform != "linux", reason="confinement by the kernel is tested on Linux")
FONTS, BARE = "application/pdf", "image/png"


@pytest.fixture
def outside(tmp_path) -> Iterator[tuple[str, str]]:
    """A file that anybody may write and a port that listens."""
    place = tmp_path / "open-to-all"
    place.write_text("untouched")
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        if folder.owner() == tmp_path.owner():
            os.chmod(folder, 0o777)  # noqa: S103
    place.chmod(0o666)
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(place), str(server.getsockname()[1])


@linux
@pytest.mark.parametrize("kind", [FONTS, BARE])
def test_no_network_no_file_no_process_can_be_reached(kind, outside):
    said = probe(kind, *outside)
    reached = {name for name, answer in said["tried"].items() if answer == "done"}
    assert reached == set()
    assert said["environment"].keys() <= {"LC_CTYPE"}
    assert said["folder"] == "/"


@linux
def test_nothing_can_be_written_to_a_disk_even_where_a_file_could_be_opened(outside):
    for kind in (FONTS, BARE):
        assert probe(kind, *outside)["limits"]["RLIMIT_FSIZE"] == [0, 0]
    assert probe(FONTS, *outside)["tried"]["memory_file"] == "EFBIG"  # opened, and then no byte was taken
    assert probe(BARE, *outside)["tried"]["memory_file"] in ("EMFILE", "EPERM")


@linux
def test_memory_time_and_processes_are_limited(outside):
    limits = probe(BARE, *outside)["limits"]
    assert limits["RLIMIT_AS"][1] <= 1 << 30
    assert limits["RLIMIT_CPU"][1] <= 61
    assert limits["RLIMIT_NPROC"] == limits["RLIMIT_CORE"] == [0, 0]
    assert limits["RLIMIT_NOFILE"] == [3, 3]


@linux
@pytest.mark.parametrize(
    ("standing", "holds", "answers"),
    [
        ("_shut_calls", {"calls"}, {"connect": {"EPERM"}, "socket": {"EPERM"}, "fork": {"EPERM"}}),
        ("_shut_files", {"files"}, {"connect": {"EACCES", "ENETUNREACH"}, "create": {"EACCES"}, "open": {"EACCES"}}),
        (None, set(), {"connect": {"ENETUNREACH"}}),
    ],
)
def test_each_wall_holds_where_the_others_are_missing(standing, holds, answers, outside, monkeypatch):
    missing = {"_shut_calls", "_shut_files", "_become_nobody"} - {standing}
    down = "".join(f"confinement.{wall} = lambda *any: False; " for wall in missing)
    # A process that could start another program would be gone, and its answers with it.
    down = f"import os; os.execve = lambda *any: None; from mingjing.flattening import confinement; {down}"
    monkeypatch.setattr(sandbox, "START", sandbox.START.replace("main(sys", f"{down}main(sys"))
    said = probe(FONTS, *outside)
    there = set(said["holds"])
    if not holds <= there or "network" not in there:
        pytest.skip("this kernel does not offer it")
    assert there - {"limits", "network", "no_new_privileges"} == holds
    assert {name: said["tried"][name] in allowed for name, allowed in answers.items()} == dict.fromkeys(answers, True)
    assert said["tried"]["memory_file"] == "EFBIG"


@linux
def test_what_holds_is_said(outside):
    said = probe(BARE, *outside)
    assert {"limits", "no_new_privileges", "nobody"} <= set(said["holds"])
    assert said["user"] != 0


def test_the_temporary_folder_stays_empty(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    flatten("image/jpeg", [photo()])
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_takes_too_long_is_killed_with_its_group(monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    monkeypatch.setattr(sandbox, "START", "import time; time.sleep(60)")
    with pytest.raises(NotFlattened) as refusal:
        flatten("image/jpeg", [photo()])
    assert refusal.value.code == "too_long"


@pytest.mark.parametrize(
    ("started", "code"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "killed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too_long"),
        ("import os; os.write(1, b'D' + bytes(4))", "killed"),  # no last word
        ("import os; os.write(1, b'D' + b'\\xff' * 4)", "killed"),
        ("import os; os.write(1, b'F' + bytes([0, 0, 0, 5]) + b'words')", "killed"),
        ("import os; os.write(1, b'Z' + bytes([0, 0, 0, 16]) + bytes(15) + b'9')", "killed"),
        ("import os; os.write(1, b'E' + bytes([0, 0, 0, 19]) + b'{\"kind\": \"text/html\"}')", "killed"),
        ("import os; os.write(1, (b'D' + bytes([0, 16, 0, 0]) + bytes(1 << 20)) * 999)", "too_large"),
    ],
)
def test_a_worker_taken_over_can_say_nothing_of_its_own(monkeypatch, started, code):
    monkeypatch.setattr(sandbox, "START", started)
    with pytest.raises(NotFlattened) as refusal:
        flatten("image/jpeg", [photo()])
    assert refusal.value.code == code


def test_no_process_is_left_behind(monkeypatch):
    left: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def watched(*arguments, **options):
        left.append(start(*arguments, **options))
        return left[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", watched)
    flatten("image/jpeg", [photo()])
    with pytest.raises(ZeroDivisionError):
        flatten("image/jpeg", (1 // n for n in (0,)))
    assert [worker.returncode for worker in left] == [0, -signal.SIGKILL]
    assert all(worker.stdin.closed and worker.stdout.closed for worker in left)


def test_a_file_larger_than_its_kind_may_be_is_refused_while_it_comes():
    taken = []

    def pieces() -> Iterator[bytes]:
        for number in range(100):
            taken.append(number)
            yield bytes(1 << 20)

    with pytest.raises(NotFlattened) as refusal:
        flatten("image/png", pieces())
    assert refusal.value.code == "too_large"
    assert len(taken) == 51


def test_many_at_once_do_not_meet():
    sizes: dict[int, bytes] = {}

    def one(width: int) -> None:
        sizes[width] = flatten("image/png", [photo("PNG", size=(width, 8))]).data

    threads = [threading.Thread(target=one, args=(width,)) for width in (8, 16, 24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {width: int.from_bytes(data[16:20], "big") for width, data in sizes.items()} == {8: 8, 16: 16, 24: 24}


@pytest.mark.parametrize("kind", ["application/msword", "text/html", "", "application/zip"])
def test_a_kind_that_is_not_allowed_starts_nothing(kind, monkeypatch):
    monkeypatch.setattr(sandbox, "START", "raise SystemExit(1)")
    with pytest.raises(NotFlattened) as refusal:
        flatten(kind, [b"x"])
    assert refusal.value.code == "unknown_kind"


@pytest.mark.parametrize("kind", [kind.media for kind in ALLOWED])
def test_nothing_at_all_is_broken_or_an_empty_text(kind):
    try:
        assert flatten(kind, []).data.strip() == b""
    except NotFlattened as refusal:
        assert refusal.code in ("broken", "unknown_kind")
