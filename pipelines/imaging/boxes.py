"""What an AVIF or HEIC says of its primary picture beside the pixels (ISO 23008-12, ISO 23000-22)."""

import struct
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from pipelines.crop import Box, Size
from pipelines.imaging.code_points import CodePoints
from pipelines.metadata.containers.blocks import Data
from pipelines.metadata.containers.iso_boxes import walk_boxes
from pipelines.refusal import Refusal

Span = tuple[int, int]
"""Where a box's content begins and ends."""

FULL_BOX = 4  # version and flags, before the content of some boxes
SAMPLE_ENTRY = 78  # what a picture track says of itself before the boxes


class Properties(NamedTuple):
    """Size as coded, colours, and the part of the pixels that is the picture; None for what the file leaves out."""

    size: Size | None = None
    code_points: CodePoints | None = None
    aperture: Box | None = None


def read_properties(data: Data) -> Properties:
    """The primary picture's properties, those of a sequence's first track before them.

    Raises Refusal `broken` for a clean aperture that shows nothing, or of a picture without a size. A file damaged
    elsewhere gives what can be read; the decoder finds the damage.
    """
    top = _boxes_in(data, (0, len(data)))
    found = _of_primary(data, _boxes_in(data, top.get(b"meta"), FULL_BOX)) | _of_track(data, top.get(b"moov"))
    return Properties(
        size := _size(data, found.get(b"ispe")),
        _code_points(data, found.get(b"colr")),
        _aperture(data, found.get(b"clap"), size),
    )


def _of_primary(data: Data, meta: dict[bytes, Span]) -> dict[bytes, Span]:
    """The primary item's properties by name (ISO 23008-12 9.3); those of its first tile where it has no colours."""
    properties = _boxes_in(data, meta.get(b"iprp"))
    stored = [(name, (start, end)) for name, start, end in _walk(data, properties.get(b"ipco"))]
    primary = _number(data, meta.get(b"pitm"))

    def properties_of(item: int | None) -> dict[bytes, Span]:
        associated = _associated(data, properties.get(b"ipma"), item)
        return _first_of_each(data, [stored[index - 1] for index in associated if 0 < index <= len(stored)])

    found = properties_of(primary)
    if b"colr" not in found and (colours := properties_of(_first_tile(data, meta.get(b"iref"), primary)).get(b"colr")):
        found[b"colr"] = colours
    return found


def _first_tile(data: Data, span: Span | None, item: int | None) -> int | None:
    """The first item that this one is made of (ISO 14496-12 8.11.12)."""
    if span is None or item is None:
        return None
    size = 2 if data[span[0] : span[0] + 1] == b"\0" else 4
    for name, start, _end in _walk(data, span, FULL_BOX):
        if name == b"dimg" and int.from_bytes(data[start : start + size], "big") == item:
            return int.from_bytes(data[start + size + 2 : start + 2 * size + 2], "big")
    return None


def _of_track(data: Data, movie: Span | None) -> dict[bytes, Span]:
    """What the first track's sample entry says (ISO 14496-12 12.1.3)."""
    span = movie
    for name in (b"trak", b"mdia", b"minf", b"stbl", b"stsd"):
        span = _boxes_in(data, span).get(name)
    for _name, start, end in _walk(data, span, FULL_BOX + 4):
        inside = [(name, (at, stop)) for name, at, stop in _walk(data, (start, end), SAMPLE_ENTRY)]
        return _first_of_each(data, inside)
    return {}


def _first_of_each(data: Data, boxes: list[tuple[bytes, Span]]) -> dict[bytes, Span]:
    """The first box of each name; of colours, the first that are told by code points."""
    found: dict[bytes, Span] = {}
    for name, span in boxes:
        if name != b"colr" or data[span[0] : span[0] + 4] == b"nclx":
            found.setdefault(name, span)
    return found


def _walk(data: Data, span: Span | None, skip: int = 0) -> Iterator[tuple[bytes, int, int]]:
    return walk_boxes(data, span[0] + skip, min(span[1], len(data))) if span else iter(())


def _boxes_in(data: Data, span: Span | None, skip: int = 0) -> dict[bytes, Span]:
    """The first box of each name."""
    found: dict[bytes, Span] = {}
    for name, start, end in _walk(data, span, skip):
        found.setdefault(name, (start, end))
    return found


def _number(data: Data, span: Span | None) -> int | None:
    """A full box's number: of two bytes in version 0, else of four."""
    if span is None:
        return None
    at, size = span[0] + FULL_BOX, 2 if data[span[0] : span[0] + 1] == b"\0" else 4
    return int.from_bytes(data[at : at + size], "big")


def _associated(data: Data, span: Span | None, item: int | None) -> list[int]:
    """The numbers of an item's properties, counted from 1 (ISO 23008-12 9.3.1)."""
    if span is None or item is None:
        return []
    start, stop = span[0], min(span[1], len(data))
    wide_item, wide_index = data[start : start + 1] != b"\0", data[start + 3 : start + 4] == b"\1"
    item_size, size, mask = 4 if wide_item else 2, 2 if wide_index else 1, 0x7FFF if wide_index else 0x7F
    at = start + FULL_BOX + 4
    while at + item_size < stop:
        number, count = int.from_bytes(data[at : at + item_size], "big"), data[at + item_size]
        at += item_size + 1
        if number == item:
            return [int.from_bytes(data[at + size * n : at + size * (n + 1)], "big") & mask for n in range(count)]
        at += count * size
    return []


def _size(data: Data, span: Span | None) -> Size | None:
    if span is None or span[0] + 12 > len(data):
        return None
    width, height = struct.unpack_from(">2I", data, span[0] + FULL_BOX)
    return width, height


def _code_points(data: Data, span: Span | None) -> CodePoints | None:
    if span is None or span[0] + 8 > len(data):
        return None
    return CodePoints(*struct.unpack_from(">2H", data, span[0] + 4))


def _aperture(data: Data, span: Span | None, size: Size | None) -> Box | None:
    """The clean aperture (ISO 14496-12 12.1.4) within the picture; a pixel that it shows in part is not shown."""
    if span is None:
        return None
    if size is None or span[0] + 32 > len(data):
        raise Refusal("broken", "a clean aperture of no picture")
    numbers = struct.unpack_from(">8i", data, span[0])
    if 0 in numbers[1::2]:
        raise Refusal("broken", "a clean aperture divided by zero")
    width, height, right, down = (Fraction(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))
    across, along = _span(size[0], width, right), _span(size[1], height, down)
    if across[0] >= across[1] or along[0] >= along[1]:
        raise Refusal("broken", "a clean aperture that shows nothing")
    box = across[0], along[0], across[1], along[1]
    return None if box == (0, 0, *size) else box


def _span(length: int, kept: Fraction, offset: Fraction) -> Span:
    """First pixel and the one after the last; the offset is between the middles."""
    start = (length - kept) / 2 + offset
    return max(0, ceil(start)), min(length, floor(start + kept))
