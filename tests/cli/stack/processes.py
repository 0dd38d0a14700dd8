"""What becomes of processes, and services to try it with."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from cli.stack.service import Service

ROOT = Path(__file__).resolve().parents[3]


def alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def halt_while(pids: Collection[int], at_work: Callable[[], bool]) -> bool:
    """Stop these processes where they are; let them go on unless `at_work()` is true."""
    signal_each(pids, signal.SIGSTOP)
    if at_work():
        return True
    signal_each(pids, signal.SIGCONT)
    return False


def signal_each(pids: Collection[int], number: signal.Signals) -> None:
    """Send the signal to those that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def sleeper(folder: Path, *command: str) -> Service:
    return Service(
        name="sleeper",
        command=command or ("sleep", "300"),
        log=folder / "sleeper.log",
        environment=os.environ,
        is_ready=lambda: True,
        grace=0.5,
    )


def parents() -> dict[int, int]:
    """Every process's parent."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text("utf-8", "replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        found[int(entry.parent.name)] = int(fields[1])
    return found


def descendants(pid: int) -> set[int]:
    """All processes below `pid`."""
    tree = parents().items()
    found: set[int] = set()
    fringe = {pid}
    while fringe:
        fringe = {child for child, parent in tree if parent in fringe}
        found |= fringe
    return found
