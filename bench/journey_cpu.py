"""CPU seconds and memory of process trees, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PARENT, _TIMES = 1, slice(11, 15)  # of /proc/<pid>/stat after the name: ppid; utime, stime, cutime, cstime


def cpu_seconds(roots: Mapping[str, int]) -> dict[str, float]:
    """User and system time so far of each process of `roots` and its descendants, including those that ended."""
    parents, times = _read_all()
    spent = dict.fromkeys(roots, 0)
    names = {pid: name for name, pid in roots.items()}
    for pid, ticks in times.items():
        ancestor = pid
        while ancestor in parents and ancestor not in names:
            ancestor = parents[ancestor]
        if ancestor in names:
            spent[names[ancestor]] += ticks
    return {name: ticks / _TICK for name, ticks in spent.items()}


def spent_between(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """The CPU seconds used between two readings."""
    return {name: round(after[name] - before[name], 2) for name in after}


def memory_of(root: int) -> int:
    """Proportional memory (PSS) of a process and its descendants, in bytes: shared pages are counted once."""
    parents, _times = _read_all()
    below = {root}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return sum(_proportional(pid) for pid in below)


def _read_all() -> tuple[dict[int, int], dict[int, int]]:
    parents: dict[int, int] = {}
    times: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        parents[int(folder.name)] = int(fields[_PARENT])
        times[int(folder.name)] = sum(map(int, fields[_TIMES]))
    return parents, times


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
