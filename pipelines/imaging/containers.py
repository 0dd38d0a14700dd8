"""A file's outer structure, walked before any reader sees it: whole, and not built to keep a reader busy.

Pillow steps through segments and chunks one by one, in Python. A few megabytes can hold a million of them
around a single pixel, or scans of a few bytes that each send libjpeg over 150 megapixels again. Such files
are refused here, after at most some ten thousand steps of our own.
"""

import re
from mmap import mmap
from typing import Literal

from pipelines.refusal import Refusal

Data = mmap | bytes

# Genuine files hold some dozens of segments; a few (extended XMP, depth maps) some hundreds of 64 KB.
MAX_SEGMENTS, MAX_HEAD_BYTES, MAX_JUNK_BYTES = 1_000, 24 * 2**20, 2**16
# Photoshop's blocks and EXIF's numbers become an object each; genuine files have some hundreds of kilobytes.
MAX_PARSED_BYTES = 2 * 2**20
# Programs write 3 to 12 scans; each costs a pass over all coefficients, however short it is.
MAX_SCANS = 40
# libpng writes a chunk for every 8 KB: the largest file allowed would have 37,000.
MAX_CHUNKS = 50_000
MAX_BOXES = 1_000
# A page is a directory to read, and Pillow looks for it in a list of all before. Tiles of 16 x 16 make
# 312,500 numbers of 80 megapixels.
MAX_PAGES, MAX_TAGS, MAX_NUMBERS = 100, 10_000, 500_000

IMAGE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")

# TIFF and BigTIFF in both byte orders, and two wrong ones that Pillow takes as well.
TIFF_HEADS = (b"II*\0", b"MM\0*", b"II\0*", b"MM*\0", b"II+\0", b"MM\0+")

# JPEG markers (ITU T.81 table B.1); the bare ones have no length behind them, or Pillow reads none.
SOS, EOI, APP1, APP13 = 0xDA, 0xD9, 0xE1, 0xED
BARE = frozenset({0x01, 0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)})
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
HEAD_MARKER = re.compile(rb"\xff([^\x00\xff])")
# After a scan's data: no stuffed zero, no restart, no fill byte.
NEXT_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")


def check_structure(data: Data) -> None:
    """Refusal `truncated` for a file that stops too soon, `broken` for one of more parts than any photo has."""
    if data[:3] == b"\xff\xd8\xff":
        _check_jpeg(data)
    elif data[:4] == b"\x89PNG":
        _check_chunks(data)
    elif data[:4] in TIFF_HEADS:
        _check_directories(data)
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
    start, at, junk, apart, components, progressive = 2, 2, 0, 0, b"", False
    for _ in range(MAX_SEGMENTS):
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
        if marker == APP13 or (marker == APP1 and data[at + 2 : at + 6] == b"Exif"):
            apart += length
        at += length
        if at > MAX_HEAD_BYTES or junk > MAX_JUNK_BYTES or apart > MAX_PARSED_BYTES:
            break
    raise Refusal("broken", "more before the picture data than any photo has")


def _check_scans(data: Data, at: int) -> None:
    scans = 0
    for _ in range(MAX_SEGMENTS):
        found = NEXT_MARKER.search(data, at)
        if found is None or found[1][0] == EOI:
            return
        marker, at = found[1][0], found.end()
        scans += marker == SOS
        if scans > MAX_SCANS:
            break
        at += 0 if marker in BARE else int.from_bytes(data[at : at + 2], "big")
    raise Refusal("broken", "more scans than any photo has")


def _check_chunks(data: Data) -> None:
    """PNG: length, name, data, checksum (ISO 15948 5.3). A cut one is the reader's to find."""
    at = 8
    for _ in range(MAX_CHUNKS):
        if at + 8 > len(data):
            return
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    raise Refusal("broken", f"more than {MAX_CHUNKS} chunks")


def _check_directories(data: Data) -> None:
    """TIFF and BigTIFF: a page's tags, and of each the type and the count (TIFF 6.0, section 2).

    Values of bytes, text and undefined stay as they are; all others become a number each.
    """
    order: Literal["little", "big"] = "little" if data[:1] == b"I" else "big"
    head, entry, word = (8, 20, 8) if data[2] == 43 else (2, 12, 4)

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], order)

    at = number(8 if word == 8 else 4, word)
    for _ in range(MAX_PAGES):
        tags = number(at, head)
        end = at + head + tags * entry
        if tags > MAX_TAGS:
            raise Refusal("broken", "more tags than any photo has")
        for tag in range(at + head, min(end, len(data)), entry):
            if number(tag + 2, 2) not in (1, 2, 7) and number(tag + 4, word) > MAX_NUMBERS:
                raise Refusal("broken", "a tag of more numbers than any photo has")
        at = number(end, word)
        if not at:
            return


def _check_boxes(data: Data) -> None:
    """AVIF and HEIC: the top boxes must all end within the file (ISO 14496-12 4.2)."""
    at = 0
    for _ in range(MAX_BOXES):
        if at + 8 > len(data):
            break
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8:  # 0 is "to the end"; less is nonsense that the reader will refuse
            return
        at += size
    else:
        raise Refusal("broken", f"more than {MAX_BOXES} boxes")
    if at > len(data):
        raise Refusal("truncated", "a box reaches beyond the end")
