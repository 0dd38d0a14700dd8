"""TIFF and BigTIFF: tags of the first directory, and of the photo's own where that is another one.

A TIFF is an EXIF structure itself, whose directories refer to the whole file, so none is cut out of it. Of a BigTIFF,
which readers of EXIF do not take, and of a photo behind its own thumbnail, `exif` is a small TIFF made of the tags.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipelines.metadata.containers.blocks import MAX_BLOCK, Blocks, Data
from pipelines.metadata.containers.photoshop import photoshop_blocks

# Genuine directories have dozens.
MAX_TAGS = 10_000
MAX_PAGES = 100

# What a page is of another one (TIFF 6.0, section 8): a reduced copy, a mask; in the older tag a reduced copy.
SUBFILE, OLD_SUBFILE, ORIENTATION = 254, 255, 274
_REDUCED, _MASK, _OLD_REDUCED = 1, 4, 2

XMP, IIM, RESOURCES, EXIF, CREDENTIALS = 700, 33723, 34377, 34665, 52545
BLOCKS = frozenset({XMP, IIM, RESOURCES, CREDENTIALS})
# What is read of EXIF: texts, dates, rating and orientation in the first directory; dates, offsets, exposure and
# lens in the EXIF directory. None of these is a place in the file.
MAIN_TAGS = frozenset({270, 271, 272, ORIENTATION, 305, 306, 315, 18246, 18249, 33432, *range(40091, 40096)})
EXIF_TAGS = frozenset({33434, 36867, 36868, 36880, 36881, 36882, 42036})
# How many bytes a value of each type takes (TIFF 6.0, section 2, and BigTIFF's); writers differ in the type they give.
_SIZES: Mapping[int, int] = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4, 16: 8, 18: 8}
_LONG, _BIGGER = 4, (16, 18)


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    count: int
    value: bytes

    def number(self, order: str) -> int:
        """The first value of one of a whole number's type."""
        size = _SIZES.get(self.kind, 0)
        return int.from_bytes(self.value[:size], "little" if order == "<" else "big")


_Directory = dict[int, _Entry]
"""By tag."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a file writes its numbers: byte order, and the formats of an offset and of a directory's length."""

    order: str
    word: str
    length: str

    @property
    def is_big(self) -> bool:
        """Whether this is a BigTIFF."""
        return self.word == "Q"

    @property
    def entry(self) -> int:
        """The bytes of an entry."""
        return 4 + 2 * struct.calcsize(self.order + self.word)

    def number(self, data: Data, at: int, form: str) -> int:
        """One number at a place."""
        (number,) = struct.unpack_from(self.order + form, data, at)
        return int(number)


class Pages(NamedTuple):
    """Which page is the photo, and where its directory is; how many pages are pictures of their own.

    Others are reduced copies of them, such as thumbnails, or masks. Where all are, the first is taken.
    """

    number: int
    place: int
    pictures: int


def find_pages(data: Data) -> Pages:
    """The first page that is a picture of its own, or the first of all; raises ValueError for what is no TIFF.

    Pages are looked at up to `MAX_PAGES`, or to the first that cannot be read.
    """
    layout = _layout_of(data)
    places = list(_places(data, layout))
    own = [number for number, place in enumerate(places) if _is_own_picture(data, layout, place)]
    number = own[0] if own else 0
    return Pages(number, places[number] if places else 0, len(own))


def _layout_of(data: Data) -> _Layout:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        raise ValueError("not a TIFF")
    return _Layout(order, "Q", "Q") if 43 in data[2:4] else _Layout(order, "I", "H")


def _places(data: Data, layout: _Layout) -> Iterator[int]:
    """Where the directory of each page is."""
    seen: set[int] = set()
    at = 8 if layout.is_big else 4
    with contextlib.suppress(struct.error):
        while len(seen) < MAX_PAGES:
            place = layout.number(data, at, layout.word)
            count = layout.number(data, place, layout.length) if place else 0
            if not count or count > MAX_TAGS or place in seen:
                return
            seen.add(place)
            yield place
            at = place + struct.calcsize(layout.order + layout.length) + count * layout.entry


def _is_own_picture(data: Data, layout: _Layout, place: int) -> bool:
    try:
        found = _directory(data, layout, place, (SUBFILE, OLD_SUBFILE))
    except struct.error:
        return True
    kind, old = (found[tag].number(layout.order) if tag in found else 0 for tag in (SUBFILE, OLD_SUBFILE))
    return not kind & (_REDUCED | _MASK) and old != _OLD_REDUCED


def tiff_blocks(data: Data) -> Blocks:
    """The blocks of a TIFF; raises ValueError or struct.error for what is none."""
    layout = _layout_of(data)
    first = layout.number(data, 8 if layout.is_big else 4, layout.word)
    place = find_pages(data).place or first
    entries = _directory(data, layout, first, BLOCKS)
    if place != first:
        entries |= _directory(data, layout, place, BLOCKS)
    found = {tag: entry.value for tag, entry in entries.items() if entry.value}
    copied = photoshop_blocks([found[RESOURCES]] if RESOURCES in found else [])
    return replace(
        copied,
        exif=_small_tiff(data, layout, first, place) if layout.is_big or place != first else b"",
        iim=(found[IIM],) if IIM in found else copied.iim,
        packets=(found[XMP],) if XMP in found else copied.packets,
        manifest=found.get(CREDENTIALS, b""),
    )


def _directory(data: Data, layout: _Layout, at: int, wanted: Collection[int]) -> _Directory:
    """The first entry of each wanted tag in the directory at a place; a value beyond the file is cut or empty."""
    found: _Directory = {}
    count = layout.number(data, at, layout.length)
    at += struct.calcsize(layout.order + layout.length)
    form, room = f"{layout.order}HH{layout.word}", struct.calcsize(layout.order + layout.word)
    length = layout.entry
    for place in range(at, at + min(count, MAX_TAGS) * length, length):
        tag, kind, number = struct.unpack_from(form, data, place)
        if tag in wanted and tag not in found:
            size, start = number * _SIZES.get(kind, 0), place + length - room
            if size > room:
                start = layout.number(data, start, layout.word)
            found[tag] = _Entry(kind, number, data[start : start + min(size, MAX_BLOCK)])
    return found


def _small_tiff(data: Data, layout: _Layout, first: int, place: int) -> bytes:
    """What is read of a file's EXIF, as a TIFF: the header, the EXIF directory at 8, the photo's directory.

    What the photo's own directory lacks is read from the first one, except for how the first picture is turned.
    """
    main, exif = _directory(data, layout, place, {*MAIN_TAGS, EXIF}), b""
    if place != first:
        main = _directory(data, layout, first, {*MAIN_TAGS - {ORIENTATION}, EXIF}) | main
    pointer = main.pop(EXIF, None)
    if pointer and pointer.value:
        place = layout.number(pointer.value, 0, "Q" if pointer.kind in _BIGGER else "I")
        exif = _written(layout.order, _directory(data, layout, place, EXIF_TAGS), 8)
        main[EXIF] = _Entry(_LONG, 1, struct.pack(layout.order + "I", 8))
    begin = 8 + len(exif)
    return struct.pack(f"{layout.order}2sHI", data[:2], 42, begin) + exif + _written(layout.order, main, begin)


def _written(order: str, entries: _Directory, at: int) -> bytes:
    """A directory at a place, with the values behind it; without those that are cut or too large for EXIF."""
    whole = {
        tag: entry
        for tag, entry in sorted(entries.items())
        if len(entry.value) == entry.count * _SIZES.get(entry.kind, 0) < MAX_BLOCK // 16 and entry.kind not in _BIGGER
    }
    table, values = struct.pack(f"{order}H", len(whole)), b""
    behind = at + 2 + 12 * len(whole) + 4
    for tag, entry in whole.items():
        is_far = len(entry.value) > 4
        place = struct.pack(f"{order}I", behind + len(values)) if is_far else entry.value.ljust(4, b"\0")
        values += entry.value if is_far else b""
        table += struct.pack(f"{order}HHI", tag, entry.kind, entry.count) + place
    return table + bytes(4) + values
