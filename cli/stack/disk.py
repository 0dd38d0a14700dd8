"""The disk below a data folder: told when it is full, and what has to be restarted once there is room."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from cli.stack.service import Service

FULL = 32 << 20
"""Bytes left below which a disk counts as full: PostgreSQL writes 16 MB at once."""

_ROOM = 2 * FULL
_GIVES_UP = "seaweed"
"""The store's index refuses all writes after one that failed, until its process starts anew; the others heal."""


def full_disk(data: Path) -> str:
    """What a person should know about the disk of `data`; empty while there is room."""
    free = _free(data)
    if free >= FULL:
        return ""
    return (
        f"The disk of {data} is full ({free >> 20} MB left). Nothing is lost, but nothing can be stored. "
        "Make room; everything goes on by itself then."
    )


@dataclass
class DiskWatch:
    """Looks at the disk again and again, and reports when it is full and when there is room again."""

    data: Path
    services: Iterable[Service]
    report: Callable[[str], None]
    _was_full: bool = False

    def look(self) -> None:
        """Report a change; when there is room again, end the service that cannot go on, to be restarted."""
        if self._was_full and _free(self.data) >= _ROOM:
            self._was_full = False
            self.report(f"There is room on the disk of {self.data} again.")
            for service in self.services:
                if service.name == _GIVES_UP:
                    service.kill()
        elif not self._was_full and (line := full_disk(self.data)):
            self._was_full = True
            self.report(line)


def _free(data: Path) -> int:
    return shutil.disk_usage(data).free
