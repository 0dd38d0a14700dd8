"""A stranger's file, by its path or by a descriptor: the chamber's child is given descriptors and opens nothing."""

import contextlib
import io
import mmap
import os
from collections.abc import Iterator
from pathlib import Path

Source = Path | int

_BUFFER = 1 << 16


class _Positioned(io.RawIOBase):
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed: any Buffer
        count = os.preadv(self._descriptor, [buffer], self._at)
        self._at += count
        return count

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: os.fstat(self._descriptor).st_size}[whence]
        if start + offset < 0:
            raise OSError("a position before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at


def open_raw(source: Source) -> io.RawIOBase:
    """The file from its beginning, without a buffer, to be closed by the caller.

    Each has a position of its own, though they read one descriptor; closing it leaves the descriptor open.
    """
    return _Positioned(source) if isinstance(source, int) else source.open("rb", buffering=0)


def open_source(source: Source) -> io.BufferedReader:
    """The same with a buffer."""
    return io.BufferedReader(open_raw(source), _BUFFER)


@contextlib.contextmanager
def mapped(source: Source) -> Iterator[mmap.mmap]:
    """The file's bytes without a copy of them; raises ValueError for an empty file."""
    with open_raw(source) as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def size_of(source: Source) -> int:
    """How many bytes the file has."""
    return os.stat(source).st_size  # noqa: PTH116 - a Path has no descriptors
