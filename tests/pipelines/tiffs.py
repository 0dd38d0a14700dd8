"""TIFFs of any layout, of which Pillow writes few (TIFF 6.0)."""

import struct
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image

Entry = tuple[int, int, Sequence[int]]
"""Tag, type and values."""
SIZES = {1: "B", 2: "B", 3: "H", 4: "I", 7: "B"}


class Layout(NamedTuple):
    """How a picture's samples are stored; `order` is `<` or `>`."""

    bits: int = 8
    samples: int = 1
    photometric: int = 1
    extra: tuple[int, ...] = ()
    sample_format: int = 1
    planar: bool = False
    order: str = "<"


def tiff(size: tuple[int, int], pixels: bytes, layout: Layout, *more: Entry) -> bytes:
    """A TIFF of one strip a plane; `pixels` are stored as they are."""
    planes = layout.samples if layout.planar else 1
    share = len(pixels) // planes
    entries = _described(size, layout, [8 + share * plane for plane in range(planes)], share)
    return _assembled(layout.order, pixels, [*entries, *more])


def _described(size: tuple[int, int], layout: Layout, places: Sequence[int], share: int) -> list[Entry]:
    """What says where a picture is and how it is stored."""
    entries: list[Entry] = [
        (256, 4, [size[0]]),
        (257, 4, [size[1]]),
        (258, 3, [layout.bits] * layout.samples),
        (259, 3, [1]),
        (262, 3, [layout.photometric]),
        (273, 4, places),
        (277, 3, [layout.samples]),
        (278, 4, [size[1]]),
        (279, 4, [share] * len(places)),
        (284, 3, [2 if layout.planar else 1]),
        (339, 3, [layout.sample_format] * layout.samples),
    ]
    return entries + ([(338, 3, layout.extra)] if layout.extra else [])


RGB = Layout(samples=3, photometric=2)


class Page(NamedTuple):
    """A picture of 8 bits in RGB, and entries of its directory that are added or replace others."""

    image: Image.Image
    entries: tuple[Entry, ...] = ()


def paged(*pages: Page) -> bytes:
    """A TIFF of these pages, one after the other."""
    data, link = bytearray(b"II*\0" + bytes(4)), 4
    for image, more in pages:
        pixels, start = image.tobytes(), len(data)
        entries = {entry[0]: entry for entry in _described(image.size, RGB, [start], len(pixels))}
        entries |= {entry[0]: entry for entry in more}
        data += pixels + bytes(len(pixels) % 2)
        struct.pack_into("<I", data, link, len(data))
        link = len(data) + 2 + 12 * len(entries)
        data += directory("<", len(data), list(entries.values()))
    return bytes(data)


def directory(order: str, at: int, entries: Sequence[Entry], following: int = 0) -> bytes:
    """A directory that stands at an offset, with the values that do not fit into it behind."""
    table, tail = b"", b""
    start = at + 2 + 12 * len(entries) + 4
    for tag, kind, values in sorted(entries):
        data = struct.pack(f"{order}{len(values)}{SIZES[kind]}", *values)
        inline = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack(order + "I", start + len(tail))
        tail += b"" if len(data) <= 4 else data
        table += struct.pack(order + "HHI", tag, kind, len(values)) + inline
    return struct.pack(order + "H", len(entries)) + table + struct.pack(order + "I", following) + tail


def _assembled(order: str, pixels: bytes, entries: Sequence[Entry]) -> bytes:
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8 + len(pixels))
    return head + pixels + directory(order, 8 + len(pixels), entries)
