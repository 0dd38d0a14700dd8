"""AVIFs by Pillow, with properties that it does not write (ISO 23008-12)."""

import io
import struct
from typing import Any

from PIL import Image

from tests.pipelines.heic import box

Clap = tuple[int, int, int, int, int, int, int, int]


def avif(image: Image.Image, points: tuple[int, int] | None = None, clap: Clap | None = None, **options: Any) -> bytes:
    """The picture as an AVIF without loss, its nclx and clean aperture as told."""
    sink = io.BytesIO()
    image.save(sink, "AVIF", quality=100, subsampling="4:4:4", speed=10, **options)
    data = bytearray(sink.getvalue())
    if points:
        at = data.index(b"colrnclx") + 8
        struct.pack_into(">2H", data, at, *points)
    return with_property(bytes(data), box(b"clap", struct.pack(">8i", *clap))) if clap else bytes(data)


def with_property(data: bytes, extra: bytes) -> bytes:
    """The AVIF with one more property of its first item, which is the primary one as Pillow writes it."""
    ipco, ipma = data.index(b"ipco") - 4, data.index(b"ipma") - 4
    end = ipco + int.from_bytes(data[ipco : ipco + 4], "big")
    number = _count(data[ipco + 8 : end]) + 1
    entry = ipma + 18  # after the head, four bytes of flags, four of count, two of the item's number
    grown = bytearray(data[:end] + extra + data[end:entry] + bytes((data[entry] + 1,)))
    grown += data[entry + 1 : entry + 1 + data[entry]] + bytes((0x80 | number,)) + data[entry + 1 + data[entry] :]
    for name in (b"meta", b"iprp", b"ipco"):
        _grow(grown, grown.index(name) - 4, len(extra) + (name != b"ipco"))
    _grow(grown, grown.index(b"ipma") - 4, 1)
    _shift(grown, len(extra) + 1)
    return bytes(grown)


def _count(boxes: bytes) -> int:
    count, at = 0, 0
    while at < len(boxes):
        at += int.from_bytes(boxes[at : at + 4], "big")
        count += 1
    return count


def _grow(data: bytearray, at: int, by: int) -> None:
    struct.pack_into(">I", data, at, int.from_bytes(data[at : at + 4], "big") + by)


def _shift(data: bytearray, by: int) -> None:
    """Move the places of all items: version 0 of the table, four bytes an offset, one extent an item."""
    at = data.index(b"iloc") + 4
    assert data[at : at + 5] == b"\0\0\0\0\x44"
    for item in range(int.from_bytes(data[at + 6 : at + 8], "big")):
        _grow(data, at + 8 + 14 * item + 6, by)
