"""Metadata into a WebP: EXIF and XMP chunks, and the VP8X header that announces them (RFC 9649, 2.7)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_ICC, _ALPHA, _EXIF, _XMP = 0x20, 0x10, 0x08, 0x04
_OURS = {b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"VP8L"}

Chunks = dict[bytes, bytes]


def splice_webp(pixels: bytes, *, xmp: bytes, exif: bytes) -> bytes:
    """The WebP with these blocks in it, its image and profile chunks unchanged byte for byte.

    Raises ValueError for a file with a chunk that our encoder does not write, animations included.
    """
    chunks = _read(pixels)
    chunks.pop(b"VP8X", None)
    width, height, alpha = _canvas(chunks)
    flags = _EXIF | _XMP | (_ICC if b"ICCP" in chunks else 0) | (_ALPHA if alpha else 0)
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    order: Chunks = {b"VP8X": struct.pack("<I", flags) + size, **chunks, b"EXIF": exif, b"XMP ": xmp}
    body = b"WEBP" + b"".join(_chunk(name, data) for name, data in order.items())
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _read(pixels: bytes) -> Chunks:
    if pixels[:4] != b"RIFF" or pixels[8:12] != b"WEBP":
        raise ValueError("not a WebP")
    if int.from_bytes(pixels[4:8], "little") + 8 != len(pixels):
        raise ValueError("a WebP with bytes missing or trailing")
    chunks: Chunks = {}
    for name, data in _walk(pixels):
        if name not in _OURS or name in chunks:
            raise ValueError(f"a chunk that is not ours: {name!r}")
        chunks[name] = data
    return chunks


def _walk(pixels: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at < len(pixels):
        size = int.from_bytes(pixels[at + 4 : at + 8], "little")
        yield pixels[at : at + 4], pixels[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _canvas(chunks: Chunks) -> tuple[int, int, bool]:
    """Width, height and whether there is alpha, read from the bit stream (RFC 6386 9.1, RFC 9649 3.4)."""
    if (lossless := chunks.get(b"VP8L")) is not None:
        bits = int.from_bytes(lossless[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    lossy = chunks.get(b"VP8 ", b"")
    if lossy[3:6] != b"\x9d\x01\x2a":
        raise ValueError("a WebP without a key frame")
    width, height = struct.unpack("<HH", lossy[6:10])
    return width & 0x3FFF, height & 0x3FFF, b"ALPH" in chunks


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2)
