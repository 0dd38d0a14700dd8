"""TIFF and BigTIFF: tags of the first directory. EXIF is not cut out, for its directories refer to the whole file."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace

from pipelines.metadata.containers.blocks import MAX_BLOCK, Blocks, Data
from pipelines.metadata.containers.photoshop import photoshop_blocks

# Genuine directories have dozens.
MAX_TAGS = 10_000

XMP, IIM, RESOURCES = 700, 33723, 34377
# How many bytes a value of each type takes (TIFF 6.0, section 2, and BigTIFF's); writers differ in the type they give.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 8: 2, 9: 4, 13: 4, 16: 8}


def tiff_blocks(data: Data) -> Blocks:
    """The blocks of a TIFF; raises ValueError or struct.error for what is none."""
    found = dict(_values(data))
    copied = photoshop_blocks([found[RESOURCES]] if RESOURCES in found else [])
    return replace(
        copied,
        iim=(found[IIM],) if found.get(IIM) else copied.iim,
        packets=(found[XMP],) if found.get(XMP) else copied.packets,
    )


def _values(data: Data) -> Iterator[tuple[int, bytes]]:
    """Tag and bytes of each of our tags in the first directory."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        raise ValueError("not a TIFF")
    is_big = 43 in data[2:4]
    word, head, kind = ("Q", "Q", f"{order}HHQ") if is_big else ("I", "H", f"{order}HHI")
    room = struct.calcsize(f"{order}{word}")
    (at,) = struct.unpack_from(order + word, data, room if is_big else 4)
    (count,) = struct.unpack_from(order + head, data, at)
    at += struct.calcsize(order + head)
    for _ in range(min(count, MAX_TAGS)):
        tag, form, number = struct.unpack_from(kind, data, at)
        place, at = at + struct.calcsize(kind), at + struct.calcsize(kind) + room
        if tag in (XMP, IIM, RESOURCES):
            size = number * _SIZES.get(form, 0)
            (start,) = (place,) if size <= room else struct.unpack_from(order + word, data, place)
            yield tag, data[start : start + min(size, MAX_BLOCK)]
