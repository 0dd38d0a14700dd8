"""What the kernel reports about a test's child processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from workers.holder import this_holder

_TICK = os.sysconf("SC_CLK_TCK")

ROUNDING = 4 / _TICK
"""Seconds by which two sums of user and system time may differ, because the kernel counts ticks."""


def descendants(pid: int) -> dict[int, str]:
    """Command lines of all living processes below `pid`, by process id; a parent stands before its children."""
    found: dict[int, str] = {}
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        with suppress(FileNotFoundError, ProcessLookupError):  # it may end while it is looked at
            found |= {child: Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")} | descendants(child)
    return found


def gone(pid: int) -> bool:
    """Whether a process ends within half a minute (a zombie has ended)."""
    for _ in range(600):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def seconds_of(*pids: int) -> float:
    """User and system time of these processes so far, without that of their children."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(ticks) for each in fields for ticks in each[11:13]) / _TICK


def seconds_reaped() -> float:
    """User and system time of all processes that this one waited for, and of those that they did."""
    times = os.times()
    return times.children_user + times.children_system


def ended_holder() -> str:
    """The holder of a process of this machine that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return this_holder().replace(f".{os.getpid()}.", f".{process.pid}.")
