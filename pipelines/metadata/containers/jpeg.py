"""JPEG: EXIF and XMP in APP1, Photoshop's resources in APP13 (ITU T.81 B.1.1.4, XMP Specification Part 3, 1.1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipelines.metadata.containers.blocks import EXIF_PREFIX, MAX_BLOCK, TIFF_HEADS, Blocks, Data, Piece
from pipelines.metadata.containers.photoshop import HEADERS, photoshop_blocks

# JPEG markers (ITU T.81 table B.1); no length follows the bare ones, or Pillow reads none.
SOS, APP1, APP11, APP13 = 0xDA, 0xE1, 0xEB, 0xED
BARE = frozenset({0x01, 0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)})
HEAD_MARKER = re.compile(rb"\xff([^\x00\xff])")
# Genuine files hold dozens of segments; a few (with extended XMP or depth maps) hold hundreds of 64 KB each.
MAX_SEGMENTS = 1_000

XMP_PREFIX = b"http://ns.adobe.com/xap/1.0/\x00"
EXTENSION_PREFIX = b"http://ns.adobe.com/xmp/extension/\x00"
_PIECE_HEAD = 40  # 32 bytes of GUID, 4 of size, 4 of offset


def jpeg_blocks(data: Data) -> Blocks:
    """The blocks before the first scan; raises ValueError for what is no JPEG."""
    if data[:3] != b"\xff\xd8\xff":
        raise ValueError("not a JPEG")
    exif, packets, pieces, resources, boxes = b"", [], [], [], []
    for marker, start, end in segments(data):
        if marker == APP13 and (header := next(filter(data[start:end].startswith, HEADERS), b"")):
            resources.append(data[start + len(header) : end])
        elif marker == APP11:
            boxes.append(data[start:end])
        elif marker == APP1:
            content = data[start:end]
            if content.startswith(EXIF_PREFIX):
                exif += _next_exif(exif, content.removeprefix(EXIF_PREFIX))
            elif content.startswith(XMP_PREFIX):
                packets.append(content.removeprefix(XMP_PREFIX))
            elif content.startswith(EXTENSION_PREFIX):
                pieces.append(_piece(content.removeprefix(EXTENSION_PREFIX)))
    found = photoshop_blocks(resources)
    # The packet in Photoshop's resources is a copy, for files that can hold no other.
    packets = packets or list(found.packets)
    return replace(found, exif=exif, packets=tuple(packets), pieces=tuple(pieces), manifest=join_segments(boxes))


def segments(data: Data) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of the content of each segment before the first scan."""
    at = 2
    for _ in range(MAX_SEGMENTS):
        found = HEAD_MARKER.search(data, at)
        if found is None or found[1][0] == SOS:
            return
        marker, at = found[1][0], found.end()
        if marker not in BARE:
            end = at + int.from_bytes(data[at : at + 2], "big")
            yield marker, at + 2, end
            at = end


def _next_exif(before: bytes, content: bytes) -> bytes:
    """What a segment adds to the EXIF: its continuation where it is larger than a segment, nothing of a second one."""
    return b"" if before and content.startswith(TIFF_HEADS) else content


def join_segments(found: list[bytes]) -> bytes:
    """The boxes in APP11 segments (C2PA 2.2, appendix A.3.1); a later segment repeats the box's header."""
    parts = [data for data in found if data[:2] == b"JP"]
    return b"".join(data[8 if data[4:8] == b"\0\0\0\1" else 16 :] for data in parts)[:MAX_BLOCK]


def _piece(content: bytes) -> Piece:
    return Piece(
        guid=content[:32].upper(),
        size=int.from_bytes(content[32:36], "big"),
        offset=int.from_bytes(content[36:_PIECE_HEAD], "big"),
        data=content[_PIECE_HEAD:],
    )
