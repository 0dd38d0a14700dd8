"""What a drop consists of: files gathered from paths, each with the key it gets."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Parcel:
    """Files and the last parts of their keys (`card 2/DSC_0001.JPG`), and how many files were left out as hidden."""

    files: tuple[tuple[Path, str], ...]
    hidden: int

    @property
    def bytes(self) -> int:
        return sum(path.stat().st_size for path, _name in self.files)


def gather(paths: Iterable[Path]) -> Parcel:
    """Files as they are; of folders everything below, in order, with the folders below kept.

    Hidden files are left out, macOS's AppleDouble files (`._DSC_0001.JPG`) among them.
    """
    found = [pair for path in paths for pair in _below(path)]
    shown = tuple(pair for pair in found if not any(part.startswith(".") for part in Path(pair[1]).parts))
    return Parcel(shown, len(found) - len(shown))


def _below(path: Path) -> Iterator[tuple[Path, str]]:
    if path.is_file():
        yield path, path.name
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if file.is_file():
                yield file, file.relative_to(path).as_posix()
