"""What the worker takes from itself before it reads the first byte: network, files, processes, time, memory.

All of it is one-way. What a machine does not offer is left out, and `shut` says what holds.
"""

import contextlib
import ctypes
import os
import platform
import resource
import struct
import sys

MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU = 60  # seconds
NOBODY = 65534
STANDARD = 3  # stdin, stdout and stderr: with no more descriptors than these nothing can be opened
WITH_FONTS = 24

CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SIGKILL, BY_FILTER = 9, 2

# Landlock has the same numbers on every machine; which rights it handles depends on its version.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF, PATH_BENEATH = 444, 445, 446, 1
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3

# Calls that make sockets, processes, name spaces or keys, or look into other processes, by architecture: socket,
# connect, bind, listen, sendto, sendmsg, socketpair, clone, (fork, vfork,) execve, kill, ptrace, mount, add_key,
# request_key, keyctl, unshare, perf_event_open, setns, process_vm_readv and writev, bpf, execveat, userfaultfd,
# io_uring_setup, clone3.
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
DENIED = {
    "x86_64": (41, 42, 49, 50, 44, 46, 53, 56, 57, 58, 59, 62, 101, 165, 248, 249, 250, 272, 298, 308)
    + (310, 311, 321, 322, 323, 425, 435),
    "aarch64": (198, 203, 200, 201, 206, 211, 199, 220, 221, 129, 117, 40, 217, 218, 219, 97, 241, 268)
    + (270, 271, 280, 281, 282, 425, 435),
}
LOAD, EQUAL, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050001  # REFUSE: errno 1, EPERM
X32 = 0x40000000  # the second set of numbers on x86_64


def shut(readable: tuple[str, ...] = ()) -> frozenset[str]:
    """Confine this process for good; only the folders named stay readable. What holds, by name."""
    holds = {"limits"}
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_CPU", CPU, CPU + 1)  # the first one can be told from other deaths, the second one cannot
    _limit("RLIMIT_AS", MEMORY)
    if sys.platform == "linux":
        holds |= _shut_linux(readable)
    _limit("RLIMIT_NPROC", 0)
    _limit("RLIMIT_NOFILE", WITH_FONTS if readable else STANDARD)
    return frozenset(holds)


def _limit(name: str, value: int, hard: int | None = None) -> None:
    # Not every system knows every limit, nor takes every value.
    with contextlib.suppress(ValueError, OSError, AttributeError):
        resource.setrlimit(getattr(resource, name), (value, value if hard is None else hard))


def _shut_linux(readable: tuple[str, ...]) -> set[str]:
    libc = ctypes.CDLL(None, use_errno=True)
    apart = CLONE_NEWNET | CLONE_NEWIPC
    steps = {"network": libc.unshare(apart) == 0 or libc.unshare(apart | CLONE_NEWUSER) == 0}
    steps["nobody"] = _become_nobody()
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    steps["no_new_privileges"] = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    steps["files"] = _shut_files(libc, readable)
    steps["calls"] = _shut_calls(libc)
    return {name for name, holds in steps.items() if holds}


def _become_nobody() -> bool:
    """Give up root. All that will be needed has been imported, so it need not be readable any more."""
    with contextlib.suppress(OSError):
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    return os.getuid() != 0


def _shut_files(libc: ctypes.CDLL, readable: tuple[str, ...]) -> bool:
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    size = 8 if version < 4 else 16 if version < 6 else 24
    asked = struct.pack("=QQQ", RIGHTS[min(version, 5)], 3, 3)[:size]  # files; TCP; sockets and signals to others
    ruleset = libc.syscall(CREATE_RULESET, asked, ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    for folder in readable:
        with contextlib.suppress(OSError):
            place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            rule = struct.pack("=Qi", READ_FILE | READ_FOLDER, place)
            libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
            os.close(place)
    restricted: int = libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return restricted == 0


def _shut_calls(libc: ctypes.CDLL) -> bool:
    machine = platform.machine()
    if machine not in AUDIT:
        return False
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, AUDIT[machine]), (ANSWER, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(AT_LEAST, 0, 1, X32), (ANSWER, 0, 0, REFUSE)]
    for number in DENIED[machine]:
        steps += [(EQUAL, 0, 1, number), (ANSWER, 0, 0, REFUSE)]
    steps.append((ANSWER, 0, 0, ALLOW))
    rules = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(rules))
    return bool(libc.prctl(PR_SET_SECCOMP, BY_FILTER, program, 0, 0) == 0)
