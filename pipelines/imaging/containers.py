"""The structural check of a file before any reader sees it: it is complete, and not built to keep a reader busy.

Pillow steps through segments and chunks one by one, in Python. A few megabytes can hold a million of them around a
single pixel, or scans of a few bytes that each make libjpeg process 150 megapixels again. This check refuses such
files; its loops are bounded by the limits below.
"""

import re
from collections.abc import Iterator
from typing import Literal

from pipelines.heif import BRANDS, is_heif
from pipelines.imaging.boxes import FULL_BOX
from pipelines.metadata.containers.blocks import Data
from pipelines.metadata.containers.iso_boxes import walk_boxes
from pipelines.metadata.containers.jpeg import APP1, APP13, BARE, HEAD_MARKER, MAX_SEGMENTS, SOS, segments
from pipelines.metadata.containers.png import MAX_CHUNKS
from pipelines.metadata.containers.tiff import MAX_PAGES, MAX_TAGS
from pipelines.refusal import Refusal

# What all segments before the picture have together.
MAX_HEAD_BYTES, MAX_JUNK_BYTES = 24 * 2**20, 2**16
# Each Photoshop block and EXIF number becomes a Python object; genuine files have some hundred kilobytes.
MAX_PARSED_BYTES = 2 * 2**20
# Programs write 3 to 12 scans; each costs a pass over all coefficients, however short its data.
MAX_SCANS = 40
# Pillow reads a directory for every page and searches the list of all earlier ones. 80 megapixels in tiles of 16 x 16
# have 312,500 offsets in one tag.
MAX_NUMBERS = 500_000

IMAGE_BRANDS = (b"avif", b"avis", *BRANDS)

# What phones and cameras put into a HEIC: HEVC and AV1 pictures, tiles of one picture, a turned one, a gain map, EXIF
# and XMP. libheif has decoders for more (overlays, masks, uncompressed and JPEG 2000 pictures, other codecs), which
# nobody uploads and where most of its faults were.
ITEM_TYPES = frozenset({b"hvc1", b"av01", b"grid", b"iden", b"tmap", b"Exif", b"mime", b"uri "})

# TIFF and BigTIFF in both byte orders, and two malformed headers that Pillow accepts as well.
TIFF_HEADS = (b"II*\0", b"MM\0*", b"II\0*", b"MM*\0", b"II+\0", b"MM\0+")

# Further markers (ITU T.81 table B.1).
EOI = 0xD9
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
ARITHMETIC = frozenset({0xC9, 0xCA})
# What libjpeg does not read.
UNREAD_FRAMES = dict.fromkeys((0xC3, 0xCB), "lossless") | dict.fromkeys(
    (0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF), "hierarchical"
)
# The marker after a scan's data: neither a stuffed zero, a restart marker nor a fill byte.
NEXT_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")


def check_structure(data: Data) -> None:
    """Raise Refusal `truncated` for a file that ends too early, `broken` for one with more parts than any photo has."""
    if data[:3] == b"\xff\xd8\xff":
        _check_jpeg(data)
    elif data[:4] == b"\x89PNG":
        for _chunk in walk_chunks(data):
            pass
    elif data[:4] in TIFF_HEADS:
        _check_directories(data)
    elif data[:4] == b"RIFF" and len(data) < 8 + int.from_bytes(data[4:8], "little"):
        raise Refusal("truncated", "shorter than its header says")
    elif data[4:8] == b"ftyp" and data[8:12] in IMAGE_BRANDS:
        _check_boxes(data)


def _check_jpeg(data: Data) -> None:
    """An end marker must follow the first picture's data, inside which it cannot occur (ITU T.81 B.1.1).

    The decoder alone would not notice: a file whose tail a memory card left as zeros decodes without an error.
    """
    scan, in_scans = _jpeg_head(data)
    if data.rfind(b"\xff\xd9", scan) < 0:
        raise Refusal("truncated", "no end marker after the picture data")
    if in_scans:
        _check_scans(data, scan)


def _jpeg_head(data: Data) -> tuple[int, bool]:
    """Where the first scan's header (or else the last marker) begins, and whether more scans may follow."""
    start, at, junk, parsed, components, progressive = 2, 2, 0, 0, b"", False
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
            parsed += length
        at += length
        if at > MAX_HEAD_BYTES or junk > MAX_JUNK_BYTES or parsed > MAX_PARSED_BYTES:
            break
    raise Refusal("broken", "more before the picture data than any photo has")


def rare_jpeg(data: Data) -> str | None:
    """What a sound JPEG is that no decoder here reads; None for others."""
    if data[:3] != b"\xff\xd8\xff":
        return None
    for marker, start, _end in segments(data):
        if marker in UNREAD_FRAMES:
            return f"{UNREAD_FRAMES[marker]} JPEG"
        if marker in FRAMES:
            bits = data[start : start + 1]
            return f"JPEG of {bits[0]} bits" if bits in (b"\x0c", b"\x10") else None
    return None


def is_arithmetic(data: Data) -> bool:
    """Whether a JPEG is coded arithmetically, which libjpeg decodes from the whole file only."""
    return data[:3] == b"\xff\xd8\xff" and any(marker in ARITHMETIC for marker, _start, _end in segments(data))


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


def walk_chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """A PNG's chunks: name, start and end of the content (ISO 15948 5.3). The reader finds a truncated one."""
    at = 8
    for _ in range(MAX_CHUNKS):
        if at + 8 > len(data):
            return
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], at + 8, end
        at = end + 4
    raise Refusal("broken", f"more than {MAX_CHUNKS} chunks")


def _check_directories(data: Data) -> None:
    """TIFF and BigTIFF: the number of each page's tags, and each tag's type and count (TIFF 6.0, section 2).

    Pillow keeps values of type BYTE, ASCII and UNDEFINED as they are; of all others it makes a list of numbers.
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
    """AVIF and HEIC: all top-level boxes must end within the file (ISO 14496-12 4.2), and a HEIC hold nothing odd."""
    for name, start, end in walk_boxes(data, 0, len(data)):
        if end > len(data):
            raise Refusal("truncated", "a box reaches beyond the end")
        if is_heif(data[:12]):
            if name == b"moov":  # a sequence, which has tracks and codecs of its own
                raise Refusal("odd_parts", "a sequence of pictures")
            if name == b"meta":
                _check_items(data, start + FULL_BOX, end)


def _check_items(data: Data, start: int, end: int) -> None:
    """Each item that a meta box names (ISO 14496-12 8.11.6) is of a type that phones and cameras write."""
    for name, at, stop in walk_boxes(data, start, end):
        if name != b"iinf":
            continue
        count = 2 if data[at : at + 1] == b"\0" else 4  # how many bytes say how many entries follow
        for entry, begin, finish in walk_boxes(data, at + FULL_BOX + count, stop):
            kind = _type_of(data, begin, finish) if entry == b"infe" else entry
            if kind not in ITEM_TYPES:
                raise Refusal("odd_parts", f"an item of type {kind!r}")


def _type_of(data: Data, start: int, end: int) -> bytes:
    """An item's type. Entries older than version 2 have none."""
    version = data[start : start + 1]
    at = start + FULL_BOX + (6 if version == b"\3" else 4)
    return data[at : at + 4] if version in (b"\2", b"\3") and at + 4 <= end else b""
