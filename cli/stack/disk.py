"""The disks below a data folder: told when one is full, and what has to be restarted once there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.disks import LEAST, find_full, free_space, needed_space
from cli.stack.service import Service

_GIVES_UP = "seaweed"
"""The store's index refuses all writes after one that failed, until its process starts anew; the others heal."""

_PATIENCE, _MAX_PATIENCE = 2, 60
"""So many looks in a row the store refuses files before it is restarted: just started, it refuses them for a moment."""


def watched_folders(data: Path) -> tuple[Path, Path]:
    """The folders of a stack that may have disks of their own."""
    return data, data / "seaweed/volumes"


def full_disk(
    data: Path, then: str = "Nothing is lost, but nothing can be stored. Make room; everything goes on by itself then."
) -> str:
    """What a person should know about the disks of `data`, with `then` what to do; empty while there is room."""
    full = find_full(watched_folders(data))
    if full is None:
        return ""
    left, needed = free_space(full) >> 20, needed_space(full) >> 20
    return f"The disk of {full} is full ({left} MB left; {needed} MB must be free). {then}"


@dataclass
class DiskWatch:
    """Looks at the disks again and again, and reports when one is full and when there is room again.

    A disk may fill and be emptied between two looks, so the store is asked, too: `ask_store` gives the desk's word
    about it. One that goes on to refuse files though there is room is restarted; ever more rarely while that helps
    nothing.
    """

    data: Path
    services: Iterable[Service]
    report: Callable[[str], None]
    ask_store: Callable[[], str] = lambda: "ok"
    _full: Path | None = None
    _refused: int = 0
    _patience: int = _PATIENCE

    def look(self) -> None:
        """Report a change; end the service that cannot go on, to be restarted, when there is room."""
        if self._full and free_space(self._full) >= needed_space(self._full) + LEAST:
            self.report(f"There is room on the disk of {self._full} again.")
            self._full = None
            self._end_store()
        elif not self._full and (line := full_disk(self.data)):
            self._full = find_full(watched_folders(self.data))
            self.report(line)
        elif not self._full:
            self._look_at_store()

    def _look_at_store(self) -> None:
        word = self.ask_store()
        if word == "ok":
            self._patience = _PATIENCE
        self._refused = self._refused + 1 if word == "read-only" else 0
        if self._refused >= self._patience:
            self.report("SeaweedFS refuses files though there is room on its disk: it is restarted.")
            self._refused, self._patience = 0, min(2 * self._patience, _MAX_PATIENCE)
            self._end_store()

    def _end_store(self) -> None:
        for service in self.services:
            if service.name == _GIVES_UP:
                service.kill()
