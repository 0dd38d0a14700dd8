"""Metadata into a JPEG: three application segments after the JFIF header (ITU T.81 B.1, EXIF 2.32 4.5.4)."""

from __future__ import annotations

import hashlib
import struct

_JFIF = b"JFIF\x00"
_APP1, _APP13 = 0xE1, 0xED
_APP_SEGMENTS = {0xE0: _JFIF, 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_CODING_SEGMENTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD}
_START_OF_SCAN = 0xDA


def splice_jpeg(pixels: bytes, *, xmp: bytes, exif: bytes, iim: bytes) -> bytes:
    """The JPEG with these blocks in it, everything else unchanged byte for byte.

    Raises ValueError for a file with a segment that our encoder does not write, or a block beyond 64 KiB.
    """
    insert_at = _check(pixels)
    metadata = (
        _segment(_APP1, b"Exif\x00\x00" + exif)
        + _segment(_APP1, b"http://ns.adobe.com/xap/1.0/\x00" + xmp)
        + _segment(_APP13, _photoshop(iim))
    )
    return pixels[:insert_at] + metadata + pixels[insert_at:]


def _check(pixels: bytes) -> int:
    """The offset at which to insert metadata; raises ValueError unless this is one of our own files."""
    if not pixels.startswith(b"\xff\xd8\xff") or not pixels.endswith(b"\xff\xd9"):
        raise ValueError("not a JPEG, or one with trailing bytes")
    at = insert_at = 2
    while (marker := pixels[at + 1]) != _START_OF_SCAN:
        body = pixels[at + 4 : at + 16]
        prefix = _APP_SEGMENTS.get(marker)
        if pixels[at] != 0xFF or not (marker in _CODING_SEGMENTS or (prefix and body.startswith(prefix))):
            raise ValueError(f"a segment that is not ours: {pixels[at : at + 16]!r}")
        at += 2 + int.from_bytes(pixels[at + 2 : at + 4], "big")
        if at + 4 > len(pixels):
            raise ValueError("a JPEG without a scan")
        if prefix == _JFIF:
            insert_at = at
    return insert_at


def _segment(marker: int, body: bytes) -> bytes:
    if len(body) > 0xFFFF - 2:
        raise ValueError(f"a JPEG segment holds 65533 bytes, this metadata has {len(body)}")
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _photoshop(iim: bytes) -> bytes:
    """IIM with its digest, which tells readers that XMP is in step with it and to be preferred (MWG guidelines 2.0)."""
    digest = hashlib.md5(iim, usedforsecurity=False).digest()
    return b"Photoshop 3.0\x00" + _resource(0x0404, iim) + _resource(0x0425, digest)


def _resource(number: int, data: bytes) -> bytes:
    """A Photoshop image resource without a name, its data padded to an even length."""
    return struct.pack(">4sHHI", b"8BIM", number, 0, len(data)) + data + b"\x00" * (len(data) % 2)
