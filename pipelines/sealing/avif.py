"""Metadata into an AVIF: two more items in its `meta` box, their data at the end (ISO 14496-12 8.11).

Only for the layout that libavif writes for Pillow: the picture's data behind `meta`, 32-bit offsets. As `meta` grows,
the picture's offsets grow by as much; its data stays as it is.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_ILOC_SIZES = b"\x44\x00"  # 4-byte offsets and lengths, no base offset


@dataclass(frozen=True, slots=True)
class _Extent:
    item: int
    offset: int
    length: int


def splice_avif(pixels: bytes, *, xmp: bytes, exif: bytes) -> bytes:
    """The AVIF with these blocks in it, its image data unchanged byte for byte.

    Raises ValueError for a file that has metadata already or another layout.
    """
    boxes = _read(pixels)
    if list(boxes)[:2] != [b"ftyp", b"meta"] or set(boxes) != {b"ftyp", b"meta", b"mdat"}:
        raise ValueError("not an AVIF of our own")
    payloads = [b"\x00\x00\x00\x00" + exif, xmp]
    grown = len(_meta(boxes[b"meta"], payloads, shift=0, data_at=0)) - len(boxes[b"meta"])
    data_at = len(pixels) + grown + 8
    meta = _meta(boxes[b"meta"], payloads, shift=grown, data_at=data_at)
    rest = pixels[len(_box(b"ftyp", boxes[b"ftyp"])) + len(_box(b"meta", boxes[b"meta"])) :]
    return _box(b"ftyp", boxes[b"ftyp"]) + _box(b"meta", meta) + rest + _box(b"mdat", b"".join(payloads))


def _meta(meta: bytes, payloads: list[bytes], *, shift: int, data_at: int) -> bytes:
    """The body of `meta` with the two new items, and existing offsets moved by `shift`."""
    parts = _read(meta[4:])
    extents = _extents(parts[b"iloc"])
    first = max(extent.item for extent in extents) + 1
    moved = [_Extent(e.item, e.offset + shift, e.length) for e in extents]
    for number, payload in enumerate(payloads):
        moved.append(_Extent(first + number, data_at, len(payload)))
        data_at += len(payload)
    parts[b"iloc"] = _iloc(moved)
    parts[b"iinf"] = _iinf(parts[b"iinf"], first)
    parts[b"iref"] = _iref(parts.get(b"iref"), first, parts[b"pitm"][4:6])
    return meta[:4] + b"".join(_box(kind, body) for kind, body in parts.items())


def _read(data: bytes) -> dict[bytes, bytes]:
    """The boxes' bodies by kind, in file order; ValueError if a kind occurs twice, which it does not in our files."""
    boxes: dict[bytes, bytes] = {}
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at) if at + 8 <= len(data) else (0, b"")
        if size < 8 or at + size > len(data) or kind in boxes:
            raise ValueError(f"not an AVIF of our own: box {kind!r} of {size} bytes")
        boxes[kind] = data[at + 8 : at + size]
        at += size
    return boxes


def _extents(iloc: bytes) -> list[_Extent]:
    """Where each item's data is (iloc version 0, one extent per item)."""
    if iloc[:6] != bytes(4) + _ILOC_SIZES:
        raise ValueError("not an AVIF of our own: iloc of another layout")
    (count,) = struct.unpack_from(">H", iloc, 6)
    rows = [struct.unpack_from(">HHHII", iloc, 8 + 14 * row) for row in range(count)]
    if len(iloc) != 8 + 14 * count or any(row[1:3] != (0, 1) for row in rows):
        raise ValueError("not an AVIF of our own: items in several pieces")
    return [_Extent(item, offset, length) for item, _, _, offset, length in rows]


def _iloc(extents: list[_Extent]) -> bytes:
    rows = (struct.pack(">HHHII", e.item, 0, 1, e.offset, e.length) for e in extents)
    return bytes(4) + _ILOC_SIZES + struct.pack(">H", len(extents)) + b"".join(rows)


def _iinf(iinf: bytes, first: int) -> bytes:
    if iinf[:4] != bytes(4) or b"Exif" in iinf or b"mime" in iinf:
        raise ValueError("not an AVIF of our own: metadata in it already")
    (count,) = struct.unpack_from(">H", iinf, 4)
    entries = _infe(first, b"Exif\x00") + _infe(first + 1, b"mime\x00application/rdf+xml\x00")
    return iinf[:4] + struct.pack(">H", count + 2) + iinf[6:] + entries


def _infe(item: int, description: bytes) -> bytes:
    return _box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", item, 0) + description)


def _iref(iref: bytes | None, first: int, primary: bytes) -> bytes:
    """References which say that both items describe the primary picture."""
    described = (struct.pack(">HH", first + number, 1) + primary for number in range(2))
    return (iref or bytes(4)) + b"".join(_box(b"cdsc", reference) for reference in described)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body
