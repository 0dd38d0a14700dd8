"""A spool that closes every file at the end of a test, as the end of a process does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.gateway.spool import Arriving, Spool


class _TidySpool(Spool):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.made: list[Arriving] = list(self._waiting.values())

    def new(self, protocol: str = "") -> Arriving:
        arriving = super().new(protocol)
        self.made.append(arriving)
        return arriving


@contextmanager
def tidy_spool(folder: Path) -> Iterator[Spool]:
    """A spool in a folder of its own below this one."""
    spool = _TidySpool(folder / "spool")
    yield spool
    for arriving in spool.made:
        arriving.file.close()
