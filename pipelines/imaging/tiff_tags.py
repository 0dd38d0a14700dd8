"""A TIFF's directories, read without Pillow, which opens only what it can decode (TIFF 6.0; BigTIFF)."""

import struct
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pipelines.metadata.containers.blocks import Data

# Genuine raw files have up to ten directories, and a dozen tags that say what they are.
MAX_DIRECTORIES, MAX_ENTRIES, MAX_VALUES = 40, 1_000, 8

WIDTH, LENGTH, BITS, COMPRESSION, PHOTOMETRIC, MAKE = 256, 257, 258, 259, 262, 271
SAMPLES, PLANAR, SUB_DIRECTORIES, EXTRA, SAMPLE_FORMAT, DNG_VERSION = 277, 284, 330, 338, 339, 50706

Values = tuple[int, ...] | bytes
_NUMBERS: dict[int, str] = {3: "H", 4: "I", 8: "h", 9: "i", 13: "I", 16: "Q", 18: "Q"}
_BYTES = (1, 2, 6, 7)


class Layout(NamedTuple):
    """How a TIFF's numbers are written: byte order, and the bytes of a number of entries, an entry and an offset."""

    order: Literal["little", "big"]
    head: int
    entry: int
    word: int

    def number(self, data: Data, at: int, size: int) -> int:
        """The unsigned number there; 0 beyond the end."""
        return int.from_bytes(data[at : at + size], self.order)


def layout_of(data: Data) -> Layout:
    """By the first four bytes."""
    order: Literal["little", "big"] = "little" if data[:1] == b"I" else "big"
    return Layout(order, 8, 20, 8) if 43 in (data[2], data[3]) else Layout(order, 2, 12, 4)


class Directory(NamedTuple):
    """A directory's tags with their first values, those of text types as bytes; others are left out."""

    tags: dict[int, Values]

    def numbers(self, tag: int) -> tuple[int, ...]:
        """The tag's first values; empty where there is none of a whole number's type."""
        values = self.tags.get(tag, ())
        return tuple(values) if isinstance(values, bytes) else values

    def number(self, tag: int, otherwise: int) -> int:
        """The tag's first value."""
        return next(iter(self.numbers(tag)), otherwise)

    def text(self, tag: int) -> str:
        """The tag's text, up to its zero."""
        values = self.tags.get(tag, b"")
        return values.partition(b"\0")[0].decode("ascii", "replace").strip() if isinstance(values, bytes) else ""


def read_directories(data: Data) -> Iterator[Directory]:
    """The pages' directories, each followed by those below it (tag SubIFDs); no offset is followed twice."""
    layout = layout_of(data)
    waiting, seen = [layout.number(data, layout.word if layout.word == 8 else 4, layout.word)], set[int]()
    while waiting and len(seen) < MAX_DIRECTORIES:
        at = waiting.pop()
        if at in seen or not 0 < at < len(data):
            continue
        seen.add(at)
        directory = directory_at(data, at)
        yield directory
        entries = min(layout.number(data, at, layout.head), MAX_ENTRIES)
        waiting.append(layout.number(data, at + layout.head + entries * layout.entry, layout.word))
        waiting += reversed(directory.numbers(SUB_DIRECTORIES))


def directory_at(data: Data, at: int) -> Directory:
    """The directory at a place; an empty one beyond the file."""
    layout = layout_of(data)
    entries = min(layout.number(data, at, layout.head), MAX_ENTRIES)
    return Directory(dict(_entries(data, layout, at + layout.head, entries)))


def _entries(data: Data, layout: Layout, start: int, entries: int) -> Iterator[tuple[int, Values]]:
    for at in range(start, min(start + entries * layout.entry, len(data)), layout.entry):
        tag, kind = layout.number(data, at, 2), layout.number(data, at + 2, 2)
        values = _values(data, layout, at + 4, kind)
        if values is not None:
            yield tag, values


def _values(data: Data, layout: Layout, at: int, kind: int) -> Values | None:
    """The first values of a tag, given where its count is."""
    code = "s" if kind in _BYTES else _NUMBERS.get(kind)
    if code is None:
        return None
    size = 1 if code == "s" else struct.calcsize("=" + code)
    total = layout.number(data, at, layout.word)
    place = at + layout.word
    if total * size > layout.word:
        place = layout.number(data, place, layout.word)
    count = min(total, 64 if code == "s" else MAX_VALUES)
    found = data[place : place + count * size]
    if code == "s":
        return found
    whole = len(found) // size
    return struct.unpack(f"{'<' if layout.order == 'little' else '>'}{whole}{code}", found[: whole * size])
