"""The disks below a data folder: told when one is full, and what has to be restarted once there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.disks import LEAST, find_full, free_space, needed_space
from cli.stack.service import Service

_GIVES_UP = "seaweed"
"""The store's index refuses all writes after one that failed, until its process starts anew; the others heal."""


def watched_folders(data: Path) -> tuple[Path, Path]:
    """The folders of a stack that may have disks of their own."""
    return data, data / "seaweed/volumes"


def full_disk(data: Path) -> str:
    """What a person should know about the disks of `data`; empty while there is room."""
    full = find_full(watched_folders(data))
    if full is None:
        return ""
    return (
        f"The disk of {full} is full ({free_space(full) >> 20} MB left; {needed_space(full) >> 20} MB must be free). "
        "Nothing is lost, but nothing can be stored. Make room; everything goes on by itself then."
    )


@dataclass
class DiskWatch:
    """Looks at the disks again and again, and reports when one is full and when there is room again."""

    data: Path
    services: Iterable[Service]
    report: Callable[[str], None]
    _full: Path | None = None

    def look(self) -> None:
        """Report a change; when there is room again, end the service that cannot go on, to be restarted."""
        if self._full and free_space(self._full) >= needed_space(self._full) + LEAST:
            self.report(f"There is room on the disk of {self._full} again.")
            self._full = None
            for service in self.services:
                if service.name == _GIVES_UP:
                    service.kill()
        elif not self._full and (line := full_disk(self.data)):
            self._full = find_full(watched_folders(self.data))
            self.report(line)
