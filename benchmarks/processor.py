"""Seconds of the processor that a process and its children have worked: what counts on a machine that is shared."""

import os
from pathlib import Path


def seconds_of(root: int) -> float:
    """Of a process, its children that live, and those that have ended; 0 where the system does not tell."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(told[1]) == root:
            total += int(told[11]) + int(told[12])
        elif stat.parent.name == str(root):
            total += sum(map(int, told[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


def postmaster(data: Path) -> int:
    """The process of the server that works in a data directory."""
    return int((data / "postmaster.pid").read_text().split()[0])
