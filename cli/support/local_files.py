"""Local files to upload, each with the object key it gets."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LocalFiles:
    """Paths with the end of each one's key (`card 2/DSC_0001.JPG`), and the number of hidden files left out."""

    entries: tuple[tuple[Path, str], ...]
    hidden: int

    @property
    def bytes(self) -> int:
        return sum(path.stat().st_size for path, _name in self.entries)


def gather_files(paths: Iterable[Path]) -> LocalFiles:
    """Each file of `paths`, and everything below each folder, sorted; the key keeps the subfolders.

    Hidden files are left out, macOS's AppleDouble files (`._DSC_0001.JPG`) among them.
    """
    found = [pair for path in paths for pair in _walk(path)]
    shown = tuple(pair for pair in found if not any(part.startswith(".") for part in Path(pair[1]).parts))
    return LocalFiles(shown, len(found) - len(shown))


def _walk(path: Path) -> Iterator[tuple[Path, str]]:
    if path.is_file():
        yield path, path.name
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if file.is_file():
                yield file, file.relative_to(path).as_posix()
