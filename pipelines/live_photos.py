"""The moving part of a phone's live photo: a QuickTime film that names the photo it belongs to.

Apple writes the photo's content identifier into the film's metadata, `moov/meta` with `keys` and `ilst` (QuickTime File
Format, "Metadata"). Films that were taken as films have none.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.metadata.containers.blocks import Data
from pipelines.metadata.containers.iso_boxes import walk_boxes
from pipelines.refusal import Refusal
from pipelines.source import Source, mapped

IDENTIFIER = b"com.apple.quicktime.content.identifier"
_MOST_KEYS = 100
_VALUE_HEAD = 8  # type and language, before a value


def is_live_part(source: Source) -> bool:
    """Whether a QuickTime film carries the identifier of its photo. What cannot be read carries none."""
    try:
        with mapped(source) as data:
            return any(_names_photo(data, *meta) for meta in _metadata(data))
    except (Refusal, ValueError):
        return False


def _metadata(data: Data) -> Iterator[tuple[int, int]]:
    """Where the film's metadata boxes begin and end."""
    for start, end in _boxes(data, 0, len(data), b"moov"):
        for at, stop in _boxes(data, start, end, b"meta"):
            # MP4 has version and flags there, QuickTime has not.
            yield (at if data[at + 4 : at + 8] == b"hdlr" else at + 4), stop


def _boxes(data: Data, at: int, stop: int, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Beginning and end of the content of each box of a name."""
    return ((start, min(end, stop)) for name, start, end in walk_boxes(data, at, stop) if name == wanted)


def _names_photo(data: Data, at: int, stop: int) -> bool:
    """Whether one of the keys is the identifier, and its value is not empty."""
    named = {n for keys in _boxes(data, at, stop, b"keys") for n in _numbers(data, *keys)}
    items = [item for values in _boxes(data, at, stop, b"ilst") for item in walk_boxes(data, *values)]
    return any(_has_value(data, start, end) for name, start, end in items if int.from_bytes(name) in named)


def _numbers(data: Data, at: int, stop: int) -> Iterator[int]:
    """The numbers, from 1, of the keys that are the identifier; a key is its length, namespace and name."""
    at += 8  # version and flags, and how many there are
    for n in range(1, _MOST_KEYS + 1):
        length = int.from_bytes(data[at : at + 4])
        if length < 8 or at + length > stop:
            return
        if data[at + 8 : at + length] == IDENTIFIER:
            yield n
        at += length


def _has_value(data: Data, at: int, stop: int) -> bool:
    return any(data[start + _VALUE_HEAD : end].strip(b"\0 ") for start, end in _boxes(data, at, stop, b"data"))
