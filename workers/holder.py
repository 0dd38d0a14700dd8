"""Who holds something: a process, named so that others on its machine can tell whether it is gone.

A host name and a process id do not suffice: containers may share the name, and each numbers its processes from 1. A
holder is `<boot id>.<PID namespace>.<process id>.<start time>`, which is also a safe file name. The boot id tells
machines apart, and one start of a machine from the next; the start time tells a process from a later one of its number.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_STATE, _START_TIME = 0, 19  # fields of /proc/<pid>/stat after the name: proc_pid_stat(5)
_ENDED = "ended"


def this_holder() -> str:
    """This process, in at most 90 characters. A forked child is another holder."""
    process = os.getpid()
    return f"{_place()}.{process}.{_start_time(process)}"


def is_gone(holder: str) -> bool:
    """Whether the process has certainly ended: it belongs to this machine, boot and PID namespace, and is not there.

    False for a holder of another place, which may be alive, and for a text that is no holder.
    """
    if not is_of_this_place(holder):
        return False
    process, started = holder.split(".")[2:]
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it is there, and another user's
    except OverflowError:
        return False
    found = _start_time(int(process))
    return bool(found) and bool(started) and found != started


def is_of_this_place(holder: str) -> bool:
    """Whether the holder is a process, alive or not, of this machine, boot and PID namespace."""
    here, numbers = _place(), holder.split(".")[2:]
    return bool(here) and holder.startswith(f"{here}.") and len(numbers) == 2 and numbers[0].isdecimal()


def _place() -> str:
    """Boot id and PID namespace; empty where the kernel does not tell them."""
    try:
        return f"{_boot_id()}.{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


@lru_cache(maxsize=1)
def _boot_id() -> str:
    return _BOOT_ID.read_text("ascii").strip()


def _start_time(process: int) -> str:
    """When a process started, in ticks since the boot; `_ENDED` for one that only waits for its parent to notice.

    Empty when it cannot be seen, or when /proc shows another PID namespace than this process's.
    """
    try:
        if Path("/proc/self").readlink().name != str(os.getpid()):
            return ""
        fields = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return _ENDED if fields[_STATE] in "ZX" else fields[_START_TIME]
