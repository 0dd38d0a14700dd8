"""A file's outer structure, walked before any reader sees it: whole, and not built to keep a reader busy.

Pillow steps through segments and chunks one by one, in Python. A few megabytes can hold a million of them
around a single pixel, or scans of a few bytes that each send libjpeg over 150 megapixels again. Such files
are refused here, after at most some ten thousand steps of our own.
"""

import re
from mmap import mmap

from pipelines.refusal import Refusal

Data = mmap | bytes

# Genuine files hold some dozens of segments; a few (extended XMP, depth maps) some hundreds of 64 KB.
MOST_SEGMENTS, MOST_HEAD_BYTES, MOST_JUNK = 1_000, 24 * 2**20, 2**16
# Pillow takes these blocks apart one by one, of 12 bytes each at the least.
MOST_PHOTOSHOP_BYTES = 4 * 2**20
# Programs write 3 to 12 scans; each costs a pass over all coefficients, however short it is.
MOST_SCANS = 40
# libpng writes a chunk for every 8 KB: the largest file allowed would have 37,000.
MOST_CHUNKS = 50_000
MOST_BOXES = 1_000

IMAGE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")

# JPEG markers (ITU T.81 table B.1); the bare ones have no length behind them, or Pillow reads none.
SOS, EOI, PHOTOSHOP = 0xDA, 0xD9, 0xED
BARE = frozenset({0x01, 0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)})
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
HEAD_MARKER = re.compile(rb"\xff([^\x00\xff])")
# After a scan's data: no stuffed zero, no restart, no fill byte.
NEXT_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")


def check(data: Data) -> None:
    """Refusal `truncated` for a file that stops too soon, `broken` for one of more parts than any photo has."""
    if data[:3] == b"\xff\xd8\xff":
        _check_jpeg(data)
    elif data[:4] == b"\x89PNG":
        _check_chunks(data)
    elif data[:4] == b"RIFF" and len(data) < 8 + int.from_bytes(data[4:8], "little"):
        raise Refusal("truncated", "shorter than its header says")
    elif data[4:8] == b"ftyp" and data[8:12] in IMAGE_BRANDS:
        _check_boxes(data)


def _check_jpeg(data: Data) -> None:
    """An end marker must follow the first picture's data: it cannot occur inside it (ITU T.81 B.1.1).

    The decoder alone does not tell: a card that zeroed the file's tail decodes without an error.
    """
    scan, in_scans = _jpeg_head(data)
    if data.rfind(b"\xff\xd9", scan) < 0:
        raise Refusal("truncated", "no end marker after the picture data")
    if in_scans:
        _check_scans(data, scan)


def _jpeg_head(data: Data) -> tuple[int, bool]:
    """Where the first scan's header (without one, the last marker) begins, and whether more scans may follow."""
    start, at, junk, blocks, components, progressive = 2, 2, 0, 0, b"", False
    for _ in range(MOST_SEGMENTS):
        found = HEAD_MARKER.search(data, at)
        if found is None:
            return start, False
        start, junk = found.start(), junk + found.start() - at
        marker, at = found[1][0], found.end()
        if marker == SOS:
            return start, progressive or data[at + 2 : at + 3] != components
        if marker in FRAMES:
            progressive, components = marker in PROGRESSIVE, data[at + 7 : at + 8]
        length = 0 if marker in BARE else int.from_bytes(data[at : at + 2], "big")
        at += length
        blocks += length if marker == PHOTOSHOP else 0
        if at > MOST_HEAD_BYTES or junk > MOST_JUNK or blocks > MOST_PHOTOSHOP_BYTES:
            break
    raise Refusal("broken", "more before the picture data than any photo has")


def _check_scans(data: Data, at: int) -> None:
    scans = 0
    for _ in range(MOST_SEGMENTS):
        found = NEXT_MARKER.search(data, at)
        if found is None or found[1][0] == EOI:
            return
        marker, at = found[1][0], found.end()
        scans += marker == SOS
        if scans > MOST_SCANS:
            break
        at += 0 if marker in BARE else int.from_bytes(data[at : at + 2], "big")
    raise Refusal("broken", "more scans than any photo has")


def _check_chunks(data: Data) -> None:
    """PNG: length, name, data, checksum (ISO 15948 5.3). A cut one is the reader's to find."""
    at = 8
    for _ in range(MOST_CHUNKS):
        if at + 8 > len(data):
            return
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    raise Refusal("broken", f"more than {MOST_CHUNKS} chunks")


def _check_boxes(data: Data) -> None:
    """AVIF and HEIC: the top boxes must all end within the file (ISO 14496-12 4.2)."""
    at = 0
    for _ in range(MOST_BOXES):
        if at + 8 > len(data):
            break
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8:  # 0 is "to the end"; less is nonsense that the reader will refuse
            return
        at += size
    else:
        raise Refusal("broken", f"more than {MOST_BOXES} boxes")
    if at > len(data):
        raise Refusal("truncated", "a box reaches beyond the end")
