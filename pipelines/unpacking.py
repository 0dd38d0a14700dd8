"""ZIP files: what is inside, within limits, and one entry's bytes. Only the chamber calls this on strangers' bytes.

The limits hold for what the directory declares, before anything is unpacked; an entry that has more bytes than it
declares is cut off and refused. Entries packed otherwise than stored or deflated are not read.
"""

from __future__ import annotations

import contextlib
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from itertools import pairwise

from pipelines.frozen import Frozen
from pipelines.refusal import Refusal
from pipelines.source import Source, open_source, size_of
from pipelines.upload_kinds import Kind, kind_of

MAX_ENTRIES = 3000
MAX_ENTRY = 200_000_000
"""Bytes of one entry: no larger file may the chamber's child write (`pipelines.imaging.pixel_buffer.MAX_BYTES`)."""
MAX_UNPACKED = 10_000_000_000
"""Bytes of all entries together."""
MAX_RATIO = 20
"""Photos shrink by a hundredth, XMP files to a tenth; a bomb to a thousandth."""
_FREE = 20_000_000  # bytes below which the ratio does not matter
_MAX_PATH = 1000  # characters
_PIECE = 1 << 20
_UTF8, _LOCKED = 0x800, 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Whatever the standard library stumbles over in a damaged directory: a name of no length is an IndexError.
_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, LookupError)


class Entry(Frozen):
    """A file in a ZIP file: its place in the directory, its path there and its size in bytes.

    Packed, it lies from byte `start` to before byte `end`; no two share a byte.
    """

    index: int
    path: str
    size: int
    start: int
    end: int


def list_entries(source: Source) -> tuple[Entry, ...]:
    """The files of a ZIP file, but for clutter. Raises Refusal."""
    try:
        with open_source(source) as file, zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            files = [(index, info) for index, info in enumerate(infos) if not info.is_dir()]
            ends = _ends(infos, archive.start_dir)
    except _FAULTS as error:
        raise Refusal("zip_damaged", type(error).__name__) from error
    if len(infos) > MAX_ENTRIES:
        raise Refusal("zip_too_large", f"{len(infos)} entries")
    _refuse_beyond([info for _index, info in files], size_of(source))
    found = [_entry(index, info, ends) for index, info in files]
    kept = tuple(entry for entry in found if kind_of(entry.path, entry.size) is not Kind.CLUTTER)
    if not kept:
        raise Refusal("zip_empty")
    return kept


def _entry(index: int, info: zipfile.ZipInfo, ends: Mapping[int, int]) -> Entry:
    start = info.header_offset
    return Entry(index=index, path=_path(info), size=info.file_size, start=start, end=ends[start])


def _ends(infos: list[zipfile.ZipInfo], directory: int) -> dict[int, int]:
    """By its start, where each entry ends: at the next one's start, else at the directory's. Raises ValueError."""
    starts = sorted(info.header_offset for info in infos)
    ends = dict(pairwise([*starts, directory]))
    if len(ends) < len(starts) or any(start >= end for start, end in ends.items()):
        raise ValueError("entries that lie in one place, or behind the directory")
    return ends


def _refuse_beyond(infos: list[zipfile.ZipInfo], size: int) -> None:
    if any(info.flag_bits & _LOCKED for info in infos):
        raise Refusal("zip_locked")
    if any(info.compress_type not in _METHODS for info in infos):
        raise Refusal("zip_damaged", "packed in another way")
    total = sum(info.file_size for info in infos)
    if total > max(_FREE, MAX_RATIO * size):
        raise Refusal("zip_swells", f"{total} bytes in {size}")
    if total > MAX_UNPACKED or any(info.file_size > MAX_ENTRY for info in infos):
        raise Refusal("zip_too_large", f"{total} bytes")


def _path(info: zipfile.ZipInfo) -> str:
    """The path as its program meant it: some write UTF-8 without saying so. Raises Refusal for one that leads out."""
    path = info.filename
    if not info.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            path = path.encode("cp437").decode()
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    if len(path) > _MAX_PATH or ".." in path.split("/"):
        raise Refusal("zip_damaged", "a path that leads out")
    return path


def unpack_entry(source: Source, index: int, size: int, keep: Callable[[bytes], object]) -> None:
    """Hand the bytes of an entry, which has `size` of them, to `keep`, piece by piece. Raises Refusal."""
    left = size
    try:
        with contextlib.ExitStack() as opened:
            archive = opened.enter_context(zipfile.ZipFile(opened.enter_context(open_source(source))))
            entry = opened.enter_context(archive.open(archive.infolist()[index]))
            while left >= 0 and (piece := entry.read(min(_PIECE, left + 1))):
                left -= len(piece)
                keep(piece)
    except _FAULTS as error:
        raise Refusal("zip_damaged", type(error).__name__) from error
    if left:
        raise Refusal("zip_damaged", "an entry has another size than it says")
